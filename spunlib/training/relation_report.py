"""How the relations named compare with the true ones: confusion by group, macro-F1 and its interval."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from spunlib.compare.measures import MEASURES
from spunlib.compare.pair import FloatArray
from spunlib.compare.relation import FITTED_RELATIONS, RelationModel, name_relation
from spunlib.training.labelled_pairs import APART, RelationPair
from spunlib.training.metrics import f1_score, macro_f1

_RESAMPLES: Final = 1000

Counts = Mapping[tuple[str, str], Mapping[str, int]]
"""How often each relation was named, by true relation and group."""


def names_of(model: RelationModel, values: FloatArray, n_passages: Sequence[int]) -> list[str]:
    """The relation that the model names for each pair."""
    return [
        name_relation(model.probabilities(dict(zip(MEASURES, row, strict=True)), passages))
        for row, passages in zip(values.tolist(), n_passages, strict=True)
    ]


def count_named(pairs: Sequence[RelationPair], named: Sequence[str]) -> dict[tuple[str, str], Counter[str]]:
    """How often each relation was named, for every (true relation, group)."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    for pair, name in zip(pairs, named, strict=True):
        counts.setdefault((pair.relation, pair.group), Counter())[name] += 1
    return counts


def macro_f1_of(pairs: Sequence[RelationPair], named: Sequence[str]) -> dict[str, Any]:
    """F1 of each relation and their mean with a 95 % interval; what stands `APART` is not counted.

    The interval is the percentile bootstrap (Efron 1979) over the originals: pairs of one original are drawn
    together.
    """
    rows = [row for row, pair in enumerate(pairs) if not pair.group.endswith(APART)]
    true = np.array([pairs[row].relation for row in rows])
    found = np.array([named[row] for row in rows])
    _, original = np.unique([pairs[row].original for row in rows], return_inverse=True)
    members = np.split(np.argsort(original, kind="stable"), np.cumsum(np.bincount(original))[:-1])
    rng = np.random.default_rng(0)
    resampled = []
    for _ in range(_RESAMPLES):
        drawn = np.concatenate([members[at] for at in rng.integers(0, len(members), len(members))])
        resampled.append(macro_f1(true[drawn], found[drawn], FITTED_RELATIONS) or 0.0)
    low, high = np.quantile(resampled, (0.025, 0.975)).tolist()
    return {
        "pairs": len(rows),
        "macro-F1": macro_f1(true, found, FITTED_RELATIONS),
        "low": low,
        "high": high,
        "F1": {name: f1_score(true == name, found == name) for name in FITTED_RELATIONS},
    }


def format_confusion(counts: Counts) -> str:
    """The confusion as a table: a row for each true relation and group, a column for each relation named."""
    width = max(len(f"{relation} {group}") for relation, group in counts)
    lines = [" " * width + "".join(f"{name[:9]:>11}" for name in FITTED_RELATIONS)]
    for relation, group in sorted(counts, key=lambda key: (FITTED_RELATIONS.index(key[0]), key[1])):
        cells = "".join(f"{counts[relation, group].get(name, 0):>11}" for name in FITTED_RELATIONS)
        lines.append(f"{relation} {group}".ljust(width) + cells)
    return "\n".join(lines) + "\n"
