"""Building the shipped model from the data folder: ``python -m spunlib.training.build --data DIR --output
models/en-1``.

Each stage reads its own split (see `spunlib.training.splits`), so that no stage is fitted on texts that an
earlier one has seen:

| stage | human texts | rewritten texts |
|---|---|---|
| lexicon, substitution counts | lm | lm, spun here |
| style heads | lm | the rewriting sets, lm |
| replaced-word head | head, first half of the keys | the same, spun here |
| document head | head, second half | the same, spun here; the rewriting sets, head |
| calibration, thresholds | calibration | the same, spun here; the rewriting sets, calibration |

The development split and the held-out groups are read by no stage. Everything random is seeded: two runs give
the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import logging
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spunlib.features.context import Context
from spunlib.features.evidence import token_evidence
from spunlib.lexicon.lexicon import Lexicon
from spunlib.model import style
from spunlib.model.document_features import document_numbers, word_numbers
from spunlib.model.document_head import KINDS
from spunlib.model.model import LAYOUT, Model
from spunlib.model.store import write_model
from spunlib.model.thresholds import LENGTHS
from spunlib.model.token_head import TokenHead
from spunlib.text.tokens import tokenise
from spunlib.training import document_fit, token_fit
from spunlib.training.aligned import SubstitutionCounts
from spunlib.training.corpora import LabelledText, read_human, read_rewritten
from spunlib.training.crops import crop_some
from spunlib.training.lexicon_build import build_lexicon
from spunlib.training.spinners import Edit
from spunlib.training.spins import Spinners
from spunlib.training.style_fit import fit_style
from spunlib.training.tagging import TaggedTokens, tag

log = logging.getLogger(__name__)

Arrays = dict[str, NDArray[Any]]

COUNTED: Final = (
    "turbo_first", "turbo_any", "turbo_quotes", "wp_first", "wp_any", "news_site", "article_rewriter", "premium_tool", "wordnet_any_sense",
)  # fmt: skip
"""Recipes whose substitutions are counted for the lexicon."""

TRAINED: Final = (
    "turbo_first", "turbo_any", "turbo_once", "turbo_quotes", "wp_first", "wp_any", "wp_names", "wp_lost_capitals",
    "wordnet_listed", "wordnet_lemmas", "wordnet_inflected", "wordnet_any_sense", "mythes_inflected", "mythes_listed", "wordnet_attack",
    "news_site", "news_site_lost_capitals", "article_rewriter", "local_business", "premium_tool",
)  # fmt: skip
"""Recipes that the heads are trained on. The lineage "moby" (aiksaurus, Moby) is left for tests on a spinner
never seen."""

_COUNTED_TEXTS: Final = 30_000
_TAGGED_TEXTS: Final = 11_000
_SEED: Final = 1


@dataclass(frozen=True, slots=True)
class Labelled:
    """Documents for the later stages: text, kind, and the group whose weight they share."""

    texts: list[str]
    kinds: NDArray[np.str_]
    groups: NDArray[np.str_]

    def weights(self) -> NDArray[np.float64]:
        """Weights with mean 1: half for human texts, half for the rewritten kinds; inside a kind, a group of
        n texts weighs sqrt(n).
        """
        weight = np.zeros(len(self.texts))
        share = {"human": 0.5, "synonym_spun": 0.25, "paraphrased": 0.125, "translated": 0.125}
        for kind in np.unique(self.kinds):
            here = self.kinds == kind
            size = Counter(self.groups[here].tolist())
            raw = np.array([size[group] ** -0.5 for group in self.groups[here].tolist()])
            weight[here] = raw / raw.sum() * share[str(kind)] * len(self.texts)
        return weight


def count_substitutions(human: Sequence[LabelledText], data_dir: Path) -> SubstitutionCounts:
    """Spin texts of the split lm and count what was put for what."""
    rng = random.Random(_SEED)
    spinners = Spinners(COUNTED, data_dir, densities=(0.5,))
    texts = [record.text for record in human if record.split == "lm"]
    rng.shuffle(texts)
    texts = texts[:_COUNTED_TEXTS]
    counts = SubstitutionCounts()
    counts.update(zip(texts, (spun for _, spun in spinners.spin(texts, rng)), strict=True))
    return counts


def in_first_half(record: LabelledText) -> bool:
    """Which half of its split a record falls into, by its key."""
    return hashlib.sha256(f"half {record.key}".encode()).digest()[0] < 128


def tagged_folds(human: Sequence[LabelledText], data_dir: Path, lexicon: Lexicon) -> list[token_fit.Batches]:
    """Two folds of tagged texts: each text untouched and spun once."""
    rng = random.Random(_SEED + 1)
    spinners = Spinners(TRAINED, data_dir)
    texts = [record.text for record in human if record.split == "head" and in_first_half(record)]
    rng.shuffle(texts)
    texts = texts[:_TAGGED_TEXTS]
    pairs: list[tuple[str, tuple[Edit, ...]]] = []
    for text, (_, spun) in zip(texts, spinners.spin(texts, rng), strict=True):
        pairs += [(text, ()), (spun.text, spun.edits)]
    log.info("tagged %d texts", len(pairs))

    def fold(number: int) -> token_fit.Batches:
        mine = [pair for at, pair in enumerate(pairs) if at // 2 % 2 == number]

        def batches() -> Iterator[TaggedTokens]:
            for at in range(0, len(mine), 200):
                chunk = mine[at : at + 200]
                yield tag([text for text, _ in chunk], [edits for _, edits in chunk], lexicon, token_fit.BITS)

        return batches

    return [fold(0), fold(1)]


def style_arrays(
    human: Sequence[LabelledText], rewritten: Sequence[LabelledText], lexicon: Lexicon
) -> Arrays:
    """Fit the style heads on the split lm."""
    rng = random.Random(_SEED + 2)
    chosen = [record for record in human if record.split == "lm"]
    rng.shuffle(chosen)
    used = chosen[:20_000] + [
        record for record in rewritten if record.split == "lm" and record.kind in style.KINDS
    ]
    labelled = Labelled(
        [crop_some(record.text, rng) for record in used],
        np.array([record.kind for record in used]),
        np.array([f"{record.group} {record.method}" for record in used]),
    )
    return fit_style(labelled.texts, labelled.kinds.tolist(), labelled.weights().tolist(), lexicon)


def documents(
    human: Sequence[LabelledText], rewritten: Sequence[LabelledText], data_dir: Path, split: str, seed: int
) -> Labelled:
    """Human texts of a split, each of them spun once, and the rewriting sets; whole or as passages."""
    rng = random.Random(seed)
    spinners = Spinners(TRAINED, data_dir)
    chosen = [
        record
        for record in human
        if record.split == split and not (split == "head" and in_first_half(record))
    ]
    rows = [(crop_some(record.text, rng), "human", record.group) for record in chosen]
    sources = [record.text for record in chosen]
    rows += [
        (crop_some(spun.text, rng), "synonym_spun", name)
        for name, spun in spinners.spin(sources, rng)
        if spun.edits
    ]
    rows += [
        (crop_some(record.text, rng), record.kind, f"{record.group} {record.method}")
        for record in rewritten
        if record.split == split
    ]
    texts, kinds, groups = zip(*rows, strict=True)
    return Labelled(list(texts), np.array(kinds), np.array(groups))


def numbers_of(
    texts: Sequence[str], lexicon: Lexicon, arrays: Arrays
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Document numbers (d, k) and prose words (d,) by the lexicon, token head and style heads fitted so
    far.
    """
    head = TokenHead.of(arrays)
    numbers, words = [], []
    for at in range(0, len(texts), 200):
        context = Context.of(tokenise(texts[at : at + 200]), lexicon)
        evidence = token_evidence(context)
        weights = style.style_weights(context, arrays)
        values = word_numbers(context, evidence, head.log_odds(context, evidence), weights)
        numbers.append(document_numbers(context, values))
        words.append(np.bincount(context.text[context.prose], minlength=len(context.batch.texts)))
    return np.concatenate(numbers), np.concatenate(words)


