"""Fitting the trees of the comparison, their calibration and the thresholds, from measured pairs.

Three steps on two splits. The trees are fitted on the pairs of the fit split. On the calibration split, whose
tools and sources they have not seen, come a temperature and a shift of the three machine relations, which
make the likelihood a probability at one rewritten pair in five, and the thresholds; the settings below were
chosen there as well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np

from spunlib.compare.pair import BoolArray, FloatArray
from spunlib.compare.relation import FITTED_RELATIONS, RelationModel
from spunlib.compare.result import SPUN_RELATIONS
from spunlib.compare.trees import LEAF, Trees
from spunlib.errors import MissingExtraError
from spunlib.model.thresholds import FPRS
from spunlib.training.labelled_pairs import APART, RelationPair, by_person

_RELATION_WEIGHT: Final = {"translated": 0.1}
"""How often the pairs of a relation count, where not once: paraphrase is the commoner rewriting, and one in
the order of the original looks like a translation."""

_APART_WEIGHT: Final = 0.3
"""How often people count who rewrote a text throughout: at 1 they hide the machines that did the same, at 0
they are accused as often as these."""

_ENSEMBLES: Final = 3
"""How many boosted ensembles are averaged. One alone is a draw: by its seed the macro-F1 of the calibration
pairs, those of `farther_topic` left out, moved by .006."""
_ROUNDS: Final = 120
_LEARNING_RATE: Final = 0.1
_LEAVES: Final = 12
_COLUMNS: Final = 3
"""How many measures each split of a node may choose from: with 8, and larger shares of the pairs, the
macro-F1 of the calibration pairs is .01 to .02 less; tools that were not fitted differ in what gives them
away."""
_ROWS: Final = 0.5
"""Share of the pairs that each round sees."""
_LEAST_LEAF: Final = 10
_SEED: Final = 0

_FULL_GROUP: Final = 100
"""A group of fewer pairs weighs less than the others of its relation, in proportion."""

_LEAST_THRESHOLD: Final = 0.8
"""As in `spunlib.model.thresholds`: nobody is accused of what is not held to be so at four to one. With
0.5, 1.6 to 1.8 % of people's test pairs lay above the thresholds of all rates (benchmarks/compare.py)."""

_MACHINE_SHARE: Final = 0.2
"""The share of rewritten pairs at which the likelihood is a probability. The larger, the more different
articles on one topic are called rewritten, and the fewer paraphrases `related`."""

_TEMPERATURES: Final = np.geomspace(0.25, 4.0, 33)
_SHIFTS: Final = np.linspace(-3.0, 3.0, 61)
_MACHINE: Final = np.isin(FITTED_RELATIONS, SPUN_RELATIONS)


def fit(values: FloatArray, pairs: Sequence[RelationPair]) -> RelationModel:
    """Fit the trees; every relation weighs the same, and inside one every group does.

    Stochastic gradient boosting (Friedman 2002, Computational Statistics & Data Analysis 38). The likelihood
    is not calibrated yet, and the thresholds are 0.5.

    Raises:
        MissingExtraError: scikit-learn is not installed.
    """
    try:
        from sklearn.ensemble import GradientBoostingClassifier
    except ImportError as error:
        raise MissingExtraError("train", "scikit-learn") from error
    weight = pair_weights(pairs) * [_importance(pair) for pair in pairs]
    rows = np.flatnonzero(weight)
    labels = np.array([FITTED_RELATIONS.index(pair.relation) for pair in pairs])
    found: list[Any] = []
    for number in range(_ENSEMBLES):
        boosting = GradientBoostingClassifier(
            n_estimators=_ROUNDS,
            learning_rate=_LEARNING_RATE,
            max_leaf_nodes=_LEAVES,
            max_depth=None,
            max_features=_COLUMNS,
            subsample=_ROWS,
            min_samples_leaf=_LEAST_LEAF,
            init="zero",
            random_state=_SEED + number,
        )
        boosting.fit(values[rows], labels[rows], sample_weight=weight[rows] / weight[rows].mean())
        found += [estimator.tree_ for estimator in boosting.estimators_.ravel()]
    trees = _exported(found)
    return RelationModel(trees, np.zeros(len(FITTED_RELATIONS)), np.full(len(FPRS), _LEAST_THRESHOLD))


def _exported(trees: Sequence[Any]) -> Trees:
    """The trees of all ensembles, in the documented arrays of scikit-learn, as one, which averages them."""
    sizes = [tree.node_count for tree in trees]
    root = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    start = np.repeat(root, sizes)
    left = np.concatenate([tree.children_left for tree in trees])
    inner = left >= 0
    at_leaf = np.where(inner, 0.0, _LEARNING_RATE / _ENSEMBLES)

    def at_leaves_zero(name: str) -> FloatArray:
        return np.where(inner, np.concatenate([getattr(tree, name) for tree in trees]), 0)

    return Trees(
        root=root,
        column=np.where(inner, np.concatenate([tree.feature for tree in trees]), LEAF),
        limit=at_leaves_zero("threshold"),
        left=np.where(inner, left + start, 0),
        right=np.where(inner, np.concatenate([tree.children_right for tree in trees]) + start, 0),
        value=at_leaf * np.concatenate([tree.value[:, 0, 0] for tree in trees]),
    )


def _importance(pair: RelationPair) -> float:
    if not pair.group.endswith(APART):
        return _RELATION_WEIGHT.get(pair.relation, 1.0)
    return 0.0 if pair.relation in SPUN_RELATIONS else _APART_WEIGHT


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
    return _likelihood(model.logits(values), np.array(n_passages) > 0)


def calibrate(
    model: RelationModel, values: FloatArray, n_passages: Sequence[int], pairs: Sequence[RelationPair]
) -> RelationModel:
    """Divide all logits by a temperature and shift those of a machine, so that the log loss is the least.

    Relations and groups weigh as in `fit`, machines `_MACHINE_SHARE`. And set the thresholds.
    """
    logits, aligned = model.logits(values), np.array(n_passages) > 0
    machine = np.array([pair.relation in SPUN_RELATIONS for pair in pairs])
    weight = pair_weights(pairs)
    weight[machine] *= _MACHINE_SHARE / weight[machine].sum()
    weight[~machine] *= (1 - _MACHINE_SHARE) / weight[~machine].sum()

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
        trees=replace(model.trees, value=model.trees.value / temperature),
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


def _likelihood(logits: FloatArray, aligned: BoolArray) -> FloatArray:
    odds = np.exp(logits - logits.max(1, keepdims=True))
    share = odds[:, _MACHINE].sum(1) / odds.sum(1)
    return np.where(aligned, share, 0.0)
