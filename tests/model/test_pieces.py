"""Words in pieces: what BERT's tokeniser gives, in windows of whole sentences, the same in any batch."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import numpy as np
import pytest
from hostile import hostile_texts
from numpy.typing import NDArray
from tiny_lexicon import CORPUS, SENTENCES
from tiny_tagger import tiny_tokenizer, tiny_vocabulary

from spunlib.errors import MissingExtraError, ModelError
from spunlib.model.pieces import BEGIN, END, LONGEST, PAD, UNKNOWN, Pieces, Windows, padded
from spunlib.text.tokens import tokenise

TEXTS = [
    " ".join(SENTENCES),
    "",
    "By Ana Ruiz\nThe crew read the letter for an hour.",
    " ".join(f"{sentence[:-1]}, and then" for sentence in CORPUS),  # one sentence, far too long for a window
    "harbourferryletterbank" * 40 + ". The crew read it.",
    "The crew. " * 200,
    *hostile_texts(61, 30, 60),
]


@pytest.fixture(scope="module")
def pieces(tmp_path_factory: pytest.TempPathFactory) -> Pieces:
    path = tmp_path_factory.mktemp("words") / "tokenizer.json"
    path.write_text(tiny_tokenizer(), encoding="utf-8")
    return Pieces(path)


@pytest.fixture(scope="module")
def windows(pieces: Pieces) -> Windows:
    return pieces.windows(tokenise(TEXTS))


def read(windows: Windows) -> list[list[str]]:
    """Windows as words."""
    name = {number: word for word, number in tiny_vocabulary().items()}
    parts = zip(windows.first[:-1], windows.first[1:], strict=True)
    return [[name[int(piece)] for piece in windows.pieces[first:stop]] for first, stop in parts]


def test_a_sentence_becomes_its_words(pieces: Pieces) -> None:
    batch = tokenise(["The FERRY left; “Ábc” don't – 12."])
    (window,) = read(pieces.windows(batch))
    assert window == [
        *("[CLS]", "the", "ferry", "left", ";", '"', "a", "##b", "##c", '"'),
        *("d", "##o", "##n", "'", "t", "[UNK]", "1", "##2", ".", "[SEP]"),
    ]


def test_windows_are_framed_and_never_too_long(windows: Windows) -> None:
    sizes = np.diff(windows.first)
    assert sizes.max() == LONGEST
    assert sizes.min() >= 3
    assert (windows.pieces[windows.first[:-1]] == BEGIN).all()
    assert (windows.pieces[windows.first[1:] - 1] == END).all()
    marks = np.isin(windows.pieces, (BEGIN, END))
    assert marks.sum() == 2 * sizes.size
    assert not (windows.pieces == PAD).any()


def test_every_token_but_furniture_has_its_place(windows: Windows) -> None:
    batch = tokenise(TEXTS)
    assert batch.furniture.any()
    assert windows.token.tolist() == np.flatnonzero(~batch.furniture).tolist()
    assert (np.diff(windows.at) > 0).all()
    # Between the first pieces of two tokens are pieces of the first, and at most the marks of two windows.
    assert np.diff(windows.at).max() <= 6 + 2
    first = windows.pieces[windows.at]
    names = {number: word for word, number in tiny_vocabulary().items()}
    assert not any(names[int(piece)].startswith(("##", "[CLS]", "[SEP]")) for piece in first)


def window_of(windows: Windows) -> NDArray[np.int64]:
    return np.searchsorted(windows.first, windows.at, side="right") - 1


def test_a_window_holds_whole_sentences_of_one_text(windows: Windows) -> None:
    batch = tokenise(TEXTS)
    window, text = window_of(windows), batch.text_of()[windows.token]
    sentence = batch.sentence[windows.token]
    length = np.diff(np.append(windows.at, windows.pieces.size))
    cut = 0
    for number in range(windows.first.size - 1):
        assert len(set(text[window == number])) == 1
    for owner, which in sorted({(int(a), int(b)) for a, b in zip(text, sentence, strict=True)}):
        own = (text == owner) & (sentence == which)
        if len(set(window[own])) > 1:
            cut += 1
            assert length[own].sum() > LONGEST - 2  # only what does not fit is cut
    assert cut >= 1


def test_windows_are_filled(pieces: Pieces) -> None:
    found = pieces.windows(tokenise(["The crew. " * 200]))
    sizes = np.diff(found.first)
    assert (sizes[:-1] == LONGEST).all()
    assert sizes.size == -(-200 * 3 // (LONGEST - 2))


def test_a_text_has_the_same_windows_in_any_batch(pieces: Pieces) -> None:
    order = list(range(len(TEXTS)))
    random.Random(5).shuffle(order)
    mixed = read(pieces.windows(tokenise([TEXTS[number] for number in order])))
    alone = [window for number in order for window in read(pieces.windows(tokenise([TEXTS[number]])))]
    assert mixed == alone


@pytest.mark.parametrize(
    ("some", "other"),
    [
        ("letter", "LETTER"),
        ("letter", "l\u0435tter"),  # a Cyrillic e
        ("letter", "let\u200bter"),
        ("letter", "ｌｅｔｔｅｒ"),
        ("letter", "let-\nter"),
        ("letter", "let\u00adter"),
        ("ferry", "f\u00e9rry"),
        ("don't", "don’t"),
        ("flag", "ﬂag"),
    ],
)
def test_equal_tokens_have_equal_pieces(pieces: Pieces, some: str, other: str) -> None:
    plain = read(pieces.windows(tokenise([f"The crew read {some} and {some} there."])))
    mixed = read(pieces.windows(tokenise([f"The crew read {other} and {some} there."])))
    assert plain == mixed


@pytest.mark.parametrize(
    ("british", "american"), [("harbour", "harbor"), ("Theatre's", "Theater's"), ("ORGANISED", "ORGANIZED")]
)
def test_british_and_american_spelling_have_equal_pieces(pieces: Pieces, british: str, american: str) -> None:
    texts = [f"The crew read {word} there." for word in (british, american)]
    alone = [read(pieces.windows(tokenise([text]))) for text in texts]
    assert alone[0] == alone[1]
    # Whichever of the two the batch meets first.
    for order in (texts, texts[::-1], [british, *texts], [american, *texts]):
        mixed = read(pieces.windows(tokenise(order)))
        assert mixed[-2:] == [*alone[0], *alone[1]]


def test_long_tokens_are_cut(pieces: Pieces) -> None:
    (window,) = read(pieces.windows(tokenise(["zyxwvutsrqponm it"])))
    assert window == ["[CLS]", "z", "##y", "##x", "##w", "##v", "##u", "it", "[SEP]"]


@pytest.mark.parametrize("texts", [[], [""], ["", "\n\n"], ["Share this article"]])
def test_no_words_no_windows(pieces: Pieces, texts: list[str]) -> None:
    found = pieces.windows(tokenise(texts))
    assert found.first.tolist() == [0]
    assert found.pieces.size == found.token.size == found.at.size == 0


def test_what_the_vocabulary_cannot_spell_is_unknown(pieces: Pieces) -> None:
    found = pieces.windows(tokenise(["\ud800 中 it"]))
    assert found.pieces.tolist() == [BEGIN, UNKNOWN, UNKNOWN, tiny_vocabulary()["it"], END]


def test_padding_stands_behind() -> None:
    block = padded([np.array([5, 6], np.int32), np.array([7], np.int32)], 3)
    assert block.tolist() == [[5, 6, PAD], [7, PAD, PAD]]


@pytest.mark.parametrize("content", ["", "{", '{"model": 5}'])
def test_a_broken_vocabulary_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "words.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ModelError, match=r"words\.json: not a readable vocabulary"):
        Pieces(path)
    with pytest.raises(ModelError, match=r"none\.json: not a readable vocabulary"):
        Pieces(tmp_path / "none.json")


def test_without_the_package_its_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tokenizers", None)
    with pytest.raises(MissingExtraError, match=r"tokenizers.*\[neural\]"):
        Pieces(tmp_path / "words.json")
