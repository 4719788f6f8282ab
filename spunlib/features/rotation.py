"""Rotation: one referent under several names (letter, missive, note), where people repeat the usual one.

    rotation = 1 where the document holds the word's likeliest original too, or another word of the same
               ring, and this is not the ring's commonest member in the document

The ring of a word is named by its likeliest original in aligned pairs. Direction: 1 speaks for a swapped
word. Known false alarms: elegant variation of newspaper writers; long texts, where any two members meet by
chance (rate it by length).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from spunlib.features.context import Context

NAMES = ("rotation",)


def extract(context: Context) -> dict[str, NDArray[np.float32]]:
    """Column float32 (n,), 0 or 1."""
    lexicon = context.lexicon
    found = np.zeros(context.rows.size, np.float32)
    tokens = np.flatnonzero(context.prose & context.known & ~context.function)
    if tokens.size == 0:
        return {"rotation": found}
    rows = context.rows[tokens]
    first = lexicon.columns["ring_first"]
    begin = first[rows].astype(np.int64)
    has = first[rows + 1] > begin
    form = lexicon.columns["ring_form"]
    head = np.where(has, lexicon.columns["form_row"][form[np.minimum(begin, form.size - 1)]], -1)
    ring = np.where(head >= 0, head, rows).astype(np.int64)
    # Members of one ring in one text: count each, find the commonest, and mark the others.
    group = context.text[tokens] * np.int64(lexicon.size + 3) + ring
    order = np.lexsort((rows, group))
    sorted_group, sorted_rows = group[order], rows[order]
    new_member = np.ones(order.size, np.bool_)
    new_member[1:] = (np.diff(sorted_group) != 0) | (np.diff(sorted_rows) != 0)
    member = np.cumsum(new_member) - 1
    size = np.bincount(member)
    member_group = sorted_group[new_member]
    new_group = np.ones(member_group.size, np.bool_)
    new_group[1:] = np.diff(member_group) != 0
    group_number = np.cumsum(new_group) - 1
    largest = np.maximum.reduceat(size, np.flatnonzero(new_group))
    members = np.bincount(group_number)
    is_ring_name = sorted_rows[new_member] == ring[order][new_member]
    lesser = (members[group_number] > 1) & ((size < largest[group_number]) | ~is_ring_name)
    found[tokens[order]] = lesser[member].astype(np.float32)
    return {"rotation": found}
