"""The stages of a build, each from texts and what earlier stages have made to arrays.

Who reads which texts stands in `spunlib.training.build`; sizes and seeds stand here.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spunlib.lexicon.lexicon import Lexicon
from spunlib.model import style
from spunlib.model.pieces import Pieces
from spunlib.training.aligned import SubstitutionCounts
from spunlib.training.corpora import LabelledText, in_first_half
from spunlib.training.crops import crop, crop_some
from spunlib.training.documents import Labelled
from spunlib.training.lexicon_build import build_lexicon
from spunlib.training.material import Material, Tools
from spunlib.training.sequences import (
    Passage,
    Sequences,
    human_passages,
    rewritten_passages,
    sequences_of,
    spun_passages,
)
from spunlib.training.static_vectors import commonest, company_vectors, meaning_vectors, vector_index
from spunlib.training.strangers import Strangers
from spunlib.training.style_fit import HISTORICAL, HISTORICAL_GROUPS, fit_style
from spunlib.training.tagger_network import base_folder
from spunlib.training.word_statistics import Corpus, rows_of

log = logging.getLogger(__name__)

Arrays = dict[str, NDArray[Any]]

TAGGED: Final = {"human": 67_000, "spun": 62_000, "strange": 45_000, "translated": 2_500, "rewritten": 22_000}
"""Passages that the tagger is trained on; of them "translated" ones were translated and then spun, "strange"
ones spun by nobody's spinner (`spunlib.training.strangers`)."""
SPUN_SHARES: Final = {"attacks": 5.0, "spinner_lists": 4.0}
"""How often these lineages spin for either network: word attacks are the hardest to tag, the real lists the
commonest."""
TAUGHT: Final = {"human": 42_000, "spun": 50_000, "strange": 30_000, "translated": 1_500, "rewritten": 24_000}
"""Passages that the fast tier's network is trained on."""
ASKED: Final = 72_000
"""So many of them, the first in an order of chance, the tagger is asked about, some fifty a second; of the
others the network learns from the labels alone."""

_COUNTED_TEXTS: Final = 40_000
_COUNTED_WORDS: Final = 200
_STYLE_TEXTS: Final = 20_000
_VECTOR_TEXTS: Final = 25_000
_VECTORS: Final = 60_000
_SEED: Final = 1


def tagger_sequences(material: Material) -> Sequences:
    """What the tagger learns from: the split lm and the first half of head."""
    passages = _passages(material, _known_to_tagger(material.human), TAGGED, random.Random(_SEED))
    return sequences_of(passages, Pieces(base_folder() / "tokenizer.json"))


def _known_to_tagger(texts: Sequence[LabelledText]) -> list[LabelledText]:
    return [r for r in texts if r.split == "lm" or (r.split == "head" and in_first_half(r))]


def network_passages(material: Material) -> list[Passage]:
    """What the fast tier's network learns from: the first half of the split head.

    Rewritten texts of the split lm as well: there are few, and the lexicon, which is made of that split, has
    only read its human texts.
    """
    rng = random.Random(_SEED + 3)
    human = [r for r in material.human if r.split == "head" and in_first_half(r)]
    passages = _passages(material, human, TAUGHT, rng)
    rng.shuffle(passages)
    return passages


def _passages(
    material: Material, human: list[LabelledText], number: dict[str, int], rng: random.Random
) -> list[Passage]:
    rewritten = _known_to_tagger(material.rewritten)
    translated = [record for record in rewritten if record.kind == "translated"]
    tools = Tools(material.thesauri, material.lineages, shares=SPUN_SHARES)
    strangers = Strangers(material.thesauri, material.lineages)
    return [
        *human_passages(human, number["human"], rng),
        *spun_passages(human, number["spun"], tools, rng),
        *spun_passages(translated, number["translated"], tools, rng),
        *rewritten_passages(rewritten, number["rewritten"], rng),
        *spun_passages(human, number["strange"], strangers, rng),
    ]


def lexicon_arrays(material: Material) -> Arrays:
    """The lexicon, from the split lm."""
    counts = _count_substitutions(material)
    log.info("counted %d substitutions", counts.pairs.total())
    return build_lexicon((record.text for record in material.human if record.split == "lm"), counts)


def _count_substitutions(material: Material) -> SubstitutionCounts:
    """Spin passages of the split lm and count what was put for what."""
    rng = random.Random(_SEED)
    tools = Tools(material.thesauri, material.lineages, densities=(0.5,))
    texts = [record.text for record in material.human if record.split == "lm"]
    rng.shuffle(texts)
    texts = [crop(text, _COUNTED_WORDS, rng) for text in texts[:_COUNTED_TEXTS]]
    counts = SubstitutionCounts()
    counts.update(zip(texts, (spun for _, spun in tools.spin(texts, rng)), strict=True))
    return counts


def style_arrays(material: Material, lexicon: Lexicon) -> Arrays:
    """The style heads, from the split lm."""
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
    kinds = [HISTORICAL if record.group in HISTORICAL_GROUPS else record.kind for record in used]
    return fit_style(labelled.texts, kinds, labelled.weights().tolist(), lexicon)


def vector_arrays(material: Material, lexicon: Lexicon) -> Arrays:
    """The word vectors that the network starts from, ``vectors``, and the row of each word, ``index``.

    By the company of words in the split lm, and by what MiniLM makes of them.
    """
    rng = random.Random(_SEED + 4)
    texts = [record.text for record in material.human if record.split == "lm"]
    rng.shuffle(texts)
    corpus = Corpus.read(texts[:_VECTOR_TEXTS])
    keys = np.asarray(lexicon.columns["word_keys"])
    rows = rows_of(corpus.word_key, keys)
    count = np.bincount(rows, minlength=keys.size + 3)
    count[keys.size :] = 0
    wanted = commonest(count, _VECTORS)
    company = company_vectors(rows, wanted, keys.size + 3)
    meaning = meaning_vectors([corpus.spelling[int(key)] for key in keys[wanted]])
    own = np.concatenate((company, meaning), axis=1)
    # Three more rows: any other word, numbers, nothing. Half the variance of the evidence.
    vectors = np.concatenate((own, np.zeros((3, own.shape[1]), np.float32))) * np.float32(0.5)
    return {"vectors": vectors, "index": vector_index(wanted, keys.size)}
