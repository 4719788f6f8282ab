"""Fitting the weights that cut runs into substitutions, and telling what a spinner substituted."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from tiny_lexicon import tiny_lexicon

from spunlib.compare.blocks import RELATED, Shape, best_blocks
from spunlib.compare.known_phrases import Block
from spunlib.training.block_examples import Example, examples_of, hidden
from spunlib.training.blocks import as_weights, features_of, fit, share_found
from spunlib.training.spinners import Edit, Recipe, Spinner, Spun
from spunlib.training.thesauri import Thesaurus
from spunlib.training.told_edits import Spans, true_substitutions

THESAURUS = Thesaurus.of(
    "small",
    {
        "possible": ["attainable"],
        "war": ["armed conflict"],
        "sent": ["despatched"],
        "letter": ["missive"],
        "the bank": ["the financial institution"],
        "crew": ["group of sailors"],
        "as well as": ["in addition to"],
        "harbour": ["port"],
        "storm": ["gale"],
        "town": ["small city"],
        "old man": ["elder"],
    },
)
TEXT = (
    "It was a possible war, they said, as well as a storm. The old crew sent a letter to the bank. "
    "In the harbour of a European town the old man read the letter as well as he could. "
    "The French crew sent 20 men to the bank in a possible storm."
)


def copies(n: int) -> list[list[Example]]:
    spinner = Spinner(Recipe(name="small", thesaurus="small", density=0.7), THESAURUS)
    return [
        list(examples_of(spinner.spin(TEXT, random.Random(seed)), TEXT, tiny_lexicon())) for seed in range(n)
    ]


def test_examples_hold_the_blocks_that_the_tool_put_together() -> None:
    examples = [example for copy in copies(20) for example in copy]
    assert examples
    for shape, blocks in examples:
        assert len(shape.classes) * len(shape.original_classes) > 1
        for (first, last), (original_first, original_last) in blocks:
            assert 0 <= first < last <= len(shape.classes)
            assert 0 <= original_first < original_last <= len(shape.original_classes)


def test_weights_are_learnt_that_cut_the_examples() -> None:
    examples = [example for copy in copies(20) for example in copy]
    weights = fit(examples)
    assert weights == fit(examples)
    recall, precision = share_found(examples, weights)
    assert min(recall, precision) > 0.9
    assert min(recall, precision) >= max(share_found(examples, as_weights({})))


def test_what_is_hidden_is_all_that_changes() -> None:
    rng = random.Random(0)
    for example in [example for copy in copies(5) for example in copy]:
        assert hidden(example, 0.0, rng) == example
        shape, blocks = hidden(example, 1.0, rng)
        assert blocks == example.blocks
        assert shape.known == frozenset()
        assert all(sign != RELATED for line in shape.signs for sign in line)
        assert shape.classes == example.shape.classes


def cuttings(n: int, m: int) -> Iterator[tuple[Block, ...]]:
    """Every way of cutting n words and m words into blocks in order, words left out included."""
    if n == 0 or m == 0:
        yield ()
        return
    yield from cuttings(n - 1, m)
    for size in range(1, n + 1):
        for original_first in range(m):
            for original_size in range(1, m - original_first + 1):
                block = (n - size, n), (original_first, original_first + original_size)
                for before in cuttings(n - size, original_first):
                    yield (*before, block)


@pytest.mark.parametrize("seed", range(40))
def test_the_cutting_found_has_the_highest_score_of_all(seed: int) -> None:
    """By the features that are learnt: learning and using cannot drift apart."""
    rng = random.Random(seed)
    n, m = rng.randint(1, 4), rng.randint(1, 4)
    shape = Shape(
        tuple(rng.choices(range(3), k=n)),
        tuple(rng.choices(range(3), k=m)),
        (0,) * n,
        (0,) * m,
        tuple(tuple(rng.choices((0, 0, 1, 2), k=m)) for _ in range(n)),
        frozenset({((0, n), (0, m))} if n * m > 1 and rng.random() < 0.3 else ()),
        (False,) * n,
        (False,) * m,
    )
    every = set(cuttings(n, m))
    names = {feature for blocks in every for feature in features_of(shape, blocks)}
    values = {name: round(rng.uniform(-1, 1), 3) for name in sorted(names, key=str)}

    def score(blocks: tuple[Block, ...]) -> float:
        return sum(values[feature] * times for feature, times in features_of(shape, blocks).items())

    assert score(best_blocks(shape, as_weights(values))) == pytest.approx(max(map(score, every)))


@pytest.mark.parametrize(
    ("original", "old", "new", "told"),
    [
        ("it was in the town", "in the", "within the", [("in", "within")]),
        ("a fast car", "a fast", "an immediate", [("a", "an"), ("fast", "immediate")]),
        ("they watch games here", "games", "video games", []),
        ("some 6.2 miles", "6", "six", [("6.2", "six.2")]),
        ("it rose 14% then", "%", "percent", [("14%", "14percent")]),
        ("the bank shut", "bank", "financial institution", [("bank", "financial institution")]),
        ("It is late", "It is", "It's", [("It is", "It's")]),
    ],
)
def test_substitutions_are_told_in_whole_words(
    original: str, old: str, new: str, told: list[tuple[str, str]]
) -> None:
    start = original.index(old)
    text = original.replace(old, new, 1)
    spun = Spun(text, (Edit(start, start + len(old), start, start + len(new)),))
    found = true_substitutions(spun, original)
    assert [(original[s.original_start : s.original_end], text[s.start : s.end]) for s in found] == told


def test_entries_that_meet_in_one_word_are_one_substitution() -> None:
    spun = Spun("six.two miles", (Edit(0, 1, 0, 3), Edit(2, 3, 4, 7)))
    assert true_substitutions(spun, "6.2 miles") == [Spans(0, 7, 0, 3)]
