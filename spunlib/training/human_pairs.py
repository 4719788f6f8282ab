"""Pairs that no machine rewrote: reprints, revisions, simplifications, articles on one subject or on none.

Rewrites by people are "reprint" where most of the words were kept in order, else "related".
"""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from spunlib.training.labelled_pairs import (
    CALIBRATION,
    EVERY_SENTENCE,
    FIT,
    NEWS,
    TEST,
    RelationPair,
    fits,
    human_relation,
    kept_in_order,
    labelled,
    records,
    rewritten_by_person,
    sample,
    split_by,
    texts,
)
from spunlib.training.open_thesauri import load_wordnet
from spunlib.training.reprints import reprint
from spunlib.training.topic_pairs import MOST_COPIED, copied_share, topic_pairs

TOPICAL: Final = {
    FIT: ("reuters_2006_2013", "masakhanews_eng", "reuters21578_1987"),
    CALIBRATION: ("yahoo_finance_news", "polnear_news", "abc_australia_2006"),
    TEST: ("abp_us_news", "bbc_news_2005", "semeval20_partisan_news", "worldwide_newswire_2022"),
}
"""The news of each split in which articles on one topic are looked for."""

TIMES: Final = {"farther_topic": 4}
"""How many times as many pairs there are of a group as of the others: an index brings these up the oftenest,
and one in a thousand must not be accused."""

_POOL: Final = 3000
"""Most texts of a collection that are searched for others on their topic."""

_EDITORS: Final = {"TruthfulQA_LLMs": FIT, "SQuAD1_LLMs": CALIBRATION, "NarrativeQA_LLMs": TEST}
_WIRE_SENTENCES: Final = 12


def human_pairs(
    data: Path, news: dict[str, list[str]], per_group: int, rng: random.Random, splits: Collection[str]
) -> Iterator[RelationPair]:
    """All pairs of this module; ``news`` holds texts of the collections in `NEWS`, in ``splits``.

    ``per_group`` texts of each split are reprinted, and as many pairs of one topic are found, with those of
    `TIMES` behind them.
    """
    yield from _reprinted(news, per_group, rng)
    yield from _revised(data)
    yield from _edited_by_users(data)
    yield from _on_one_topic(data, per_group, rng, splits)
    yield from _of_one_event(data)
    yield from _same_question(data)
    yield from _unrelated(news, rng)


def _edited_by_users(data: Path) -> Iterator[RelationPair]:
    """Texts of language models, revised word by word or sentence by sentence by their users."""
    for record in records(data, "rewritten/mixset"):
        if record["llm"] == "human-editor":
            both = record["text"], record["original"]
            if all(map(fits, both)) and both[0].split() != both[1].split():
                yield rewritten_by_person(*both, "human_editor", _EDITORS[record["domain"]])


