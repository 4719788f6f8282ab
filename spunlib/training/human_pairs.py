"""Pairs that no machine rewrote: reprints, revisions, simplifications, articles on one subject or on none.

Rewrites by people are "reprint" where most of the words were kept in order, else "related".
"""

from __future__ import annotations

import hashlib
import itertools
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from spunlib.training.labelled_pairs import (
    NEWS,
    TEST,
    TRAIN,
    RelationPair,
    fits,
    human_relation,
    kept_in_order,
    labelled,
    records,
)
from spunlib.training.open_thesauri import load_wordnet
from spunlib.training.reprints import reprint

_WIRE_SENTENCES: Final = 12


def human_pairs(data: Path, news: dict[str, list[str]], rng: random.Random) -> Iterator[RelationPair]:
    """All pairs of this module; ``news`` holds texts of the collections in `NEWS`."""
    yield from _reprinted(news, rng)
    yield from _revised(data)
    yield from _edited_by_users(data)
    yield from _related(data)
    yield from _same_question(data)
    yield from _unrelated(news, rng)


def _edited_by_users(data: Path) -> Iterator[RelationPair]:
    """Texts of language models, revised word by word or sentence by sentence by their users."""
    for record in records(data, "rewritten/mixset"):
        if record["llm"] == "human-editor":
            relation = human_relation(record["text"], record["original"])
            split = TRAIN if "token" in record["method"] else TEST
            yield from labelled(record, relation, "human_editor", split)


def _reprinted(news: dict[str, list[str]], rng: random.Random) -> Iterator[RelationPair]:
    entries = load_wordnet().entries

    def synonyms(word: str) -> list[str]:
        return [other for other in entries.get(word, ()) if " " not in other]

    for name, texts in news.items():
        for text in texts[len(texts) // 2 :]:
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
    """Texts of twelve sentences of news, of which others rewrote every third, or, in the test alone, all.

    Nobody publishes the latter, and nothing in such a pair tells it from a paraphrase: it shows the limit
    of what can be known.
    """
    rewrites = [record for record in records(data, "reuse/mrpc") if record["label"] == "paraphrase"]
    for number, at in enumerate(range(0, len(rewrites) - _WIRE_SENTENCES, _WIRE_SENTENCES)):
        chosen = rewrites[at : at + _WIRE_SENTENCES]
        original = " ".join(record["a"] for record in chosen)
        third = " ".join(record["a" if place % 3 else "b"] for place, record in enumerate(chosen))
        split = TRAIN if number % 3 else TEST
        yield RelationPair(third, original, human_relation(third, original), "mrpc_third", split)
        if split == TEST:
            every = " ".join(record["b"] for record in chosen)
            yield RelationPair(every, original, human_relation(every, original), "mrpc_all", TEST)


def _simplified(data: Path) -> Iterator[RelationPair]:
    """Every story of onestop_english in three versions by its teachers; the split is by story."""
    stories: dict[str, dict[str, str]] = {}
    for record in records(data, "human/onestop_english"):
        title, _, level = record["id"].rpartition("-")
        stories.setdefault(title, {})[level.partition(".")[0]] = record["text"]
    for title, levels in sorted(stories.items()):
        split = TEST if hashlib.sha256(title.encode()).digest()[0] < 90 else TRAIN
        for suspect, original in (("int", "adv"), ("ele", "int"), ("ele", "adv")):
            if suspect in levels and original in levels:
                texts = levels[suspect], levels[original]
                yield RelationPair(*texts, human_relation(*texts), f"onestop_{suspect}_{original}", split)


def _related(data: Path) -> Iterator[RelationPair]:
    """Different articles on one subject: the nearest by rare words of the same day, near copies left out."""
    by_day: dict[tuple[str, str], list[str]] = {}
    for record in records(data, "human/reuters_2006_2013"):
        by_day.setdefault((TRAIN, record["id"].split("/")[1][:8]), []).append(record["text"])
    for record in records(data, "human/abp_us_news"):
        by_day.setdefault((TEST, f"{record['domain']} {record['year']}"), []).append(record["text"])
    for (split, _), texts in sorted(by_day.items()):
        texts = [text for text in texts if fits(text)][:120]
        words = [_rare_words(text) for text in texts]
        for at, text in enumerate(texts):
            nearness, other = max(
                ((len(words[at] & words[j]) / (len(words[at] | words[j]) or 1), j) for j in range(at)),
                default=(0.0, -1),
            )
            if nearness > 0.12 and kept_in_order(text, texts[other]) < 0.5:
                yield RelationPair(text, texts[other], "related", "same_subject", split)


def _same_question(data: Path) -> Iterator[RelationPair]:
    """Answers of two students to one question."""
    answers: dict[str, list[str]] = {}
    for record in records(data, "human/student_answers"):
        if not record["code"] and fits(record["text"]):
            answers.setdefault(record["id"].rpartition("|")[0], []).append(record["text"])
    for _, texts in sorted(answers.items()):
        for suspect, original in itertools.pairwise(texts):
            if kept_in_order(suspect, original) < 0.5:
                yield RelationPair(suspect, original, "related", "same_question", TRAIN)


def _unrelated(news: dict[str, list[str]], rng: random.Random) -> Iterator[RelationPair]:
    for name, texts in news.items():
        for text, other in itertools.pairwise(texts):
            if rng.random() < 0.5:
                yield RelationPair(text, other, "unrelated", "random", NEWS[name])


def _rare_words(text: str) -> set[str]:
    """Words of seven letters or more and capitalised ones: a cheap stand-in for the subject."""
    return {word for word in text.split() if len(word) > 6 or word[:1].isupper()}
