"""Fit the relation model of `spunlib.compare` on labelled pairs from the data folder.

Run ``python -m spunlib.training.relation --data DIR``; it writes ``models/en-1/relation.json`` of the
working directory, puts its sha256 into the manifest there, and prints the confusion of the test pairs. Two
runs give the same file.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from spunlib.compare.alignment import align_tokens
from spunlib.compare.measures import MEASURES, measure
from spunlib.compare.pair import FloatArray, Lexicon, read_pair
from spunlib.compare.passages import align_passages
from spunlib.compare.relation import (
    FITTED_RELATIONS,
    KEY_MEASURES,
    SCHEMA_VERSION,
    RelationModel,
    likelihood_of,
    name_relation,
    terms_of,
)
from spunlib.compare.result import SPUN_RELATIONS
from spunlib.compare.substitutions import find_swaps
from spunlib.errors import MissingExtraError
from spunlib.model.manifest import MANIFEST
from spunlib.model.store import RELATION, add_file, load_lexicon
from spunlib.training.labelled_pairs import TEST, TRAIN, RelationPair
from spunlib.training.relation_pairs import build_pairs

PER_GROUP: Final = 200
"""Most pairs of one group, relation and split."""

_SEED: Final = 0

_HUMAN_WEIGHT: Final = 2.0
"""A human pair counts this often: to accuse a human wrongly is worse than to miss a machine."""

_RELATION_WEIGHT: Final = {"translated": 0.4}
"""How often the pairs of a relation count, where not once: paraphrase is the commoner rewriting, and one in
the order of the original looks like a translation."""

_REGULARISATION: Final = 0.03
"""scikit-learn's C."""


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


def fit(values: FloatArray, pairs: Sequence[RelationPair]) -> RelationModel:
    """Fit the regression; every relation weighs the same, and inside one every group does.

    Raises:
        MissingExtraError: scikit-learn is not installed.
    """
    try:
        from sklearn.linear_model import LogisticRegression
    except ImportError as error:
        raise MissingExtraError("train", "scikit-learn") from error
    groups = Counter((pair.relation, pair.group) for pair in pairs)
    per_relation = Counter(relation for relation, _ in groups)
    weight = np.array(
        [
            (_RELATION_WEIGHT.get(pair.relation, 1.0) if pair.relation in SPUN_RELATIONS else _HUMAN_WEIGHT)
            / (groups[pair.relation, pair.group] * per_relation[pair.relation])
            for pair in pairs
        ]
    )
    mean, scale = values.mean(0), np.maximum(values.std(0), 1e-6)
    labels = np.array([FITTED_RELATIONS.index(pair.relation) for pair in pairs])
    regression = LogisticRegression(C=_REGULARISATION, max_iter=2000)
    regression.fit(terms_of(values, mean, scale), labels, sample_weight=weight * len(pairs) / weight.sum())
    return RelationModel(regression.coef_, regression.intercept_, mean, scale)


def confusion(
    model: RelationModel, values: FloatArray, n_passages: Sequence[int], pairs: Sequence[RelationPair]
) -> dict[tuple[str, str], Counter[str]]:
    """How often each relation was named, for every (true relation, group)."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    for row, passages, pair in zip(values, n_passages, pairs, strict=True):
        relations = model.probabilities(dict(zip(MEASURES, row.tolist(), strict=True)), passages)
        named = counts.setdefault((pair.relation, pair.group), Counter())
        named[name_relation(relations)] += 1
        named["spun"] += likelihood_of(relations) >= 0.5
    return counts


def format_confusion(counts: dict[tuple[str, str], Counter[str]]) -> str:
    """The confusion as a table: a row for each true relation and group, a column for each relation named."""
    width = max(len(f"{relation} {group}") for relation, group in counts)
    lines = [" " * width + "".join(f"{name[:9]:>11}" for name in (*FITTED_RELATIONS, "spun"))]
    for relation, group in sorted(counts, key=lambda key: (FITTED_RELATIONS.index(key[0]), key[1])):
        row = counts[relation, group]
        cells = "".join(f"{row[name]:>11}" for name in (*FITTED_RELATIONS, "spun"))
        lines.append(f"{relation} {group}".ljust(width) + cells)
    return "\n".join(lines)


def to_json(model: RelationModel, pairs: Sequence[RelationPair]) -> str:
    """The content of ``relation.json``, with what it was fitted on."""
    rounded = {
        name: np.round(getattr(model, name), 6).tolist() for name in ("weights", "bias", "mean", "scale")
    }
    content: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "command": "python -m spunlib.training.relation --data DIR",
        "fitted_on": dict(sorted(Counter(f"{pair.relation} {pair.group}" for pair in pairs).items())),
        "relations": FITTED_RELATIONS,
        "measures": list(MEASURES),
        "key_measures": KEY_MEASURES,
        **rounded,
    }
    return json.dumps(content, indent=1) + "\n"


def write(path: Path, content: str) -> None:
    """Write the regression; beside the manifest of a model that vouches for its files, into that too.

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
    pairs = build_pairs(options.data, PER_GROUP, _SEED)
    values, n_passages = measure_pairs(pairs, lexicon)
    train = [row for row, pair in enumerate(pairs) if pair.split == TRAIN]
    test = [row for row, pair in enumerate(pairs) if pair.split == TEST]
    model = fit(values[train], [pairs[row] for row in train])
    write(options.output, to_json(model, [pairs[row] for row in train]))
    counts = confusion(model, values[test], [n_passages[row] for row in test], [pairs[row] for row in test])
    sys.stdout.write(format_confusion(counts) + "\n")


if __name__ == "__main__":
    main()
