"""What the sets of rewritten texts are: the kind of each method, and what is left out.

| set | method | kind |
|---|---|---|
| apertium_roundtrip | all | translated |
| apt_eval | polish of 20 % and more, slightly major, major | paraphrased |
| detectrl | paraphrase_dipper, paraphrase_polish | paraphrased |
| detectrl | paraphrase_back_translation | translated |
| detectrl | adversarial_word | synonym_spun |
| liang_polish, quillbot, raidar | all | paraphrased |
| mixset | polish_token, polish_sentence, rewrite, humanize by a language model | paraphrased |
| wmt22_mt | all but the system AIST | translated |

Left out are: apt_eval at up to 10 % and its minor grades, which are nearly copies; mixset's `complete`, which
continues a text and rewrites none, and what its human editors wrote; detectrl's character attacks, which are
misspelling and look-alikes, not rewriting; AIST of wmt22_mt, whose output is a salad of subwords.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

PARAPHRASED, TRANSLATED, SYNONYM_SPUN = "paraphrased", "translated", "synonym_spun"

_KINDS: Mapping[str, Mapping[str, str]] = {
    "apertium_roundtrip": {"": TRANSLATED},
    "apt_eval": {
        **{f"llm-polish:{share}": PARAPHRASED for share in ("0.2", "0.35", "0.5", "0.75")},
        **{f"llm-polish:{grade}": PARAPHRASED for grade in ("major", "slight_major", "slightly major")},
    },
    "detectrl": {
        "paraphrase_dipper": PARAPHRASED,
        "paraphrase_polish": PARAPHRASED,
        "paraphrase_back_translation": TRANSLATED,
        "adversarial_word": SYNONYM_SPUN,
    },
    "liang_polish": {"": PARAPHRASED},
    "mixset": {
        f"mixset:{method}": PARAPHRASED
        for method in ("polish_token", "polish_sentence", "rewrite", "humanize")
    },
    "quillbot": {"": PARAPHRASED},
    "raidar": {"": PARAPHRASED},
    "wmt22_mt": {"": TRANSLATED},
}
_NO_REWRITERS = {("mixset", "human-editor"), ("wmt22_mt", "AIST")}

REWRITING_SETS = tuple(_KINDS)
"""The names of the sets, as in ``rewritten/<name>.jsonl.xz``."""

LEAST_CHANGE = 0.10
"""Less than this share of the words changed is a copy, whatever the method was meant to do; word attacks,
which change one word in twelve on purpose, are exempt."""
MOST_CHANGE = 0.70
"""Where more than this share differs, detectrl's re-alignment found another text than the one rewritten."""


def kind_of(name: str, record: Mapping[str, Any]) -> str | None:
    """The contract's kind of a record of the set ``name``; None for what is left out.

    >>> kind_of("detectrl", {"method": "adversarial_word"}), kind_of("mixset", {"method": "mixset:complete"})
    ('synonym_spun', None)
    """
    if (name, tool_of(name, record)) in _NO_REWRITERS:
        return None
    kinds = _KINDS[name]
    kind = kinds.get("") or kinds.get(record["method"])
    if kind == PARAPHRASED and changed_share(record["text"], record["original"]) < LEAST_CHANGE:
        return None
    return kind


def tool_of(name: str, record: Mapping[str, Any]) -> str:
    """What did the rewriting: the language model or translation system where it is named, else the method.

    The model that detectrl names is that of the domain's generated texts, whatever tool rewrote them.
    """
    if name == "detectrl":
        return str(record["method"])
    return str(record.get("llm") or record.get("system") or record["method"])


def original_of(name: str, record: Mapping[str, Any]) -> str | None:
    """The text that was rewritten; None where the record holds another one.

    That of wmt22_mt is a human translation of the same source, and some of detectrl are aligned wrongly.
    """
    original: str = record["original"]
    if name == "wmt22_mt" or (name == "detectrl" and changed_share(record["text"], original) > MOST_CHANGE):
        return None
    return original


def changed_share(text: str, original: str) -> float:
    """1 - shared words / words of the longer text, as bags, in [0, 1]: 0 for the same words in any order.

    >>> changed_share("a big red house", "A large red house.")
    0.25
    """
    bag, other = (Counter(re.findall(r"\w+", side.lower())) for side in (text, original))
    longer = max(bag.total(), other.total())
    return 1.0 - (bag & other).total() / longer if longer else 0.0


_OWN_KEYS = {
    # The same question, source document or abstract is behind several rewritten texts and several originals.
    "quillbot": re.compile(r"^([^|]+\|\d+)\|"),
    "raidar": re.compile(r"^raidar-(\w+)/.*?json-(\d+)-"),
    "wmt22_mt": re.compile(r"^wmt22-(.+)$"),
}


def own_key(name: str, record: Mapping[str, Any]) -> str | None:
    """The key of a record by its own id, where the id tells; texts made from one thing share it.

    >>> own_key("quillbot", {"id": "biology|3|gpt|1|formal"})
    'quillbot/biology|3'
    """
    pattern = _OWN_KEYS.get(name)
    match = pattern.match(record["id"]) if pattern else None
    if match is None:
        return None
    unit = "-".join(match.groups())
    if name == "wmt22_mt":  # the key of the human translation of the same document
        return f"wmt22_translators/{unit.removesuffix('-' + record['system'])}"
    return f"{name}/{unit}"
