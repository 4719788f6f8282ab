"""Which documents the document head is taught: from which split, how labelled, and what is left out."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import cast

import pytest

from spunlib.training.corpora import LabelledText, in_first_half
from spunlib.training.documents import Labelled
from spunlib.training.draws import (
    ALL,
    LEAST_CHANGED,
    Sizes,
    changed_share,
    draw_documents,
)
from spunlib.training.material import Tools
from spunlib.training.spinners import Edit, Spun
from spunlib.training.splits import Split

WORDS = "the ferry left harbour with letters and a crew that nobody had seen before noon".split()  # noqa: SIM905


def human(number: int, split: Split) -> LabelledText:
    text = f"{split} {number} " + " ".join(WORDS[(number + at) % len(WORDS)] for at in range(70))
    return LabelledText(
        f"h{number}", text, "human", ("diary", "news")[number % 2], f"key {split} {number}", split
    )


def rewritten(number: int, split: Split) -> LabelledText:
    record = human(number, split)
    return LabelledText(
        f"r{number}", f"model {record.text}", "paraphrased", "set", record.key, split, method="short"
    )


class Doubling:
    """Spinners in whose copies words are doubled, the first or all over; how many, a text's number says."""

    def __init__(self, changes: Sequence[int] = (20,), first: bool = False) -> None:
        self.changes = changes
        self.first = first
        self.given: list[str] = []

    def spin(self, texts: Sequence[str], rng: random.Random) -> Iterator[tuple[str, Spun]]:
        for text in texts:
            self.given.append(text)
            changes = self.changes[int(text.split()[1]) % len(self.changes)]
            words = text.split(" ")
            edits = []
            at = was = 0
            for number, word in enumerate(words):
                place = number if self.first else number * changes % len(words)
                new = f"{word}-{word}" if place < changes else word
                if new != word:
                    edits.append(Edit(was, was + len(word), at, at + len(new)))
                words[number] = new
                at, was = at + len(new) + 1, was + len(word) + 1
            yield "doubling", Spun(" ".join(words), tuple(edits))


def draw(spinners: Doubling, split: str = "calibration", seed: int = 3, sizes: Sizes = ALL) -> Labelled:
    splits: tuple[Split, ...] = ("lm", "head", "calibration", "development")
    people = [human(number, split) for split in splits for number in range(200)]
    machines = [rewritten(number, split) for split in splits for number in range(30)]
    return draw_documents(people, machines, cast(Tools, spinners), split, seed, sizes)


def test_halves_are_drawn_by_key() -> None:
    records = [human(number, "head") for number in range(2000)]
    first = [in_first_half(record) for record in records]
    assert 900 < sum(first) < 1100
    assert [in_first_half(human(number, "head")) for number in range(2000)] == first
    other = LabelledText("x", "Another text.", "human", "other", records[0].key, "head")
    assert in_first_half(other) == first[0]  # what belongs together stays together


def test_only_the_split_is_drawn() -> None:
    spinners = Doubling()
    drawn = draw(spinners)
    assert len(drawn.texts) == len(drawn.kinds) == len(drawn.groups)
    assert len(spinners.given) == 200
    assert all(text.startswith("calibration ") for text in spinners.given)
    kinds = Counter(drawn.kinds.tolist())
    assert kinds == {"human": 200, "synonym_spun": 200, "paraphrased": 30}
    assert not any(word in text for text in drawn.texts for word in ("lm ", "head ", "development "))


def test_the_first_half_of_the_head_split_is_not_seen() -> None:
    spinners = Doubling()
    drawn = draw(spinners, "head")
    left = {record.text for number in range(200) if not in_first_half(record := human(number, "head"))}
    assert set(spinners.given) == left
    assert (drawn.kinds == "human").sum() == len(left)


