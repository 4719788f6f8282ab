"""From measures to a relation: a small ensemble of boosted trees over the measures.

P(relation) = softmax(bias + scores of the trees). Trees, because the measures bear on one another: that names
were kept says much where every sentence is linked, and nothing where one sentence of boilerplate is. A
regression with products of measures accused five times as many different articles on one topic, at as many
rewritings found (by hand, on the pairs for choosing).

The trees are data, in ``relation.json`` of the model, whose manifest vouches for them; they are fitted by
``python -m spunlib.training.relation``. Two rules stand above them, because they need no fitting: where no
passage is aligned a text can only be related or unrelated, and the same words in the same order are
identical.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from spunlib.compare.measures import MEASURES
from spunlib.compare.pair import FloatArray
from spunlib.compare.result import RELATIONS, SPUN_RELATIONS
from spunlib.compare.trees import Trees
from spunlib.errors import ModelError
from spunlib.model.store import DEFAULT, RELATION, check_files, model_folder, read_manifest
from spunlib.model.thresholds import FPRS, check_fpr

SCHEMA_VERSION: Final = 3
FITTED_RELATIONS: Final = tuple(relation for relation in RELATIONS if relation != "identical")
"""The relations that the trees tell apart."""

_WITHOUT_PASSAGES: Final = ("related", "unrelated")
_VOCABULARY: Final = {"relations": FITTED_RELATIONS, "measures": tuple(MEASURES)}
_REBUILD: Final = "reinstall spunlib, or rebuild it with `python -m spunlib.training.relation --data DIR`"


@dataclass(frozen=True, slots=True)
class RelationModel:
    """What names the relation.

    Attributes:
        trees: of each relation by turns, over the measures.
        bias: float64 (relations,).
        thresholds: float64 (`spunlib.model.thresholds.FPRS`,): the likelihood above which at most that share
            of held-out pairs lies that no machine rewrote, every group of them weighing the same. None is
            below 0.8.
    """

    trees: Trees
    bias: FloatArray
    thresholds: FloatArray

    def logits(self, values: FloatArray) -> FloatArray:
        """Log-odds of pairs, float64 (pairs, relations), from their measures, float64 (pairs, measures)."""
        return self.bias + self.trees.scores(values, len(FITTED_RELATIONS))

    def probabilities(self, measures: Mapping[str, float], n_passages: int) -> dict[str, float]:
        """Probability of each of `RELATIONS`; ``measures`` as of `spunlib.compare.measures.measure`."""
        logits = self.logits(np.array([[measures[name] for name in MEASURES]]))[0]
        if n_passages == 0:
            logits[[name not in _WITHOUT_PASSAGES for name in FITTED_RELATIONS]] = -np.inf
        odds = np.exp(logits - logits.max())
        found = dict(zip(FITTED_RELATIONS, (odds / odds.sum()).tolist(), strict=True))
        return {relation: found.get(relation, 0.0) for relation in RELATIONS}

    def threshold_of(self, fpr: float) -> float:
        """The threshold for a rate; one between two stored rates gets that of the lower, the stricter one.

        Raises:
            UsageError: ``fpr`` is not in [0.001, 1).
        """
        check_fpr(fpr)
        return float(self.thresholds[np.searchsorted(FPRS, fpr, side="right") - 1])

    @classmethod
    def read(cls, file: Path) -> RelationModel:
        """Read a ``relation.json``, whoever vouches for it.

        Raises:
            ModelError: the file is missing, is of another version, or does not fit this version's
            measures and relations.
        """
        try:
            content = json.loads(file.read_text("utf-8"))
        except OSError as error:
            raise ModelError(f"the weights of the comparison are missing ({file}): {_REBUILD}") from error
        except ValueError as error:
            raise ModelError(f"{file} is no JSON ({error}): {_REBUILD}") from error
        return cls(**_checked(content, str(file)))


@cache
def load_relation_model(name_or_path: str | Path = DEFAULT) -> RelationModel:
    """What names the relation in a model, checked and read once.

    Raises:
        ModelError: the model has none, or it is not the one that the manifest names; or see
            `RelationModel.read`.
    """
    folder = model_folder(name_or_path)
    check_files(folder, read_manifest(folder), [RELATION])
    return RelationModel.read(folder / RELATION)


def likelihood_of(relations: Mapping[str, float]) -> float:
    """Probability that a machine rewrote the text: the sum over `SPUN_RELATIONS`."""
    return min(1.0, sum(relations[relation] for relation in SPUN_RELATIONS))


def name_relation(relations: Mapping[str, float]) -> str:
    """The verdict: whether a machine rewrote it (likelihood 0.5 or more), then the likeliest such relation.

    >>> name_relation({"reprint": 0.4, "synonym_spun": 0.3, "paraphrased": 0.3, "translated": 0.0})
    'synonym_spun'
    """
    spun = sum(relations[relation] for relation in SPUN_RELATIONS) >= 0.5
    return max((name for name in relations if (name in SPUN_RELATIONS) == spun), key=relations.__getitem__)


def _checked(content: Any, name: str) -> dict[str, Any]:
    """The fields of a ``relation.json``, checked against what this version expects."""
    if not isinstance(content, dict) or content.get("schema_version") != SCHEMA_VERSION:
        raise ModelError(f"{name} is not of schema version {SCHEMA_VERSION}: {_REBUILD}")
    if any(content.get(field) != list(names) for field, names in _VOCABULARY.items()):
        raise ModelError(f"{name} was fitted on other measures or relations: {_REBUILD}")
    arrays: dict[str, FloatArray] = {}
    for field, size in {"bias": len(FITTED_RELATIONS), "thresholds": len(FPRS)}.items():
        try:
            arrays[field] = np.array(content.get(field), np.float64)
        except (TypeError, ValueError):
            raise ModelError(f"{field} in {name} is no array of numbers: {_REBUILD}") from None
        if arrays[field].shape != (size,) or not np.isfinite(arrays[field]).all():
            raise ModelError(f"{field} in {name} must be finite and of length {size}: {_REBUILD}")
    if (np.diff(arrays["thresholds"]) > 0).any():
        raise ModelError(f"thresholds in {name} must fall as the rate rises: {_REBUILD}")
    try:
        trees = Trees.read(content.get("trees") or {}, len(MEASURES))
    except ValueError as error:
        raise ModelError(f"the trees in {name} are damaged ({error}): {_REBUILD}") from error
    if trees.root.size % len(FITTED_RELATIONS):
        raise ModelError(f"{name} has not as many trees of every relation: {_REBUILD}")
    return {**arrays, "trees": trees}
