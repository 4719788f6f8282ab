"""Fitting the regression of the comparison, its calibration and its thresholds, from measured pairs.

Three steps on two splits. The weights are fitted on the pairs of the fit split; a temperature and a shift of
the three machine relations, which make the likelihood a probability where half the pairs are rewritten by a
machine, and the thresholds on the calibration split, whose tools and sources the weights have not seen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from spunlib.compare.pair import BoolArray, FloatArray
from spunlib.compare.relation import FITTED_RELATIONS, RelationModel, terms_of
from spunlib.compare.result import SPUN_RELATIONS
from spunlib.errors import MissingExtraError
from spunlib.model.thresholds import FPRS
from spunlib.training.labelled_pairs import RelationPair, by_person

_HUMAN_WEIGHT: Final = 2.0
"""A human pair counts this often: to accuse a human wrongly is worse than to miss a machine."""

_RELATION_WEIGHT: Final = {"translated": 0.4}
"""How often the pairs of a relation count, where not once: paraphrase is the commoner rewriting, and one in
the order of the original looks like a translation."""

_REGULARISATION: Final = 0.03
"""scikit-learn's C."""

_FULL_GROUP: Final = 50
"""A group of fewer pairs weighs less than the others of its relation, in proportion."""

_LEAST_THRESHOLD: Final = 0.5
"""What is more likely human is not called spun, whatever rate is accepted."""

_TEMPERATURES: Final = np.geomspace(0.25, 4.0, 33)
_SHIFTS: Final = np.linspace(-3.0, 3.0, 61)
_MACHINE: Final = np.isin(FITTED_RELATIONS, SPUN_RELATIONS)


def fit(values: FloatArray, pairs: Sequence[RelationPair]) -> RelationModel:
    """Fit the regression; every relation weighs the same, and inside one every group does.

    Its likelihood is not calibrated yet, and its thresholds are 0.5.

    Raises:
        MissingExtraError: scikit-learn is not installed.
    """
    try:
        from sklearn.linear_model import LogisticRegression
    except ImportError as error:
        raise MissingExtraError("train", "scikit-learn") from error
    weight = pair_weights(pairs) * [
        _RELATION_WEIGHT.get(pair.relation, 1.0) if pair.relation in SPUN_RELATIONS else _HUMAN_WEIGHT
        for pair in pairs
    ]
    mean, scale = values.mean(0), np.maximum(values.std(0), 1e-6)
    labels = np.array([FITTED_RELATIONS.index(pair.relation) for pair in pairs])
    regression = LogisticRegression(C=_REGULARISATION, max_iter=2000)
    regression.fit(terms_of(values, mean, scale), labels, sample_weight=weight * len(pairs) / weight.sum())
    thresholds = np.full(len(FPRS), _LEAST_THRESHOLD)
    return RelationModel(regression.coef_, regression.intercept_, mean, scale, thresholds)


def pair_weights(pairs: Sequence[RelationPair]) -> FloatArray:
    """Weights with which every relation weighs the same, and in one every group of `_FULL_GROUP` pairs."""
    size = Counter((pair.relation, pair.group) for pair in pairs)
    total: Counter[str] = Counter()
    for (relation, _), n in size.items():
        total[relation] += min(n, _FULL_GROUP)
    return np.array(
        [1 / (max(size[pair.relation, pair.group], _FULL_GROUP) * total[pair.relation]) for pair in pairs]
    )


def likelihoods(model: RelationModel, values: FloatArray, n_passages: Sequence[int]) -> FloatArray:
    """Likelihood of each pair that a machine rewrote it; (pairs,)."""
    return _likelihood(_logits(model, values), np.array(n_passages) > 0)


def calibrate(
    model: RelationModel, values: FloatArray, n_passages: Sequence[int], pairs: Sequence[RelationPair]
) -> RelationModel:
    """Divide all logits by a temperature and shift those of a machine, so that the log loss is the least.

    Relations and groups weigh as in `fit`, machine and human half each. And set the thresholds.
    """
    logits, aligned = _logits(model, values), np.array(n_passages) > 0
    machine = np.array([pair.relation in SPUN_RELATIONS for pair in pairs])
    weight = pair_weights(pairs)
    weight[machine] /= weight[machine].sum()
    weight[~machine] /= weight[~machine].sum()

    def loss(temperature: float, shift: float) -> float:
        found = _likelihood(logits / temperature + shift * _MACHINE, aligned)
        right = np.clip(np.where(machine, found, 1 - found), 1e-6, 1.0)
        return float(-(weight * np.log(right)).sum())

    temperature, shift = min(
        ((float(t), float(s)) for t in _TEMPERATURES for s in _SHIFTS), key=lambda both: loss(*both)
    )
    found = _likelihood(logits / temperature + shift * _MACHINE, aligned)
    return replace(
        model,
        weights=model.weights / temperature,
        bias=model.bias / temperature + shift * _MACHINE,
        thresholds=fit_thresholds(found, pairs),
    )


def fit_thresholds(likelihood: FloatArray, pairs: Sequence[RelationPair]) -> FloatArray:
    """The least likelihood above which at most each of `FPRS` of the pairs by people lies; (rates,).

    Every group of pairs weighs the same, but those of fewer than `_FULL_GROUP`. The group of which a person
    rewrote every sentence is left out.
    """
    rows = [row for row, pair in enumerate(pairs) if by_person(pair)]
    size = Counter(pairs[row].group for row in rows)
    weight = np.array([1 / max(size[pairs[row].group], _FULL_GROUP) for row in rows])
    order = np.argsort(-likelihood[rows], kind="stable")
    score = likelihood[rows][order]
    # Share that lies above each score: of equal ones none does.
    above = np.concatenate(([0.0], np.cumsum(weight[order]) / weight.sum()))[np.searchsorted(-score, -score)]
    allowed = [score[above <= rate].min(initial=1.0) for rate in FPRS]
    return np.maximum(allowed, _LEAST_THRESHOLD)


def _logits(model: RelationModel, values: FloatArray) -> FloatArray:
    return np.asarray(model.bias + terms_of(values, model.mean, model.scale) @ model.weights.T)


def _likelihood(logits: FloatArray, aligned: BoolArray) -> FloatArray:
    odds = np.exp(logits - logits.max(1, keepdims=True))
    share = odds[:, _MACHINE].sum(1) / odds.sum(1)
    return np.where(aligned, share, 0.0)