def _reprinted(news: dict[str, list[str]], per_group: int, rng: random.Random) -> Iterator[RelationPair]:
    entries = load_wordnet().entries

    def synonyms(word: str) -> list[str]:
        return [other for other in entries.get(word, ()) if " " not in other]

    splits = Counter(NEWS[name] for name in news)
    for name, originals in news.items():
        for text in originals[-(-per_group // splits[NEWS[name]]) :]:
            yield RelationPair(reprint(text, rng, synonyms), text, "reprint", "reprint", NEWS[name])


def _revised(data: Path) -> Iterator[RelationPair]:
    for record in records(data, "reuse/clough_stevenson"):
        if record["label"] in ("cut", "light", "heavy"):
            relation = human_relation(record["text"], record["original"])
            yield from labelled(record, relation, f"clough_{record['label']}", TEST)
        elif record["label"] == "non":
            yield from labelled(record, "related", "clough_independent", TEST)
    yield from _edited_wire(data)
    yield from _simplified(data)


def _edited_wire(data: Path) -> Iterator[RelationPair]:
    """Texts of twelve sentences of news, of which others rewrote every third, or, never fitted on, all.

    Nobody publishes the latter, and nothing in such a pair tells it from a paraphrase: it shows the limit
    of what can be known.
    """
    rewrites = [record for record in records(data, "reuse/mrpc") if record["label"] == "paraphrase"]
    for at in range(0, len(rewrites) - _WIRE_SENTENCES, _WIRE_SENTENCES):
        chosen = rewrites[at : at + _WIRE_SENTENCES]
        original = " ".join(record["a"] for record in chosen)
        third = " ".join(record["a" if place % 3 else "b"] for place, record in enumerate(chosen))
        split = split_by(chosen[0]["id"])
        yield RelationPair(third, original, human_relation(third, original), "mrpc_third", split)
        if split != FIT:
            every = " ".join(record["b"] for record in chosen)
            yield RelationPair(every, original, "related", EVERY_SENTENCE, split)


def _simplified(data: Path) -> Iterator[RelationPair]:
    """Every story of onestop_english in three versions by its teachers; the split is by story."""
    stories: dict[str, dict[str, str]] = {}
    for record in records(data, "human/onestop_english"):
        title, _, level = record["id"].rpartition("-")
        stories.setdefault(title, {})[level.partition(".")[0]] = record["text"]
    for title, levels in sorted(stories.items()):
        for suspect, original in (("int", "adv"), ("ele", "int"), ("ele", "adv")):
            if suspect in levels and original in levels:
                both = levels[suspect], levels[original]
                if all(map(fits, both)):
                    yield rewritten_by_person(*both, f"onestop_{suspect}_{original}", split_by(title))


def _on_one_topic(
    data: Path, per_group: int, rng: random.Random, splits: Collection[str]
) -> Iterator[RelationPair]:
    """The nearest pairs of each split, and those that follow, which are not for reporting on.

    Farther pairs share a subject at least; whether they are related or unrelated is a matter of taste.
    """
    for split in sorted(splits):
        size = per_group * (1 + (split != TEST) * TIMES["farther_topic"])
        for number, both in enumerate(one_topic(data, split, size, _POOL, rng)):
            group = "same_topic" if number < per_group else "farther_topic"
            yield RelationPair(*both, "related", group, split)


def one_topic(
    data: Path, split: str, size: int, pool: int | None = None, rng: random.Random | None = None
) -> Iterator[tuple[str, str]]:
    """The ``size`` nearest pairs of different articles on one topic, within and across a split's collections.

    With ``pool`` that many texts of each collection are searched, else all.
    """
    articles = [
        text
        for name in TOPICAL[split]
        for text in sample(list(texts(data, name)), pool or 10**9, rng or random.Random(0))
    ]
    for at, other in itertools.islice(topic_pairs(articles), size):
        yield articles[at], articles[other]


def _of_one_event(data: Path) -> Iterator[RelationPair]:
    """One event told by two of three outlets, every two, copies left out."""
    events: dict[str, list[str]] = {}
    for record in records(data, "human/basil_news"):
        if fits(record["text"]):
            events.setdefault(record["id"].rpartition("_")[0], []).append(record["text"])
    for _, told in sorted(events.items()):
        for suspect, original in itertools.combinations(told, 2):
            if copied_share(suspect, original) <= MOST_COPIED:
                yield RelationPair(suspect, original, "related", "same_event", TEST)


def _same_question(data: Path) -> Iterator[RelationPair]:
    """Answers of two students to one question."""
    answers: dict[str, list[str]] = {}
    for record in records(data, "human/student_answers"):
        if not record["code"] and fits(record["text"]):
            answers.setdefault(record["id"].rpartition("|")[0], []).append(record["text"])
    for _, given in sorted(answers.items()):
        for suspect, original in itertools.pairwise(given):
            if kept_in_order(suspect, original) < 0.5:
                yield RelationPair(suspect, original, "related", "same_question", FIT)


def _unrelated(news: dict[str, list[str]], rng: random.Random) -> Iterator[RelationPair]:
    for name, articles in news.items():
        for text, other in itertools.pairwise(articles):
            if rng.random() < 0.5:
                yield RelationPair(text, other, "unrelated", "random", NEWS[name])
