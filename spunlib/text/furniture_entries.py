"""The line under a headline: who posted it, when, how long it takes to read, how many commented.

"Posted by admin on June 3, 2019 at 8:15 am | 3 min read". The line is cut at its bars and bullets; every part
must have a form of its own, and one of them must be a date, or the line is not taken.
"""

from __future__ import annotations

import re

from spunlib.text.furniture_forms import DATE_WORDS, NAME_LINKS, TIME_NAMES, is_date_stamp

_VERB = (
    "(?:updated|modified|edited|reviewed|revised|changed|posted|published|created|added|submitted|uploaded"
    "|written|reported|checked|fact[- ]checked)"
)
ENTRY_WORDS = TIME_NAMES | {
    *(
        "0",
        "by",
        "last",
        "first",
        "originally",
        "page",
        "article",
        "story",
        "this",
        "date",
        "written",
        "posted",
    ),
    *("published", "updated", "modified", "edited", "reviewed", "revised", "changed", "created", "added"),
    *("submitted", "uploaded", "reported", "checked", "a", "an", "fact"),
}
"""First words, lower-case, of the lines that `is_entry` may know ("0": a digit)."""

_LABEL = re.compile(
    rf"(?:(?:this|the)\s)?(?:(?:page|article|story|post|entry|content)\s)?(?:(?:was|is|has been)\s)?"
    rf"(?:(?:last|first|originally|medically)\s)?{_VERB}\b(?:\sdate)?[\s:,-]*",
    re.IGNORECASE,
)
_AGO = re.compile(
    r"(?:on\s|about\s|over\s|almost\s)?(?:(?:\d{1,3}\+?|an?|one|two|three|four|five|six|seven|eight|nine|ten"
    r"|a few|several)\s?(?:s|m|h|d|w|y|mo|sec|min|hr|(?:second|minute|hour|day|week|month|year))s?\.?"
    r"(?:,?\s(?:and\s)?"
    r"\d{1,2}\s(?:minute|hour|day|week|month)s?)?\sago|yesterday|today|just now)",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"(?:\d[\d,.]{0,8}k?|no|one|leave a|add a)\s(?:comments?|views?|shares?|likes?|reads?|repl(?:y|ies)"
    r"|responses?)"
    r"|(?:(?:estimated\s)?read(?:ing)?\stime\W{0,3})?\d{1,3}[\s-]?min(?:ute)?s?\.?(?:\s(?:to\s)?read(?:ing)?)?"
    r"|(?:in\s|under\s)?[A-ZÀ-Þ][\w&'’-]{0,20}(?:,?\s(?:[A-ZÀ-Þ&][\w&'’-]{0,20}|and|of)){0,3}",
)
_BETWEEN = re.compile(r"\s*[|•·]\s*|\s[-–—/]\s")
_WORD = re.compile(r"[^\W\d_][\w'’.@-]*|\d+")
_SITE_NAMES = frozenset(("admin", "administrator", "editor", "webmaster", "guest", "staff", "moderator"))
_LONGEST = 200


def is_entry(line: str) -> bool:
    """Whether a line says nothing but who posted a page and when.

    >>> is_entry("Posted by admin on June 3, 2019 at 8:15 am | 3 min read")
    True
    >>> is_entry("Last updated: 2 days ago")
    True
    >>> is_entry("Posted by the gate on June 3, he watched the road")
    False
    """
    if len(line) > _LONGEST or line.endswith(("?", "!")):
        return False
    core = line.strip(" \t\u00a0|•·-–—*()[]")
    dated = False
    for part in _BETWEEN.split(core):
        if _is_dated(part):
            dated = True
        elif not (_COUNT.fullmatch(part) or _is_signature(part)):
            return False
    return dated


def _is_dated(part: str) -> bool:
    """A date, with or without a label before it ("Last updated") and a name before or behind it."""
    label = _LABEL.match(part)
    rest = part[label.end() :] if label else part
    if label and _AGO.fullmatch(rest.rstrip(".")):
        return True
    if not label and _AGO.fullmatch(part) and part.endswith("ago"):
        return True
    before, by, after = rest.partition("by ") if rest.startswith("by ") else rest.partition(" by ")
    if not by:
        return is_date_stamp(rest)
    if before and not is_date_stamp(before):
        return False
    words = _WORD.findall(after)
    named = next((at for at, word in enumerate(words) if _opens_date(word)), len(words))
    if not _is_name(words[:named]):
        return False
    if named == len(words):
        return bool(before) or (label is not None and words[0].lower() in _SITE_NAMES)
    end = [match.start() for match in _WORD.finditer(after)][named]
    date = after[end:]
    return is_date_stamp(date) or _AGO.fullmatch(date) is not None


def _opens_date(word: str) -> bool:
    return word[0].isdigit() or word.lower().rstrip(".") in TIME_NAMES or word in ("on", "at", "about")


def _is_name(words: list[str]) -> bool:
    """One word, as users call themselves, or up to eight that are capitalised or link names."""
    if len(words) == 1:
        return words[0] not in DATE_WORDS and words[0] not in ("hand", "a", "the")
    return 0 < len(words) <= 8 and all(word[0].isupper() or word in NAME_LINKS for word in words)


def _is_signature(part: str) -> bool:
    label = _LABEL.match(part)
    rest = part[label.end() :] if label else part
    return rest[:3].lower() == "by " and _is_name(_WORD.findall(rest[3:]))
