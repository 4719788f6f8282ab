"""A whole model: saved and loaded, refused where it does not fit, one computation from words to verdict."""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hostile import hostile_texts
from numpy.typing import NDArray
from tiny_lexicon import tiny_lexicon
from tiny_model import model_arrays, model_facts
from tiny_tagger import SCREEN, tagger_files, two_tier_arrays, two_tier_facts

from spunlib.errors import MissingExtraError, ModelError, UsageError
from spunlib.features.context import Context
from spunlib.features.evidence import COLUMNS
from spunlib.lexicon.lexicon import ARRAYS as LEXICON_ARRAYS
from spunlib.model import document_features, document_head, style, tagger, token_head
from spunlib.model.document_features import (
    MEANS,
    NAMES,
    RATES,
    SPLIT,
    STEPS,
    document_numbers,
    word_numbers,
)
from spunlib.model.document_head import KINDS
from spunlib.model.model import LAYOUT, Model, Scored
from spunlib.model.store import read_manifest, write_model
from spunlib.model.tagger import FILES, NETWORK, Tagger
from spunlib.model.tiers import ACCURATE, BLEND, FAST, arrays_of
from spunlib.text.keys import mix, pair
from spunlib.text.tokens import keys_of, tokenise

QUOTING = (
    "The crew said: “The ferry left the harbour at noon with the letter for the bank, and the old man read "
    "it, and the crew sent it to the harbour.” He despatched a attainable missive to the french bank, and "
    "the crew read it for an hour, they said, in the event that it was a possible war."
)
TEXTS = [
    QUOTING,
    "",
    "Ferry",
    "4 , 5",
    "The crew read it.",
    "By Ana Ruiz\nThe crew read the letter for an hour.",
    "He read it. " * 30,
]


@pytest.fixture(scope="module")
def model() -> Model:
    return Model.of(model_arrays(), model_facts())


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Model:
    """A model of both tiers."""
    folder = tmp_path_factory.mktemp("model") / "both"
    write_model(folder, two_tier_arrays(), two_tier_facts(), tagger_files())
    return Model.load(folder, ACCURATE)


@pytest.fixture(scope="module")
def scored(model: Model) -> Scored:
    return model.score(TEXTS)


