"""Fit what names the relation in `spunlib.compare` on labelled pairs from the data folder.

Run ``python -m spunlib.training.relation --data DIR``; it writes ``models/en-1/relation.json`` of the
working directory, puts its sha256 into the manifest there, and prints the confusion of the calibration
pairs: settings are chosen by that, and the test pairs are for ``benchmarks/compare.py``. Two runs give the
same file.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

import numpy as np

from spunlib.compare.alignment import align_tokens
from spunlib.compare.measures import MEASURES, measure
from spunlib.compare.pair import FloatArray, Lexicon, read_pair
from spunlib.compare.passages import align_passages
from spunlib.compare.relation import FITTED_RELATIONS, SCHEMA_VERSION, RelationModel
from spunlib.compare.substitutions import find_swaps
from spunlib.model.manifest import MANIFEST
from spunlib.model.store import RELATION, add_file, load_lexicon
from spunlib.training.labelled_pairs import CALIBRATION, FIT, RelationPair
from spunlib.training.relation_fit import calibrate, fit
from spunlib.training.relation_pairs import build_pairs
from spunlib.training.relation_report import count_named, format_confusion, names_of

PER_GROUP: Final = 200
"""Most pairs of one group, relation and split."""

_SEED: Final = 0


def measure_pairs(pairs: Sequence[RelationPair], lexicon: Lexicon) -> tuple[FloatArray, list[int]]:
    """The measures of pairs, float64 (pairs, measures), and how many passages each has."""
    values = np.zeros((len(pairs), len(MEASURES)))
    n_passages: list[int] = []
    for row, labelled in enumerate(pairs):
        pair = read_pair(labelled.suspect, labelled.original, lexicon)
        candidates = align_passages(pair)
        passages, partner = align_tokens(pair, candidates)
        found = measure(pair, candidates, passages, partner, find_swaps(pair, passages, partner, lexicon))
        values[row] = [found[name] for name in MEASURES]
        n_passages.append(len(passages))
    return values, n_passages


def to_json(model: RelationModel, pairs: Sequence[RelationPair]) -> str:
    """The content of ``relation.json``, with what it was made from."""
    content: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "command": "python -m spunlib.training.relation --data DIR",
        **{
            name: dict(sorted(Counter(f"{p.relation} {p.group}" for p in pairs if p.split == split).items()))
            for name, split in (("fitted_on", FIT), ("calibrated_on", CALIBRATION))
        },
        "relations": FITTED_RELATIONS,
        "measures": list(MEASURES),
        "bias": np.round(model.bias, 6).tolist(),
        "thresholds": np.round(model.thresholds, 6).tolist(),
        "trees": {
            field.name: np.round(getattr(model.trees, field.name), 6).tolist()
            for field in fields(model.trees)
        },
    }
    return json.dumps(content) + "\n"


def write(path: Path, content: str) -> None:
    """Write the file; beside the manifest of a model that vouches for its files, into that too.

    Raises:
        ModelError: the model beside it is of another version.
    """
    if path.name == RELATION and (path.parent / MANIFEST).is_file():
        add_file(path.parent, RELATION, content.encode())
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode())


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line; see the module docstring."""
    parser = argparse.ArgumentParser(prog="python -m spunlib.training.relation", description=__doc__)
    parser.add_argument(
        "--data", type=Path, required=True, help="folder with human/, rewritten/, reuse/ and lexicons/"
    )
    parser.add_argument("--output", type=Path, default=Path("models/en-1/relation.json"))
    options = parser.parse_args(arguments)
    lexicon = load_lexicon()
    pairs = build_pairs(options.data, PER_GROUP, _SEED, (FIT, CALIBRATION))
    values, n_passages = measure_pairs(pairs, lexicon)
    fitted = [row for row, pair in enumerate(pairs) if pair.split == FIT]
    held_out = [row for row, pair in enumerate(pairs) if pair.split == CALIBRATION]
    others = values[held_out], [n_passages[row] for row in held_out], [pairs[row] for row in held_out]
    model = calibrate(fit(values[fitted], [pairs[row] for row in fitted]), *others)
    write(options.output, to_json(model, pairs))
    sys.stdout.write(format_confusion(count_named(others[2], names_of(model, *others[:2]))))


if __name__ == "__main__":
    main()