def fit_documents(train: Labelled, held: Labelled, lexicon: Lexicon, arrays: Arrays) -> Arrays:
    """Fit the document head on one body of documents, its calibration and thresholds on another."""
    numbers, words = numbers_of(train.texts, lexicon, arrays)
    enough = words >= LENGTHS[0]
    head = document_fit.fit_document_head(numbers[enough], train.kinds[enough], train.weights()[enough])
    numbers, words = numbers_of(held.texts, lexicon, arrays)
    enough = words >= LENGTHS[0]
    human = held.kinds == "human"
    head = document_fit.calibrate(head, numbers[enough], human[enough], held.weights()[enough])
    likelihood = 1 - head.kinds(numbers)[:, KINDS.index("human")]
    own = enough & human
    thresholds = document_fit.fit_thresholds(likelihood[own], words[own], held.groups[own])
    return document_fit.head_arrays(head, thresholds)


def build(data_dir: Path, output: Path) -> Model:
    """Run every stage and write the model."""
    human = list(read_human(data_dir))
    rewritten = list(read_rewritten(data_dir))
    log.info("read %d human and %d rewritten texts", len(human), len(rewritten))
    counts = count_substitutions(human, data_dir)
    log.info("counted %d substitutions", counts.pairs.total())
    arrays: Arrays = build_lexicon((record.text for record in human if record.split == "lm"), counts)
    lexicon = Lexicon.of(arrays)
    log.info("lexicon of %d words and %d pairs", lexicon.size, len(lexicon.pairs))
    arrays |= token_fit.head_arrays(token_fit.fit_token_head(tagged_folds(human, data_dir, lexicon)))
    log.info("replaced-word head fitted")
    arrays |= style_arrays(human, rewritten, lexicon)
    log.info("style heads fitted")
    train = documents(human, rewritten, data_dir, "head", _SEED + 3)
    held = documents(human, rewritten, data_dir, "calibration", _SEED + 4)
    arrays |= fit_documents(train, held, lexicon, arrays)
    facts = {
        "name": output.name,
        "language": "en",
        "layout": {key: list(value) for key, value in LAYOUT.items()},
        "training": {
            "command": "python -m spunlib.training.build",
            "human": dict(
                sorted(Counter(record.group for record in human if record.split != "development").items())
            ),
            "rewritten": dict(
                sorted(Counter(record.group for record in rewritten if record.split != "development").items())
            ),
            "spinners": list(TRAINED),
        },
    }
    write_model(output, arrays, facts)
    log.info("written to %s", output)
    return Model.of(arrays, facts)


def main() -> None:
    """Parse the command line and build."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--data", type=Path, required=True, help="the data folder of the project (see CONTRIBUTING.md)"
    )
    parser.add_argument("--output", type=Path, required=True, help="folder of the model, such as models/en-1")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    build(arguments.data, arguments.output)


if __name__ == "__main__":
    main()
