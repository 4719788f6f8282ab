"""The parts of the quality and invariance benchmarks that need no data folder."""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from spunlib.report.artifact import Artifact
from spunlib.training.spinners import Edit, Recipe, Spinner
from spunlib.training.thesauri import Thesaurus

BENCHMARKS = Path(__file__).resolve().parent.parent / "benchmarks"
ORIGINAL = "A big plan was sent to the bank in the town of Selby before the winter came."


@pytest.fixture(autouse=True)
def _benchmarks(monkeypatch: pytest.MonkeyPatch) -> Any:
    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    yield
    for name in set(sys.modules) - before:
        if str(getattr(sys.modules[name], "__file__", "")).startswith(str(BENCHMARKS)):
            del sys.modules[name]


def spun(density: float = 1.0) -> Any:
    from exams import Question

    thesaurus = Thesaurus.of("t", {"big": ["sizeable"], "sent": ["despatched"], "bank": ["financial firm"]})
    recipe = Recipe(name="t", thesaurus="t", density=density, repair_articles=True)
    made = Spinner(recipe, thesaurus).spin(ORIGINAL, random.Random(0))
    return Question(made.text, "synonym_spun", "news", "t", ORIGINAL, made.edits)


def artifact(question: Any, text: str, *suggestions: str) -> Artifact:
    start = question.text.index(text)
    return Artifact(start, start + len(text), text, "synonym", suggestions, 1.0, "Rare here.")


def test_density_counts_content_words_that_were_swapped() -> None:
    from exams import density_of

    from spunlib.training.spinners import Spun

    question = spun()
    # big plan sent bank town Selby winter came
    assert density_of(ORIGINAL, Spun(question.text, question.edits)) == 3 / 8


def test_spans_count_what_overlaps_and_name_originals() -> None:
    from spans import count_spans, span_figures

    question = spun()
    artifacts = [
        artifact(question, "sizeable", "large", "big"),
        artifact(question, "firm", "bank"),  # a part of the span
        artifact(question, "to the", "at the"),  # no edit
    ]
    counts = count_spans(question, artifacts, [])
    assert (counts.listed, counts.right, counts.right_exact) == (3, 2, 1)
    assert (counts.true, counts.found, counts.found_exact) == (3, 2, 1)
    assert (counts.first, counts.among_five) == (1, 2)
    figures = span_figures([counts] * 20)
    assert figures["precision"]["value"] == pytest.approx(2 / 3)
    assert figures["recall"]["low"] == figures["recall"]["high"] == pytest.approx(2 / 3)


def test_an_artifact_wider_than_the_edit_may_suggest_all_that_stood_there() -> None:
    from spans import count_spans

    question = spun()
    counts = count_spans(question, [artifact(question, "was despatched to", "was sent to")], [])
    assert (counts.found, counts.first) == (1, 1)


def test_trimmed_edits_lose_the_words_of_both_sides() -> None:
    from exams import Question
    from spans import true_spans

    question = Question("within the box", "synonym_spun", "", "", "in the box", (Edit(0, 6, 0, 10),))
    assert true_spans(question) == [Edit(0, 2, 0, 6)]


def answered(likelihood: list[float], kind: list[int], abstained: list[bool]) -> Any:
    from answering import Answered

    flagged = (np.array(likelihood) > 0.5) & ~np.array(abstained)
    return Answered(
        np.array(likelihood),
        np.array(kind),
        np.full(len(kind), 100),
        np.array(abstained),
        np.stack((flagged, flagged), axis=1),
    )


def test_figures_count_abstentions_against_the_detector() -> None:
    from figures import Asked, false_rate, spun_figures, true_rate

    answers = answered([0.9, 0.9, 0.1], [1, 1, 0], [False, True, False])
    assert true_rate(answers, 0)["rate"] == pytest.approx(1 / 3)
    assert false_rate(answers, 0)["documents"] == 2
    originals = answered([0.1, 0.2, 0.05], [0, 0, 0], [False] * 3)
    figures = spun_figures(Asked([spun()] * 3, answers, originals))
    assert figures["f1"]["value"] == pytest.approx(0.5)
    assert figures["auc"]["low"] <= figures["auc"]["value"] <= figures["auc"]["high"]


def test_calibration_error_and_macro_f1_weigh_kinds_not_documents() -> None:
    from figures import balanced_macro_f1, calibration_error

    kind = np.array([0] * 90 + [1] * 10)
    # A likelihood of 0.5 throughout is calibrated on half and half, however many texts there are of each.
    assert calibration_error(kind, np.full(100, 0.5)) == pytest.approx(0.0)
    assert calibration_error(kind, np.full(100, 0.1)) == pytest.approx(0.4)
    assert balanced_macro_f1(kind, np.zeros(100, np.int64)) == pytest.approx(1 / 3)
    assert balanced_macro_f1(kind, kind) == pytest.approx(1.0)


