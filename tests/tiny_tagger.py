"""A tagger of two small layers with seeded random weights, over a vocabulary of the tiny lexicon's words."""

from __future__ import annotations

import json
import random
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tiny_lexicon import CORPUS, SENTENCES
from tiny_model import model_arrays, model_facts

from spunlib.model.document_head import KINDS
from spunlib.model.pieces import BEGIN, END, LONGEST, PAD, UNKNOWN
from spunlib.model.tagger import NETWORK, VOCABULARY
from spunlib.model.tiers import ACCURATE, BLEND, arrays_of
from spunlib.training.tagger_export import vocabulary
from spunlib.training.tagger_graph import tagger_graph

WIDTH = 12
INNER = 20
HEADS = 2
LAYERS = 2
SCREEN = {"low": 0.2, "high": 0.8}


@cache
def tiny_vocabulary() -> dict[str, int]:
    """Words, letters as beginnings and as continuations, marks, at the places where BERT has its own."""
    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    words = sorted({word.strip(".,").lower() for text in CORPUS for word in text.split()} - set(letters))
    listed = [*words, *letters, *(f"##{letter}" for letter in letters), *".,;:!?-'\"()$%&"]
    special = {"[PAD]": PAD, "[UNK]": UNKNOWN, "[CLS]": BEGIN, "[SEP]": END}
    unused = {f"[unused{number}]": number for number in range(1, UNKNOWN)}
    return special | unused | {word: END + 1 + number for number, word in enumerate(listed)}


@cache
def tiny_tokenizer() -> str:
    """A ``tokenizer.json`` as BERT's, that would pad and cut if it were let."""
    return json.dumps(
        {
            "version": "1.0",
            "truncation": {"max_length": 8, "strategy": "LongestFirst", "stride": 0, "direction": "Right"},
            "padding": {
                "strategy": {"Fixed": 8},
                "direction": "Right",
                "pad_to_multiple_of": None,
                "pad_id": PAD,
                "pad_type_id": 0,
                "pad_token": "[PAD]",
            },
            "added_tokens": [],
            "normalizer": {
                "type": "BertNormalizer",
                "clean_text": True,
                "handle_chinese_chars": True,
                "strip_accents": None,
                "lowercase": True,
            },
            "pre_tokenizer": {"type": "BertPreTokenizer"},
            "post_processor": None,
            "decoder": None,
            "model": {
                "type": "WordPiece",
                "unk_token": "[UNK]",
                "continuing_subword_prefix": "##",
                "max_input_chars_per_word": 100,
                "vocab": tiny_vocabulary(),
            },
        }
    )


@cache
def tiny_weights() -> dict[str, NDArray[np.float32]]:
    """Weights by the names of `spunlib.training.tagger_network.tagger_network`."""
    rng = np.random.default_rng(12)

    def normal(*shape: int, size: float = 0.3) -> NDArray[np.float32]:
        return (rng.normal(size=shape) * size).astype(np.float32)

    def norm(name: str) -> dict[str, NDArray[np.float32]]:
        return {f"{name}.weight": 1 + normal(WIDTH, size=0.1), f"{name}.bias": normal(WIDTH)}

    def dense(name: str, inputs: int, outputs: int) -> dict[str, NDArray[np.float32]]:
        return {f"{name}.weight": normal(outputs, inputs), f"{name}.bias": normal(outputs)}

    start = "encoder.embeddings"
    weights = {
        f"{start}.word_embeddings.weight": normal(len(tiny_vocabulary()), WIDTH, size=1),
        f"{start}.position_embeddings.weight": normal(2 * LONGEST, WIDTH),
        f"{start}.token_type_embeddings.weight": normal(2, WIDTH),
    } | norm(f"{start}.LayerNorm")
    for number in range(LAYERS):
        layer = f"encoder.encoder.layer.{number}"
        for name in ("query", "key", "value"):
            weights |= dense(f"{layer}.attention.self.{name}", WIDTH, WIDTH)
        weights |= dense(f"{layer}.attention.output.dense", WIDTH, WIDTH)
        weights |= norm(f"{layer}.attention.output.LayerNorm")
        weights |= dense(f"{layer}.intermediate.dense", WIDTH, INNER)
        weights |= dense(f"{layer}.output.dense", INNER, WIDTH)
        weights |= norm(f"{layer}.output.LayerNorm")
    return weights | dense("output", WIDTH, 3)


@cache
def tagger_files() -> dict[str, bytes]:
    """The files of a tagger, by name."""
    return {NETWORK: tagger_graph(tiny_weights(), HEADS), VOCABULARY: vocabulary(tiny_tokenizer())}


@cache
def two_tier_arrays() -> dict[str, NDArray[Any]]:
    """The arrays of a model of both tiers; the accurate one's weights are others than the fast one's."""
    rng = np.random.default_rng(13)
    arrays = dict(model_arrays())
    for stem, stored in arrays_of(ACCURATE).items():
        if stem in ("thresholds", "document_calibration"):
            arrays[stored] = arrays[stem] * 0.9
        else:
            arrays[stored] = rng.permutation(arrays[stem])
    assert arrays["document_bias"].shape == (2, len(KINDS))
    return arrays | {BLEND: np.array([-0.3, 0.8, 0.4], np.float32)}


def two_tier_facts() -> dict[str, Any]:
    """The manifest of a model of both tiers, but for its arrays and files."""
    return model_facts() | {"screen": dict(SCREEN)}


def tiny_articles(number: int) -> list[str]:
    """Texts of 60 to 200 words in the sentences of the tiny lexicon, some with its substitutes."""
    rng = random.Random(31)
    swaps = {"possible": "attainable", "letter": "missive", "sent": "despatched", "eastern": "japanese"}
    texts = []
    for _ in range(number):
        words = " ".join(rng.choices(SENTENCES, k=rng.randint(5, 14))).split(" ")
        rate = rng.choice((0, 0.3, 1))
        texts.append(" ".join(swaps.get(word, word) if rng.random() < rate else word for word in words))
    return texts
