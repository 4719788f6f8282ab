"""The lexicon over a table set of some eighty words, against the plain counts that it was made of."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray
from tiny_lexicon import (
    CORPUS,
    MINIMUM_PAIR,
    SPUN_WORDS,
    SUBSTITUTIONS,
    tiny_arrays,
    tiny_lexicon,
    tiny_words,
)

from spunlib.lexicon import lexicon as lx
from spunlib.lexicon.lexicon import Lexicon
from spunlib.text.tokens import NUMBER, keys_of, tokenise


@pytest.fixture
def lexicon() -> Lexicon:
    return tiny_lexicon()


def rows(lexicon: Lexicon, *words: str) -> NDArray[np.int64]:
    found = lexicon.ids(keys_of(words))
    assert (found >= 0).all(), words
    return found


def tokens_of_the_corpus() -> list[str]:
    """Folded words and marks of the corpus, "<number>" and "<start>" among them, cut the obvious way."""
    listed = []
    for text in CORPUS:
        for paragraph in text.split("\n\n"):
            listed.append("<start>")
            words = paragraph.lower().replace(",", " ,").replace(".", " .").split()
            listed += ["<number>" if word.isdigit() else word for word in words]
    return listed


def test_arrays_have_the_listed_names() -> None:
    assert set(tiny_arrays()) == set(lx.ARRAYS)


def test_ids_know_the_words_and_no_others(lexicon: Lexicon) -> None:
    assert len(set(rows(lexicon, "ferry", "letter", "missive", "attainable").tolist())) == 4
    assert lexicon.ids(keys_of(["rudder", "zzz", "20"])).tolist() == [-1, -1, -1]
    assert lexicon.size == len(lexicon.words) == tiny_words().keys.size


def test_rows_past_the_words_stand_for_strangers_and_numbers(lexicon: Lexicon) -> None:
    batch = tokenise(["The rudder of 20 ferries, 1,000.5 tons."])
    found = lexicon.rows(batch)
    expected = {
        "The": int(rows(lexicon, "the")[0]),
        "rudder": lexicon.size,
        "20": lexicon.size + 1,
        "1,000.5": lexicon.size + 1,
        ",": int(rows(lexicon, ",")[0]),
    }
    by_surface = {batch.surface(row, 0): int(found[row]) for row in range(len(batch))}
    assert {word: by_surface[word] for word in expected} == expected
    assert (found[batch.kind == NUMBER] == lexicon.size + 1).all()


def test_every_row_has_a_key(lexicon: Lexicon) -> None:
    past = lexicon.size + np.arange(3)
    assert lexicon.keys[past].tolist() == [lx.UNKNOWN_KEY, lx.NUMBER_KEY, lx.START_KEY]
    keys = keys_of(["ferry", "letter"])
    assert np.array_equal(lexicon.keys[lexicon.ids(keys)], keys)


def test_zipf_is_the_logarithm_of_the_count_in_a_milliard(lexicon: Lexicon) -> None:
    tokens = tokens_of_the_corpus()
    for word in ("the", "ferry", "said", "nobody", "attainable"):
        expected = math.log10((tokens.count(word) + 0.3) / len(tokens) * 1e9)
        assert lexicon.zipf(rows(lexicon, word))[0] == pytest.approx(expected, abs=4e-3)
    assert lexicon.zipf(np.array([-1, -1])).tolist() == [0, 0]
    assert lexicon.zipf(np.array([-1])).dtype == np.float32


def test_log_probability_is_interpolated_kneser_ney(lexicon: Lexicon) -> None:
    """The formula of Chen and Goodman 1999, section 3, over dicts, within the steps of storage."""
    tokens = tokens_of_the_corpus()
    known = {word for word in tokens if word.startswith("<") or lexicon.ids(keys_of([word]))[0] >= 0}
    words = [word if word in known else "<unknown>" for word in tokens]
    counts = Counter(pairwise(words))
    ones, twos = (sum(count == number for count in counts.values()) for number in (1, 2))
    discount = ones / (ones + 2 * twos)
    del_start = {pair: count for pair, count in counts.items() if pair[1] != "<start>"}
    kinds = lexicon.size + 3
    into = Counter(right for _, right in del_start)
    continuations = sum(into.values()) + 0.5 * kinds
    total: dict[str, float] = defaultdict(float)
    held: dict[str, float] = defaultdict(float)
    for (left, _), count in del_start.items():
        total[left] += count
        if count >= MINIMUM_PAIR:
            held[left] += count - discount
    place = {"<unknown>": lexicon.size, "<number>": lexicon.size + 1, "<start>": lexicon.size + 2}

    def row(word: str) -> int:
        return place[word] if word in place else int(rows(lexicon, word)[0])

    vocabulary = sorted(known | {"<unknown>"})
    seen = unseen = 0
    for left in vocabulary:
        rights = [word for word in vocabulary if word != "<start>"]
        found = lexicon.log_probability(
            np.full(len(rights), row(left)), np.array([row(word) for word in rights])
        )
        assert found.dtype == np.float32
        for right, value in zip(rights, found.tolist(), strict=True):
            backoff = max(total[left] - held[left], 1e-3) / total[left] if total[left] else 1.0
            probability = backoff * (into[right] + 0.5) / continuations
            count = del_start.get((left, right), 0)
            if count >= MINIMUM_PAIR:
                probability += (count - discount) / total[left]
                seen += 1
            unseen += count < MINIMUM_PAIR
            assert value == pytest.approx(math.log10(probability), abs=0.02), (left, right)
    assert seen > 50
    assert unseen > 1000


def test_probabilities_sum_to_one(lexicon: Lexicon) -> None:
    everything = np.arange(lexicon.size + 3)
    for word in ("the", "crew", "a"):
        left = np.full(everything.size, rows(lexicon, word)[0])
        assert (10.0 ** lexicon.log_probability(left, everything)).sum() == pytest.approx(1, abs=0.02)


def test_rings_list_the_likeliest_originals_first(lexicon: Lexicon) -> None:
    asked = np.concatenate(
        (rows(lexicon, "the", "attainable"), [lexicon.size, lexicon.size + 1, lexicon.size + 2])
    )
    owner, entry = lexicon.ring(np.concatenate((asked, rows(lexicon, "missive"))))
    assert owner.tolist() == sorted(owner.tolist())
    forms = [lexicon.form(int(number)) for number in lexicon.columns["ring_form"][entry]]
    by_owner = defaultdict(list)
    for number, form in zip(owner.tolist(), forms, strict=True):
        by_owner[number].append(form)
    assert by_owner == {1: ["possible", "likely"], 5: ["letter", "note"]}
    priors = np.exp(lexicon.columns["ring_prior"][entry[owner == 1]].astype(np.float64))
    assert priors.sum() == pytest.approx(1, abs=1e-3)
    assert priors[0] == pytest.approx(0.8, abs=0.01)


def test_rings_of_no_rows_and_of_one_row_twice(lexicon: Lexicon) -> None:
    owner, entry = lexicon.ring(np.zeros(0, np.int64))
    assert owner.size == entry.size == 0
    twice = np.repeat(rows(lexicon, "attainable"), 2)
    owner, entry = lexicon.ring(twice)
    assert owner.tolist() == [0, 0, 1, 1]
    assert entry[:2].tolist() == entry[2:].tolist()


def test_forms_spell_words_and_phrases(lexicon: Lexicon) -> None:
    count = lexicon.columns["form_first"].size - 1
    forms = lexicon.forms(range(count))
    assert len(set(forms)) == count
    assert {"letter", "financial institution", "if", "eastern"} <= set(forms)
    for form, row in zip(forms, lexicon.columns["form_row"].tolist(), strict=True):
        assert row == (lexicon.ids(keys_of([form]))[0] if " " not in form else -1)
    assert lexicon.form(forms.index("letter")) == "letter"


@pytest.mark.parametrize(
    ("substitute", "original", "relation"),
    [
        ("attainable", "possible", 1),
        ("possible", "attainable", 1),
        ("note", "missive", 1),  # no tool, one synset
        ("japanese", "eastern", 2),
        ("eastern", "japanese", 2),
        ("sends", "sent", 3),
        ("attainable", "likely", 2),
        ("ferry", "letter", 0),
        ("rudder", "letter", 0),
        ("letter", "rudder", 0),
        ("rudder", "tiller", 0),
        ("bank", "rudder", 0),  # a phrase is listed for bank, and phrases have no row either
        ("old", "rare", 0),  # seen once only
    ],
)
def test_relations_of_pairs(lexicon: Lexicon, substitute: str, original: str, relation: int) -> None:
    found = lexicon.pair_relation(keys_of([substitute]), keys_of([original]))
    assert found.dtype == np.uint8
    assert found.tolist() == [relation]


def test_relations_of_many_pairs_are_those_of_each(lexicon: Lexicon) -> None:
    words = ["attainable", "possible", "letter", "missive", "sends", "sent", "rudder", "japanese", "eastern"]
    left, right = np.meshgrid(keys_of(words), keys_of(words))
    together = lexicon.pair_relation(left.ravel(), right.ravel())
    alone = [
        int(lexicon.pair_relation(left.ravel()[at : at + 1], right.ravel()[at : at + 1])[0])
        for at in range(left.size)
    ]
    assert together.tolist() == alone
    none = np.zeros(0, np.uint64)
    assert lexicon.pair_relation(none, none).tolist() == []


def test_directional_odds_and_shares_follow_the_counts(lexicon: Lexicon) -> None:
    words = {pair[0]: 0 for pair in SUBSTITUTIONS}
    for (substitute, _), count in SUBSTITUTIONS.items():
        words[substitute] += count
    odds = lexicon.column("word_directional", rows(lexicon, "attainable", "despatched", "rare", "the"))
    assert odds[0] > odds[1] > odds[2] > 0 > odds[3]
    share = lexicon.column("word_share", rows(lexicon, "attainable", "letter"))
    assert 1 >= share[0] > 0.9 > share[1] >= 0
    past = lexicon.size + np.arange(3)
    assert lexicon.column("word_directional", past).tolist() == [0, 0, 0]


def test_capital_rates_and_articles(lexicon: Lexicon) -> None:
    capital = lexicon.column("word_capital", rows(lexicon, "french", "japanese", "europe", "ferry", "letter"))
    assert capital.tolist() == [255, 255, 255, 0, 0]
    an = lexicon.column("word_an", rows(lexicon, "hour", "european", "possible", "attainable"))
    assert an.tolist() == [255, 0, 0, 128]


def test_phrases_are_found_by_the_keys_of_their_tokens(lexicon: Lexicon) -> None:
    from_tables = lexicon.columns["phrase_keys"]
    assert from_tables.size == 3
    weights = lexicon.columns["phrase_weight"].astype(np.float64)
    tokens = len(tokens_of_the_corpus())
    expected = sorted(math.log((count + 0.5) / SPUN_WORDS / (0.5 / tokens)) for count in (7, 4, 2))
    assert sorted(weights.tolist()) == pytest.approx(expected, abs=5e-3)


def test_lookups_change_nothing(lexicon: Lexicon) -> None:
    before = {name: array.copy() for name, array in lexicon.columns.items()}
    keys = keys_of(["letter", "rudder"])
    asked = lexicon.ids(keys)
    lexicon.zipf(asked)
    lexicon.ring(np.maximum(asked, 0))
    lexicon.pair_relation(keys, keys[::-1])
    lexicon.log_probability(np.maximum(asked, 0), np.maximum(asked, 0))
    for name, array in lexicon.columns.items():
        assert np.array_equal(array, before[name]), name
