"""Golden examples of each artifact: what is marked, and the human writing beside it that is not."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from tiny_lexicon import tiny_lexicon

from spunlib.features import phrases
from spunlib.features.context import Context
from spunlib.features.evidence import COLUMNS, token_evidence
from spunlib.text.tokens import keys_of, tokenise


def context_of(text: str) -> Context:
    return Context.of(tokenise([text]), tiny_lexicon())


def column(text: str, name: str) -> NDArray[np.float32]:
    return token_evidence(context_of(text))[:, COLUMNS.index(name)]


def marked(text: str, name: str) -> list[str]:
    """The tokens with evidence above 0."""
    batch = tokenise([text])
    return [batch.surface(row, 0) for row in np.flatnonzero(column(text, name) > 0)]


def value(text: str, name: str, word: str) -> float:
    batch = tokenise([text])
    rows = [row for row in range(len(batch)) if batch.surface(row, 0) == word]
    assert len(rows) == 1, word
    return float(column(text, name)[rows[0]])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tens of 1000's of men", ["1000", "'s"]),
        ("1000’s", ["1000", "’s"]),
        ("100,000's of letters", ["100,000", "'s"]),
        ("1000s of men", ["1000s"]),
        ("1 / 4 of the crew", ["1", "/", "4"]),
        ("the crew of 13 p.c of the ferries", ["13", "p", ".", "c"]),
        ("1000 's of men", []),
        ("1/4 of the crew", []),
        ("1 /4 or 1/ 4", []),
        ("the 1990's and the 1990s", []),
        ("the bank's 1000 letters", []),
        ("and / or", []),
        ("page 13, p. 4", []),
        ("on p.c 13", []),
        ("see 13\n\np.c", []),
    ],
)
def test_numerals(text: str, expected: list[str]) -> None:
    assert marked(text, "numeral") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The crew saw the japanese ferry.", ["japanese"]),
        ("She sent it to the french bank in europe.", ["french", "europe"]),
        ("The crew of the U.Ok. bank said so.", ["U", ".", "Ok"]),
        ("He french", ["french"]),
        ("the crew saw the japanese ferry.", []),  # a writer without capitals has none to lose
        ("The crew saw the Japanese ferry.", []),
        ("The crew of the U.K. bank said so, ok.", []),
        ("The crew saw a rudder and a tiller.", []),  # unknown words
    ],
)
def test_lost_capitals(text: str, expected: list[str]) -> None:
    assert marked(text, "lost_capital") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The crew sent the letter to the Harbour at noon and waited for an hour.", ["Harbour"]),
        ("The crew sent the letter to the Harbour Bank at noon and waited.", []),  # a name
        ("The Old Man Read the Letter at Noon", []),  # a heading
        ("The crew waited.\nHarbour and bank said nothing at noon to the crew.", []),  # a sentence begins
        ("The crew said: “Harbour of the old man, if you read it, they said”", []),  # a quotation begins
        ("The crew sent the letter to the Rudder at noon and waited for an hour.", []),  # unknown
    ],
)
def test_stray_capitals(text: str, expected: list[str]) -> None:
    assert marked(text, "stray_capital") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It was a attainable war.", ["a", "attainable"]),
        ("It was an possible war.", ["an", "possible"]),
        ("A hour later the crew read it.", ["A", "hour"]),
        ("It was an European town.", ["an", "European"]),
        ("It was a\nattainable war.", ["a", "attainable"]),  # wrapped, as mail is
        ("They waited an hour in a European town.", []),
        ("It was an attainable war in a possible town.", []),
        ("The ferry of a U.S. bank and an F.B.I. crew.", []),
        ("It was a NATO ferry and an NHS bank, of a IOC crew.", []),
        ("It was an honour, a union, an heir and an ewe.", []),  # unknown here: either may be right
        ("It was a “attainable” war.", []),
    ],
)
def test_agreement(text: str, expected: list[str]) -> None:
    assert marked(text, "agreement") == expected


LONG_CHOICE = "{" + "big|" * 25 + "big}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A {big|large} ferry", ["{", "big", "|", "large", "}"]),
        ("{The old man|He} left", ["{", "The", "old", "man", "|", "He", "}"]),
        ("a {b|{c|d}} e", ["{", "c", "|", "d", "}"]),
        ("{|a b} {a|}", ["{", "|", "a", "b", "}", "{", "a", "|", "}"]),
        ("if (a || b) { return c; }", []),
        ("flags = {x = 0x1 | 0x2; y = 3; z = 4;}", []),
        (r"$\{ x | x > 0 \}$", []),
        ("ls {a,b,c} | wc", []),
        ("{big, large} | {old}", []),
        ("big|large}", []),
        ("{big|large", []),
        ("{|}", []),
        (LONG_CHOICE, []),
    ],
)
def test_spintax(text: str, expected: list[str]) -> None:
    assert marked(text, "spintax") == expected


def test_spintax_does_not_reach_into_the_next_text() -> None:
    batch = tokenise(["a {big", "|large} ferry", "{old|new}"])
    found = token_evidence(Context.of(batch, tiny_lexicon()))[:, COLUMNS.index("spintax")]
    assert [found[batch.rows(number)].sum() for number in range(3)] == [0, 0, 5]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the f\u0435rry left", ["f\u0435rry"]),
        ("the fer\u200bry left", ["fer\u200bry"]),
        ("the fer\xadry left Москва and the naïve oﬃce", []),
    ],
)
def test_disguise(text: str, expected: list[str]) -> None:
    assert marked(text, "disguise") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He read the missive and sent the note.", ["missive", "note"]),
        ("He read the letter and sent the letter.", []),
        ("He read the missive and sent the missive.", []),
        ("He read the missive and left the harbour.", []),
    ],
)
def test_rotation(text: str, expected: list[str]) -> None:
    assert marked(text, "rotation") == expected


def test_rotation_sees_the_usual_name_beside_its_substitute() -> None:
    assert marked("He read the letter, sent the letter and the missive.", "rotation") == ["missive"]
    assert marked("He read the letter and sent the missive.", "rotation") == ["missive"]  # the rarer word
    assert marked("He read the letter. He sent the missive, the missive he wrote.", "rotation") == ["letter"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He sent it to the financial institution at noon.", ["financial", "institution"]),
        ("In the event that he read it, they waited.", ["In", "the", "event", "that"]),
        ("The financial institutions of the harbour.", []),
        ("The financial\ninstitution of the harbour.", ["financial", "institution"]),
        ("The financial\n\ninstitution of the harbour.", []),
        ("The financial, institution of the harbour.", []),
        ("In the event he read it, they waited.", ["In", "the", "event"]),
        ("In the end he read it, they waited.", []),
        ("The bank of the harbour.", []),
    ],
)
def test_phrases(text: str, expected: list[str]) -> None:
    assert marked(text, "phrase") == expected
    assert marked(text, "phrase_length") == expected
    assert set(column(text, "phrase_length").tolist()) <= {0, len(expected)}


def test_phrases_suggest_what_stood_there() -> None:
    context = context_of("He sent it to the financial institution at noon.")
    first, length, row = phrases.find(context)
    columns = context.lexicon.columns
    assert (first.tolist(), length.tolist()) == ([5], [2])
    begin, end = columns["phrase_first"][row[0]], columns["phrase_first"][row[0] + 1]
    assert context.lexicon.forms(columns["phrase_form"][begin:end].tolist()) == ["bank"]


def test_wrong_sense_is_a_word_whose_better_fit_means_something_else() -> None:
    assert value("She sent it to a bank in japanese Europe.", "wrong_sense", "japanese") > 0
    assert marked("She sent it to a bank in eastern Europe.", "wrong_sense") == []
    # The better fit has a sense in common: contrast, but no wrong sense.
    assert value("It was an missive for the bank.", "wrong_sense", "missive") == 0
    assert value("He read the missive and left.", "contrast", "missive") > 0


def test_contrast_is_what_the_likeliest_alternative_gains() -> None:
    text = "It was a attainable war, they said."
    context = context_of(text)
    lexicon = context.lexicon
    a, attainable, war, possible, likely = lexicon.ids(
        keys_of(["a", "attainable", "war", "possible", "likely"])
    )

    def fit(word: int) -> float:
        pairs = lexicon.log_probability(np.array([a, word]), np.array([word, war]))
        return float(pairs[0] + pairs[1])

    gains = {word: fit(word) - fit(attainable) for word in (possible, likely)}
    zipf = {word: float(lexicon.zipf(np.array([word]))[0]) for word in (attainable, possible, likely)}
    assert value(text, "contrast", "attainable") == pytest.approx(max(gains.values()), abs=1e-5)
    assert value(text, "fit", "attainable") == pytest.approx(fit(attainable), abs=1e-5)
    pmi = max(gain - zipf[word] + zipf[attainable] for word, gain in gains.items())
    assert value(text, "contrast_pmi", "attainable") == pytest.approx(pmi, abs=1e-2)
    assert value(text, "contrast", "attainable") > 1
    assert value("It was a possible war, they said.", "contrast", "possible") < 0
    assert value(text, "contrast", "war") == -3  # no alternative


def test_collocation_is_pointwise_mutual_information() -> None:
    context = context_of("in eastern Europe")
    lexicon = context.lexicon
    eastern, europe = lexicon.ids(keys_of(["eastern", "europe"]))
    probability = lexicon.log_probability(np.array([eastern]), np.array([europe]))[0]
    expected = probability - (lexicon.zipf(np.array([europe]))[0] - 9)
    assert value("in eastern Europe", "pmi_left", "Europe") == pytest.approx(expected, abs=1e-4)
    assert value("in eastern Europe", "pmi_right", "eastern") == pytest.approx(expected, abs=1e-4)
    assert value("in japanese Europe", "pmi_left", "Europe") < expected - 0.5


def test_directional_words_are_those_that_tools_put() -> None:
    text = "He despatched the letter to a rudder."
    assert value(text, "directional", "despatched") > 1
    assert value(text, "directional", "letter") < 0
    assert value(text, "directional", "rudder") == 0
    assert value(text, "word_share", "despatched") > 0.9


def test_surface() -> None:
    text = "The crew said: “A rudder!” Then the missive."
    assert marked(text, "sentence_start") == ["The", "Then"]
    assert marked(text, "quoted") == ["“", "A", "rudder", "!", "”"]
    assert marked(text, "title") == ["The", "A", "Then"]
    assert {"rudder", "Then"} <= set(marked(text, "unknown"))
    assert not {"The", "crew", "said", "missive"} & set(marked(text, "unknown"))
    assert {"The", "the"} <= set(marked(text, "function"))
    assert marked(text, "noun") == ["crew", "missive"]
    assert value(text, "rarity", "missive") > value(text, "rarity", "crew") > value(text, "rarity", "the")


def test_foreign_sentences_and_furniture_are_no_prose() -> None:
    text = (
        "By Ana Ruiz\nThe crew read the letter. Die Mannschaft las gestern abend einen langen brief daheim."
    )
    context = context_of(text)
    batch = context.batch
    prose = [batch.surface(row, 0) for row in np.flatnonzero(context.prose)]
    assert prose == ["The", "crew", "read", "the", "letter"]


def test_neighbours_stop_at_a_paragraph() -> None:
    context = context_of("The crew\n\nread it")
    edge = context.lexicon.size + 2
    assert context.left[[0, 2]].tolist() == [edge, edge]
    assert context.right[[1, 3]].tolist() == [edge, edge]
    assert context.left[1] == context.rows[0]
    assert context.right[2] == context.rows[3]
