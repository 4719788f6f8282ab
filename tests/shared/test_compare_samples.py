"""The five sample articles of the shared folder: what `compare` must say about them."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from spunlib.compare.engine import compare_texts
from spunlib.compare.result import ComparisonResult
from spunlib.model.store import load_lexicon
from spunlib.training.spinner_lists import load_spinner_list
from spunlib.training.spinners import Recipe, Spinner

SHARED = Path(os.environ["SPUNLIB_SHARED"])
SAMPLES = {path.name[:3]: path.read_text("utf-8") for path in sorted((SHARED / "samples").glob("*.txt"))}


def compare(suspect: str, original: str) -> ComparisonResult:
    result = compare_texts(suspect, original, load_lexicon())
    assert result.replay() == suspect
    return result


@pytest.mark.parametrize(
    ("suspect", "original", "relations"),
    [
        ("000", "001", {"paraphrased"}),
        ("002", "003", {"related"}),
        ("001", "001", {"identical"}),
        ("004", "003", {"related", "unrelated"}),
    ],
)
def test_relation_of_samples(suspect: str, original: str, relations: set[str]) -> None:
    assert compare(SAMPLES[suspect], SAMPLES[original]).relation in relations


def test_an_article_cut_and_edited_lightly_is_a_reprint() -> None:
    text = SAMPLES["001"]
    body = text[text.index("BRUSSELS") : text.index("Kaynak")]
    edited = body.replace("stressed", "emphasised").replace("asserted", "said").replace("imminent", "looming")
    result = compare(edited, text)
    assert result.relation == "reprint"
    assert result.likelihood < 0.1


@pytest.mark.parametrize("density", [0.3, 0.5, 1.0])
def test_a_spun_copy_is_synonym_spun(density: float) -> None:
    dictionary = load_spinner_list(SHARED / "data" / "lexicons" / "turbo_spinner_en.tsv.gz")
    spinner = Spinner(Recipe(name="test", thesaurus=dictionary.name, density=density), dictionary)
    result = compare(spinner.spin(SAMPLES["001"], random.Random(0)).text, SAMPLES["001"])
    assert result.relation == "synonym_spun"
    assert result.likelihood > 0.9
