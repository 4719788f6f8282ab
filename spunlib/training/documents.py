"""Labelled documents, and fitting the document head, its calibration and its thresholds on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from spunlib.features.context import Context
from spunlib.features.evidence import token_evidence
from spunlib.lexicon.lexicon import Lexicon
from spunlib.model.document_features import document_numbers, old_prose, word_numbers
from spunlib.model.document_head import DocumentHead
from spunlib.model.style import style_weights
from spunlib.model.thresholds import LENGTHS, least_for
from spunlib.model.token_head import TokenHead
from spunlib.text.tokens import tokenise
from spunlib.training import document_fit, threshold_fit

HUMAN: Final = "human"
Outputs = Callable[[Context, NDArray[np.float32]], NDArray[np.float32]]
"""A batch and its evidence -> the outputs of a tier's tokens, float32 (n, 3)."""

_BATCH: Final = 200
_SHARES: Final = {"synonym_spun": 2, "paraphrased": 1, "translated": 1}
"""Of the weight of all rewritten texts; those of kinds that are missing go to the others."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """Documents; d of them.

    Attributes:
        texts: as they are scored.
        kinds: str (d,), true kinds.
        groups: str (d,), whose weight a document shares: its group of writers, or the tool that made it.
    """

    texts: Sequence[str]
    kinds: NDArray[np.str_]
    groups: NDArray[np.str_]

    def at(self, chosen: NDArray[np.bool_]) -> Labelled:
        """The documents where ``chosen`` (d,) is true."""
        texts = [text for text, kept in zip(self.texts, chosen.tolist(), strict=True) if kept]
        return Labelled(texts, self.kinds[chosen], self.groups[chosen])

    def weights(self) -> NDArray[np.float64]:
        """Weights with mean 1, float64 (d,).

        Half for human texts, half for the rewritten kinds; inside a kind, a group of n texts weighs sqrt(n).
        """
        present = {kind: share for kind, share in _SHARES.items() if kind in self.kinds}
        shares = {HUMAN: 0.5} | {kind: share / sum(present.values()) / 2 for kind, share in present.items()}
        weight = np.zeros(len(self.texts))
        for kind, share in shares.items():
            here = self.kinds == kind
            size = Counter(self.groups[here].tolist())
            raw = np.array([size[group] ** -0.5 for group in self.groups[here].tolist()])
            weight[here] = raw / raw.sum() * share * len(self.texts)
        return weight


@dataclass(frozen=True, slots=True)
class Measured:
    """Documents with their numbers; d documents, k numbers.

    Attributes:
        kinds, groups: of `Labelled`.
        weights: of each in a fit.
        numbers: float32 (d, k).
        words: int64 (d,), prose words, at least ``LENGTHS[0]``: shorter ones are left out.
    """

    kinds: NDArray[np.str_]
    groups: NDArray[np.str_]
    weights: NDArray[np.float64]
    numbers: NDArray[np.float32]
    words: NDArray[np.int64]

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]]) -> Measured:
        """What `arrays` gave."""
        return cls(**{name: arrays[name] for name in cls.__slots__})

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Its attributes by name."""
        return {name: getattr(self, name) for name in self.__slots__}

    @property
    def human(self) -> NDArray[np.bool_]:
        """Which were written by people, bool (d,)."""
        human: NDArray[np.bool_] = self.kinds == HUMAN
        return human


def measure(
    labelled: Labelled,
    lexicon: Lexicon,
    arrays: Mapping[str, NDArray[Any]],
    outputs: Outputs | None = None,
    jobs: int = 1,
) -> Measured:
    """The numbers of documents.

    Args:
        labelled: the documents.
        lexicon: of the model.
        arrays: with the style heads of the model, and the token head unless ``outputs`` are given.
        outputs: of a tier's tokens; by default those of the fast tier.
        jobs: processes.
    """
    outputs = outputs or TokenHead.of(arrays).outputs
    texts = labelled.texts
    parts = Parallel(n_jobs=jobs)(
        delayed(_measured)(texts[at : at + _BATCH], lexicon, arrays, outputs)
        for at in range(0, len(texts), _BATCH)
    )
    numbers, words = zip(*parts, strict=True)
    every, length = np.concatenate(numbers), np.concatenate(words)
    enough = length >= LENGTHS[0]
    kept = labelled.at(enough)
    return Measured(kept.kinds, kept.groups, kept.weights(), every[enough], length[enough])


def _measured(
    texts: Sequence[str], lexicon: Lexicon, arrays: Mapping[str, NDArray[Any]], outputs: Outputs
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Numbers and prose words of some texts."""
    context = Context.of(tokenise(texts), lexicon)
    evidence = token_evidence(context)
    values = word_numbers(context, evidence, outputs(context, evidence), style_weights(context, arrays))
    words = np.bincount(context.text[context.prose], minlength=len(texts))
    return document_numbers(context, values), words


def fit_documents(
    train: Measured,
    held: Measured,
    penalties: document_fit.Penalties = document_fit.PENALTIES,
    judged: Measured | None = None,
) -> dict[str, NDArray[Any]]:
    """The arrays of a document head: fitted on one body of documents, calibrated on another.

    Args:
        train: what the head is fitted on.
        held: what it is calibrated on; the human documents set the thresholds.
        penalties: on the weights.
        judged: human documents by which groups of writers are judged, besides those of ``held``; those of
            ``train`` by default.
    """
    head = document_fit.fit_document_head(
        train.numbers, train.kinds, train.weights, train.words, penalties=penalties
    )
    typical = document_fit.human_mean(train.numbers, train.human)
    head = document_fit.calibrate(head, held.numbers, held.words, held.human, held.weights)
    thresholds = threshold_fit.fit_kind_thresholds(_judged(head, held), _judged(head, judged or train))
    return document_fit.head_arrays(head, thresholds, typical)


def _judged(head: DocumentHead, documents: Measured) -> threshold_fit.Judged:
    """What a calibrated head says of the human documents."""
    own = documents.human
    numbers, words = documents.numbers[own], documents.words[own]
    kinds = head.kinds(numbers, words)
    likely = kinds[:, 1:].argmax(axis=1)
    least = least_for(old_prose(numbers))
    return threshold_fit.Judged(1 - kinds[:, 0], words, documents.groups[own], likely, least)
