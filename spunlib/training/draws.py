"""Drawing labelled documents from the data folder, for the document head and its calibration."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np

from spunlib.training.corpora import HUMAN, LabelledText, in_first_half
from spunlib.training.crops import crop_some, crop_some_span, spun_passage
from spunlib.training.documents import Labelled
from spunlib.training.material import Tools
from spunlib.training.spinners import Spun
from spunlib.training.tampering import disguise, leave_spintax

LEAST_CHANGED: Final = 0.03
"""A passage with a smaller share of its words replaced is nearly a copy: taught as neither spun nor human."""

_DISGUISED: Final = 0.03
_SPINTAX: Final = 0.03


class Sizes(NamedTuple):
    """The most human texts, spun copies and rewritten texts that are drawn; None: all there are."""

    human: int | None = None
    spun: int | None = None
    rewritten: int | None = None


ALL: Final = Sizes()


def draw_documents(
    human: Sequence[LabelledText],
    rewritten: Sequence[LabelledText],
    tools: Tools,
    split: str,
    seed: int,
    sizes: Sizes = ALL,
) -> Labelled:
    """Human texts of a split, each spun once, and the rewriting sets; whole or as passages.

    Of the split "head", the first half of the keys is left to the tagger and the network.
    """
    rng = random.Random(seed)
    people = _some(_second(human, split), sizes.human, rng)
    machines = _some(_second(rewritten, split), sizes.rewritten, rng)
    rows = [(crop_some(r.text, rng), HUMAN, r.group) for r in people]
    rows += _spun([r.text for r in _some(people, sizes.spun, rng)], tools, rng)
    rows += [(crop_some(r.text, rng), r.kind, f"{r.group} {r.method}") for r in machines]
    texts, kinds, groups = zip(*rows, strict=True)
    return Labelled(list(texts), np.array(kinds), np.array(groups))


def _second(texts: Sequence[LabelledText], split: str) -> list[LabelledText]:
    return [r for r in texts if r.split == split and not (split == "head" and in_first_half(r))]


def _some(texts: list[LabelledText], number: int | None, rng: random.Random) -> list[LabelledText]:
    """``number`` of the texts, those of small groups likelier: weighted draws without repeating.

    Source: Efraimidis and Spirakis 2006.
    """
    if number is None or number >= len(texts):
        return texts
    size = Counter((r.group, r.method) for r in texts)
    rank = [rng.random() ** (size[r.group, r.method] ** 0.5) for r in texts]
    kept = sorted(sorted(range(len(texts)), key=rank.__getitem__, reverse=True)[:number])
    return [texts[at] for at in kept]


def _spun(sources: Sequence[str], tools: Tools, rng: random.Random) -> Iterator[tuple[str, str, str]]:
    """Spun copies that differ enough, a few with unexpanded spintax; and a few sources disguised instead."""
    for source, (name, spun) in zip(sources, tools.spin(sources, rng), strict=True):
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
