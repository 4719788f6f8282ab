"""Pairs that a machine rewrote: spun by dictionaries, attacked, paraphrased, polished, translated."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from spunlib.training.labelled_pairs import (
    CALIBRATION,
    FIT,
    MOSTLY_KEPT,
    NEAR_COPY,
    NEARLY_COPIED,
    NEWS,
    TEST,
    RelationPair,
    kept_in_order,
    labelled,
    records,
)
from spunlib.training.lookup import Mode
from spunlib.training.open_thesauri import load_aiksaurus, load_mythes, load_wordnet
from spunlib.training.spinner_lists import load_spinner_list
from spunlib.training.spinners import Recipe, Spinner
from spunlib.training.thesauri import Thesaurus

_DOMAINS: Final = {"arxiv": FIT, "None": FIT, "writingprompts": CALIBRATION, "yelp": TEST}
"""The split of DetectRL's domains; the texts without one were written by language models."""

_POLISHERS: Final = {"deepseek-chat": CALIBRATION, "gpt-4o": TEST}
_MIXSET_METHODS: Final = ("rewrite", "polish_token", "polish_sentence")

# A sentence of news that quotes somebody; where sentences end; how many paragraphs of a tool make articles.
_QUOTING: Final = re.compile(r"[“\"][A-Z][^“”\"\n]{30,160}[”\"][^“”\".\n]{4,60}\.")
_SENTENCE_END: Final = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_MOST_PARAGRAPHS: Final = 400

_ALIGNED: Final = {
    "adversarial_word": 0.7,
    "paraphrase_dipper": 0.5,
    "paraphrase_polish": 0.45,
    "paraphrase_back_translation": 0.35,
}
"""Least cosine (`align_cos`) of DetectRL's rewrites to the originals found for them, which the set does not
name: at these the second best candidate is far behind."""


def machine_pairs(
    data: Path, news: dict[str, list[str]], per_group: int, rng: random.Random
) -> Iterator[RelationPair]:
    """All pairs of this module; ``news`` holds texts of the collections in `NEWS`.

    Of each split ``per_group`` texts are spun by either of its thesauri.
    """
    yield from _spun(data, news, per_group, rng)
    yield from _attacked(data)
    rewritten = list(_rewritten(data))
    yield from rewritten
    yield from _articles(rewritten, news, rng)
    yield from _graded(data)
    yield from _translated(data)


