"""words_of gives the keys of tokenise, whatever the text."""

from __future__ import annotations

import random

import numpy as np

from spunlib.text.tokens import NUMBER, PUNCT, tokenise, words_of

ODD = "ab1 .,'\n-’“\u200bé\ufb01Ж\ud800sB"


def test_words_of_are_the_words_of_tokenise() -> None:
    rng = random.Random(5)
    page = "By Ana Ruiz\n412 crates of Lisbon's best oranges, despatched.\nShare this article\n"
    for _ in range(200):
        texts = ["".join(rng.choice(ODD) for _ in range(rng.randrange(60))) for _ in range(rng.randrange(4))]
        texts.append(page)
        batch, words = tokenise(texts), words_of(texts)
        rows = np.flatnonzero((batch.kind != PUNCT) & ~batch.furniture)
        length = np.where(batch.kind == NUMBER, batch.end - batch.start, 0)
        assert (batch.text_of()[rows] == words.text).all()
        assert (batch.key[rows] == words.key).all()
        assert (length[rows] == words.length).all()
