"""From measures to a relation: a multinomial logistic regression, small enough to read.

P(relation) = softmax(bias + weights @ terms). The terms are the standardised measures, z = (measure -
mean) / scale within `_LIMIT`, and the products z_a * z_b of the `KEY_MEASURES`, squares included: that a
quarter of the words is kept speaks for an independent article when few sentences are linked, and for a
paraphrase when all are.

The weights are data, in ``relation.json`` of the model, whose manifest vouches for them; they are fitted by
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
from spunlib.errors import ModelError
from spunlib.model.store import DEFAULT, RELATION, check_files, model_folder, read_manifest
from spunlib.model.thresholds import FPRS, check_fpr

SCHEMA_VERSION: Final = 2
FITTED_RELATIONS: Final = tuple(relation for relation in RELATIONS if relation != "identical")
"""The relations that the regression tells apart."""

KEY_MEASURES: Final = (
    "kept",
    "added",
    "linked",
    "order",
    "vocabulary",
    "thesaurus",
    "one_for_one",
    "length",
)
"""The measures whose products are terms."""

_KEY_COLUMNS: Final = [list(MEASURES).index(name) for name in KEY_MEASURES]
_LEFT, _RIGHT = np.triu_indices(len(KEY_MEASURES))
N_TERMS: Final = len(MEASURES) + _LEFT.size
"""Number of terms."""

_LIMIT: Final = 4.0
"""Standard deviations at which a measure is held: a pair that is odd in one way must not decide by that
alone.
"""

_WITHOUT_PASSAGES: Final = ("related", "unrelated")
_VOCABULARY: Final = {
    "relations": FITTED_RELATIONS,
    "measures": tuple(MEASURES),
    "key_measures": KEY_MEASURES,
}
_REBUILD: Final = "reinstall spunlib, or rebuild it with `python -m spunlib.training.relation --data DIR`"


@dataclass(frozen=True, slots=True)
class RelationModel:
    """The regression.

    Attributes:
        weights: float64 (relations, terms).
        bias: float64 (relations,).
        mean, scale: float64 (measures,).
        thresholds: float64 (`spunlib.model.thresholds.FPRS`,): the likelihood above which at most that share
            of held-out pairs lies that no machine rewrote, every group of them weighing the same. None is
            below 0.5.
    """

    weights: FloatArray
    bias: FloatArray
    mean: FloatArray
    scale: FloatArray
    thresholds: FloatArray

    def probabilities(self, measures: Mapping[str, float], n_passages: int) -> dict[str, float]:
        """Probability of each of `RELATIONS`; ``measures`` as of `spunlib.compare.measures.measure`."""
        values = np.array([[measures[name] for name in MEASURES]])
        logits = self.bias + self.weights @ terms_of(values, self.mean, self.scale)[0]
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
    """The regression of a model, checked and read once.

    Raises:
        ModelError: the model has none, or it is not the one that the manifest names; or see
            `RelationModel.read`.
    """
    folder = model_folder(name_or_path)
    check_files(folder, read_manifest(folder), [RELATION])
    return RelationModel.read(folder / RELATION)


def terms_of(values: FloatArray, mean: FloatArray, scale: FloatArray) -> FloatArray:
    """The terms of pairs, float64 (pairs, `N_TERMS`), from their measures, float64 (pairs, measures)."""
    z = np.clip((values - mean) / scale, -_LIMIT, _LIMIT)
    key = z[:, _KEY_COLUMNS]
    return np.concatenate((z, key[:, _LEFT] * key[:, _RIGHT]), axis=1)


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


def _checked(content: Any, name: str) -> dict[str, FloatArray]:
    """The arrays of a ``relation.json``, checked against what this version expects."""
    if not isinstance(content, dict) or content.get("schema_version") != SCHEMA_VERSION:
        raise ModelError(f"{name} is not of schema version {SCHEMA_VERSION}: {_REBUILD}")
    if any(content.get(field) != list(names) for field, names in _VOCABULARY.items()):
        raise ModelError(f"{name} was fitted on other measures or relations: {_REBUILD}")
    n, m = len(FITTED_RELATIONS), len(MEASURES)
    shapes = {
        "weights": (n, N_TERMS),
        "bias": (n,),
        "mean": (m,),
        "scale": (m,),
        "thresholds": (len(FPRS),),
    }
    arrays: dict[str, FloatArray] = {}
    for field, shape in shapes.items():
        try:
            arrays[field] = np.array(content.get(field), np.float64)
        except (TypeError, ValueError):
            raise ModelError(f"{field} in {name} is no array of numbers: {_REBUILD}") from None
        if arrays[field].shape != shape or not np.isfinite(arrays[field]).all():
            raise ModelError(f"{field} in {name} must be finite and of shape {shape}: {_REBUILD}")
    if not (arrays["scale"] > 0).all():
        raise ModelError(f"scale in {name} must be above 0: {_REBUILD}")
    if (np.diff(arrays["thresholds"]) > 0).any():
        raise ModelError(f"thresholds in {name} must fall as the rate rises: {_REBUILD}")
    return arrays
