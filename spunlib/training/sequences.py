"""Sequences for the tagger: short passages of many makings, every token labelled replaced or not.

Each passage is cut from its text before it is spun, so that no time goes into spinning what nobody reads.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from spunlib.errors import InputError
from spunlib.model.pieces import Pieces
from spunlib.text.tokens import tokenise
from spunlib.training.corpora import HUMAN, LabelledText
from spunlib.training.crops import crop, crop_span, passage_edits
from spunlib.training.differences import edits_between
from spunlib.training.spinners import Edit, Spun
from spunlib.training.tagging import replaced_tokens
from spunlib.training.work_files import load_arrays, save_arrays

IGNORED: Final = -1
STYLES: Final = ("human", "paraphrased", "translated")
"""Classes of the style outputs. A spun text has the style of what it was spun from."""

WORDS: Final = (40, 70, 110, 110, 110)
"""Lengths of passages in words; 110 words about fill a window."""

_TOLD_APART: Final = frozenset({"adversarial_word", "apertium_roundtrip", "quillbot"})
"""Methods and sets whose replaced tokens are told by comparing with the original. The other tools rewrite
whole sentences: which of their words are new says nothing."""

EMPHASIS: Final[Mapping[str, float]] = {
    **dict.fromkeys(
        (
            "brown_1961",
            "bunsha_frontline",
            "detectrl",
            "indian_supreme_court",
            "liang_essays",
            "novels_19c_excerpts",
            "student_answers",
            "us_speeches_1789_2006",
            "wmt22_translators",
            "worldwide_newswire_2022",
        ),
        2.5,
    ),
    "adversarial_word": 4.0,
    "quillbot": 1.5,
}
"""Group of human writing, or rewriting set or method -> how much oftener it is drawn than its size says.