def spinners(data: Path, split: str) -> tuple[list[Spinner], list[Spinner]]:
    """The simulated spinners of a split: of a dictionary, and of an open thesaurus of its own."""
    dictionary = load_spinner_list(data / "lexicons" / "turbo_spinner_en.tsv.gz")
    if split == FIT:
        return _recipes(dictionary, (0.15, 0.3, 0.5, 0.8, 1.0)), _recipes(load_wordnet(), (0.15, 0.3, 0.6))
    if split == CALIBRATION:
        return _recipes(dictionary, (0.2, 0.4, 0.8)), _recipes(load_aiksaurus(), (0.2, 0.5))
    return _recipes(dictionary, (0.3, 0.6, 1.0)), _recipes(load_mythes(), (0.3, 0.6))


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
    splits = Counter(NEWS[name] for name in news)
    tools = {split: spinners(data, split) for split in sorted(splits)}
    for name, texts in news.items():
        split = NEWS[name]
        for number, text in enumerate(texts[: 2 * per_group // splits[split]]):
            spinner = rng.choice(tools[split][number % 2])
            spun = spinner.spin(text, rng)
            if len(spun.edits) >= max(4, 0.05 * len(text.split())):
                yield RelationPair(spun.text, text, "synonym_spun", f"spun:{spinner.recipe.thesaurus}", split)


def _attacked(data: Path) -> Iterator[RelationPair]:
    for record in _aligned(data, "adversarial_word"):
        yield from labelled(record, "synonym_spun", "word_attack", _DOMAINS[str(record["domain"])])


def _rewritten(data: Path) -> Iterator[RelationPair]:
    for record in records(data, "rewritten/raidar"):
        split = CALIBRATION if record["llm"] == "text-davinci-002" else FIT
        yield from labelled(record, "paraphrased", f"raidar:{record['llm']}:{record['domain']}", split)
    for record in records(data, "rewritten/mixset"):
        if record["llm"] != "human-editor" and record["method"].endswith(_MIXSET_METHODS):
            split = CALIBRATION if record["llm"] == "gpt-4" else FIT
            yield from labelled(record, "paraphrased", f"mixset:{record['llm']}", split)
    for record in _aligned(data, "paraphrase_dipper"):
        yield from labelled(record, "paraphrased", "dipper", _DOMAINS[str(record["domain"])])
    for record in _aligned(data, "paraphrase_polish"):
        split = CALIBRATION if record["domain"] == "arxiv" else TEST
        yield from labelled(record, "paraphrased", "detectrl_polish", split)
    for name in ("quillbot", "liang_polish"):
        for record in records(data, f"rewritten/{name}"):
            yield from labelled(record, "paraphrased", name, TEST)


def _articles(
    rewritten: Sequence[RelationPair], news: dict[str, list[str]], rng: random.Random
) -> Iterator[RelationPair]:
    """Paraphrased articles with their quotations left as they were, which paraphrasers of news make.

    No set holds them. Three or four paraphrased paragraphs of one tool, of the fit split, make each;
    sentences with a quotation, the same on both sides, are put between theirs at like places.
    """
    texts = news.get("reuters_2006_2013")
    if texts is None:
        return
    quotations = [match.group() for text in texts for match in _QUOTING.finditer(text)]
    by_tool: dict[str, list[RelationPair]] = {}
    for pair in rewritten:
        if pair.split == FIT and pair.relation == "paraphrased":
            by_tool.setdefault(pair.group, []).append(pair)
    for group, pairs in sorted(by_tool.items()):
        rng.shuffle(pairs)
        for at in range(0, min(len(pairs), _MOST_PARAGRAPHS) - 4, 4):
            chosen = pairs[at : at + rng.choice((3, 4))]
            suspect = _SENTENCE_END.split(" ".join(pair.suspect for pair in chosen))
            original = _SENTENCE_END.split(" ".join(pair.original for pair in chosen))
            for quotation in rng.sample(quotations, rng.randint(0, len(suspect) // 2)):
                place = rng.random()
                for sentences in (suspect, original):
                    sentences.insert(round(place * len(sentences)), quotation)
            yield RelationPair(" ".join(suspect), " ".join(original), "paraphrased", f"article:{group}", FIT)


def _graded(data: Path) -> Iterator[RelationPair]:
    """Polishing by degrees: near copies are reprints; what lies between these and rewrites is left out."""
    for record in records(data, "rewritten/apt_eval"):
        split = _POLISHERS.get(record["llm"], FIT)
        kept = kept_in_order(record["text"], record["original"])
        if kept >= NEARLY_COPIED:
            yield from labelled(record, "reprint", "apt_major" + NEAR_COPY, split)
        elif kept < MOSTLY_KEPT and record["method"].split(":")[1] in ("major", "0.5", "0.75"):
            yield from labelled(record, "paraphrased", "apt_major", split)


def _translated(data: Path) -> Iterator[RelationPair]:
    for record in records(data, "rewritten/apertium_roundtrip"):
        yield from labelled(record, "translated", "apertium", FIT)
    for record in _aligned(data, "paraphrase_back_translation"):
        yield from labelled(record, "translated", "back_translation", _DOMAINS[str(record["domain"])])


def _aligned(data: Path, method: str) -> Iterator[dict[str, Any]]:
    """The rewrites of DetectRL by one method whose original was found again with certainty."""
    for record in records(data, "rewritten/detectrl"):
        if record["method"] == method and record["align_cos"] > _ALIGNED[method]:
            yield record
