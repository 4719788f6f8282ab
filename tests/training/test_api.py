from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import spunlib
from spunlib.training.api import evaluate, train
from spunlib.training.custom import aligned_edits
from spunlib.training.labelled_records import LabelledRecord, part, read_labelled

Record = dict[str, Any]

SUBJECTS = ("The mayor", "A farmer", "The old clerk", "My neighbour", "The council", "A young teacher")
VERBS = ("sent", "bought", "found", "lost", "built", "opened", "showed", "described")
OBJECTS = ("a large house", "the new bridge", "an important letter", "the small shop", "a possible answer")
PLACES = ("near the river", "in the city", "after the storm", "before the meeting", "on a cold morning")
ENDS = ("and nobody said a word", "because the road was closed", "while the children watched", "as people do")
SWAPS = {
    "large": "ample",
    "new": "novel",
    "important": "significant",
    "possible": "attainable",
    "small": "diminutive",
    "sent": "despatched",
    "bought": "procured",
    "said": "mentioned",
    "people": "individuals",
    "cold": "frigid",
    "road": "thoroughfare",
}


def story(rng: random.Random, sentences: int) -> str:
    parts = (SUBJECTS, VERBS, OBJECTS, PLACES, ENDS)
    return " ".join(" ".join(map(rng.choice, parts)) + "." for _ in range(sentences))


def spin(text: str) -> str:
    return " ".join(SWAPS.get(word, word) for word in text.split(" "))


def stories(human: int, spun: int) -> Iterator[Record]:
    rng = random.Random(5)
    for number in range(human):
        text = story(rng, 4 + number % 3)
        source = f"paper {number % 40}"
        yield {
            "id": number,
            "text": text,
            "kind": "human",
            "source": source,
            "group": ("city", "village")[number % 2],
        }
        if number < spun:
            copy = {"text": spin(text), "kind": "synonym_spun", "original": text, "source": source}
            yield copy | {"id": f"spun {number}", "tool": "dictionary"}


@pytest.fixture(scope="module")
def trained() -> spunlib.SpinDetector:
    return train(stories(400, 220), name="stories", seed=4)


def test_trained_detector_has_learnt_the_records(trained: spunlib.SpinDetector) -> None:
    fresh = random.Random(99)
    texts = [story(fresh, 5) for _ in range(60)]
    likelihood = trained.predict_proba([*texts, *map(spin, texts)])[:, 1]
    assert (likelihood[:60] < 0.5).mean() > 0.95
    assert (likelihood[60:] > 0.5).mean() > 0.95
    facts = trained.model.facts["training"]
    assert facts["records"] == {"human": 400, "synonym_spun": 220}
    assert facts["ngrams"] == "fitted"


def test_lexicon_of_the_base_is_kept(trained: spunlib.SpinDetector, detector: spunlib.SpinDetector) -> None:
    for name in ("word_zipf", "pair_tags", "style_weights"):
        assert np.array_equal(trained.model.arrays[name], detector.model.arrays[name])
    assert not np.array_equal(trained.model.arrays["token_ngrams"], detector.model.arrays["token_ngrams"])


def test_trained_detector_is_saved_and_loaded(trained: spunlib.SpinDetector, tmp_path: Path) -> None:
    trained.save(tmp_path)
    text = spin(story(random.Random(1), 5))
    report = spunlib.load(tmp_path).score(text)
    assert report.model == "stories"
    assert report == trained.score(text)


def test_few_aligned_texts_leave_the_replaced_word_head_alone_and_seeds_decide(
    detector: spunlib.SpinDetector,
) -> None:
    records = list(stories(400, 150))
    one, same, other = (train(records, seed=seed).model.arrays for seed in (1, 1, 2))
    assert np.array_equal(one["token_ngrams"], detector.model.arrays["token_ngrams"])
    assert np.array_equal(one["document_weights"], same["document_weights"])
    assert np.array_equal(one["thresholds"], same["thresholds"])
    assert not np.array_equal(one["document_weights"], other["document_weights"])


def test_too_few_records_say_how_many_are_needed() -> None:
    with pytest.raises(
        spunlib.InputError, match=r"at least 400 human and 100 rewritten .* there are 30 and 20"
    ):
        train(stories(30, 20))


def test_short_records_do_not_count() -> None:
    short = [{**record, "text": "Far too short."} for record in stories(400, 220)]
    with pytest.raises(spunlib.InputError, match="there are 0 and 0"):
        train(short)


