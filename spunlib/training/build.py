"""Building a model: ``python -m spunlib.training.build --data DIR --work DIR --output models/en-1``.

No head is fitted or calibrated on texts that an earlier head was fitted on (splits:
`spunlib.training.splits`). The style heads share their split with the lexicon, of which they use the word
frequencies alone; the tagger, which knows no lexicon, reads what both the lexicon and the network may read:

| stage | human texts | rewritten texts |
|---|---|---|
| tagger | lm; head, first half of the keys | the same, spun here; the rewriting sets, lm and head, first half |
| lexicon, substitution counts | lm | lm, spun here |
| style heads | lm | the rewriting sets, lm |
| n-gram table and network | head, first half | the same, spun here; the rewriting sets, head, first half |
| blend of the tiers, document heads | head, second half | the same, spun here; the rewriting sets, head, second half |
| calibration, thresholds | calibration | the same, spun here; the rewriting sets, calibration |

The development split is read by no stage. What a stage has made stays in the work folder, and a run that was
broken off goes on from there. Everything random is seeded. ``--fold NAME`` builds a model without what
`spunlib.training.folds` says, for benchmarks/quality.py.
"""

from __future__ import annotations

import argparse
import logging
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spunlib.lexicon.lexicon import Lexicon
from spunlib.model import style
from spunlib.model.model import LAYOUT, Model
from spunlib.model.store import write_model
from spunlib.training.aligned import SubstitutionCounts
from spunlib.training.crops import crop, crop_some
from spunlib.training.documents import Labelled, fit_documents
from spunlib.training.draws import Sizes, draw_documents
from spunlib.training.folds import FOLDS, WHOLE
from spunlib.training.lexicon_build import build_lexicon
from spunlib.training.material import Material, Tools
from spunlib.training.spins import Thesauri
from spunlib.training.style_fit import fit_style

log = logging.getLogger(__name__)

Arrays = dict[str, NDArray[Any]]

_COUNTED_TEXTS: Final = 40_000
_COUNTED_WORDS: Final = 200
_STYLE_TEXTS: Final = 20_000
_SEED: Final = 1


def count_substitutions(material: Material) -> SubstitutionCounts:
    """Spin passages of the split lm and count what was put for what."""
    rng = random.Random(_SEED)
    tools = Tools(material.thesauri, material.lineages, densities=(0.5,))
    texts = [record.text for record in material.human if record.split == "lm"]
    rng.shuffle(texts)
    texts = [crop(text, _COUNTED_WORDS, rng) for text in texts[:_COUNTED_TEXTS]]
    counts = SubstitutionCounts()
    counts.update(zip(texts, (spun for _, spun in tools.spin(texts, rng)), strict=True))
    return counts


def lexicon_arrays(material: Material) -> Arrays:
    """The lexicon, from the split lm."""
    counts = count_substitutions(material)
    log.info("counted %d substitutions", counts.pairs.total())
    return build_lexicon((record.text for record in material.human if record.split == "lm"), counts)


def style_arrays(material: Material, lexicon: Lexicon) -> Arrays:
    """Fit the style heads on the split lm."""
    rng = random.Random(_SEED + 2)
    chosen = [record for record in material.human if record.split == "lm"]
    rng.shuffle(chosen)
    used = chosen[:_STYLE_TEXTS] + [
        record for record in material.rewritten if record.split == "lm" and record.kind in style.KINDS
    ]
    labelled = Labelled(
        [crop_some(record.text, rng) for record in used],
        np.array([record.kind for record in used]),
        np.array([f"{record.group} {record.method}" for record in used]),
    )
    return fit_style(labelled.texts, labelled.kinds.tolist(), labelled.weights().tolist(), lexicon)


def made_once(path: Path, make: Callable[[], Arrays]) -> Arrays:
    """The arrays in an .npz file, made and written first where it is missing."""
    if not path.exists():
        log.info("making %s", path.name)
        part = path.with_suffix(".part.npz")
        np.savez(part, **make())
        part.replace(path)
    with np.load(path, allow_pickle=False) as stored:
        return dict(stored)
