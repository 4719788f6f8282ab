"""What the student learns from: passages as columns, one row a token that the network reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spunlib.features.context import Context
from spunlib.features.evidence import token_evidence
from spunlib.lexicon.lexicon import Lexicon
from spunlib.model.ngrams import TEMPLATES, ngram_slots
from spunlib.model.token_head import OUTPUTS, read_tokens
from spunlib.text.tokens import tokenise
from spunlib.training.sequences import IGNORED, STYLES, Passage
from spunlib.training.tagging import replaced_tokens
from spunlib.training.token_fit import BITS
from spunlib.training.work_files import load_arrays, save_arrays

_BATCH: Final = 200


@dataclass(frozen=True, slots=True)
class StudentSet:
    """Passages by their tokens; p passages, n tokens: all but page furniture.

    Attributes:
        first: int64 (p + 1,), tokens of passage i are ``first[i]:first[i + 1]``.
        start: bool (n,), tokens before which the network does not look.
        row: int32 (n,), lexicon rows.
        evidence: float16 (n, len(COLUMNS)).
        slots: int32 (n, TEMPLATES), n-gram slots, 0 where not prose.
        prose: bool (n,).
        label: int8 (n,), 1 where a tool put the token, 0 where not, `IGNORED` where not known or not prose.
        teacher: float16 (n, 3), what the tagger says, 0 where it was not asked.
        taught: bool (p,), whether it was.
        style: int8 (p,), index into `spunlib.training.sequences.STYLES`.
        origin, group: str (p,), as in `spunlib.training.sequences.Passage`.
    """

    first: NDArray[np.int64]
    start: NDArray[np.bool_]
    row: NDArray[np.int32]
    evidence: NDArray[np.float16]
    slots: NDArray[np.int32]
    prose: NDArray[np.bool_]
    label: NDArray[np.int8]
    teacher: NDArray[np.float16]
    taught: NDArray[np.bool_]
    style: NDArray[np.int8]
    origin: NDArray[np.str_]
    group: NDArray[np.str_]

    def __len__(self) -> int:
        return self.first.size - 1

    @property
    def passage(self) -> NDArray[np.int64]:
        """The passage of each token, int64 (n,)."""
        return np.repeat(np.arange(len(self)), np.diff(self.first))

    def save(self, path: Path) -> None:
        """Write to an .npz file, whole or not at all."""
        save_arrays(path, {name: getattr(self, name) for name in self.__slots__})

    @classmethod
    def load(cls, path: Path) -> StudentSet:
        """Read what `save` wrote."""
        return cls(**load_arrays(path))


def student_set(
    passages: Iterable[Passage],
    lexicon: Lexicon,
    teacher: Sequence[NDArray[np.float16]] | None = None,
) -> StudentSet:
    """Passages made ready for `spunlib.training.student_fit.fit_student`; some 400 a second.

    Args:
        passages: read once, in order.
        lexicon: whose rows and statistics the network will be given.
        teacher: of the first passages what `spunlib.training.teacher.teacher_outputs` says of their tokens,
            float16 (tokens, 3); it was not asked about those after them, nor where there are no tokens.
    """
    said = iter(teacher) if teacher is not None else None
    parts = [_columns(chunk, lexicon, said) for chunk in _chunks(passages)]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0] if name != "size"}
    return StudentSet(first=_cumulated(np.concatenate([part["size"] for part in parts])), **columns)


def _columns(
    passages: Sequence[Passage], lexicon: Lexicon, teacher: Iterator[NDArray[np.float16]] | None
) -> dict[str, NDArray[Any]]:
    batch = tokenise([passage.text for passage in passages])
    context = Context.of(batch, lexicon)
    token, start = read_tokens(batch)
    prose = context.prose[token]
    label = replaced_tokens(batch, [passage.edits or () for passage in passages]).astype(np.int8)
    unknown = np.array([passage.edits is None for passage in passages])
    label[unknown[context.text] | ~context.prose] = IGNORED
    slots = np.zeros((token.size, TEMPLATES), np.int32)
    slots[prose] = ngram_slots(batch, token[prose], BITS)
    outputs = np.zeros((len(batch), len(OUTPUTS)), np.float16)
    taught = np.zeros(len(passages), np.bool_)
    if teacher is not None:
        for number, said in enumerate(islice(teacher, len(passages))):
            if len(said):
                outputs[batch.rows(number)] = said
                taught[number] = True
    return {
        "size": np.bincount(context.text[token], minlength=len(passages)),
        "start": start,
        "row": context.rows[token].astype(np.int32),
        "evidence": token_evidence(context)[token].astype(np.float16),
        "slots": slots,
        "prose": prose,
        "label": label[token],
        "teacher": outputs[token],
        "taught": taught,
        "style": np.array([STYLES.index(passage.style) for passage in passages], np.int8),
        "origin": np.array([passage.origin for passage in passages]),
        "group": np.array([passage.group for passage in passages]),
    }


def _chunks(passages: Iterable[Passage]) -> Iterator[list[Passage]]:
    iterator = iter(passages)
    while chunk := list(islice(iterator, _BATCH)):
        yield chunk


def _cumulated(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes)))
