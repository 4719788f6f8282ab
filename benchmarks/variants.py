"""What may happen to a text between its writer and a crawler without anybody rewriting it.

Each change is a function text -> {name: variant}; the first variant is what the others are held against.
All strings that are put in are the project's own.
"""

from __future__ import annotations

import hashlib
import re
import textwrap
from collections.abc import Callable, Mapping
from typing import Final

from spelling import AMERICAN, BRITISH, respell

AS_IT_IS: Final = "as it is"

_BYLINES: Final = (
    "By Dana Whitfield, Staff Writer\nPublished 14 March 2021, 10:32 GMT\n\n",
    "Posted by admin on June 3, 2019 at 8:15 am | 3 min read\n\n",
    "Written by Tom Askew\nLast updated: 2 days ago\n\n",
)
_SHARING: Final = (
    "Share on Facebook\nShare on Twitter\nPin it\nEmail\nPrint\n\n",
    "Share this: Facebook Twitter LinkedIn WhatsApp Copy link\n\n",
)
_COOKIES: Final = (
    "We use cookies to improve your experience on our website. By continuing to browse, you agree to our use"
    " of cookies. Read our Privacy Policy. Accept all | Manage preferences\n\n",
    "This site uses cookies. Accept cookies\n\n",
)
_COMMENTS: Final = (
    "\n\nLeave a Reply\n\nYour email address will not be published. Required fields are marked *\n\n"
    "Comment *\n\nName *\n\nEmail *\n\nWebsite\n\nSave my name, email, and website in this browser for the"
    " next time I comment.\n\nPost Comment",
    "\n\n3 comments\n\nLog in to leave a comment\n\nReply\n\nReport",
)
_FOOTERS: Final = (
    "\n\nRelated articles\n\nSubscribe to our newsletter\n\nSign up\n\n© 2020 The Example Gazette. All rights"
    " reserved. Terms of Use | Privacy Policy | Contact us",
    "\n\nTags: news, local\n\nPrevious post\n\nNext post\n\nBack to top",
)
_HEADINGS: Final = (
    "Council delays vote on new bridge over the river",
    "What the latest figures mean for small businesses",
    "Five things to know before you travel this summer",
    "Researchers report progress in early tests of a vaccine",
    "Local team wins after a long and difficult season",
    "How the new rules will change the way we work",
)
_SMALL: Final = ("a", "an", "and", "as", "at", "by", "for", "in", "of", "on", "or", "over", "the", "to")
_DOUBLE: Final = re.compile('["“”«»„]')
_SINGLE: Final = re.compile("(?<=\\w)['’](?=\\w)")
_SENTENCE_END: Final = re.compile(r"(?<=[.!?][\"”»]|[a-z0-9][.!?]) +(?=[\"“«A-Z])")


def _pick(choices: tuple[str, ...], text: str) -> str:
    """One of the choices, the same for the same text in every run."""
    return choices[hashlib.sha256(text.encode("utf-8", "replace")).digest()[0] % len(choices)]


def furniture(text: str) -> dict[str, str]:
    """The page around an article, piece by piece and all together."""
    byline, sharing, cookies = (_pick(each, text) for each in (_BYLINES, _SHARING, _COOKIES))
    comments, footer = _pick(_COMMENTS, text), _pick(_FOOTERS, text)
    return {
        AS_IT_IS: text,
        "byline": byline + text,
        "share buttons": sharing + text,
        "cookie notice": cookies + text,
        "comment form": text + comments,
        "footer": text + footer,
        "all of it": cookies + byline + sharing + text + comments + footer,
    }


def quotation(text: str) -> dict[str, str]:
    """Straight, curly and angled quotation marks; straight and curly apostrophes go with them."""
    straight = _SINGLE.sub("'", _DOUBLE.sub('"', text))
    curly = _SINGLE.sub("’", _oriented(straight, "“", "”"))
    angled = _SINGLE.sub("’", _oriented(straight, "«", "»"))
    return {"straight": straight, "curly": curly, "guillemets": angled}


def _oriented(text: str, left: str, right: str) -> str:
    """Straight double marks as opening ones at the beginning of a word, else as closing ones."""
    opened = re.sub(r'(^|[\s(\[—–-])"(?=\S)', lambda match: match.group(1) + left, text)
    return opened.replace('"', right)


def heading_case(text: str) -> dict[str, str]:
    """The same heading above the text in four cases."""
    heading = _pick(_HEADINGS, text)
    title = " ".join(word if word in _SMALL else word[0].upper() + word[1:] for word in heading.split())
    cases = {"sentence": heading, "lower": heading.lower(), "title": title, "upper": heading.upper()}
    return {name: f"{shown}\n\n{text}" for name, shown in cases.items()}


def heading_added(text: str) -> dict[str, str]:
    """A heading where there was none."""
    return {AS_IT_IS: text, "with a heading": f"{_pick(_HEADINGS, text)}\n\n{text}"}


def spelling(text: str) -> dict[str, str]:
    """British and American spelling throughout."""
    return {AS_IT_IS: text, "British": respell(text, BRITISH), "American": respell(text, AMERICAN)}


def line_breaks(text: str) -> dict[str, str]:
    """How paragraphs and lines are parted."""
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip()]
    blank = "\n\n".join(paragraphs)
    return {
        "blank lines": blank,
        "carriage returns": blank.replace("\n", "\r\n"),
        "indented paragraphs": "\n".join("    " + paragraph for paragraph in paragraphs),
        "wrapped at 72": "\n\n".join(textwrap.fill(paragraph, 72) for paragraph in paragraphs),
    }


def spaces(text: str) -> dict[str, str]:
    """Two spaces behind sentences, and no-break spaces."""
    return {
        AS_IT_IS: text,
        "two spaces behind sentences": _SENTENCE_END.sub("  ", text),
        "no-break spaces": re.sub(r"(?<=\d) (?=[a-z])", "\u00a0", text),
        "spaces at the ends of lines": text.replace("\n", "  \n") + " ",
    }


CHANGES: Final[Mapping[str, Callable[[str], dict[str, str]]]] = {
    "page furniture": furniture,
    "quotation style": quotation,
    "case of a heading": heading_case,
    "a heading added": heading_added,
    "British or American spelling": spelling,
    "line breaks": line_breaks,
    "spaces": spaces,
}
"""Change -> its function."""
