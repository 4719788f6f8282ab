"""The list of tortured phrases as a thesaurus."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from spunlib.errors import InputError
from spunlib.training.tortured import load_tortured

HEAD = "tortured\texpected\tn_papers\tquery_condition\tsources\n"


def load(folder: Path, *rows: tuple[str, str, str]) -> dict[str, tuple[str, ...]]:
    path = folder / "list.tsv.gz"
    lines = [f"{tortured}\t{expected}\t7\t{condition}\tme\n" for tortured, expected, condition in rows]
    path.write_bytes(gzip.compress((HEAD + "".join(lines)).encode()))
    return dict(load_tortured(path).entries)


def test_phrases_are_listed_under_what_was_expected(tmp_path: Path) -> None:
    entries = load(
        tmp_path, ("garden of learning", "nursery school", ""), ("Plant Room School", "nursery school", "")
    )
    assert entries == {"nursery school": ("garden of learning", "plant room school")}


def test_remarks_are_no_part_of_a_phrase(tmp_path: Path) -> None:
    entries = load(
        tmp_path,
        ("water fowl", "duck (bird)|drake ?", ""),
        ("box of paper", "[kitchen] cardboard carton (cc)", ""),
    )
    assert entries == {
        "duck": ("water fowl",),
        "drake": ("water fowl",),
        "cardboard carton": ("box of paper",),
    }


def test_what_is_tortured_only_beside_other_words_is_left_out(tmp_path: Path) -> None:
    entries = load(
        tmp_path,
        ("open door", "free entry", '"open door" AND "free entry"'),
        ("shut gate", "no entry", '"shut gate" NOT "shut gate policy"'),
        ("shut gate policy", "no entry", ""),
        ("gate that is shut", "no entry", ""),
    )
    assert entries == {"no entry": ("gate that is shut",)}


def test_single_words_are_read_off_phrases_word_for_word(tmp_path: Path) -> None:
    entries = load(
        tmp_path,
        ("lumber of the chair", "wood of the chair", ""),
        ("timber bridge", "wood bridge", ""),
        ("timber saw", "wood cutter", ""),
        ("glass window", "window glass", ""),
        ("tall long ship", "sailing boat", ""),
    )
    assert entries["wood"] == ("timber", "lumber")  # the more frequent first
    assert entries["cutter"] == ("saw",)
    assert not {"window", "glass", "of", "sailing", "boat", "bridge"} & set(entries)


def test_a_single_word_is_not_made_a_sentence(tmp_path: Path) -> None:
    entries = load(
        tmp_path, ("the far side of it", "back", ""), ("old back", "back", ""), ("by way of", "the", "")
    )
    assert entries == {}


def test_files_of_another_kind_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot read"):
        load_tortured(tmp_path / "none.tsv")
    (tmp_path / "other.tsv").write_text("a\tb\none\ttwo\n")
    with pytest.raises(InputError, match=r"other\.tsv:2: 2 columns"):
        load_tortured(tmp_path / "other.tsv")
