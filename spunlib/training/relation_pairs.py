"""Labelled pairs of texts for the relation model, made from the data folder.

Every pair has a group (the tool, or the kind of human pair) and a split. The split is by source and tool:
no outlet, collection, language model or thesaurus is in two of them, except the spinner dictionary, which
meets other outlets, and sets of one source, which are split by domain, story or dozen of sentences.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from itertools import chain
from pathlib import Path

from spunlib.training.human_pairs import TIMES, human_pairs
from spunlib.training.labelled_pairs import NEWS, SPLITS, RelationPair, sample, texts
from spunlib.training.machine_pairs import machine_pairs


def build_pairs(
    data: Path, per_group: int, seed: int = 0, splits: Collection[str] = SPLITS
) -> list[RelationPair]:
    """Make the pairs: at most ``per_group`` of a group, relation and split; the arguments decide all.

    There are more of the groups in `TIMES`.

    Raises:
        InputError: a set is missing from the data folder.
    """
    rng = random.Random(seed)
    news = {
        name: sample(texts(data, name), 2 * per_group, rng) for name, split in NEWS.items() if split in splits
    }
    groups: dict[tuple[str, str, str], list[RelationPair]] = {}
    for pair in chain(
        machine_pairs(data, news, per_group, rng), human_pairs(data, news, per_group, rng, splits)
    ):
        groups.setdefault((pair.group, pair.relation, pair.split), []).append(pair)
    return [
        pair
        for key in sorted(groups)
        if key[2] in splits
        for pair in sample(groups[key], per_group * TIMES.get(key[0], 1), rng)
    ]


def sample_texts(data: Path, names: Sequence[str], size: int, seed: int = 0) -> list[str]:
    """``size`` texts drawn from human collections, as many of each."""
    rng = random.Random(seed)
    each = -(-size // len(names))
    return list(chain.from_iterable(sample(texts(data, name), each, rng) for name in names))[:size]