def test_one_source_cannot_be_parted() -> None:
    records = [{**record, "source": "the only one"} for record in stories(400, 120)]
    with pytest.raises(spunlib.InputError, match="too few sources"):
        train(records)


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"text": "A letter.", "kind": "spun"}, r"record 3: its kind is 'spun'; it must be one of human, "),
        ({"text": "A letter.", "kind": "spun", "id": "b7"}, r"record 3 \(id 'b7'\): its kind"),
        ({"text": "A letter."}, r"record 3: its kind is None"),
        ({"kind": "human"}, r"record 3: it has no text"),
        ({"kind": "human", "text": 7}, r"record 3: it has no text"),
    ],
)
def test_unusable_record_is_named(
    record: Record, message: str, detector: spunlib.SpinDetector, tmp_path: Path
) -> None:
    records = [*stories(2, 0), record]
    with pytest.raises(spunlib.InputError, match=message):
        train(records)
    with pytest.raises(spunlib.InputError, match=message):
        evaluate(records, detector, tmp_path)


def test_parts_keep_sources_and_originals_together() -> None:
    rng = random.Random(8)
    texts = [story(rng, 3) for _ in range(300)]
    records = list(
        read_labelled(
            [{"text": text, "kind": "human", "source": f"s{n // 2}"} for n, text in enumerate(texts)]
            + [{"text": spin(text), "kind": "synonym_spun", "original": text} for text in texts]
            + [{"text": "Anew: " + text, "kind": "paraphrased", "original": text} for text in texts]
        )
    )
    parts = part(records, (0.5, 0.3, 0.2), seed=3)
    assert sum(map(len, parts)) == 900
    for share, records_of_part in zip((0.5, 0.3, 0.2), parts, strict=True):
        human = [record for record in records_of_part if record.kind == "human"]
        assert len(human) == pytest.approx(300 * share, abs=4)
        assert len(records_of_part) == pytest.approx(900 * share, abs=12)

    def marks(record: LabelledRecord) -> set[str]:
        return {record.source or record.text, record.original or record.text}

    seen = [{mark for record in records_of_part for mark in marks(record)} for records_of_part in parts]
    assert not seen[0] & seen[1]
    assert not seen[0] & seen[2]
    assert not seen[1] & seen[2]


def test_aligned_edits_are_the_swapped_words(detector: spunlib.SpinDetector) -> None:
    original = "The mayor sent an important letter in the city because the road was closed."
    edits = aligned_edits(spin(original), original, detector.model.lexicon)
    swapped = {
        original[edit.original_start : edit.original_end]: spin(original)[edit.start : edit.end]
        for edit in edits
    }
    assert swapped == {"sent": "despatched", "important": "significant", "road": "thoroughfare"}


def test_evaluate_writes_what_it_returns(trained: spunlib.SpinDetector, tmp_path: Path) -> None:
    metrics = evaluate(stories(60, 30), trained, tmp_path / "new" / "folder", fpr=0.05)
    folder = tmp_path / "new" / "folder"
    assert json.loads((folder / "metrics.json").read_text(encoding="utf-8")) == metrics
    assert metrics["model"] == "stories"
    assert metrics["fpr"] == 0.05
    assert metrics["overall"]["documents"] == 90
    assert set(metrics["human_groups"]) == {"city", "village"}
    assert list(metrics["tools"]) == ["dictionary"]
    lines = [json.loads(line) for line in (folder / "scores.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["id"] for line in lines[:3]] == ["0", "spun 0", "1"]
    assert "text" not in lines[0]
    flagged = sum(line["decision"] == "spun" for line in lines if line["kind"] == "synonym_spun")
    assert flagged == metrics["tools"]["dictionary"]["flagged"]
    assert "| village |" in (folder / "report.md").read_text(encoding="utf-8")


def test_evaluate_without_matplotlib_says_so(
    detector: spunlib.SpinDetector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    evaluate(stories(5, 5), detector, tmp_path)
    assert "spunlib[plots]" in (tmp_path / "report.md").read_text(encoding="utf-8")


def test_evaluate_needs_records(detector: spunlib.SpinDetector, tmp_path: Path) -> None:
    with pytest.raises(spunlib.InputError, match="no records"):
        evaluate([], detector, tmp_path)
