from __future__ import annotations

import time

import pytest

from spunlib.reading.markdown import strip_markdown


@pytest.mark.parametrize(
    ("source", "prose"),
    [
        ("", ""),
        ("plain\ntext\n", "plain\ntext"),
        ("---\ntitle: x\n---\nbody", "body"),
        ("+++\ntitle = 'x'\n+++\nbody", "body"),
        ("---\nno front matter, a rule", "no front matter, a rule"),
        ("a\n\n---\n\nb\n\n* * *\n\nc", "a\n\nb\n\nc"),
        ("Title\n=====\nbody", "Title\n\nbody"),
        ("# One\n## Two ##\n###### Six\n#hash", "One\n\nTwo\n\nSix\n\n#hash"),
        ("```python\ncode\n```\nafter", "after"),
        ("~~~\ncode\n```\nstill\n~~~\nafter", "after"),
        ("````\n```\n````\nafter", "after"),
        ("before\n```\nnever closed", "before"),
        ("[text](http://x.org)", "text"),
        ("[text](http://x.org 'T')", "text"),
        ("[a](http://x.org/w_(b))!", "a!"),
        ("[text][ref] and [ref][]\n\n[ref]: http://x.org 'T'", "text and ref"),
        ("![alt](x.png) after", "after"),
        ("[![alt](x.png)](http://x.org)after", "after"),
        ("note[^1].\n\n[^1]: The note.", "note."),
        ("see <http://x.org> or <a@b.org>", "see  or"),
        ("<div class='x'>in</div> a<br/>b", "in ab"),
        ("a <!-- hidden\nstill --> b <!-- open", "a  b"),
        ("*a* **b** ***c*** _d_ __e__ ~~f~~", "a b c d e f"),
        ("2*3*4 and 2 * 3 and snake_case_name", "2*3*4 and 2 * 3 and snake_case_name"),
        ("**bold\nover lines**", "bold\nover lines"),
        ("`a_b*c*` and ``x ` y``", "a_b*c* and ``x ` y``"),
        (r"\*not\* \[this\] \\.", r"*not* [this] \."),
        ("&amp; &lt;b&gt; &eacute;", "& <b> \u00e9"),
        ("- one\n* two\n+ three\n1. four\n2) five\n- [x] six", "one\ntwo\nthree\nfour\nfive\nsix"),
        ("> quoted\n> - in a list\n>> twice", "quoted\nin a list\ntwice"),
        ("| a | b |\n|---|:-:|\n| c | d |\n\nafter", "after"),
        ("end  \nof\\\nline", "end\nof\nline"),
        ("a\r\n\r\n# B\r\nc", "a\n\nB\n\nc"),
        ("1986 was a year. - not a list", "1986 was a year. - not a list"),
        ("\ufeff# T", "T"),
    ],
)
def test_prose(source: str, prose: str) -> None:
    assert strip_markdown(source) == prose


@pytest.mark.parametrize(
    "unit",
    [
        "*a ",
        "[",
        "[a](",
        "<",
        "`",
        "<!--",
        "_",
        "~~",
        "> ",
        "\\",
        "![a](b ",
        '[x](a "',
        "|",
        "&",
        "---\n",
        "[^",
        "#",
    ],
)
def test_time_grows_with_the_text_and_no_faster(unit: str) -> None:
    begun = time.process_time()
    strip_markdown(unit * (300_000 // len(unit)))
    assert time.process_time() - begun < 2
