"""Fitting the relation model: reprints, labels and the trees, on texts and measures made here."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from spunlib.compare.measures import MEASURES
from spunlib.compare.relation import FITTED_RELATIONS, RelationModel, name_relation
from spunlib.errors import InputError
from spunlib.model.store import check_files, read_manifest, write_model
from spunlib.training.labelled_pairs import (
    APART,
    CALIBRATION,
    EVERY_SENTENCE,
    FIT,
    NEAR_COPY,
    RelationPair,
    by_person,
    human_relation,
    labelled,
    records,
)
from spunlib.training.relation import to_json, write
from spunlib.training.relation_fit import calibrate, fit, fit_thresholds, likelihoods
from spunlib.training.relation_report import count_named, format_confusion, macro_f1_of, names_of
from spunlib.training.reprints import reprint

STORY = "\n\n".join(
    f"The council of town {number} said on Monday that more than {number * 10} percent of the old bridges "
    "would be closed, which nobody had expected. However, the mayor did not answer."
    for number in range(1, 8)
)


def no_synonyms(word: str) -> list[str]:
    return []


@pytest.mark.parametrize("seed", range(30))
def test_a_reprint_depends_on_nothing_but_its_arguments_and_keeps_the_text(seed: int) -> None:
    copy = reprint(STORY, random.Random(seed), no_synonyms)
    assert copy == reprint(STORY, random.Random(seed), no_synonyms)
    assert "The council of town 1 " in copy
    assert "{" not in copy


def test_reprints_differ() -> None:
    assert len({reprint(STORY, random.Random(seed), no_synonyms) for seed in range(30)}) > 20


def test_a_human_rewrite_is_never_the_work_of_a_machine() -> None:
    assert human_relation(STORY, STORY.replace("closed", "shut")) == "reprint"
    assert human_relation(STORY, " ".join(reversed(STORY.split()))) == "related"


@pytest.mark.parametrize(
    ("text", "relations"),
    [
        (STORY, []),
        ("Too short.", []),
        (STORY.replace("town 3", "village 3"), ["reprint"]),
        (
            STORY.replace("The council of", "Councillors in the big").replace("closed", "torn down"),
            ["paraphrased"],
        ),
    ],
)
def test_a_machines_near_copy_counts_as_a_reprint(text: str, relations: list[str]) -> None:
    pairs = labelled({"text": text, "original": STORY}, "paraphrased", "tool", FIT)
    assert [pair.relation for pair in pairs] == relations


def test_a_missing_set_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"mrpc\.jsonl\.xz is missing"):
        list(records(tmp_path, "reuse/mrpc"))


def test_the_trees_learn_what_is_there_and_is_read_back(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    pairs = [
        RelationPair("s", "o", relation, "group", FIT) for relation in FITTED_RELATIONS for _ in range(30)
    ]
    values = rng.normal(size=(len(pairs), len(MEASURES)))
    for row in range(len(pairs)):
        values[row, row // 30] += 8.0
    model = fit(values, pairs)
    named = names_of(model, values, [5] * len(pairs))
    counts = count_named(pairs, named)
    assert all(counts[relation, "group"][relation] >= 20 for relation in FITTED_RELATIONS)
    assert "synonym_spun group" in format_confusion(counts)
    found = macro_f1_of(pairs, named)
    assert found["low"] <= found["macro-F1"] <= found["high"] <= 1.0
    path = tmp_path / "made" / "relation.json"
    write(path, to_json(model, pairs))
    read = RelationModel.read(path)
    measures = dict(zip(MEASURES, values[0].tolist(), strict=True))
    assert name_relation(read.probabilities(measures, 5)) == FITTED_RELATIONS[0]


def test_the_manifest_of_the_model_learns_of_a_new_relation_file(tmp_path: Path) -> None:
    write_model(tmp_path, {"some": np.arange(3)}, {"name": "some"}, {"words.json": b"{}"})
    for content in ("first", "second, and longer"):
        write(tmp_path / "relation.json", content)
        assert (tmp_path / "relation.json").read_text(encoding="utf-8") == content
        manifest = read_manifest(tmp_path)
        assert manifest["name"] == "some"
        check_files(tmp_path, manifest, ["relation.json", "words.json"])
    write(tmp_path / "trial.json", "elsewhere")
    assert "trial.json" not in read_manifest(tmp_path)["files"]


def test_calibration_meets_the_share_of_machines_and_leaves_the_order() -> None:
    rng = np.random.default_rng(0)
    pairs = [
        RelationPair("s", "o", relation, "group", CALIBRATION)
        for relation in FITTED_RELATIONS
        for _ in range(60)
    ]
    values = rng.normal(size=(len(pairs), len(MEASURES)))
    values[60:240, 0] += 1.5  # the machine relations, told apart from the others by half
    some = [5] * len(pairs)
    before = fit(values, pairs)
    after = calibrate(before, values, some, pairs)
    machine = np.array([pair.relation in ("synonym_spun", "paraphrased", "translated") for pair in pairs])
    found = likelihoods(after, values, some)
    assert found.mean() == pytest.approx(machine.mean(), abs=0.05)
    assert (np.diff(after.thresholds) <= 0).all()
    for rate, threshold in zip((0.01, 0.05), after.thresholds[2:], strict=True):
        assert (found[~machine] > threshold).mean() <= rate


def test_thresholds_let_no_more_than_the_rate_pass_and_every_group_weighs_the_same() -> None:
    pairs = [RelationPair("s", "o", "reprint", "many", CALIBRATION)] * 1000
    pairs += [RelationPair("s", "o", "related", "few", CALIBRATION)] * 100
    likelihood = np.concatenate((np.zeros(1000), np.linspace(0.5, 0.995, 100)))
    assert fit_thresholds(likelihood, pairs).tolist() == pytest.approx([0.995, 0.99, 0.985, 0.945])
    assert fit_thresholds(np.zeros(1100), pairs).tolist() == [0.8] * 4


def test_only_people_count_as_people() -> None:
    pairs = [
        RelationPair("s", "o", *kind, FIT)
        for kind in (
            ("reprint", "a"),
            ("related", "a" + APART),
            ("reprint", "a" + NEAR_COPY),
            ("related", EVERY_SENTENCE),
            ("translated", "a"),
        )
    ]
    assert [by_person(pair) for pair in pairs] == [True, True, False, False, False]
