"""The replaced-word head against loops over plain Python numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hostile import hostile_texts
from numpy.typing import NDArray
from tiny_lexicon import tiny_lexicon
from tiny_model import NGRAM_BITS, model_arrays

from spunlib.features.context import Context
from spunlib.features.evidence import COLUMNS, token_evidence
from spunlib.lexicon.lexicon import NUMBER_KEY, START_KEY
from spunlib.model.ngrams import TEMPLATES, ngram_slots
from spunlib.model.token_head import INPUTS, NEIGHBOUR_COLUMNS, TokenHead
from spunlib.text.tokens import NUMBER, keys_of, tokenise

TEXTS = [
    "He despatched a attainable missive.\n\nThe crew of 20 men read it, “an hour” later.",
    "",
    "Ferry",
    "By Ana Ruiz\nThe harbour said so.",
    "4 men",
]
WORD = (1 << 64) - 1


def mix(value: int) -> int:
    """The finaliser of splitmix64, as its authors print it."""
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & WORD
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & WORD
    return value ^ (value >> 31)


def pair(left: int, right: int) -> int:
    return mix((left * 0xD6E8FEB86659FD93 + right * 0xA0761D6478BD642F) & WORD)


def slots_of(context: Context, token: int, bits: int) -> list[int]:
    batch = context.batch

    def key(row: int) -> int:
        return int(NUMBER_KEY) if batch.kind[row] == NUMBER else int(batch.key[row])

    word = key(token)
    left = key(token - 1) if token > 0 and batch.gap[token] < 3 else int(START_KEY)
    right = key(token + 1) if token + 1 < len(batch) and batch.gap[token + 1] < 3 else int(START_KEY)
    grams = [word, pair(left, word), pair(word, right), pair(pair(left, word), right)]
    return [mix(gram ^ mix(101 + number)) >> (64 - bits) for number, gram in enumerate(grams)]


def expected_log_odds(head: TokenHead, context: Context, evidence: NDArray[np.float32]) -> list[float]:
    batch = context.batch
    ngrams = [
        sum(int(head.ngrams[slot]) for slot in slots_of(context, token, NGRAM_BITS)) * head.ngram_scale
        if context.prose[token]
        else 0.0
        for token in range(len(batch))
    ]

    def value(token: int, name: str) -> float:
        return ngrams[token] if name == "ngram" else float(evidence[token, COLUMNS.index(name)])

    result = []
    for token in range(len(batch)):
        if not context.prose[token]:
            result.append(0.0)
            continue
        has_left = token > 0 and batch.gap[token] < 3
        has_right = token + 1 < len(batch) and batch.gap[token + 1] < 3
        inputs = [value(token, name) for name in (*COLUMNS, "ngram")]
        inputs += [value(token - 1, name) if has_left else 0.0 for name in NEIGHBOUR_COLUMNS]
        inputs += [value(token + 1, name) if has_right else 0.0 for name in NEIGHBOUR_COLUMNS]
        assert len(inputs) == len(INPUTS)
        standard = [
            min(max((given - float(mean)) * float(scale), -8.0), 8.0)
            for given, mean, scale in zip(inputs, head.mean, head.scale, strict=True)
        ]
        score = float(head.output_bias[0])
        for unit in range(head.output.size):
            total = float(head.hidden_bias[unit])
            total += sum(given * float(head.hidden[k, unit]) for k, given in enumerate(standard))
            score += max(total, 0.0) * float(head.output[unit])
        result.append(score)
    return result


@pytest.mark.parametrize("texts", [TEXTS, hostile_texts(41, 40, 25), [], [""], ["..."]])
def test_log_odds_equal_the_loops(texts: list[str]) -> None:
    head = TokenHead.of(model_arrays())
    context = Context.of(tokenise(texts), tiny_lexicon())
    evidence = token_evidence(context)
    found = head.log_odds(context, evidence)
    assert found.dtype == np.float32
    assert found.shape == (len(context.batch),)
    assert found.tolist() == pytest.approx(expected_log_odds(head, context, evidence), rel=1e-3, abs=1e-3)
    assert np.isfinite(found).all()


def test_only_prose_is_judged() -> None:
    head = TokenHead.of(model_arrays())
    context = Context.of(tokenise(TEXTS), tiny_lexicon())
    found = head.log_odds(context, token_evidence(context))
    assert (found[~context.prose] == 0).all()
    assert (found[context.prose] != 0).mean() > 0.9


def test_a_batch_is_its_texts_one_by_one() -> None:
    head = TokenHead.of(model_arrays())
    texts = TEXTS + hostile_texts(42, 60, 25)

    def log_odds(some: list[str]) -> NDArray[np.float32]:
        context = Context.of(tokenise(some), tiny_lexicon())
        return head.log_odds(context, token_evidence(context))

    together = log_odds(texts)
    first = tokenise(texts).first
    for number, text in enumerate(texts):
        alone = log_odds([text])
        assert together[first[number] : first[number + 1]] == pytest.approx(alone, rel=1e-4, abs=1e-5), repr(
            text
        )


def test_slots_lie_in_the_table_and_are_salted_apart() -> None:
    context = Context.of(tokenise(TEXTS + hostile_texts(43, 30)), tiny_lexicon())
    tokens = np.arange(len(context.batch))
    for bits in (1, 8, 21):
        slots = ngram_slots(context.batch, tokens, bits)
        assert slots.shape == (tokens.size, TEMPLATES)
        assert slots.min() >= 0
        assert slots.max() < 1 << bits
        assert slots.tolist() == [slots_of(context, token, bits) for token in tokens.tolist()]
    assert len({tuple(column) for column in slots.T.tolist()}) == TEMPLATES


def test_numbers_share_their_slots() -> None:
    def slots(text: str) -> list[int]:
        batch = tokenise([text])
        return ngram_slots(batch, np.arange(len(batch)), 21)[:, 0].tolist()

    assert slots("20 men") == slots("1,000.5 men")
    assert slots("twenty men")[0] != slots("20 men")[0]
    assert keys_of(["20"])[0] != NUMBER_KEY
