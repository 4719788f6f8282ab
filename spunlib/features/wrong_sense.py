"""Wrong sense: an alternative of another sense fits, the word itself does not.

"japanese Europe" was eastern Europe.

    wrong_sense = max over alternatives a that share no WordNet synset with w of  gain(a)

See `alternatives`. Direction: higher speaks for a swapped word. Known false alarms: puns, jargon that WordNet
lacks.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from spunlib.features.context import Context
from spunlib.lexicon.lexicon import RING_WRONG_SENSE

NAMES = ("wrong_sense",)


def extract(context: Context) -> dict[str, NDArray[np.float32]]:
    """Column float32 (n,) in log10 units, 0 where no alternative of another sense fits better."""
    alternatives = context.alternatives
    flags = context.lexicon.columns["ring_flags"][alternatives.entry]
    wrong = (flags & RING_WRONG_SENSE) > 0
    return {"wrong_sense": alternatives.best(alternatives.gain, context.rows.size, 0.0, wrong)}
