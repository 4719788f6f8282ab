"""Drawing labelled documents from the data folder, for the document head and its calibration."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from spunlib.training.corpora import HUMAN, LabelledText
from spunlib.training.crops import crop_some, crop_some_span, spun_passage
from spunlib.training.documents import Labelled
from spunlib.training.spinners import Spun
from spunlib.training.spins import Spinners
from spunlib.training.tampering import disguise, leave_spintax

LEAST_CHANGED: Final = 0.03
"""A passage with a smaller share of its words replaced is nearly a copy: taught as neither spun nor human."""

_DISGUISED: Final = 0.03
_SPINTAX: Final = 0.03


def in_first_half(record: LabelledText) -> bool:
    """Which half of its split a record falls into, by its key."""
    return hashlib.sha256(f"half {record.key}".encode()).digest()[0] < 128


def draw_documents(
    human: Sequence[LabelledText],
    rewritten: Sequence[LabelledText],
    spinners: Spinners,
    split: str,
    seed: int,
    passages: int = 1,
) -> Labelled:
    """Human texts of a split, each spun once, and the rewriting sets; whole or as passages.

    Of the split "head", the first half of the human texts is left to the replaced-word head. Of each human
    text ``passages`` are drawn.
    """
    rng = random.Random(seed)
    chosen = [r for r in human if r.split == split and not (split == "head" and in_first_half(r))]
    rows = [(crop_some(r.text, rng), HUMAN, r.group) for r in chosen for _ in range(passages)]
    rows += _spun([r.text for r in chosen], spinners, rng)
    rows += [(crop_some(r.text, rng), r.kind, f"{r.group} {r.method}") for r in rewritten if r.split == split]
    texts, kinds, groups = zip(*rows, strict=True)
    return Labelled(list(texts), np.array(kinds), np.array(groups))


def _spun(sources: Sequence[str], spinners: Spinners, rng: random.Random) -> Iterator[tuple[str, str, str]]:
    """Spun copies that differ enough, a few with unexpanded spintax; and a few sources disguised instead."""
    for source, (name, spun) in zip(sources, spinners.spin(sources, rng), strict=True):
        draw = rng.random()
        if draw < _DISGUISED:
            yield disguise(crop_some(source, rng), rng), "synonym_spun", "disguised"
            continue
        passage = spun_passage(spun, *crop_some_span(spun.text, rng))
        if changed_share(passage) >= LEAST_CHANGED:
            spintax = draw > 1 - _SPINTAX
            yield leave_spintax(passage.text, rng) if spintax else passage.text, "synonym_spun", name


def changed_share(spun: Spun) -> float:
    """Share of the words of a spun text that stand in an edit, in [0, 1]."""
    changed = sum(len(spun.text[edit.start : edit.end].split()) for edit in spun.edits)
    return changed / max(len(spun.text.split()), 1)