def expected_numbers(scored: Scored, weights: NDArray[np.float32], number: int) -> dict[str, float]:
    """A text's numbers by name, as the comments beside the names define them, word by word."""
    context = scored.context
    rows = context.batch.rows(number)
    words = [row for row in range(rows.start, rows.stop) if context.prose[row]]
    if not words:
        return dict.fromkeys(NAMES, 0.0)
    z = {row: float(scored.log_odds[row]) for row in words}
    uses: Counter[tuple[int, int]] = Counter()
    worth = dict.fromkeys(words, 1.0)
    for at, row in enumerate(words):
        if z[row] > STEPS[0]:  # a doubtful word: its k-th use within 500 words counts 1 / k
            use = at // 500, int(context.batch.key[row])
            uses[use] += 1
            worth[row] = 1 / uses[use]
    p = {row: worth[row] / (1 + math.exp(-z[row])) for row in words}
    quoted = [row for row in words if context.batch.quoted[row]]
    free = [row for row in words if not context.batch.quoted[row]]

    def mean(values: Any) -> float:
        listed = [float(each) for each in values]
        return sum(listed) / len(listed)

    def evidence(name: str) -> list[float]:
        return [float(scored.evidence[row, COLUMNS.index(name)]) for row in words]

    once = [z[row] if worth[row] == 1 else min(z[row], STEPS[0]) for row in words]
    strongest = sorted(once, reverse=True)[: max(len(words) // 20, 1)]
    outside = mean(p[row] for row in free) if len(free) >= 15 else mean(p.values())
    both = len(free) >= 15 and len(quoted) >= 15
    historical = mean(weights[row, 2] for row in words)
    old = min(max((historical - 4) / 6, 0), 1)
    whole = {
        "replaced": mean(p.values()),
        "strongest": mean(strongest),
        "replaced_free": outside,
        "quotation_contrast": mean(p[row] for row in free) - mean(p[row] for row in quoted) if both else 0.0,
        "style_paraphrased": mean(weights[row, 0] for row in words),
        "style_translated": mean(weights[row, 1] for row in words),
        "style_historical": historical,
        "network_paraphrased": mean(scored.outputs[row, 1] for row in words),
        "network_translated": mean(scored.outputs[row, 2] for row in words),
        **{f"above_{step:g}": mean((z[row] > step) * worth[row] for row in words) for step in STEPS},
        **{f"rate_{name}": mean(each > 0 for each in evidence(name)) for name in RATES},
        **{f"mean_{name}": mean(evidence(name)) for name in MEANS},
    }
    return (
        whole
        | {name: whole[name] * (1 - old) for name in SPLIT}
        | {f"old_{name}": whole[name] * old for name in SPLIT}
    )


@pytest.mark.parametrize("accurate", [False, True])
def test_numbers_are_the_means_that_their_names_say(both: Model, accurate: bool) -> None:
    scored = both.more_accurate(both.score(TEXTS)) if accurate else both.score(TEXTS)
    weights = style.style_weights(scored.context, both.arrays)
    assert scored.numbers.dtype == np.float32
    assert scored.numbers.shape == (len(TEXTS), len(NAMES))
    # Before `spunlib.model.dominance` draws in what is too strong.
    values = word_numbers(scored.context, scored.evidence, scored.outputs, weights)
    numbers = document_numbers(scored.context, values)
    for number, text in enumerate(TEXTS):
        expected = expected_numbers(scored, weights, number)
        found = dict(zip(NAMES, numbers[number].tolist(), strict=True))
        assert found == pytest.approx(expected, rel=1e-4, abs=1e-5), text
    quotation = scored.numbers[0, NAMES.index("quotation_contrast")]
    assert quotation != 0


def test_what_the_words_add_is_the_document(model: Model, scored: Scored) -> None:
    """The explanation and the score are one computation: a text's numbers are means over its words."""
    text = scored.context.text[scored.context.prose]
    for number in range(len(TEXTS)):
        own = scored.values[text == number].astype(np.float64)
        mean = own.mean(axis=0) if len(own) else np.zeros(len(NAMES))
        assert scored.numbers[number] == pytest.approx(mean, rel=1e-5, abs=1e-6)
    assert scored.words.tolist() == np.bincount(text, minlength=len(TEXTS)).tolist()
    assert scored.kinds == pytest.approx(scored.tier.documents.kinds(scored.numbers, scored.words))


def test_a_batch_is_its_texts_one_by_one(model: Model) -> None:
    texts = TEXTS + hostile_texts(51, 60, 40)
    together = model.score(texts)
    for number, text in enumerate(texts):
        alone = model.score([text])
        assert together.words[number] == alone.words[0], repr(text)
        assert together.numbers[number] == pytest.approx(alone.numbers[0], rel=1e-4, abs=1e-5), repr(text)
        assert together.kinds[number] == pytest.approx(alone.kinds[0], rel=1e-3, abs=1e-6), repr(text)


def test_scores_do_not_depend_on_what_was_scored_before(model: Model) -> None:
    first = model.score([QUOTING]).kinds
    model.score(hostile_texts(52, 30))
    assert np.array_equal(model.score([QUOTING]).kinds, first)


def test_no_texts_and_no_words_are_scored_too(model: Model) -> None:
    assert model.score([]).kinds.shape == (0, len(KINDS))
    nothing = model.score(["", "...", "\ud800"])
    assert nothing.words.tolist() == [0, 0, 0]
    assert nothing.kinds.sum(axis=1) == pytest.approx(1)
    assert (nothing.numbers == 0).all()


def test_sure_words_overflow_nothing(model: Model) -> None:
    context = Context.of(tokenise([QUOTING]), tiny_lexicon())
    evidence = np.zeros((len(context.batch), len(COLUMNS)), np.float32)
    weights = np.zeros((len(context.batch), len(style.KINDS)), np.float32)
    for sure in (-1e6, 1e6):
        outputs = np.full((len(context.batch), 3), sure, np.float32)
        values = document_features.word_numbers(context, evidence, outputs, weights)
        assert np.isfinite(values).all()
        assert values[0, 0] == pytest.approx(float(sure > 0))
        assert (values[:, 0] <= 1).all()


def test_saved_and_loaded_it_scores_the_same(model: Model, scored: Scored, tmp_path: Path) -> None:
    model.save(tmp_path / "tiny")
    again = Model.load(tmp_path / "tiny")
    assert again.name == "tiny"
    assert again.facts["layout"] == model.facts["layout"]
    assert "arrays" not in again.facts
    assert "files" not in again.facts
    assert np.array_equal(again.fast.thresholds, model.fast.thresholds)
    assert again.accurate is again.tagger is None
    assert np.array_equal(again.score(TEXTS).kinds, scored.kinds)
    again.save(tmp_path / "copy")
    assert (tmp_path / "copy" / "manifest.json").read_bytes() == (
        tmp_path / "tiny" / "manifest.json"
    ).read_bytes()


def test_nothing_writes_to_the_model(tmp_path: Path) -> None:
    arrays = {name: array.copy() for name, array in model_arrays().items()}
    for array in arrays.values():
        array.setflags(write=False)
    Model.of(arrays, model_facts()).score(TEXTS)


@pytest.mark.parametrize("key", sorted(LAYOUT))
@pytest.mark.parametrize("value", [None, [], ["other"], 5, "reversed"])
def test_another_layout_is_refused(key: str, value: object) -> None:
    facts = model_facts()
    facts["layout"][key] = facts["layout"][key][::-1] if value == "reversed" else value
    with pytest.raises(
        ModelError, match=f"'tiny' was made with other {key}.*install the spunlib that made it"
    ):
        Model.of(model_arrays(), facts)


@pytest.mark.parametrize("layout", [None, [], "x"])
def test_no_layout_is_refused(layout: object) -> None:
    with pytest.raises(ModelError, match="made with other"):
        Model.of(model_arrays(), model_facts() | {"layout": layout})


EVERY_ARRAY = (
    *LEXICON_ARRAYS,
    *token_head.ARRAYS,
    *style.ARRAYS,
    *document_head.ARRAYS,
    "document_human",
    "thresholds",
)


@pytest.mark.parametrize("name", EVERY_ARRAY)
def test_a_missing_array_is_named(name: str) -> None:
    arrays = {key: array for key, array in model_arrays().items() if key != name}
    with pytest.raises(ModelError, match=f"'tiny' lacks .*{name}.*rebuild it"):
        Model.of(arrays, model_facts())


def test_the_model_holds_these_arrays_and_no_others() -> None:
    assert sorted(model_arrays()) == sorted(EVERY_ARRAY)


def test_style_weights_are_those_of_frequent_words_and_their_pairs(model: Model) -> None:
    text = "The ferry of the crew read, the\nbank of rudders"
    context = Context.of(tokenise([text]), tiny_lexicon())
    batch = context.batch
    zipf = context.lexicon.columns["word_zipf"][context.rows]
    frequent = [
        bool(context.prose[row] and context.known[row] and zipf[row] >= style.FREQUENT)
        for row in range(len(batch))
    ]
    assert frequent.count(True) >= 8
    assert frequent.count(False) >= 2
    table, scale = model.arrays["style_weights"], model.arrays["style_scale"]
    salt = np.uint64(0x5851F42D4C957F2D)
    expected = np.zeros((len(batch), len(style.KINDS)))
    for row in range(len(batch)):
        keys = [batch.key[row : row + 1]] if frequent[row] else []
        if row and frequent[row] and frequent[row - 1] and 0 < batch.gap[row] < 3:
            keys.append(pair(batch.key[row - 1 : row], batch.key[row : row + 1]))
        for key in keys:
            slot = int(mix(key ^ salt)[0]) >> (64 - style.BITS)
            expected[row] += table[slot] * scale
    assert style.style_weights(context, model.arrays) == pytest.approx(expected, rel=1e-5)
    assert keys_of(["the"])[0] in batch.key


# Two tiers


def test_the_accurate_tier_blends_both_outputs(both: Model) -> None:
    fast = both.score(TEXTS)
    accurate = both.more_accurate(fast)
    assert both.tagger is not None
    said = both.tagger.outputs(fast.context.batch)
    b = both.arrays[BLEND].tolist()
    z = b[0] + b[1] * said[:, 0] + b[2] * fast.log_odds
    prose = fast.context.prose
    assert accurate.log_odds[prose] == pytest.approx(z[prose], rel=1e-4, abs=1e-5)
    assert np.array_equal(accurate.outputs[prose, 1:], said[prose, 1:])
    assert (accurate.outputs[~prose] == 0).all()
    assert np.array_equal(accurate.words, fast.words)
    assert accurate.evidence is fast.evidence


def test_each_tier_has_its_own_head_and_thresholds(both: Model) -> None:
    fast = both.score(TEXTS)
    accurate = both.more_accurate(fast)
    assert (fast.tier.name, accurate.tier.name) == (FAST, ACCURATE)
    for scored in (fast, accurate):
        names = arrays_of(scored.tier.name)
        assert scored.tier.thresholds is both.arrays[names["thresholds"]]
        assert scored.tier.typical is both.arrays[names["document_human"]]
        assert scored.kinds == pytest.approx(scored.tier.documents.kinds(scored.numbers, scored.words))
        assert scored.tier.documents.weights is both.arrays[names["document_weights"]]
    assert np.abs(fast.kinds - accurate.kinds).max() > 0.05


def test_in_the_accurate_tier_a_batch_is_its_texts_one_by_one(both: Model) -> None:
    texts = TEXTS + hostile_texts(53, 40, 40)
    together = both.more_accurate(both.score(texts))
    for number, text in enumerate(texts):
        alone = both.more_accurate(both.score([text]))
        rows = together.context.batch.rows(number)
        assert np.array_equal(together.outputs[rows, 1:], alone.outputs[:, 1:]), repr(text)
        assert together.numbers[number] == pytest.approx(alone.numbers[0], rel=1e-4, abs=1e-5), repr(text)
        assert together.kinds[number] == pytest.approx(alone.kinds[0], rel=1e-3, abs=1e-6), repr(text)


def test_a_saved_model_keeps_its_tagger_whatever_tier_was_loaded(both: Model, tmp_path: Path) -> None:
    both.save(tmp_path / "one")
    Model.load(tmp_path / "one", FAST).save(tmp_path / "two")
    again = Model.load(tmp_path / "two", ACCURATE)
    again.save(tmp_path / "two")  # over itself
    again = Model.load(tmp_path / "two", ACCURATE)
    expected = both.more_accurate(both.score(TEXTS)).kinds
    assert np.array_equal(again.more_accurate(again.score(TEXTS)).kinds, expected)
    assert again.facts["screen"] == SCREEN
    manifests = [(tmp_path / name / "manifest.json").read_bytes() for name in ("one", "two")]
    assert manifests[0] == manifests[1]
    (tmp_path / "one" / NETWORK).unlink()
    with pytest.raises(ModelError, match="is gone"):
        Model.load(tmp_path / "one", FAST).save(tmp_path / "three")


def test_the_fast_tier_touches_no_file_of_the_accurate_one(
    both: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both.save(tmp_path / "both")
    for name in FILES:
        (tmp_path / "both" / name).unlink()
    monkeypatch.setattr(tagger, "find_spec", lambda _: None)
    model = Model.load(tmp_path / "both", FAST)
    assert model.accurate is model.tagger is None
    assert np.array_equal(model.score(TEXTS).kinds, both.score(TEXTS).kinds)
    with pytest.raises(UsageError, match="no accurate tier, or was loaded without it"):
        model.more_accurate(model.score(TEXTS))


def test_which_tiers_are_loaded(
    both: Model, model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both.save(tmp_path / "both")
    model.save(tmp_path / "fast")
    assert Model.load(tmp_path / "both", "auto").accurate is not None
    assert Model.load(tmp_path / "both").accurate is None
    assert Model.load(tmp_path / "fast", "auto").accurate is None
    with pytest.raises(UsageError, match=r"fast' has no accurate tier; use tier='fast' or 'auto'"):
        Model.load(tmp_path / "fast", ACCURATE)
    monkeypatch.setattr(tagger, "find_spec", lambda _: None)
    assert Model.load(tmp_path / "both", "auto").accurate is None
    with pytest.raises(MissingExtraError, match=r"pip install 'spunlib\[neural\]'"):
        Model.load(tmp_path / "both", ACCURATE)


@pytest.mark.parametrize("name", [*arrays_of(ACCURATE).values(), BLEND])
def test_a_missing_array_of_the_accurate_tier_is_named(tmp_path: Path, name: str) -> None:
    write_model(tmp_path / "both", {}, {}, tagger_files())
    loaded = Tagger.load(tmp_path / "both", read_manifest(tmp_path / "both"))
    arrays = {key: array for key, array in two_tier_arrays().items() if key != name}
    with pytest.raises(ModelError, match=f"'tiny' lacks .*{name}.*rebuild it"):
        Model.of(arrays, two_tier_facts(), loaded)
    Model.of(arrays, two_tier_facts())  # without its tagger the accurate tier is not looked for
