"""Which words of a rewritten text its original has not, for the sets that give both."""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz.distance import Indel

from spunlib.text.tokens import TokenBatch, tokenise
from spunlib.training.spinners import Edit


def edits_between(original: str, text: str) -> tuple[Edit, ...]:
    """The spans of ``text`` that are not in a longest common subsequence of its tokens and the original's.

    Tokens are compared as the tokeniser folds them, so that case, accents and the style of quotation marks
    are no difference. Neighbouring tokens are one edit, from the first to the last of their tokens; an
    insertion stands for an empty span of the original; what was deleted marks nothing, and moved text counts
    as inserted where it stands now. So the edits are labels for `spunlib.training.tagging`: they say what of
    ``text`` is new, not how to make it of the original.

    >>> text = "A sizeable dog slept there."
    >>> [text[edit.start : edit.end] for edit in edits_between("A big dog often slept.", text)]
    ['sizeable', 'there']
    """
    batch = tokenise([original, text])
    keys = batch.key.tolist()  # rapidfuzz hashes them: Python numbers
    first = int(batch.first[1])
    return tuple(_edits(batch, keys[:first], keys[first:], first))


def _edits(batch: TokenBatch, original: list[int], text: list[int], first: int) -> Iterator[Edit]:
    at_original = at = 0
    blocks = Indel.opcodes(original, text)
    gaps = [(op.src_start, op.src_end, op.dest_start, op.dest_end) for op in blocks if op.tag == "equal"]
    for kept, kept_end, same, same_end in [*gaps, (len(original), len(original), len(text), len(text))]:
        if same > at:
            yield Edit(
                *_span(batch, at_original, kept, 0, first),
                *_span(batch, first + at, first + same, first, len(batch)),
            )
        at_original, at = kept_end, same_end


def _span(batch: TokenBatch, start: int, stop: int, first: int, last: int) -> tuple[int, int]:
    """The characters of the tokens ``start`` up to ``stop``; of none: the end of the token before."""
    if start < stop:
        return int(batch.start[start]), int(batch.end[stop - 1])
    place = int(batch.end[start - 1]) if start > first else 0
    return place, place
