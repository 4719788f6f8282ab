"""The forms of page furniture that are more than a phrase: datelines, date stamps and bylines.

Repetitions are bounded or cannot overlap, so that a match is linear in the length of the line.
"""

from __future__ import annotations

import re

_UPPER = "A-ZÀ-ÖØ-Þ"
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DATE = rf"(?:{_MONTH}\s\d{{1,2}}|\d{{1,2}}\s{_MONTH})(?:,?\s\d{{4}})?"
_SHOUTED = rf"[{_UPPER}][{_UPPER}.'’/-]{{1,20}}(?:\s[{_UPPER}.'’/-]{{1,20}}){{0,3}}"
_TITLED = rf"[{_UPPER}][\w.'’/-]{{0,20}}(?:\s[{_UPPER}][\w.'’/-]{{0,20}}){{0,3}}"
_AGENCY = rf"\((?!M(?:r|s|rs)\b)[{_UPPER}][\w.&/ -]{{1,30}}\)"
_DASH = r"(?:--?|[–—])"

DATELINE = re.compile(
    rf"(?:By\s{_TITLED}\s)?(?:"
    rf"{_SHOUTED}(?:,\s{_TITLED})?(?:,\s{_DATE})?,?\s?(?:{_AGENCY}\s?(?:{_DASH}|[:,]|$)|{_DASH}\s|[–—])"
    rf"|{_TITLED}(?:,\s{_TITLED})?,?\s?{_AGENCY}\s?{_DASH}"
    rf"|{_TITLED}(?:,\s{_TITLED})?,\s{_DATE}\s?(?:{_AGENCY}\s?)?(?:{_DASH}|:)\s"
    rf"|{_AGENCY}\s?{_DASH}"
    r")\s*"
)
"""Place, date and agency before the first sentence: "BRUSSELS (AA) - ", "Lima, Jan 8 (XYZ): ", "(XYZ) - "."""

SHOUTED_DATELINE = re.compile(rf"(?={_SHOUTED}:)[{_UPPER}][^:]{{3,}}:\s+")
"""The South Asian form "NEW DELHI: The ..."; a speaker's name in a transcript looks the same."""

LONE_PLACE = re.compile(rf"(?!CHAPTER)[{_UPPER}]{{4,12}}(?:\s[{_UPPER}]{{4,12}})?")
"""A place alone in its line; a short heading looks the same."""

LEADING_STAMP = re.compile(
    r"(?:date:?\s)?\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?Z?)?(?=\s)|date:?\s\d{1,2}/\d{1,2}/\d{4}(?=\s)"
)
"""A date before the first sentence, as crawlers store it."""

_CALENDAR = (
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec "
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun "
    "am pm gmt utc bst cet cest est edt et pst pdt pt cst cdt wat eat cat sast aest ist"
)
_STAMP_LINKS = "date published updated posted modified created last first on at st nd rd th a p m"
_BYLINE_LINKS = "and for in of the de da di del der den du la le van von al el bin ben with y e s at staff"

TIME_NAMES = frozenset(_CALENDAR.split())
DATE_WORDS = TIME_NAMES.union(_STAMP_LINKS.split())
NAME_LINKS = DATE_WORDS.union(_BYLINE_LINKS.split())

_FULL_DATE = re.compile(r"\b(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})\b")
_ENDS_SENTENCE = re.compile(r"[.?!]\W{0,2}$")
_WORD_OR_NUMBER = re.compile(r"[^\W\d_]+|\d+")


def is_date_stamp(line: str) -> bool:
    """Whether a line holds nothing but dates, times and the words that go with them.

    >>> is_date_stamp("Updated: Monday, 3 May 2021, 18:50 CET"), is_date_stamp("3 May brought rain")
    (True, False)
    """
    if len(line) > 100:
        return False
    words = _WORD_OR_NUMBER.findall(line.lower())
    numbers = [word for word in words if word[0].isdigit()]
    if not numbers or not all(word in DATE_WORDS for word in words if not word[0].isdigit()):
        return False
    return not TIME_NAMES.isdisjoint(words) or _FULL_DATE.search(line) is not None


def is_byline(line: str) -> bool:
    """Whether a line is "By", "Written by" or the like, then names, with nothing that a sentence has.

    >>> is_byline("By Ana Ruiz and Tom Okafor"), is_byline("By Monday the ferry will sail")
    (True, False)
    """
    if len(line) > 120 or _ENDS_SENTENCE.search(line) or "=" in line:
        return False
    words = _WORD_OR_NUMBER.findall(line)
    names = words[1:] if words[0].lower() == "by" else words[2:] if words[1:2] == ["by"] else []
    if not 1 <= len(names) <= 14 or not names[0][0].isupper():
        return False
    return all(name[0].isupper() or name[0].isdigit() or name in NAME_LINKS for name in names)