def test_mean_of_rates_has_width_and_leaves_out_what_is_too_small() -> None:
    from figures import mean_rate

    from spunlib.training.evaluation import rate

    mean = mean_rate([rate(100, 100), rate(50, 100), rate(0, 3)])
    assert (mean["value"], mean["least"], mean["units"]) == (0.75, 0.5, 2)
    assert mean["low"] < 0.75 < mean["high"]


def test_kept_answers_are_not_asked_for_twice(tmp_path: Path) -> None:
    from answering import Kept
    from exams import Question

    class Once:
        name = key = "once"
        asked = 0

        def answer(self, texts: list[str]) -> Any:
            self.asked += 1
            return answered([0.9] * len(texts), [1] * len(texts), [False] * len(texts))

    once, questions = Once(), [Question("A text.", "human", "g")]
    first = Kept(tmp_path).answers(once, questions)
    second = Kept(tmp_path).answers(once, questions)
    assert once.asked == 1
    assert np.array_equal(first.flagged, second.flagged)
    Kept(tmp_path).answers(once, [Question("Another.", "human", "g")])
    assert once.asked == 2


def test_folds_are_found_by_their_manifest(tmp_path: Path) -> None:
    from quality import find_folds

    for name, facts in (("moby", '{"left_out": {"lineages": ["moby"]}}'), ("plain", "{}")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "manifest.json").write_text(facts)
    shipped, moby = find_folds(tmp_path)
    assert shipped.shipped
    assert moby.left_out.lineages == {"moby"}
    assert moby.left_out.groups == set()


def test_spelling_goes_both_ways_and_keeps_capitals() -> None:
    from spelling import AMERICAN, BRITISH, respell

    text = "Travellers to the COLOUR centre organised a theatre programme."
    american = respell(text, AMERICAN)
    assert american == "Travelers to the COLOR center organized a theater program."
    assert respell(american, BRITISH) == text.replace("programme", "program")
    assert not set(AMERICAN) & set(AMERICAN.values())


def test_variants_change_what_they_say_and_nothing_else() -> None:
    from variants import heading_case, line_breaks, quotation

    text = 'He said "no" and it\'s done.\n\nNext.'
    shown = quotation(text)
    assert shown["curly"] == "He said “no” and it’s done.\n\nNext."
    assert shown["guillemets"] == "He said «no» and it’s done.\n\nNext."
    assert shown["straight"] == text
    assert all(one.split() == text.split() for one in line_breaks(text).values())
    assert len({one.lower() for one in heading_case(text).values()}) == 1


def test_page_shows_the_promises_of_every_tier() -> None:
    from figures import Asked, Sheet
    from quality import sheet_figures
    from quality_page import as_page

    asked = Asked(
        [spun()] * 30,
        answered([0.9] * 30, [1] * 30, [False] * 30),
        answered([0.1] * 30, [0] * 30, [False] * 30),
    )
    human = Asked([spun()] * 30, answered([0.1] * 30, [0] * 30, [False] * 30))
    sheet = Sheet(
        {("moby", "30%", "200-500 words"): asked},
        {"detectrl: adversarial_word": human},
        {"fce_exam": human},
        [human],
    )
    page = as_page(
        {
            "figures": {
                "spunlib fast": {"left out": sheet_figures(sheet)},
                "slow rival": {"left out": sheet_figures(Sheet(dict(sheet.cells)))},  # of spun cells alone
            },
            "quick": False,
            "remarks": ["One remark."],
            "folds": [{"name": "moby", "lineages": ["moby"]}],
            "limits": {"fast": {"cell": 30}},
            "seeds": {"questions": 1},
            "environment": {"python": "3"},
        }
    )
    assert "One remark." in page
    assert "1.000 (0.925-1.000), least 1.000 of 1" in page
    assert "fce_exam 0.0 % (0.0-11.6 %)" in page
    assert "## Spinners left out" in page
    # Of what is known nothing was asked: such promises stand in no row.
    assert "known spinners at 30 %" not in page


def test_without_folds_the_page_is_of_what_is_known() -> None:
    from figures import Asked, Sheet
    from quality import sheet_figures
    from quality_page import as_page

    human = Asked([spun()] * 30, answered([0.1] * 30, [0] * 30, [False] * 30))
    page = as_page(
        {
            "figures": {
                "spunlib fast": {"known": sheet_figures(Sheet({}, {}, {"fce_exam": human}, [human]))}
            },
            "quick": False,
            "remarks": [],
            "folds": [{"name": "en-1", "left_out": "nothing"}],
            "limits": {},
            "seeds": {},
            "environment": {},
        }
    )
    assert page.startswith("# Quality\n")
    assert "the human group flagged most at 1 %" in page
    assert "left out |" not in page
    assert "## Spinners left out" not in page
