"""Markdown to the prose in it.

Every step takes time in proportion to the text, whatever is in it: emphasis marks are told by what stands on
either side of them, without looking for their partners. Known errors: code that is only indented and tables
without outer bars are kept as prose; an asterisk behind a word (a footnote mark) is taken for emphasis.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Final

_FRONT_MATTER: Final = re.compile(r"\A(---|\+\+\+)[ \t\r]*\n.*?^\1[ \t\r]*$", re.DOTALL | re.MULTILINE)
_COMMENT: Final = re.compile(r"<!--(?:(?!-->).)*(?:-->)?", re.DOTALL)
_FENCE: Final = re.compile(r"[ ]{0,3}(`{3,}|~{3,})")
_RULE_MARKS: Final = "-=*_|:+ \t\r"  # a line of nothing else is a rule, an underline or the border of a table
_DROPPED: Final = re.compile(r"\s*\|.*\|\s*$|[ ]{0,3}\[[^\]]+\]:\s*\S")  # rows of tables, targets of links
_HEADING: Final = re.compile(r"[ ]{0,3}#{1,6}(?:[ \t]+|$)(.*?)[ \t]*(?:[ \t]#+)?[ \t\r]*$")
_LIST_OR_QUOTE: Final = re.compile(r"\s*(?:>[ \t]?)*\s*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?)?")

_CODE: Final = re.compile(r"(?<!`)(`+)(?!`)([^`]+)\1(?!`)")
_TARGET: Final = r"""\((?:[^()\s]|\([^()\s]*\))*(?:\s+(?:"[^"]*"|'[^']*'))?\s*\)|\[[^\[\]]*\]"""
_IMAGE: Final = re.compile(rf"!\[[^\[\]]*\](?:{_TARGET})")
_LINK: Final = re.compile(rf"\[([^\[\]]*)\](?:{_TARGET})")
_FOOTNOTE: Final = re.compile(r"\[\^[^\[\]]+\]:?")
_TAG: Final = re.compile(r"</?[A-Za-z][^<>]*>")
_EMPHASIS: Final = re.compile(
    r"(?<![\w*\\])\*{1,3}(?=[^\s*])|(?<=[^\s*\\])\*{1,3}(?![\w*])"
    r"|(?<![\w\\])_{1,3}(?=[^\s_])|(?<=[^\s_\\])_{1,3}(?!\w)|(?<!~)~~(?!~)"
)
_SPECIAL: Final = re.compile(r"([\\`*_\[\]<>~#!])")
_ESCAPED: Final = re.compile(r"\\([!-/:-@\[-`{-~])")


def strip_markdown(text: str) -> str:
    r"""The prose of a Markdown text: no front matter, code blocks, tables, images, link targets or marks.

    >>> strip_markdown("# Rain\nIt *rained* on [the town](http://x.org 'T').\n\n```\ncode\n```\n- `a_b` is\n")
    'Rain\n\nIt rained on the town.\n\na_b is'
    """
    text = _FRONT_MATTER.sub("", text.removeprefix("\ufeff"), count=1)
    lines = _blocks(_COMMENT.sub("", text).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", _inline("\n".join(lines))).strip()


def _blocks(lines: list[str]) -> Iterator[str]:
    """The lines of headings and paragraphs, without what marks them; a blank line for each line dropped."""
    fence = ""
    for line in lines:
        opened = _FENCE.match(line)
        if fence:
            if line.strip().startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        elif opened:
            fence = opened[1]
            yield ""
        elif _DROPPED.match(line) or not line.strip(_RULE_MARKS):
            yield ""
        elif heading := _HEADING.match(line):
            yield from ("", heading[1], "")
        else:
            yield _LIST_OR_QUOTE.sub("", line, count=1).rstrip().removesuffix("\\")


def _inline(text: str) -> str:
    text = _CODE.sub(lambda match: _SPECIAL.sub(r"\\\1", match[2].strip()), text)
    text = _FOOTNOTE.sub("", _IMAGE.sub("", text))
    text = _TAG.sub("", _LINK.sub(r"\1", text))
    text = re.sub(r"<(?:https?://|mailto:)?[^\s<>]+>", "", text)
    return _ESCAPED.sub(r"\1", html.unescape(_EMPHASIS.sub("", text)))
