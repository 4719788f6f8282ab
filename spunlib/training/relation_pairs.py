"""Labelled pairs of texts for the relation model, made from the data folder.

Every pair has a group (the tool, or the kind of human pair) and a split. The split is by source and tool:
no tool, outlet or collection is in both, except the spinner dictionary, which meets other outlets in the
test.

Human rewrites (revisions, simplifications, wire copy edited twice) are no work of a machine, so they are
never labelled as one: "reprint" where most of the suspect's words were kept in order, else "related".
"""

from __future__ import annotations

import hashlib
import itertools
import json
import lzma
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from rapidfuzz.distance import LCSseq

from spunlib.errors import InputError
from spunlib.training.lookup import Mode
from spunlib.training.open_thesauri import load_mythes, load_wordnet
from spunlib.training.reprints import reprint
from spunlib.training.spinner_lists import load_spinner_list
from spunlib.training.spinners import Recipe, Spinner
from spunlib.training.thesauri import Thesaurus

TRAIN: Final = "train"
TEST: Final = "test"

NEWS: Final = {
    "reuters_2006_2013": TRAIN,
    "masakhanews_eng": TRAIN,
    "felix_imperial": TRAIN,
    "digitalgov_blog": TRAIN,
    "bbc_news_2005": TEST,
    "abp_us_news": TEST,
    "worldwide_newswire_2022": TEST,
}
"""Human collections that originals are drawn from."""

_WORDS: Final = 60, 1500
"""Shortest and longest text, in words."""

_MOSTLY_KEPT: Final = 0.75
"""Share of a human rewrite's words kept in order from which it counts as a reprint."""

_NEARLY_COPIED: Final = 0.93
"""The same share from which a machine's polish counts as a reprint: nobody could tell it from a text
with its mistakes corrected."""


_WIRE_SENTENCES: Final = 12

_ALIGNED: Final = {
    "adversarial_word": 0.7,
    "paraphrase_dipper": 0.5,
    "paraphrase_polish": 0.45,
    "paraphrase_back_translation": 0.35,
}
"""Least cosine (`align_cos`) of DetectRL's rewrites to the originals found for them, which the set does not
name: at these the second best candidate is far behind."""


@dataclass(frozen=True, slots=True)
class RelationPair:
    """A suspect, its original and what relates them; where the pair came from, and `TRAIN` or `TEST`."""

    suspect: str
    original: str
    relation: str
    group: str
    split: str


def build_pairs(data: Path, per_group: int, seed: int = 0) -> list[RelationPair]:
    """Make the pairs: at most ``per_group`` of a group, relation and split; the arguments decide all.

    Raises:
        InputError: a set is missing from the data folder.
    """
    rng = random.Random(seed)
    news = {name: _sample(_texts(data, name), 4 * per_group, rng) for name in NEWS}
    builders: list[Iterable[RelationPair]] = [
        _spun(data, news, per_group, rng),
        _attacked(data),
        _rewritten(data),
        _graded(data),
        _translated(data),
        _reprinted(news, rng),
        _revised(data),
        _related(data),
        _same_question(data),
        _unrelated(news, rng),
    ]
    groups: dict[tuple[str, str, str], list[RelationPair]] = {}
    for builder in builders:
        for pair in builder:
            groups.setdefault((pair.group, pair.relation, pair.split), []).append(pair)
    return [pair for key in sorted(groups) for pair in _sample(groups[key], per_group, rng)]


def spinners(data: Path) -> dict[str, list[Spinner]]:
    """The simulated spinners of each split: a dictionary in both, the open thesauri in one of them."""
    dictionary = load_spinner_list(data / "lexicons" / "turbo_spinner_en.tsv.gz")
    return {
        TRAIN: _recipes(dictionary, (0.15, 0.3, 0.5, 0.8, 1.0)) + _recipes(load_wordnet(), (0.15, 0.3, 0.6)),
        TEST: _recipes(dictionary, (0.3, 0.6, 1.0)) + _recipes(load_mythes(), (0.3, 0.6)),
    }


def _recipes(thesaurus: Thesaurus, densities: Iterable[float]) -> list[Spinner]:
    modes: tuple[Mode, ...] = ("first", "any") if "spinner" in thesaurus.name else ("any",)
    return [
        Spinner(
            Recipe(
                name=f"{thesaurus.name}-{mode}-{density}",
                thesaurus=thesaurus.name,
                mode=mode,
                density=density,
                protect_quotes=density != 1.0,
            ),
            thesaurus,
        )
        for mode in modes
        for density in densities
    ]


