"""Building the shipped model: ``python -m spunlib.training.build --data DIR --output models/en-1``.

No head is fitted or calibrated on texts that an earlier head was fitted on (splits:
`spunlib.training.splits`). The style heads share their split with the lexicon, of which they use the word
frequencies alone:

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
import logging
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spunlib.lexicon.lexicon import Lexicon
from spunlib.model import style
from spunlib.model.model import LAYOUT, Model
from spunlib.model.store import write_model
from spunlib.training import token_fit
from spunlib.training.aligned import SubstitutionCounts
from spunlib.training.corpora import LabelledText, read_human, read_rewritten
from spunlib.training.crops import crop_some
from spunlib.training.documents import Labelled, fit_documents
from spunlib.training.draws import draw_documents, in_first_half
from spunlib.training.lexicon_build import build_lexicon
from spunlib.training.spinners import Edit
from spunlib.training.spins import Spinners, Thesauri
from spunlib.training.style_fit import fit_style
from spunlib.training.tagging import TaggedTokens, tag

log = logging.getLogger(__name__)

Arrays = dict[str, NDArray[Any]]

COUNTED: Final = (
    "turbo_first", "turbo_any", "turbo_quotes", "wp_first", "wp_any",
    "news_site", "article_rewriter", "premium_tool",
)  # fmt: skip
"""Recipes whose substitutions are counted for the lexicon."""

TRAINED: Final = (
    "turbo_first", "turbo_any", "turbo_once", "turbo_quotes",
    "wp_first", "wp_any", "wp_names", "wp_lost_capitals",
    "wordnet_listed", "wordnet_lemmas", "wordnet_inflected", "wordnet_any_sense", "wordnet_attack",
    "mythes_inflected", "mythes_listed",
    "news_site", "news_site_lost_capitals", "article_rewriter", "local_business", "premium_tool",
)  # fmt: skip
"""Recipes that the heads are trained on. The lineage "moby" (aiksaurus, Moby) is left for tests on a spinner
never seen."""

_COUNTED_TEXTS: Final = 30_000
_TAGGED_TEXTS: Final = 11_000
_SEED: Final = 1


def count_substitutions(human: Sequence[LabelledText], thesauri: Thesauri) -> SubstitutionCounts:
    """Spin texts of the split lm and count what was put for what."""
    rng = random.Random(_SEED)
    spinners = Spinners(COUNTED, thesauri, densities=(0.5,))
    texts = [record.text for record in human if record.split == "lm"]
    rng.shuffle(texts)
    texts = texts[:_COUNTED_TEXTS]
    counts = SubstitutionCounts()
    counts.update(zip(texts, (spun for _, spun in spinners.spin(texts, rng)), strict=True))
    return counts


def tagged_folds(
    human: Sequence[LabelledText], thesauri: Thesauri, lexicon: Lexicon
) -> list[token_fit.Batches]:
    """Two folds of tagged texts: each text untouched and spun once."""
    rng = random.Random(_SEED + 1)
    spinners = Spinners(TRAINED, thesauri)
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


def build(data_dir: Path, output: Path) -> Model:
    """Run every stage and write the model."""
    human = list(read_human(data_dir))
    rewritten = list(read_rewritten(data_dir))
    log.info("read %d human and %d rewritten texts", len(human), len(rewritten))
    thesauri = Thesauri(data_dir)
    counts = count_substitutions(human, thesauri)
    log.info("counted %d substitutions", counts.pairs.total())
    arrays: Arrays = build_lexicon((record.text for record in human if record.split == "lm"), counts)
    lexicon = Lexicon.of(arrays)
    log.info("lexicon of %d words and %d pairs", lexicon.size, len(lexicon.pairs))
    arrays |= token_fit.head_arrays(token_fit.fit_token_head(tagged_folds(human, thesauri, lexicon)))
    log.info("replaced-word head fitted")
    arrays |= style_arrays(human, rewritten, lexicon)
    log.info("style heads fitted")
    train = draw_documents(human, rewritten, Spinners(TRAINED, thesauri), "head", _SEED + 3)
    held = draw_documents(human, rewritten, Spinners(TRAINED, thesauri), "calibration", _SEED + 4, passages=2)
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
