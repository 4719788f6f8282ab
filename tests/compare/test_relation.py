from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from spunlib.compare.measures import MEASURES
from spunlib.compare.relation import (
    FITTED_RELATIONS,
    RelationModel,
    likelihood_of,
    load_relation_model,
    name_relation,
)
from spunlib.errors import ModelError, UsageError
from spunlib.model.store import RELATION, write_model


def content() -> dict[str, Any]:
    n = len(FITTED_RELATIONS)
    return {
        "schema_version": 3,
        "relations": FITTED_RELATIONS,
        "measures": list(MEASURES),
        "bias": [0.0] * n,
        "thresholds": [0.9, 0.8, 0.7, 0.5],
        "trees": stumps(),
    }


def stumps(**changes: Any) -> dict[str, Any]:
    """A tree for each relation, which asks for the first measure; only the first says much."""
    n = len(FITTED_RELATIONS)
    trees = {
        "root": [3 * tree for tree in range(n)],
        "column": [0, -1, -1] * n,
        "limit": [0.5, 0.0, 0.0] * n,
        "left": [node for tree in range(n) for node in (3 * tree + 1, 0, 0)],
        "right": [node for tree in range(n) for node in (3 * tree + 2, 0, 0)],
        "value": [0.0, -2.0, 2.0] + [0.0] * (3 * n - 3),
    }
    return trees | changes


def written(folder: Path, **changes: Any) -> Path:
    path = folder / "relation.json"
    path.write_text(json.dumps(content() | changes), "utf-8")
    return path


def test_a_written_model_is_read(tmp_path: Path) -> None:
    bias = [0.0, 0.0, 3.0, 0.0, 0.0, 0.0]
    model = RelationModel.read(written(tmp_path, bias=bias))
    relations = model.probabilities(dict.fromkeys(MEASURES, 0.0), n_passages=3)
    assert name_relation(relations) == FITTED_RELATIONS[2] == "paraphrased"
    assert relations["identical"] == 0.0
    assert sum(relations.values()) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"schema_version": 2}, "schema version 3"),
        ({"measures": ["kept"]}, "other measures"),
        ({"relations": ["related"]}, "other measures or relations"),
        ({"bias": None}, "bias .* must be finite and of length"),
        ({"bias": ["x"] * 6}, "bias .* is no array of numbers"),
        ({"trees": None}, "root is no list of whole numbers"),
        ({"trees": stumps(left=["x"])}, "left is no list of whole numbers"),
        ({"trees": stumps(left=[1.5] * 18)}, "left is no list of whole numbers"),
        ({"trees": stumps(value=[0.0])}, "not of one length"),
        ({"trees": stumps(value=[float("nan")] * 18)}, "must be finite"),
        ({"trees": stumps(root=[99] * 6)}, "a root is no node"),
        ({"trees": stumps(root=[0])}, "not as many trees of every relation"),
        ({"trees": stumps(column=[len(MEASURES)] * 18)}, "a column that is not among"),
        ({"trees": stumps(right=[0] * 18)}, "a child does not stand behind its parent"),
        ({"thresholds": [0.9, 0.8]}, "thresholds .* must be finite and of length"),
        ({"thresholds": [0.5, 0.6, 0.7, 0.8]}, "thresholds .* must fall as the rate rises"),
    ],
)
def test_a_model_that_does_not_fit_is_refused(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ModelError, match=message):
        RelationModel.read(written(tmp_path, **changes))


def test_a_missing_or_damaged_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"missing .*spunlib\.training\.relation"):
        RelationModel.read(tmp_path / "relation.json")
    path = tmp_path / "damaged.json"
    path.write_text("{", "utf-8")
    with pytest.raises(ModelError, match="no JSON"):
        RelationModel.read(path)


def test_without_passages_a_text_is_related_at_most(tmp_path: Path) -> None:
    model = RelationModel.read(written(tmp_path))
    relations = model.probabilities(dict.fromkeys(MEASURES, 0.0), n_passages=0)
    assert likelihood_of(relations) == 0.0
    assert relations["related"] == relations["unrelated"] == 0.5


def test_the_trees_ask_for_the_measures(tmp_path: Path) -> None:
    model = RelationModel.read(written(tmp_path))
    first = next(iter(MEASURES))
    shares = [
        model.probabilities(dict.fromkeys(MEASURES, 0.0) | {first: value}, 3)[FITTED_RELATIONS[0]]
        for value in (0.5, 0.6)
    ]
    odds = np.exp([-2.0, 2.0])
    assert shares == pytest.approx((odds / (odds + len(FITTED_RELATIONS) - 1)).tolist())


def test_without_trees_the_bias_alone_decides(tmp_path: Path) -> None:
    empty = {name: [] for name in stumps()}
    model = RelationModel.read(written(tmp_path, trees=empty, bias=[0.0, 3.0, 0.0, 0.0, 0.0, 0.0]))
    assert name_relation(model.probabilities(dict.fromkeys(MEASURES, 0.0), 3)) == FITTED_RELATIONS[1]


def test_a_rate_between_two_stored_ones_gets_the_stricter_threshold(tmp_path: Path) -> None:
    model = RelationModel.read(written(tmp_path))
    assert [model.threshold_of(fpr) for fpr in (0.001, 0.006, 0.05, 0.4)] == [0.9, 0.8, 0.5, 0.5]
    with pytest.raises(UsageError, match=r"at least 0\.001"):
        model.threshold_of(0.0001)


def test_the_shipped_model_loads() -> None:
    assert load_relation_model().trees.root.size % len(FITTED_RELATIONS) == 0


def model_with(folder: Path, files: dict[str, bytes]) -> Path:
    write_model(folder, {}, {"name": "small"}, files)
    return folder


def test_the_regression_of_a_model_is_the_one_that_its_manifest_names(tmp_path: Path) -> None:
    made = json.dumps(content() | {"bias": [1.0] * len(FITTED_RELATIONS)}).encode()
    model = load_relation_model(model_with(tmp_path / "whole", {RELATION: made}))
    assert model.bias.tolist() == [1.0] * len(FITTED_RELATIONS)

    altered = model_with(tmp_path / "altered", {RELATION: made})
    (altered / RELATION).write_bytes(made.replace(b"1.0", b"9.0"))
    with pytest.raises(ModelError, match=r"relation\.json: the file was altered.*reinstall"):
        load_relation_model(altered)

    (altered / RELATION).unlink()
    with pytest.raises(ModelError, match=r"relation\.json: not a readable file"):
        load_relation_model(altered)

    with pytest.raises(ModelError, match=r"manifest\.json: it does not name relation\.json; .*make model"):
        load_relation_model(model_with(tmp_path / "bare", {}))