def _spun(
    data: Path, news: dict[str, list[str]], per_group: int, rng: random.Random
) -> Iterator[RelationPair]:
    tools = spinners(data)
    for name, texts in news.items():
        split = NEWS[name]
        for text in texts[:per_group]:
            spinner = rng.choice(tools[split])
            spun = spinner.spin(text, rng)
            if len(spun.edits) >= max(4, 0.05 * len(text.split())):
                yield RelationPair(spun.text, text, "synonym_spun", f"spun:{spinner.recipe.thesaurus}", split)


def _attacked(data: Path) -> Iterator[RelationPair]:
    for record in _aligned(data, "adversarial_word"):
        yield from _pair(
            record, "synonym_spun", "word_attack", TRAIN if record["domain"] == "arxiv" else TEST
        )


def _rewritten(data: Path) -> Iterator[RelationPair]:
    for record in _records(data, "rewritten/raidar"):
        yield from _pair(record, "paraphrased", f"raidar:{record['llm']}:{record['domain']}", TRAIN)
    for record in _records(data, "rewritten/mixset"):
        if record["llm"] == "human-editor":
            split = TRAIN if "token" in record["method"] else TEST
            yield from _pair(
                record, _human_relation(record["text"], record["original"]), "human_editor", split
            )
        elif "rewrite" in record["method"] or "polish" in record["method"]:
            yield from _pair(record, "paraphrased", "mixset", TRAIN)
    for record in _aligned(data, "paraphrase_dipper"):
        yield from _pair(record, "paraphrased", "dipper", TEST if record["domain"] == "yelp" else TRAIN)
    for record in _aligned(data, "paraphrase_polish"):
        yield from _pair(record, "paraphrased", "detectrl_polish", TEST)
    for name in ("quillbot", "liang_polish"):
        for record in _records(data, f"rewritten/{name}"):
            yield from _pair(record, "paraphrased", name, TEST)


def _graded(data: Path) -> Iterator[RelationPair]:
    """Polishing by degrees: near copies are reprints; what lies between these and rewrites is left out."""
    for record in _records(data, "rewritten/apt_eval"):
        split = TEST if record["llm"] == "gpt-4o" else TRAIN
        kept = kept_in_order(record["text"], record["original"])
        if kept >= _NEARLY_COPIED:
            yield from _pair(record, "reprint", "apt_near_copy", split)
        elif kept < _MOSTLY_KEPT and record["method"].split(":")[1] in ("major", "0.5", "0.75"):
            yield from _pair(record, "paraphrased", "apt_major", split)


def _translated(data: Path) -> Iterator[RelationPair]:
    for record in _records(data, "rewritten/apertium_roundtrip"):
        yield from _pair(record, "translated", "apertium", TRAIN)
    for record in _aligned(data, "paraphrase_back_translation"):
        split = TEST if record["domain"] == "writingprompts" else TRAIN
        yield from _pair(record, "translated", "back_translation", split)


def _aligned(data: Path, method: str) -> Iterator[dict[str, Any]]:
    """The rewrites of DetectRL by one method whose original was found again with certainty."""
    for record in _records(data, "rewritten/detectrl"):
        if record["method"] == method and record["align_cos"] > _ALIGNED[method]:
            yield record


