"""What the student is shown: standardised inputs, and what each epoch hides of them.

A network that sees the columns in which known lists are memorised may lean on them too much, and be lost with
a list that it has not seen. So at each epoch each passage draws what it is shown: n-gram sums of a table that
does not know its lineage of spinners, or none of those columns (their means, that is), or all as it is.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spunlib.model.token_head import CLIP, INPUTS
from spunlib.training import token_fit
from spunlib.training.student_set import StudentSet
from spunlib.training.student_settings import Settings
from spunlib.training.work_files import save_arrays

log = logging.getLogger(__name__)

LISTED: Final = ("ngram", "directional", "word_share", "phrase", "phrase_length", "wrong_sense")
"""Inputs made of counted substitutions."""


@dataclass(frozen=True, slots=True)
class StudentInputs:
    """Inputs of all tokens; n tokens, e = len(INPUTS).

    Attributes:
        mean, scale: float32 (e,), standardisation: over the prose words.
        standard: float32 (n, e), standardised.
        stranger: float32 (n,), n-gram sums of a table that does not know the lineage, standardised.
        word: int64 (n,), the vector of the word.
    """

    mean: NDArray[np.float32]
    scale: NDArray[np.float32]
    standard: NDArray[np.float32]
    stranger: NDArray[np.float32]
    word: NDArray[np.int64]

    @classmethod
    def of(cls, data: StudentSet, vector_of: NDArray[np.int32], path: Path) -> StudentInputs:
        """Inputs of a set; the n-gram sums are kept at ``path``."""
        known, stranger = _sums(data, path)
        columns = np.empty((data.row.size, len(INPUTS)), np.float32)
        columns[:, :-1] = data.evidence
        columns[:, -1] = known
        mean, scale = token_fit.standard(columns[data.prose])
        return cls(
            mean,
            scale,
            np.clip((columns - mean) * scale, -CLIP, CLIP),
            np.clip((stranger - mean[-1]) * scale[-1], -CLIP, CLIP),
            vector_of[data.row].astype(np.int64),
        )


def shown_at(
    data: StudentSet,
    inputs: StudentInputs,
    tokens: NDArray[np.int64],
    unknown: int,
    settings: Settings,
    epoch: int,
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Word and inputs of some tokens, with what this epoch hides of them."""
    rng = np.random.default_rng((settings.seed, epoch, int(tokens[0])))
    word, shown = inputs.word[tokens], inputs.standard[tokens]
    word[rng.random(word.size) < settings.unknown_words] = unknown
    passage = np.searchsorted(data.first, tokens, side="right") - 1
    draw = np.random.default_rng((settings.seed, epoch, 1)).random(len(data))[passage]
    strange = draw < settings.strangers
    shown[strange, -1] = inputs.stranger[tokens[strange]]
    unlisted = (draw >= settings.strangers) & (draw < settings.strangers + settings.unlisted)
    shown[np.ix_(np.flatnonzero(unlisted), np.array([INPUTS.index(name) for name in LISTED]))] = 0
    return word, shown


def folds_of(data: StudentSet) -> NDArray[np.int64]:
    """The fold of each passage, int64 (p,), 0 or 1: by its group, so that no source is in both.

    Groups are dealt by size, each to the smaller fold.
    """
    names, group, size = np.unique(data.group, return_inverse=True, return_counts=True)
    if names.size < 2:
        return np.arange(len(data)) % 2
    fold_of, total = np.zeros(names.size, np.int64), [0, 0]
    for one in np.argsort(-size, kind="stable").tolist():
        fold_of[one] = int(total[1] < total[0])
        total[fold_of[one]] += int(size[one])
    return fold_of[group]


def _sums(data: StudentSet, path: Path) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """n-gram sums of all tokens; a token without a label, too, needs what the table says of it."""
    if path.exists():
        with np.load(path) as stored:
            return stored["known"], stored["stranger"]
    passage = data.passage
    prose = np.flatnonzero(data.prose)
    _, origin = np.unique(data.origin, return_inverse=True)
    known, stranger = np.zeros((2, data.row.size), np.float32)
    own = passage[prose]
    known[prose], stranger[prose] = token_fit.cross_fitted_sums(
        data.slots[prose], data.label[prose], folds_of(data)[own], origin[own]
    )
    save_arrays(path, {"known": known, "stranger": stranger})
    log.info("n-gram sums of %d tokens", prose.size)
    return known, stranger