They are those that an earlier model wronged or missed most on the calibration split."""

_CHUNK: Final = 500


class Spinning(Protocol):
    """Spinners together: `spunlib.training.material.Tools`, `spunlib.training.strangers.Strangers`."""

    def spin(self, texts: Sequence[str], rng: random.Random) -> Iterator[tuple[str, Spun]]:
        """Each text spun once, with the lineage of its spinner."""


class Passage(NamedTuple):
    """A passage before it is cut into pieces.

    Attributes:
        text: as it is read.
        edits: what a tool put there; None where that cannot be told: its tokens are not to be learnt from.
        style: out of `STYLES`.
        origin, group, source: as in `Sequences`.
    """

    text: str
    edits: Sequence[Edit] | None
    style: str
    origin: str
    group: str
    source: str


@dataclass(frozen=True, slots=True)
class Sequences:
    """Windows ready for the tagger; w windows, p pieces in all.

    Attributes:
        pieces: uint16 (p,); first: int64 (w + 1,), as in `spunlib.model.pieces.Windows`.
        label: int8 (p,), at first pieces of tokens 0 or 1 (put there by a tool), else `IGNORED`.
        words: bool (p,), first pieces of tokens.
        style: int8 (w,), index into `STYLES`.
        origin: str (w,), "human", the lineage of the spinner, or the method of the rewriting set.
        group: str (w,), the set that the text came from.
        source: str (w,), the group of human writing that the text, or what it was made from, belongs to; the
            prefix of its key (see `spunlib.training.splits`) where that is not known.
    """

    pieces: NDArray[np.uint16]
    first: NDArray[np.int64]
    label: NDArray[np.int8]
    words: NDArray[np.bool_]
    style: NDArray[np.int8]
    origin: NDArray[np.str_]
    group: NDArray[np.str_]
    source: NDArray[np.str_]

    def __len__(self) -> int:
        return self.first.size - 1

    def save(self, path: Path) -> None:
        """Write to an .npz file, whole or not at all."""
        save_arrays(path, {name: getattr(self, name) for name in self.__slots__})

    @classmethod
    def load(cls, path: Path) -> Sequences:
        """Read what `save` wrote.

        Raises:
            InputError: an earlier version wrote it, which kept less.
        """
        arrays = load_arrays(path)
        if missing := [name for name in cls.__slots__ if name not in arrays]:
            raise InputError(
                f"{path}: sequences without {', '.join(missing)}, as an earlier version wrote them; "
                "delete the file and build again, which writes it anew"
            )
        return cls(**{name: arrays[name] for name in cls.__slots__})


def human_passages(texts: Sequence[LabelledText], number: int, rng: random.Random) -> Iterator[Passage]:
    """Untouched passages; a group of n texts gives in proportion to sqrt(n), so that small ones are heard."""
    for record in _drawn(texts, number, rng):
        text = crop(record.text, rng.choice(WORDS), rng)
        yield Passage(text, (), HUMAN, HUMAN, record.group, _source(record))


def spun_passages(
    texts: Sequence[LabelledText], number: int, tools: Spinning, rng: random.Random
) -> Iterator[Passage]:
    """Passages spun by a tool drawn at random.

    The texts may have been rewritten before: spinning what was translated is a trade of its own.
    """
    for record in _drawn(texts, number, rng):
        passage = crop(record.text, rng.choice(WORDS), rng)
        ((lineage, spun),) = tools.spin([passage], rng)
        yield Passage(spun.text, spun.edits, _style(record.kind), lineage, record.group, _source(record))


def rewritten_passages(texts: Sequence[LabelledText], number: int, rng: random.Random) -> Iterator[Passage]:
    """Passages of the rewriting sets, with the changed tokens labelled where they can be told."""
    for record in _drawn(texts, number, rng):
        start, end = crop_span(record.text, rng.choice(WORDS), rng)
        edits: Sequence[Edit] | None = None
        if record.original is not None and {record.method, record.group} & _TOLD_APART:
            edits = passage_edits(edits_between(record.original, record.text), start, end)
        yield Passage(
            record.text[start:end],
            edits,
            _style(record.kind),
            _origin(record),
            record.group,
            _source(record),
        )


def sequences_of(passages: Iterable[Passage], pieces: Pieces) -> Sequences:
    """The first window of each passage; passages without words are dropped."""
    parts = [_windows(chunk, pieces) for chunk in _chunks(passages, _CHUNK)]
    sizes = np.concatenate([np.diff(part.first) for part in parts])
    first = np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes)))
    joined = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in Sequences.__slots__
        if name != "first"
    }
    return Sequences(first=first, **joined)


def _windows(passages: Sequence[Passage], pieces: Pieces) -> Sequences:
    batch = tokenise([passage.text for passage in passages])
    windows = pieces.windows(batch)
    replaced = replaced_tokens(batch, [passage.edits or () for passage in passages])
    told = np.array([passage.edits is not None for passage in passages])
    text = batch.text_of()[windows.token]
    label = np.full(windows.pieces.size, IGNORED, np.int8)
    words = np.zeros(windows.pieces.size, np.bool_)
    words[windows.at] = True
    label[windows.at] = np.where(told[text], replaced[windows.token], IGNORED)
    owner = np.empty(windows.first.size - 1, np.int64)
    owner[np.searchsorted(windows.first, windows.at, side="right") - 1] = text
    lead = np.flatnonzero(np.diff(owner, prepend=-1) > 0)
    kept = [slice(int(windows.first[at]), int(windows.first[at + 1])) for at in lead]
    mine = [passages[number] for number in owner[lead]]
    return Sequences(
        pieces=np.concatenate([windows.pieces[at] for at in kept]).astype(np.uint16),
        first=np.cumsum([0] + [at.stop - at.start for at in kept]).astype(np.int64),
        label=np.concatenate([label[at] for at in kept]),
        words=np.concatenate([words[at] for at in kept]),
        style=np.array([STYLES.index(passage.style) for passage in mine], np.int8),
        origin=np.array([passage.origin for passage in mine]),
        group=np.array([passage.group for passage in mine]),
        source=np.array([passage.source for passage in mine]),
    )


def _style(kind: str) -> str:
    return kind if kind in STYLES else HUMAN


def _origin(record: LabelledText) -> str:
    """The set of a text; of detectrl, which holds many tools, the method."""
    return record.method if record.method and record.group == "detectrl" else record.group


def _source(record: LabelledText) -> str:
    """The group that a text, or what it was made from, belongs to: the two have one key."""
    return record.key.partition("/")[0]


def _drawn(texts: Sequence[LabelledText], number: int, rng: random.Random) -> list[LabelledText]:
    size = Counter((record.group, record.method) for record in texts)
    weights = [size[r.group, r.method] ** -0.5 * EMPHASIS.get(_origin(r), 1.0) for r in texts]
    return rng.choices(texts, weights, k=number)


def _chunks(passages: Iterable[Passage], size: int) -> Iterator[list[Passage]]:
    source = iter(passages)
    while chunk := list(islice(source, size)):
        yield chunk
