"""What a model may learn from: folds leave out lineages, tools and groups, and miss none between them."""

from __future__ import annotations

from itertools import combinations

from spunlib.training.folds import FOLDS, WHOLE
from spunlib.training.material import SHARES
from spunlib.training.recipes import RECIPES, lineage_of
from spunlib.training.rewriting_sets import REWRITING_SETS

LINEAGES = {lineage_of(recipe) for recipe in RECIPES.values()}


def test_every_lineage_is_left_out_once() -> None:
    assert sorted(lineage for fold in FOLDS.values() for lineage in fold.lineages) == sorted(LINEAGES)


def test_every_lineage_has_a_share() -> None:
    assert set(SHARES) == LINEAGES


def test_every_rewriting_set_is_left_out_whole_or_by_its_methods() -> None:
    tools = {tool for fold in FOLDS.values() for tool in fold.tools}
    methods = {"adversarial_word", "paraphrase_back_translation", "paraphrase_dipper", "paraphrase_polish"}
    assert tools == (set(REWRITING_SETS) - {"detectrl"}) | methods


def test_no_two_folds_leave_out_the_same() -> None:
    for one, other in combinations(FOLDS.values(), 2):
        assert not one.lineages & other.lineages
        assert not one.tools & other.tools
        assert not one.groups & other.groups


def test_each_fold_leaves_something_to_learn_from() -> None:
    assert all(len(fold.lineages) < len(LINEAGES) - 2 for fold in FOLDS.values())
    assert not WHOLE.lineages | WHOLE.tools | WHOLE.groups