def _reprinted(news: dict[str, list[str]], rng: random.Random) -> Iterator[RelationPair]:
    entries = load_wordnet().entries

    def synonyms(word: str) -> list[str]:
        return [other for other in entries.get(word, ()) if " " not in other]

    for name, texts in news.items():
        for text in texts[len(texts) // 2 :]:
            yield RelationPair(reprint(text, rng, synonyms), text, "reprint", "reprint", NEWS[name])


def _revised(data: Path) -> Iterator[RelationPair]:
    for record in _records(data, "reuse/clough_stevenson"):
        if record["label"] in ("cut", "light", "heavy"):
            relation = _human_relation(record["text"], record["original"])
            yield from _pair(record, relation, f"clough_{record['label']}", TEST)
        elif record["label"] == "non":
            yield from _pair(record, "related", "clough_independent", TEST)
    yield from _edited_wire(data)
    yield from _simplified(data)


def _edited_wire(data: Path) -> Iterator[RelationPair]:
    """Texts of twelve sentences of news, of which others rewrote every third, or, in the test alone, all.

    Nobody publishes the latter, and nothing in such a pair tells it from a paraphrase: it shows the limit
    of what can be known.
    """
    records = [record for record in _records(data, "reuse/mrpc") if record["label"] == "paraphrase"]
    for number, at in enumerate(range(0, len(records) - _WIRE_SENTENCES, _WIRE_SENTENCES)):
        chosen = records[at : at + _WIRE_SENTENCES]
        original = " ".join(record["a"] for record in chosen)
        third = " ".join(record["a" if place % 3 else "b"] for place, record in enumerate(chosen))
        split = TRAIN if number % 3 else TEST
        yield RelationPair(third, original, _human_relation(third, original), "mrpc_third", split)
        if split == TEST:
            every = " ".join(record["b"] for record in chosen)
            yield RelationPair(every, original, _human_relation(every, original), "mrpc_all", TEST)


def _simplified(data: Path) -> Iterator[RelationPair]:
    """Every story of onestop_english in three versions by its teachers; the split is by story."""
    stories: dict[str, dict[str, str]] = {}
    for record in _records(data, "human/onestop_english"):
        title, _, level = record["id"].rpartition("-")
        stories.setdefault(title, {})[level.partition(".")[0]] = record["text"]
    for title, levels in sorted(stories.items()):
        split = TEST if hashlib.sha256(title.encode()).digest()[0] < 90 else TRAIN
        for suspect, original in (("int", "adv"), ("ele", "int"), ("ele", "adv")):
            if suspect in levels and original in levels:
                texts = levels[suspect], levels[original]
                yield RelationPair(*texts, _human_relation(*texts), f"onestop_{suspect}_{original}", split)


def _related(data: Path) -> Iterator[RelationPair]:
    """Different articles on one subject: the nearest by rare words of the same day, near copies left out."""
    by_day: dict[tuple[str, str], list[str]] = {}
    for record in _records(data, "human/reuters_2006_2013"):
        by_day.setdefault((TRAIN, record["id"].split("/")[1][:8]), []).append(record["text"])
    for record in _records(data, "human/abp_us_news"):
        by_day.setdefault((TEST, f"{record['domain']} {record['year']}"), []).append(record["text"])
    for (split, _), texts in sorted(by_day.items()):
        texts = [text for text in texts if _fits(text)][:120]
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
    for record in _records(data, "human/student_answers"):
        if not record["code"] and _fits(record["text"]):
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


def kept_in_order(suspect: str, original: str) -> float:
    """Share of the suspect's words in the longest common subsequence of the words of both, in [0, 1].

    >>> kept_in_order("a rare green bird", "a rare blue bird")
    0.75
    """
    words, other = suspect.lower().split(), original.lower().split()
    return LCSseq.similarity(words, other) / max(len(words), 1)


def _human_relation(suspect: str, original: str) -> str:
    return "reprint" if kept_in_order(suspect, original) >= _MOSTLY_KEPT else "related"


def _pair(record: dict[str, Any], relation: str, group: str, split: str) -> Iterator[RelationPair]:
    suspect, original = record["text"], record["original"]
    if not (_fits(suspect) and _fits(original)) or suspect.split() == original.split():
        return
    if relation == "paraphrased" and kept_in_order(suspect, original) >= _NEARLY_COPIED:
        relation = "reprint"
    yield RelationPair(suspect, original, relation, group, split)


def _fits(text: str) -> bool:
    return _WORDS[0] <= len(text.split()) <= _WORDS[1]


def _texts(data: Path, name: str) -> list[str]:
    return [record["text"] for record in _records(data, f"human/{name}") if _fits(record["text"])]


def _sample(items: list[Any], size: int, rng: random.Random) -> list[Any]:
    return rng.sample(items, size) if len(items) > size else items


def _records(data: Path, name: str) -> Iterator[dict[str, Any]]:
    path = data / f"{name}.jsonl.xz"
    try:
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)
    except FileNotFoundError as error:
        raise InputError(
            f"{path} is missing: --data must be the folder with human/, rewritten/ and reuse/"
        ) from error
