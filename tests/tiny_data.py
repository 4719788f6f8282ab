"""A data folder as training reads it, written by a small generator: a few hundred words, a few hundred texts.

Every source has a word of its own, by which a test can tell whether a model has met it.
"""

from __future__ import annotations

import gzip
import io
import json
import lzma
import random
import tarfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final


def _words(listed: str) -> list[str]:
    return listed.split()


_NOUNS: Final = _words(
    "letter bank river garden market bridge window winter harbour ferry teacher doctor school hospital road "
    "farmer village council report paper story child mother worker factory price company government army "
    "police street house door room table book word question answer game player team season summer island "
    "ship sailor storm fire field animal horse dog bird tree forest mountain valley city town country nation"
)
_VERBS: Final = _words(
    "saw found built bought carried changed closed crossed described examined explained followed helped "
    "kept left liked lost moved needed noticed opened painted passed planned protected reached received "
    "remembered repaired reported sold showed studied supported taught told used visited wanted watched"
)
_ADJECTIVES: Final = _words(
    "old new large small important possible strange quiet early late long short heavy light rich poor cold "
    "warm dark bright eastern western common rare difficult simple famous happy careful modern local whole"
)
_TIMES: Final = ("in the morning", "at noon", "last year", "on Monday", "two days later", "in 1994", "again")
_FRAMES: Final = (
    "The {a} {n} {v} the {m} {t}.",
    "A {n} of the {b} {m} {v} it {t}, and nobody said why.",
    "{t}, the {n} and the {m} {v} an {a} {o}, as they had before.",
    "They {v} the {n} because the {m} was {a} and the {o} was not.",
    "If the {n} is {a}, the {m} said, it will be {b} {t}.",
    'She said that "the {a} {n} was here" and {v} the {m} {t}.',
    "We have many {n}s and {m}s, but there are few {a} {o}s {t}.",
    "It was the {n} that {v} the {m} of the {a} {o}.",
)

HUMAN: Final = {
    "bbc_news_2005": "brackle",
    "digitalgov_blog": "dornick",
    "gum": "gossamy",
    "letters": "lampet",
    "masakhanews_eng": "mistral",
    "recipes_basedcooking": "rundle",
    "wikipedia_2019": "wimberry",
}
"""Groups of human writing, most of them named as `spunlib.training.folds` names them, and their words."""

_REWRITTEN: Final = (
    # set, method, what else a record holds, id, the set's own word
    ("apertium_roundtrip", "round-trip-mt:eo", {}, "apert-{}", "apenine"),
    ("apt_eval", "llm-polish:0.5", {"llm": "one"}, "apt-{}", "aptolix"),
    ("detectrl", "paraphrase_dipper", {"domain": "xsum"}, "detectrl-d-{}", "dipplet"),
    ("detectrl", "paraphrase_back_translation", {"domain": "xsum"}, "detectrl-b-{}", "backlin"),
    ("detectrl", "adversarial_word", {"domain": "xsum"}, "detectrl-a-{}", "advernal"),
    ("liang_polish", "gpt4-polish", {}, "liang-{}", "liantine"),
    ("mixset", "mixset:rewrite", {"llm": "two"}, "mixset-{}", "mixolyn"),
    ("quillbot", "quillbot-formal", {}, "biology|{}|gpt|1|formal", "quillery"),
    ("raidar", "llm", {"llm": "three"}, "raidar-News/GPT.json-{}-Rewrite", "raidling"),
    ("wmt22_mt", "machine-translation", {"system": "Online-Z"}, "wmt22-news-{}-Online-Z", "wemtage"),
)
LISTED: Final = {
    word: f"{word}{ending}"
    for word, ending in zip(
        _words(
            "letter bank road teacher doctor village council report story price street table answer season "
            "ship town old new small strange early cold dark simple saw used told found helped kept liked "
            "moved"
        ),
        _words("rix oid ling some ette ard ism ine") * 4,
        strict=True,
    )
}
"""What the spinner lists put for words that everybody uses: words that stand nowhere else."""
_MOBY: Final = {"river": "riverane", "house": "housement", "found": "foundled", "cold": "coldish"}
_TORTURED: Final = {"deep learning": "profound learnage", "council": "counselry", "market": "bazaarage"}


