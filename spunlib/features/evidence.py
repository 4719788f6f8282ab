"""Running every extractor over a batch: token evidence, one float32 column a measure.

A column's name is one string everywhere: in its module's ``NAMES``, in the model's manifest, in reports and
in the docs.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from spunlib.features import (
    agreement,
    capitals,
    collocation,
    contrast,
    directional,
    disguise,
    numerals,
    phrases,
    rotation,
    spintax,
    surface,
    wrong_sense,
)
from spunlib.features.context import Context

EXTRACTORS: Final = (
    contrast,
    collocation,
    directional,
    wrong_sense,
    numerals,
    capitals,
    agreement,
    rotation,
    disguise,
    spintax,
    phrases,
    surface,
)

COLUMNS: Final = tuple(name for extractor in EXTRACTORS for name in extractor.NAMES)
"""Names of the evidence columns, in order."""


def token_evidence(context: Context) -> NDArray[np.float32]:
    """Evidence of every token of a batch, float32 (n, len(COLUMNS)), column by column in memory."""
    evidence = np.empty((len(COLUMNS), context.rows.size), np.float32).T
    at = 0
    for extractor in EXTRACTORS:
        columns = extractor.extract(context)
        for name in extractor.NAMES:
            evidence[:, at] = columns[name]
            at += 1
    return evidence
