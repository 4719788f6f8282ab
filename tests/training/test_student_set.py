"""What the fast tier's network is fitted to: tokens, labels and what the teacher says of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tiny_lexicon import tiny_lexicon
from tiny_passages import SPUN, passages

from spunlib.features.context import Context
from spunlib.model.token_head import read_tokens
from spunlib.text.tokens import tokenise
from spunlib.training.student_inputs import folds_of
from spunlib.training.student_set import StudentSet, student_set


@pytest.fixture(scope="module")
def data() -> StudentSet:
    return student_set(passages(90), tiny_lexicon())


def test_rows_are_the_tokens_that_the_network_reads(data: StudentSet) -> None:
    batch = tokenise([SPUN])
    own = slice(data.first[1], data.first[2])
    assert len(data) == 90
    assert (data.row[own] == Context.of(batch, tiny_lexicon()).rows).all()
    replaced = [batch.surface(int(row), 0) for row in np.flatnonzero(data.label[own] == 1)]
    assert replaced == ["missive", "despatched"]
    assert (data.label[own][~data.prose[own]] == -1).all()
    assert (data.label[data.first[2] : data.first[3]] == -1).all()
    assert data.start[own].sum() == 2
    assert data.style[:3].tolist() == [0, 0, 2]
    token, _ = read_tokens(tokenise([passages(3)[2].text]))
    assert data.first[3] - data.first[2] == token.size < len(tokenise([passages(3)[2].text]))


def test_what_the_teacher_says_stands_with_its_tokens() -> None:
    some = passages(3)
    said = [np.full((len(tokenise([one.text])), 3), at, np.float16) for at, one in enumerate(some)]
    said[1] = np.zeros((0, 3), np.float16)
    data = student_set(some, tiny_lexicon(), said)
    assert data.taught.tolist() == [True, False, True]
    assert np.unique(data.teacher[data.first[2] :]).tolist() == [2]


def test_a_set_is_saved_and_read(data: StudentSet, tmp_path: Path) -> None:
    data.save(tmp_path / "set.npz")
    stored = StudentSet.load(tmp_path / "set.npz")
    assert len(stored) == len(data) == 90
    assert (stored.row == data.row).all()
    assert stored.origin.tolist() == data.origin.tolist()


def test_folds_part_no_group() -> None:
    data = student_set(passages(9), tiny_lexicon())
    fold = folds_of(data)
    assert not set(data.group[fold == 0]) & set(data.group[fold == 1])
    assert sorted(np.bincount(fold).tolist()) == [4, 5]
    lone = replace(data, group=np.repeat("one", 9))
    assert sorted(folds_of(lone).tolist()) == [0] * 5 + [1] * 4
