"""The replaced-word head against loops over plain Python numbers."""

from __future__ import annotations

from dataclasses import replace

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
from spunlib.model.token_head import INPUTS, OUTPUTS, TokenHead
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


def expected_outputs(head: TokenHead, context: Context, evidence: NDArray[np.float32]) -> list[list[float]]:
    """The formulas of the two modules, a number at a time."""
    batch, network = context.batch, head.network
    read = [token for token in range(len(batch)) if not batch.furniture[token]]
    paragraphs: list[list[int]] = []
    for token in read:
        if not paragraphs or batch.gap[token] == 3 or paragraphs[-1][-1] != token - 1:
            paragraphs.append([])
        paragraphs[-1].append(token)

    def given(token: int) -> list[float]:
        slots = slots_of(context, token, NGRAM_BITS) if context.prose[token] else []
        ngram = sum(int(head.ngrams[slot]) for slot in slots) * head.ngram_scale
        columns = [*map(float, evidence[token]), ngram]
        assert len(columns) == len(INPUTS)
        standard = [
            min(max((value - float(mean)) * float(scale), -8.0), 8.0)
            for value, mean, scale in zip(columns, head.mean, head.scale, strict=True)
        ]
        return [*map(float, head.vectors[head.vector_of[context.rows[token]]]), *standard]

    def linear(x: list[float], weights: NDArray[np.float32]) -> NDArray[np.float64]:
        return sum(
            (value * weights[k].astype(float) for k, value in enumerate(x)), np.zeros(weights.shape[1])
        )

    result = [[0.0] * len(OUTPUTS) for _ in range(len(batch))]
    for paragraph in paragraphs:
        h = [np.maximum(linear(given(token), network.input) + network.input_bias, 0) for token in paragraph]
        for weights, bias, step in zip(network.layers, network.layer_bias, network.dilation, strict=True):
            more = []
            for at in range(len(h)):
                total = bias.astype(float)
                for tap in range(5):
                    other = at + (tap - 2) * int(step)
                    if 0 <= other < len(h):
                        total = total + linear(list(h[other]), weights[tap])
                more.append(np.maximum(total, 0))
            h = [one + two for one, two in zip(h, more, strict=True)]
        for token, own in zip(paragraph, h, strict=True):
            if context.prose[token]:
                result[token] = (linear(list(own), network.output) + network.output_bias).tolist()
    return result


@pytest.mark.parametrize("texts", [TEXTS, hostile_texts(41, 40, 25), [], [""], ["..."]])
def test_outputs_equal_the_loops(texts: list[str]) -> None:
    head = TokenHead.of(model_arrays())
    context = Context.of(tokenise(texts), tiny_lexicon())
    evidence = token_evidence(context)
    found = head.outputs(context, evidence)
    assert found.dtype == np.float32
    assert found.shape == (len(context.batch), len(OUTPUTS))
    assert np.isfinite(found).all()
    expected = np.array(expected_outputs(head, context, evidence)).reshape(found.shape)
    assert found == pytest.approx(expected, rel=1e-3, abs=1e-3)
    assert (head.log_odds(context, evidence) == found[:, 0]).all()


def test_only_prose_is_judged() -> None:
    head = TokenHead.of(model_arrays())
    context = Context.of(tokenise(TEXTS), tiny_lexicon())
    found = head.outputs(context, token_evidence(context))
    assert (found[~context.prose] == 0).all()
    assert (found[context.prose] != 0).all(axis=1).mean() > 0.9


def test_a_batch_is_its_texts_one_by_one() -> None:
    head = TokenHead.of(model_arrays())
    texts = TEXTS + hostile_texts(42, 60, 25)

    def outputs(some: list[str]) -> NDArray[np.float32]:
        context = Context.of(tokenise(some), tiny_lexicon())
        return head.outputs(context, token_evidence(context))

    together = outputs(texts)
    first = tokenise(texts).first
    for number, text in enumerate(texts):
        alone = outputs([text])
        assert (together[first[number] : first[number + 1]] == alone).all(), repr(text)


def test_the_network_sees_nothing_beyond_a_paragraph_or_furniture() -> None:
    head = TokenHead.of(model_arrays())
    head = replace(head, ngrams=np.zeros_like(head.ngrams))  # an n-gram does see the word before

    def first_words(text: str) -> list[list[float]]:
        context = Context.of(tokenise([text]), tiny_lexicon())
        found = head.outputs(context, np.zeros((len(context.batch), len(COLUMNS)), np.float32))
        return found[-3:].tolist()

    alone = first_words("The ferry left")
    assert first_words("An old crew read it.\n\nThe ferry left") == alone
    assert first_words("By Ana Ruiz\nThe ferry left") == alone
    assert first_words("An old crew read it. The ferry left") != alone


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
