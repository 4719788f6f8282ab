from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from spunlib.compare.measures import MEASURES
from spunlib.compare.relation import (
    FITTED_RELATIONS,
    KEY_MEASURES,
    N_TERMS,
    RelationModel,
    likelihood_of,
    load_relation_model,
    name_relation,
    terms_of,
)
from spunlib.errors import ModelError, UsageError
from spunlib.model.store import RELATION, write_model


def content() -> dict[str, Any]:
    n, m = len(FITTED_RELATIONS), len(MEASURES)
    return {
        "schema_version": 2,
        "relations": FITTED_RELATIONS,
        "measures": list(MEASURES),
        "key_measures": KEY_MEASURES,
        "weights": np.zeros((n, N_TERMS)).tolist(),
        "bias": [0.0] * n,
        "mean": [0.0] * m,
        "scale": [1.0] * m,
        "thresholds": [0.9, 0.8, 0.7, 0.5],
    }


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
        ({"schema_version": 1}, "schema version 2"),
        ({"measures": ["kept"]}, "other measures"),
        ({"relations": ["related"]}, "other measures or relations"),
        ({"weights": [[0.0]]}, "weights .* must be finite and of shape"),
        ({"bias": None}, "bias .* must be finite and of shape"),
        ({"mean": ["x"] * len(MEASURES)}, "mean .* is no array of numbers"),
        ({"mean": [float("nan")] * len(MEASURES)}, "must be finite"),
        ({"scale": [0.0] * len(MEASURES)}, "must be above 0"),
        ({"thresholds": [0.9, 0.8]}, "thresholds .* must be finite and of shape"),
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


def test_terms_are_the_bounded_measures_and_products() -> None:
    values = np.zeros((1, len(MEASURES)))
    values[0, list(MEASURES).index(KEY_MEASURES[0])] = 100.0
    terms = terms_of(values, np.zeros(len(MEASURES)), np.ones(len(MEASURES)))
    assert terms.shape == (1, N_TERMS)
    assert sorted(terms[0][terms[0] != 0].tolist()) == [4.0, 16.0]


def test_a_rate_between_two_stored_ones_gets_the_stricter_threshold(tmp_path: Path) -> None:
    model = RelationModel.read(written(tmp_path))
    assert [model.threshold_of(fpr) for fpr in (0.001, 0.006, 0.05, 0.4)] == [0.9, 0.8, 0.5, 0.5]
    with pytest.raises(UsageError, match=r"at least 0\.001"):
        model.threshold_of(0.0001)


def test_the_shipped_model_loads() -> None:
    assert load_relation_model().weights.shape == (len(FITTED_RELATIONS), N_TERMS)


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
