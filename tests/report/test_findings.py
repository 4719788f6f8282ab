"""Artifacts of the shipped model: where they stand, what they say, and that they carry the score."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hostile import hostile_texts

from spunlib import Artifact, SpinDetector
from spunlib.model.document_head import KINDS
from spunlib.report.findings import find_artifacts
from spunlib.text.tokens import tokenise

Example = Callable[[str], str]

SIGNS = {"numeral", "agreement", "lost_capital", "spintax", "disguise"}
"""Kinds that need no statistics."""

REPLACED = {"synonym", "collocation", "phrase"}

BEFORE = (
    "The council of the town met on Monday evening to talk about the old bridge over the river, which has "
    "been closed since the storm in March. "
)
AFTER = (
    " The meeting went on until midnight, and nobody could say when the work would begin or what it would "
    "cost the people who live on the other side."
)


def artifacts(detector: SpinDetector, sentence: str) -> list[Artifact]:
    """The artifacts of a sentence in the middle of a text by a person."""
    found = detector.score(BEFORE + sentence + AFTER).artifacts
    return [a for a in found if len(BEFORE) <= a.start < len(BEFORE) + len(sentence)]


def kinds_of(found: Sequence[Artifact]) -> dict[str, set[str]]:
    kinds: dict[str, set[str]] = {}
    for artifact in found:
        kinds.setdefault(artifact.text, set()).add(artifact.kind)
    return kinds


@pytest.fixture(scope="module")
def texts(example: Example) -> list[str]:
    spun = example("spun")
    names = ("original", "paraphrase", "reprint", "translation")
    return [spun, *map(example, names), *spun.split("\n\n"), *hostile_texts(23, 40, 200)]


def test_every_artifact_is_well_formed(detector: SpinDetector, texts: list[str]) -> None:
    seen: Counter[str] = Counter()
    for report in detector.score_many(texts):
        found = report.artifacts
        places = [(a.start, a.end) for a in found]
        assert places == sorted(places)
        assert len({(a.start, a.end, a.kind) for a in found}) == len(found)
        for a in found:
            assert 0 <= a.start < a.end <= len(report.text)
            assert report.text[a.start : a.end] == a.text
            assert a.text == a.text.strip()
            assert np.isfinite(a.weight)
            assert a.reason.endswith(".")
            assert len(a.suggestions) <= 5
            assert all(isinstance(s, str) and s for s in a.suggestions)
            assert "\n\n" not in a.text or a.kind in SIGNS
            seen[a.kind] += 1
    assert set(seen) <= SIGNS | REPLACED, "document a new kind in spunlib/report/artifact.py and here"
    assert set(seen) >= SIGNS | {"synonym", "phrase"}


def test_what_is_called_replaced_speaks_for_spun(detector: SpinDetector, example: Example) -> None:
    found = detector.score(example("spun")).artifacts
    assert all(a.weight > 0 for a in found)
    strongest = {a.kind for a in sorted(found, key=lambda a: -a.weight)[:8]}
    assert {"numeral", "agreement"} <= strongest


def test_the_spun_example_is_explained(detector: SpinDetector, example: Example) -> None:
    told = {
        "despatched": "sent",
        "navy": "military",
        "attainable": "possible",
        "mentioned": "said",
        "unimaginable": "impossible",
        "uncommon": "rare",
        "1000's": "thousands",
        "japanese": "eastern",
        "earlier than": "before",
    }
    suggestions: dict[str, set[str]] = {}
    for a in detector.score(example("spun")).artifacts:
        suggestions.setdefault(a.text, set()).update(a.suggestions[:3])
    for word, original in told.items():
        assert original in suggestions.get(word, ()), word


def test_few_words_of_people_are_listed(detector: SpinDetector, example: Example) -> None:
    original = detector.score(example("original"))
    replaced = [a for a in original.artifacts if a.kind in REPLACED]
    assert len(replaced) < original.n_words * 0.01
    assert not [a for a in original.artifacts if a.kind in SIGNS]


@pytest.mark.parametrize(
    ("sentence", "text", "kind"),
    [
        ("They spoke of a attainable date for the repairs.", "a attainable", "agreement"),
        ("They spoke of an possible date for the repairs.", "an possible", "agreement"),
        ("A attainable date was named.", "A attainable", "agreement"),
        ("Tens of 1000's of people have signed a letter.", "1000's", "numeral"),
        ("About 1 / 4 of them have signed a letter.", "1 / 4", "numeral"),
        ("He had read of it in a japanese newspaper.", "japanese", "lost_capital"),
        ("The {big|large} lorries may not cross it.", "{big|large}", "spintax"),
        ("The let\u200bter was signed by all of them.", "let\u200bter", "disguise"),
        ("The l\u0435tter was signed by all of them.", "l\u0435tter", "disguise"),
    ],
)
def test_signs_are_listed_wherever_they_stand(
    detector: SpinDetector, sentence: str, text: str, kind: str
) -> None:
    assert kind in kinds_of(artifacts(detector, sentence)).get(text, ())
    quoted = f"“{sentence}” said one of them."
    # A small letter that adds nothing to the score is no sign in a text that looks human: people write so.
    assert kind == "lost_capital" or kind in kinds_of(artifacts(detector, quoted)).get(text, ())


@pytest.mark.parametrize(
    "sentence",
    [
        "They spoke of a possible date and an attainable one.",
        "Thousands of people and 1,000 farmers of the 1990s have signed it.",
        "A quarter of them, 1/4, had read of it in a Japanese newspaper.",
        "The {note} and the a|b line were signed by all of them.",
        "The letter was signed in an hour by a European and an honest man.",
    ],
)
def test_good_english_shows_no_sign(detector: SpinDetector, sentence: str) -> None:
    assert [a for a in artifacts(detector, sentence) if a.kind in SIGNS] == []


def test_a_numeral_suggests_its_word(detector: SpinDetector) -> None:
    (found,) = [a for a in artifacts(detector, "Tens of 1000's of people came.") if "1000" in a.text]
    assert found.suggestions[0] == "thousands"


def test_a_capital_is_suggested_where_one_stands(detector: SpinDetector, example: Example) -> None:
    inside = [a for a in detector.score(example("spun")).artifacts if a.text in ("Inside", "Within the")]
    assert len(inside) > 1
    assert all(suggestion[0].isupper() for a in inside for suggestion in a.suggestions)


def quoted_spans(text: str) -> list[bool]:
    """Whether each character stands in a token inside quotation marks."""
    batch = tokenise([text])
    marks = [False] * len(text)
    for row in np.flatnonzero(batch.quoted).tolist():
        for at in range(batch.start[row], batch.end[row]):
            marks[at] = True
    return marks


QUOTED = (
    "“He mentioned that the corporate despatched it earlier than the floods. They despatched the corporate "
    "to the japanese town,” one of them said."
)


def in_quotations(found: Sequence[Artifact], text: str) -> set[str]:
    quoted = quoted_spans(text)
    return {a.kind for a in found if a.kind in REPLACED and any(quoted[a.start : a.end])}


def test_no_word_of_a_quotation_is_called_replaced(detector: SpinDetector, texts: list[str]) -> None:
    free = QUOTED.replace("“", "").replace("”", "")
    assert "despatched" in kinds_of(artifacts(detector, free))
    spun = detector.score(BEFORE + QUOTED + AFTER)
    assert in_quotations(spun.artifacts, spun.text) <= {"phrase"}
    for report in detector.score_many(texts):
        assert in_quotations(report.artifacts, report.text) <= {"phrase"}


def test_no_phrase_of_a_quotation_is_called_replaced(detector: SpinDetector) -> None:
    spun = detector.score(BEFORE + QUOTED + AFTER)
    assert in_quotations(spun.artifacts, spun.text) == set()


def test_a_weight_is_what_the_words_added(detector: SpinDetector, texts: list[str]) -> None:
    """With the tokens of an artifact made average human words, the log-odds fall by its weight."""
    model = detector.model
    head = model.fast.documents
    human, spun = KINDS.index("human"), KINDS.index("synonym_spun")
    checked = 0
    swapped = "The mayor mentioned that he had despatched a letter to the corporate in the japanese town."
    for text in (*(BEFORE * n + swapped + AFTER * n for n in range(1, 6)), *texts[:12]):
        scored = model.score([text])
        batch = scored.context.batch
        prose = np.flatnonzero(scored.context.prose)
        for a in find_artifacts(scored, 0):
            own = (batch.start[prose] >= a.start) & (batch.end[prose] <= a.end)
            excess = (scored.values[own] - model.fast.typical).sum(axis=0) / prose.size
            before, after = scored.numbers, scored.numbers - excess
            if max(np.abs((n - head.mean) * head.scale).max() for n in (before, after)) >= 6:
                continue  # clipped: the freak value counts for less
            fall = (head.logits(before, scored.words) - head.logits(after, scored.words))[0]
            assert a.weight == pytest.approx(head.calibration[0] * (fall[spun] - fall[human]), abs=1e-3)
            checked += 1
    assert checked > 20


def test_artifacts_do_not_depend_on_the_neighbours(detector: SpinDetector, texts: list[str]) -> None:
    mixed = list(texts)
    random.Random(8).shuffle(mixed)
    model = detector.model
    together = model.score(mixed)
    for number, text in enumerate(mixed[:25]):
        some, other = find_artifacts(together, number), find_artifacts(model.score([text]), 0)
        assert [(a.start, a.end, a.kind, a.suggestions) for a in some] == [
            (a.start, a.end, a.kind, a.suggestions) for a in other
        ]


@pytest.mark.parametrize("text", ["", "   ", "Harbour", "1 2 3", "\ud800", "中文" * 50, "{|}", "a", "a a"])
def test_texts_with_nothing_in_them_have_no_replaced_words(detector: SpinDetector, text: str) -> None:
    assert [a for a in detector.score(text).artifacts if a.kind in REPLACED] == []
