"""Sequences for the tagger: tokens and labels that belong together, and nothing that a fold leaves out."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from spunlib.errors import InputError
from spunlib.model.pieces import BEGIN, END, LONGEST, Pieces
from spunlib.model.store import model_folder
from spunlib.model.tagger import VOCABULARY
from spunlib.training.corpora import LabelledText
from spunlib.training.folds import FOLDS, Fold
from spunlib.training.material import Tools
from spunlib.training.rewriting_sets import REWRITING_SETS
from spunlib.training.sequences import (
    EMPHASIS,
    IGNORED,
    Passage,
    Sequences,
    human_passages,
    rewritten_passages,
    sequences_of,
    spun_passages,
)
from spunlib.training.spinners import Edit, Spun
from spunlib.training.tagger_fit import BATCH, allowed, batches, rate_at
from spunlib.training.work_files import load_arrays, save_arrays

TEXT = "The ferry despatched its letters at noon. Nobody answered."


@pytest.fixture(scope="module")
def pieces() -> Pieces:
    return Pieces(model_folder() / VOCABULARY)


def passage(
    text: str = TEXT, origin: str = "lists", group: str = "diary", told: bool = True, source: str = ""
) -> Passage:
    start = text.find("despatched")
    edits = (Edit(start, start + 4, start, start + 10),) if start >= 0 else ()
    return Passage(text, edits if told else None, "human", origin, group, source or group)


class NoTools(Tools):
    """Tools that leave every text as it is."""

    def __init__(self) -> None:
        pass

    def spin(self, texts: Sequence[str], rng: random.Random) -> Iterator[tuple[str, Spun]]:
        for text in texts:
            yield "lists", Spun(text, ())


def test_only_the_replaced_word_is_labelled(pieces: Pieces) -> None:
    sequences = sequences_of([passage()], pieces)
    assert sequences.pieces[0] == BEGIN
    assert sequences.pieces[-1] == END
    assert (sequences.label == 1).sum() == 1
    assert (sequences.label >= 0).sum() == sequences.words.sum() == 11  # words and marks
    assert sequences.label[~sequences.words].max() == IGNORED


def test_what_cannot_be_told_is_not_labelled(pieces: Pieces) -> None:
    sequences = sequences_of([passage(told=False)], pieces)
    assert sequences.label.max() == IGNORED


def test_a_long_passage_gives_its_first_window(pieces: Pieces) -> None:
    sequences = sequences_of([passage(TEXT * 40), passage("", origin="none"), passage()], pieces)
    assert len(sequences) == 2
    assert np.diff(sequences.first).max() <= LONGEST


def test_sequences_survive_the_disk(pieces: Pieces, tmp_path: Path) -> None:
    sequences = sequences_of([passage(), passage(origin="other", source="news")], pieces)
    sequences.save(tmp_path / "some.npz")
    again = Sequences.load(tmp_path / "some.npz")
    assert again.origin.tolist() == ["lists", "other"]
    assert again.source.tolist() == ["diary", "news"]
    assert np.array_equal(again.pieces, sequences.pieces)


def test_a_file_of_an_earlier_version_is_refused(pieces: Pieces, tmp_path: Path) -> None:
    path = tmp_path / "some.npz"
    sequences_of([passage()], pieces).save(path)
    arrays = load_arrays(path)
    del arrays["source"]
    save_arrays(path, arrays)
    with pytest.raises(InputError, match=r"some\.npz: sequences without source, .*; delete the file"):
        Sequences.load(path)


def test_small_groups_are_heard() -> None:
    texts = [LabelledText(str(n), TEXT, "human", "large", f"k{n}", "lm") for n in range(900)]
    texts += [LabelledText(f"s{n}", TEXT, "human", "small", f"s{n}", "lm") for n in range(9)]
    drawn = [one.group for one in human_passages(texts, 1100, random.Random(1))]
    assert 60 < drawn.count("small") < 140  # sqrt(9) : sqrt(900) = 1 : 10


def test_what_is_heard_oftener_is_a_known_group_set_or_method() -> None:
    groups = {group for fold in FOLDS.values() for group in fold.groups}
    tools = {tool for fold in FOLDS.values() for tool in fold.tools}
    assert set(EMPHASIS) <= groups | tools | set(REWRITING_SETS)
    assert all(factor > 1 for factor in EMPHASIS.values())


def test_groups_with_emphasis_are_drawn_oftener() -> None:
    texts = [
        LabelledText(f"{group}{n}", TEXT, "human", group, f"{group}{n}", "lm")
        for group in ("diary", "liang_essays")
        for n in range(20)
    ]
    drawn = [one.group for one in human_passages(texts, 2_000, random.Random(1))]
    ratio = drawn.count("liang_essays") / drawn.count("diary")
    assert ratio == pytest.approx(EMPHASIS["liang_essays"], rel=0.15)


def test_of_many_tools_in_one_set_the_method_has_the_emphasis() -> None:
    texts = [
        LabelledText(f"{method}{n}", TEXT, "paraphrased", "detectrl", f"k{n}", "lm", TEXT, method)
        for method in ("adversarial_word", "paraphrase_dipper")
        for n in range(20)
    ]
    drawn = [one.origin for one in rewritten_passages(texts, 1_000, random.Random(1))]
    ratio = drawn.count("adversarial_word") / drawn.count("paraphrase_dipper")
    assert ratio == pytest.approx(EMPHASIS["adversarial_word"], rel=0.25)


def test_changed_words_of_an_attack_are_told_by_its_original() -> None:
    original = TEXT.replace("despatched", "sent")
    attack = LabelledText("a", TEXT, "synonym_spun", "detectrl", "k", "lm", original, "adversarial_word")
    polish = LabelledText("b", TEXT, "paraphrased", "raidar", "k", "lm", original, "short")
    (one,) = rewritten_passages([attack], 1, random.Random(1))
    (other,) = rewritten_passages([polish], 1, random.Random(1))
    assert one.edits is not None
    assert [one.text[edit.start : edit.end] for edit in one.edits] == ["despatched"]
    assert (one.style, one.origin) == ("human", "adversarial_word")
    assert (other.edits, other.style, other.origin) == (None, "paraphrased", "raidar")


def test_a_fold_reads_nothing_that_it_leaves_out(pieces: Pieces) -> None:
    makings = [("lists", "diary"), ("human", "diary"), ("human", "news"), ("raidar", "raidar")]
    sequences = sequences_of([passage(origin=origin, group=group) for origin, group in makings], pieces)
    fold = Fold(frozenset({"lists"}), frozenset({"raidar"}), frozenset({"news"}))
    assert allowed(sequences, fold).tolist() == [1]
    assert allowed(sequences, Fold()).tolist() == [0, 1, 2, 3]


def test_a_fold_reads_nothing_made_from_a_group_that_it_leaves_out(pieces: Pieces) -> None:
    def rewritten(group: str, key: str, method: str) -> LabelledText:
        return LabelledText(f"{group} {key}", TEXT, "translated", group, key, "lm", TEXT, method)

    human = LabelledText("h", TEXT, "human", "news", "news/a", "lm")
    texts = [
        rewritten("raidar", "news/a", "llm"),
        rewritten("detectrl", "news/b", "adversarial_word"),
        rewritten("raidar", "diary/a", "llm"),
        rewritten("raidar", "original/0123", "llm"),
    ]
    rng = random.Random(1)
    made = [one for text in texts for one in rewritten_passages([text], 1, rng)]
    made += [*human_passages([human], 1, rng), *spun_passages(texts[:1], 1, NoTools(), rng)]
    assert [one.source for one in made] == ["news", "news", "diary", "original", "news", "news"]
    assert [one.group for one in made] == ["raidar", "detectrl", "raidar", "raidar", "news", "raidar"]
    sequences = sequences_of(made, pieces)
    assert allowed(sequences, Fold(groups=frozenset({"news"}))).tolist() == [2, 3]
    assert allowed(sequences, Fold()).tolist() == [0, 1, 2, 3, 4, 5]


def test_batches_are_the_same_at_every_call_and_read_all(pieces: Pieces) -> None:
    sequences = sequences_of([passage(TEXT * (1 + n % 7)) for n in range(4 * BATCH)], pieces)
    chosen = np.arange(len(sequences))
    once, again = (list(batches(sequences, chosen, 9)) for _ in range(2))
    assert len(once) == 9
    assert all(np.array_equal(one, other) for one, other in zip(once, again, strict=True))
    assert len(set(np.concatenate(once[:4]).tolist())) == 4 * BATCH
    spread = [np.ptp(np.diff(sequences.first)[rows]) for rows in once]
    assert np.mean(spread) < np.ptp(np.diff(sequences.first)) / 2  # of about one length


def test_the_rate_rises_and_falls() -> None:
    rates = [rate_at(step, 100) for step in range(100)]
    assert rates[0] < rates[4] == max(rates)
    assert 0 < rates[-1] < rates[50] < rates[4]