def test_groups_name_writers_and_tools() -> None:
    drawn = draw(Doubling())
    groups: dict[str, set[str]] = {}
    for kind, group in zip(drawn.kinds.tolist(), drawn.groups.tolist(), strict=True):
        groups.setdefault(kind, set()).add(group)
    assert groups == {
        "human": {"diary", "news"},
        "synonym_spun": {"doubling", "disguised"},
        "paraphrased": {"set short"},
    }


def test_sizes_cap_each_part_and_small_groups_are_likelier() -> None:
    drawn = draw(Doubling(), sizes=Sizes(human=50, spun=20, rewritten=10))
    assert Counter(drawn.kinds.tolist()) == {"human": 50, "synonym_spun": 20, "paraphrased": 10}
    people = [human(number, "calibration") for number in range(200)]
    uneven = [record for number, record in enumerate(people) if number % 2 or number < 40]
    half = draw_documents(uneven, [], cast(Tools, Doubling()), "calibration", 3, Sizes(40, 0))
    assert 10 < Counter(half.groups.tolist())["diary"] < 20  # 6.7 of 40 if all texts were alike


def test_some_texts_are_cropped_and_some_are_whole() -> None:
    drawn = draw(Doubling())
    whole = {human(number, "calibration").text for number in range(200)}
    people = [text for text, kind in zip(drawn.texts, drawn.kinds, strict=True) if kind == "human"]
    assert 100 < sum(text in whole for text in people) < 190
    assert all(any(text in full for full in whole) for text in people if text not in whole)
    assert min(len(text.split()) for text in people) == 50


def test_near_copies_are_taught_as_nothing() -> None:
    drawn = draw(Doubling(changes=(20, 1)))  # of 50 or 72 words: well above and just below the least share
    spun = [group for group in drawn.groups.tolist() if group == "doubling"]
    assert 90 <= len(spun) <= 100
    assert all(
        "-" in text for text, group in zip(drawn.texts, drawn.groups, strict=True) if group == "doubling"
    )


def test_what_was_changed_must_stand_in_the_passage() -> None:
    drawn = draw(Doubling(changes=(3,), first=True))
    spun = [text for text, kind in zip(drawn.texts, drawn.groups.tolist(), strict=True) if kind == "doubling"]
    assert 100 < len(spun) < 190
    assert all("-" in text for text in spun)


def test_a_few_are_disguised_or_left_unexpanded() -> None:
    texts: Counter[str] = Counter()
    for seed in range(6):
        drawn = draw(Doubling(), seed=seed)
        for text, group in zip(drawn.texts, drawn.groups.tolist(), strict=True):
            if group == "disguised":
                texts[group] += 1
                assert not text.isascii()
                assert "-" not in text  # a source, not its spun copy
            elif group == "doubling":
                texts["spintax" if "|" in text else "plain"] += 1
            else:
                assert text.isascii()
                assert "|" not in text
    assert 15 <= texts["disguised"] <= 65  # 3 % of 1200 each
    assert 15 <= texts["spintax"] <= 65


def test_a_seed_decides_all() -> None:
    first, again, other = (draw(Doubling(), seed=seed) for seed in (5, 5, 6))
    assert list(first.texts) == list(again.texts)
    assert first.groups.tolist() == again.groups.tolist()
    assert list(first.texts) != list(other.texts)


@pytest.mark.parametrize(
    ("text", "edits", "share"),
    [
        ("one two three four", (), 0.0),
        ("one two three four", ((4, 7),), 0.25),
        ("one two three four", ((4, 13),), 0.5),
        ("one two three four", ((0, 3), (14, 18)), 0.5),
        ("one two three four", ((0, 18),), 1.0),
        ("one two three four", ((3, 3),), 0.0),  # a word was taken out
        ("", (), 0.0),
    ],
)
def test_the_share_that_was_changed(text: str, edits: tuple[tuple[int, int], ...], share: float) -> None:
    assert changed_share(Spun(text, tuple(Edit(start, end, start, end) for start, end in edits))) == share


def test_the_least_share_is_a_few_percent() -> None:
    assert 0 < LEAST_CHANGED < 0.1
