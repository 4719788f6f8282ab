"""Quotations: golden examples; [brackets] in the expectation stand around what is quoted."""

from __future__ import annotations

import pytest

from spunlib.text.tokens import tokenise


def marked(text: str) -> str:
    """The text with brackets around each run of quoted tokens of a paragraph."""
    batch = tokenise([text])
    result, at, inside = "", 0, False
    for start, end, quoted, gap in zip(batch.start, batch.end, batch.quoted, batch.gap, strict=True):
        if inside and (not quoted or gap == 3):
            result += "]"
            inside = False
        result += text[at:start]
        if quoted and not inside:
            result += "["
        result += text[start:end]
        at, inside = end, bool(quoted)
    return result + "]" * inside + text[at:]


@pytest.mark.parametrize(
    "expected",
    [
        "no quotation here",
        "she said [“we go”] and left",
        'she said ["we go"] and left',
        "she said [«we go»] and left",
        '["We go,"] she said, ["now."]',
        "she said [‘we go’] and left",
        "she said ['we go'] and left",
        "don't, the boys' boat and the '90s",
        "[“She told me ‘go’ and I went,”] he said",
        "he said [“one.]\n\n[“Two,”] and left",
        "he said [“one.]\n\nTwo, and left",
        "[‘We go.’]\n\n[‘We stay.’]",
        'a 6["] pipe and nothing else',
    ],
)
def test_golden_quotations(expected: str) -> None:
    text = expected.replace("[", "").replace("]", "")
    assert marked(text) == expected


def test_one_stray_mark_does_not_turn_a_text_inside_out() -> None:
    text = 'A 6" pipe burst. “We saw it,” he said. Nobody else did. "It was loud," said another.'
    assert (
        marked(text)
        == 'A 6["] pipe burst. [“We saw it,”] he said. Nobody else did. ["It was loud,"] said another.'
    )


def test_a_single_mark_is_believed_for_sixty_tokens_only() -> None:
    near, far = "a ‘" + "word " * 40 + "end’ b", "a ‘" + "word " * 80 + "end’ b"
    assert tokenise([near]).quoted.sum() == 43
    assert tokenise([far]).quoted.sum() == 0


def test_quotations_end_with_their_text() -> None:
    batch = tokenise(["he said “we go", "and left"])
    assert batch.quoted[batch.rows(0)].tolist() == [False, False, True, True, True]
    assert not batch.quoted[batch.rows(1)].any()