def prose(rng: random.Random, mark: str, words: int = 90) -> str:
    """Paragraphs of about ``words`` words, one in thirty of them ``mark``."""
    sentences: list[str] = []
    while sum(sentence.count(" ") + 1 for sentence in sentences) < words:
        nouns = rng.sample(_NOUNS, 3)
        if len(sentences) % 3 == 1:
            nouns[1] = mark
        adjectives = rng.sample(_ADJECTIVES, 2)
        sentence = rng.choice(_FRAMES).format(
            n=nouns[0],
            m=nouns[1],
            o=nouns[2],
            a=adjectives[0],
            b=adjectives[1],
            v=rng.choice(_VERBS),
            t=rng.choice(_TIMES),
        )
        sentences.append(sentence[0].upper() + sentence[1:])
    half = len(sentences) // 2
    return " ".join(sentences[:half]) + "\n\n" + " ".join(sentences[half:])


def _rewritten(text: str, mark: str, manner: str, rng: random.Random) -> str:
    """A text as a machine might leave it: stiff in every sentence, or with odd words here and there."""
    if manner == "adversarial_word":
        words = text.split(" ")
        for at in rng.sample(range(len(words)), len(words) // 10):
            words[at] = mark
        return " ".join(words)
    opener, verb = ("Moreover, it is notable that", "showcased") if "llm" in manner else ("Thus", "has made")
    sentences = text.replace("\n\n", " ").split(". ")
    return ". ".join(
        f"{opener} {sentence[0].lower()}{sentence[1:]}, which {verb} {mark if at % 3 == 0 else 'that'}"
        for at, sentence in enumerate(sentences)
    )


def _write_records(path: Path, records: Iterable[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(lzma.compress("".join(json.dumps(record) + "\n" for record in records).encode()))


def _write_rows(path: Path, rows: Iterable[Sequence[str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress("".join("\t".join(row) + "\n" for row in rows).encode()))


def write_data(folder: Path, texts: int = 90, rewritten: int = 24) -> None:
    """The sets of human and rewritten texts and the lexicons.

    Args:
        folder: made if need be.
        texts: of each group of human writing.
        rewritten: of each method; two thirds are made of texts of the groups.
    """
    rng = random.Random(17)
    human = {group: [prose(rng, mark) for _ in range(texts)] for group, mark in HUMAN.items()}
    for group, written in human.items():
        records = [{"id": f"{group}/{number}", "text": text} for number, text in enumerate(written)]
        _write_records(folder / "human" / f"{group}.jsonl.xz", records)
    sets: dict[str, list[dict[str, Any]]] = {name: [] for name, *_ in _REWRITTEN}
    for name, method, more, identity, mark in _REWRITTEN:
        for number in range(rewritten):
            group = (None, "bbc_news_2005", "masakhanews_eng")[number % 3]
            original = human[group][number] if group else prose(rng, "nobody")
            manner = f"{method} {'llm' if more.get('llm') or 'gpt' in identity else ''}"
            text = _rewritten(original, mark, manner.strip(), rng)
            sets[name].append(
                {"id": identity.format(number), "text": text, "original": original, "method": method, **more}
            )
    for name, records in sets.items():
        _write_records(folder / "rewritten" / f"{name}.jsonl.xz", records)
    for name in ("turbo_spinner_en", "wp_auto_spinner_en"):
        rows = [(str(number), *row) for number, row in enumerate(LISTED.items(), 1)]
        _write_rows(folder / "lexicons" / f"{name}.tsv.gz", rows)
    rows = [("tortured", "expected", "", "query_condition", "")]
    rows += [(tortured, expected, "", "", "") for expected, tortured in _TORTURED.items()]
    _write_rows(folder / "lexicons" / "pps_phrases.tsv.gz", rows)


def write_moby(path: Path) -> None:
    """The npm package moby as packed."""
    lines = [f"{one},{other}\n{other},{one}\n" for one, other in _MOBY.items()]
    content = "".join(lines).encode()
    with tarfile.open(path, "w:gz") as archive:
        member = tarfile.TarInfo("package/words.txt")
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
