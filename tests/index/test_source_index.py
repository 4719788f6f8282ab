"""SourceIndex: what is added is found, the modes keep their word, faults are told apart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from index_texts import article, articles, spun

from spunlib.document import Document
from spunlib.errors import InputError, SourceIndexError, UsageError
from spunlib.index import opening
from spunlib.index.matching import FREE_COVERAGE, SourceMatch, is_source
from spunlib.index.source_index import SourceIndex
from spunlib.text.tokens import TOKENISER_VERSION


def build(folder: Path, texts: dict[str, str], **options: Any) -> None:
    with SourceIndex.open(folder, "w", **options) as index:
        index.add_many(texts.items())


def test_the_original_of_a_spun_text_is_found(tmp_path: Path) -> None:
    build(tmp_path, articles())
    with SourceIndex.open(tmp_path, "r") as index:
        for name, text in articles().items():
            found = index.search(spun(text), k=3)
            assert found[0].id == name
            assert found[0].verified
            assert all(1 >= match.score >= FREE_COVERAGE for match in found)
            assert [match.score for match in found] == sorted((match.score for match in found), reverse=True)


def test_a_text_without_a_source_finds_nothing(tmp_path: Path) -> None:
    build(tmp_path, articles())
    with SourceIndex.open(tmp_path, "r") as index:
        assert [index.search(article(number)) for number in range(1000, 1020)] == [[]] * 20


@pytest.mark.parametrize("text", ["", "...", "word", "\ud800\0", "1 2 3", "שלום עולם", "the of and"])
def test_any_text_can_be_added_and_searched(tmp_path: Path, text: str) -> None:
    with SourceIndex.open(tmp_path) as index:
        assert index.search(text) == []
        index.add("odd", text)
        index.add("other", article(1))
        assert all(match.id == "odd" for match in index.search(text))
        assert index.search(article(1))[0].id == "other"


def test_page_furniture_is_no_evidence(tmp_path: Path) -> None:
    furniture = "\nBy Zoraida Quimby\nShare on Facebook\nPhoto: Zoraida Quimby / Harbour Wire\n"
    with SourceIndex.open(tmp_path) as index:
        index.add("one", furniture + article(1))
        assert index.search(furniture + article(2)) == []


def test_metadata_come_back_as_they_were(tmp_path: Path) -> None:
    metadata = {
        "date": "2021-05-03",
        "tags": ["ferry", "ü"],
        "views": 7,
        "id": "own",
        "text": None,
        "self": 1,
    }
    with SourceIndex.open(tmp_path) as index:
        index.add_many([Document(article(1), "a", metadata)])
        index.add("b", article(2), outlet="Harbour Wire")
    with SourceIndex.open(tmp_path, "r") as index:
        assert index.search(article(1))[0].metadata == metadata
        assert index.search(article(2))[0].to_dict() == {
            "id": "b",
            "score": pytest.approx(1.0),
            "metadata": {"outlet": "Harbour Wire"},
            "verified": True,
            "relation": "identical",
            "likelihood": 0.0,
        }


def test_records_of_every_form(tmp_path: Path) -> None:
    with SourceIndex.open(tmp_path) as index:
        records = [
            Document(article(1), "a"),
            {"id": "b", "text": article(2), "year": 2021},
            ("c", article(3)),
        ]
        assert index.add_many(iter(records)) == 3
        assert len(index) == 3
        for number, name in enumerate("abc", start=1):
            assert index.search(article(number))[0].id == name


@pytest.mark.parametrize(
    "record",
    [
        {"text": "x"},
        {"id": "x"},
        ("x",),
        "xy",
        7,
        ("", "x"),
        (1, "x"),
        ("x", None),
        Document("no id"),
        ("\ud800", "x"),
    ],
)
def test_a_faulty_record_is_refused_and_the_others_stay(tmp_path: Path, record: Any) -> None:
    with SourceIndex.open(tmp_path) as index:
        with pytest.raises(InputError):
            index.add_many([("good", article(1)), record])
        assert len(index) == 1
    with SourceIndex.open(tmp_path, "r") as index:
        assert index.search(article(1))[0].id == "good"


def test_metadata_that_json_cannot_hold_are_refused(tmp_path: Path) -> None:
    with SourceIndex.open(tmp_path) as index, pytest.raises(InputError, match=r"'a'.*JSON"):
        index.add("a", "text", when=object())


def test_an_id_is_added_once(tmp_path: Path) -> None:
    with SourceIndex.open(tmp_path) as index:
        index.add("a", article(1))
        with pytest.raises(SourceIndexError, match=r"already holds.*'a'"):
            index.add("a", article(2))
        assert len(index) == 1


def test_what_was_deleted_is_found_no_more(tmp_path: Path) -> None:
    build(tmp_path, articles())
    with SourceIndex.open(tmp_path) as index:
        assert index.delete(["article-3", "article-4", "article-3", "nobody"]) == 2
        assert len(index) == 58
        assert index.search(article(3)) == []
        index.add("article-3", article(500))
    with SourceIndex.open(tmp_path, "r") as index:
        assert len(index) == 59
        assert index.search(article(4)) == []
        assert index.search(article(500))[0].id == "article-3"
        assert index.search(article(5))[0].id == "article-5"
        with pytest.raises(SourceIndexError, match="reading"):
            index.delete(["article-5"])


@pytest.mark.parametrize("store_texts", [True, False])
def test_compacting_leaves_out_what_was_deleted_and_keeps_the_rest(tmp_path: Path, store_texts: bool) -> None:
    build(tmp_path, articles(), store_texts=store_texts)
    gone = [f"article-{number}" for number in range(0, 60, 2)]
    with SourceIndex.open(tmp_path) as index, SourceIndex.open(tmp_path, "r") as reader:
        index.delete(gone)
        index.add("pending", article(77), date="2021-05-03")
        before = [index.candidates([article(number)], 1) for number in range(1, 60, 2)]
        index.compact()
        assert (len(index), index.info()["deleted"]) == (31, 0)
        after = [index.candidates([article(number)], 1) for number in range(1, 60, 2)]
        assert [found[0][0][0] for found in after] == [found[0][0][0] for found in before]
        assert all(
            name not in gone for number in range(60) for name, _ in index.candidates([article(number)])[0]
        )
        index.add("article-0", article(78))
        assert reader.candidates([article(0)], 1)[0][0][0] == "article-0"  # as it was when it was opened
        assert len(reader) == 60
    with SourceIndex.open(tmp_path, "r") as index:
        index.check()
        assert index.candidates([article(78), article(77)], 1)[0][0][0] == "article-0"
        assert index.search(article(77))[0].metadata == {"date": "2021-05-03"}
        assert index.info()["segments"] <= 2


def test_compacting_counts_words_as_if_nothing_else_had_been_there(tmp_path: Path) -> None:
    kept = {name: text for name, text in articles().items() if int(name[8:]) % 3}
    build(tmp_path / "all", articles())
    with SourceIndex.open(tmp_path / "all") as index:
        index.delete(set(articles()) - set(kept))
        index.compact()
        index.compact()
        shares = index.candidates([spun(text) for text in articles().values()], 3)
    build(tmp_path / "kept", kept)
    with SourceIndex.open(tmp_path / "kept") as index:
        assert index.candidates([spun(text) for text in articles().values()], 3) == shares


def test_an_index_can_be_emptied_and_compacted(tmp_path: Path) -> None:
    build(tmp_path, articles())
    with SourceIndex.open(tmp_path) as index:
        assert index.delete(articles()) == 60
        assert index.search(article(1)) == []
        index.compact()
        assert index.search(article(1)) == []
        index.compact()
    with SourceIndex.open(tmp_path) as index:
        assert len(index) == 0
        index.add("new", article(1))
    with SourceIndex.open(tmp_path, "r") as index:
        assert index.search(article(1))[0].id == "new"


def test_many_are_searched_as_one_by_one(tmp_path: Path) -> None:
    build(tmp_path, articles())
    with SourceIndex.open(tmp_path, "r") as index:
        texts = [spun(text) for text in articles().values()] + ["", "nothing"]
        assert list(index.search_many(iter(texts), k=2)) == [index.search(text, k=2) for text in texts]
        assert list(index.search_many([])) == []
        assert index.candidates(texts, 2) == [index.candidates([text], 2)[0] for text in texts]


def test_what_was_deleted_comes_back_where_nothing_is_committed(tmp_path: Path) -> None:
    build(tmp_path, articles())
    index = SourceIndex.open(tmp_path)
    index.delete(["article-3"])
    with pytest.raises(InputError), index:
        index.add("", "no id")
    with SourceIndex.open(tmp_path, "r") as index:
        assert index.search(article(3))[0].id == "article-3"


def test_mode_a_adds_and_mode_w_replaces(tmp_path: Path) -> None:
    for number in range(3):
        with SourceIndex.open(tmp_path, "a") as index:
            index.add(str(number), article(number))
    with SourceIndex.open(tmp_path, "r") as index:
        assert [index.search(article(number))[0].id for number in range(3)] == ["0", "1", "2"]
    with SourceIndex.open(tmp_path, "w") as index:
        index.add("new", article(9))
    with SourceIndex.open(tmp_path, "r") as index:
        assert len(index) == 1
        assert index.search(article(0)) == []


def test_a_replaced_index_stays_until_the_first_commit(tmp_path: Path) -> None:
    build(tmp_path, articles())
    with SourceIndex.open(tmp_path, "w") as index:
        index.add("new", article(99))
        assert len(index) == 1
        with SourceIndex.open(tmp_path, "r") as reader:
            assert len(reader) == 60
    with SourceIndex.open(tmp_path, "r") as index:
        assert len(index) == 1


def fail_after_adding(folder: Path) -> None:
    with SourceIndex.open(folder) as index:
        index.add("kept", article(1))
        index.commit()
        index.add("dropped", article(2))
        raise RuntimeError


def test_an_error_goes_back_to_the_last_commit(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError):
        fail_after_adding(tmp_path)
    with SourceIndex.open(tmp_path) as index:
        assert len(index) == 1
        index.add("dropped", article(2))  # the id is free


def test_a_reader_keeps_what_it_opened_while_a_writer_commits(tmp_path: Path) -> None:
    build(tmp_path, dict(list(articles().items())[:30]))
    with SourceIndex.open(tmp_path, "r") as reader, SourceIndex.open(tmp_path, "a") as writer:
        for name, text in list(articles().items())[30:]:
            writer.add(name, text)
            writer.commit()
            assert reader.search(article(3))[0].id == "article-3"
            assert reader.search(text) == []
        with SourceIndex.open(tmp_path, "r") as fresh:
            assert len(fresh) == 60


def test_a_second_writer_is_refused(tmp_path: Path) -> None:
    with SourceIndex.open(tmp_path) as index:
        index.add("a", article(1))
        index.commit()
        for mode in ("a", "w"):
            with pytest.raises(SourceIndexError, match="being written"):
                SourceIndex.open(tmp_path, mode)  # type: ignore[arg-type]
    with SourceIndex.open(tmp_path, "a") as index:
        assert len(index) == 1


def test_an_index_without_a_commit_is_told_apart(tmp_path: Path) -> None:
    with SourceIndex.open(tmp_path), pytest.raises(SourceIndexError, match="nothing has been committed"):
        SourceIndex.open(tmp_path, "r")


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    build(tmp_path, {"a": article(1)})
    with SourceIndex.open(tmp_path, "r") as index:
        for write in (lambda: index.add("b", "text"), index.commit):
            with pytest.raises(SourceIndexError, match="open for reading"):
                write()


def test_a_closed_index_can_be_neither_written_nor_searched(tmp_path: Path) -> None:
    index = SourceIndex.open(tmp_path)
    index.close()
    index.close()
    for use in (
        lambda: index.add("a", "text"),
        lambda: index.search("text"),
        lambda: index.candidates(["a"]),
    ):
        with pytest.raises(SourceIndexError, match="is closed"):
            use()


@pytest.mark.parametrize("content", ["nothing", "an empty folder", "another file", "no database"])
def test_what_is_no_index_is_not_opened(tmp_path: Path, content: str) -> None:
    folder = tmp_path / "index"
    if content != "nothing":
        folder.mkdir()
    if content == "another file":
        (folder / "notes.txt").write_text("mine")
        with pytest.raises(SourceIndexError, match=r"notes\.txt"):
            SourceIndex.open(folder, "w")
    if content == "no database":
        (folder / "catalogue.sqlite").write_text("mine, and long enough to be looked at " * 10)
    with pytest.raises(SourceIndexError):
        SourceIndex.open(folder, "r")


def test_settings_are_stored_and_held(tmp_path: Path) -> None:
    build(tmp_path, {"a": article(1)}, n_words=8)
    with SourceIndex.open(tmp_path, "r", n_words=8) as index:
        assert (index.info()["n_words"], index.info()["postings"]) == (8, 8)
    with pytest.raises(UsageError, match="n_words=8"):
        SourceIndex.open(tmp_path, "a", n_words=16)
    with pytest.raises(UsageError, match="store_texts=True"):
        SourceIndex.open(tmp_path, "a", store_texts=False)


@pytest.mark.parametrize("mode", ["r", "a"])
def test_an_index_of_another_tokeniser_is_refused_with_advice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: Any
) -> None:
    """The keys of version 1 kept British and American spelling apart: nothing would be found by them."""
    with monkeypatch.context() as earlier:
        earlier.setattr(opening, "TOKENISER_VERSION", 1)
        build(tmp_path, {"a": article(1)})
    with pytest.raises(
        SourceIndexError, match=rf"made with tokeniser 1, this spunlib has {TOKENISER_VERSION}: build"
    ):
        SourceIndex.open(tmp_path, mode)
    build(tmp_path, {"a": article(1)})  # mode "w" makes it anew
    with SourceIndex.open(tmp_path, mode) as index:
        assert index.search(article(1))[0].id == "a"


def test_an_original_is_found_in_the_other_spelling(tmp_path: Path) -> None:
    british = (
        "The grey theatre in Porto Santo honours its neighbours: a programme of 412 colours was catalogued "
        "in the harbour, and the travellers apologised to Esmeralda Quimby."
    )
    american = (
        "The gray theater in Porto Santo honors its neighbors: a program of 412 colors was cataloged "
        "in the harbor, and the travelers apologized to Esmeralda Quimby."
    )
    build(tmp_path, {"british": british, **articles()})
    with SourceIndex.open(tmp_path, "r") as index:
        found = index.search(american)
    assert (found[0].id, found[0].score) == ("british", 1.0)


@pytest.mark.parametrize("options", [{"mode": "x"}, {"n_words": 0}])
def test_arguments_are_checked(tmp_path: Path, options: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        SourceIndex.open(tmp_path, **options)


def test_without_texts_a_match_is_not_verified(tmp_path: Path) -> None:
    build(tmp_path, articles(), store_texts=False)
    with SourceIndex.open(tmp_path, "r") as index:
        match = index.search(spun(article(3)))[0]
    assert (match.id, match.verified) == ("article-3", False)
    assert 0.5 < match.score <= 1


def test_info_counts_what_is_there(tmp_path: Path) -> None:
    build(tmp_path, articles())
    with SourceIndex.open(tmp_path, "r") as index:
        info = index.info()
    assert (info["documents"], info["postings"], info["segments"]) == (60, 60 * 24, 1)
    assert info["bytes"] > 60 * 100


@pytest.mark.parametrize(
    ("score", "likelihood", "share", "source"),
    [
        (0.95, 0.0, 0.05, True),  # a reprint
        (0.3, 0.6, 0.1, True),
        (0.3, 0.0, 0.4, False),  # another report of the same event
        (0.1, 0.9, 0.3, True),
        (0.1, 0.9, 0.06, False),  # chance
        (0.05, 0.9, 0.9, False),
    ],
)
def test_what_is_a_source(score: float, likelihood: float, share: float, source: bool) -> None:
    match = SourceMatch("a", score, relation="related", likelihood=likelihood)
    assert is_source(match, share) is source
    assert is_source(SourceMatch("a", share, verified=False), share) is (share >= 0.2)


def test_an_index_of_an_older_format_is_refused_and_can_be_replaced(tmp_path: Path) -> None:
    old = [tmp_path / name for name in ("catalogue.sqlite", "catalogue.sqlite-wal", "1-12-0123.postings")]
    for path in old:
        path.write_bytes(b"old")
    for mode in ("r", "a"):
        with pytest.raises(SourceIndexError, match="format 1 or 2"):
            SourceIndex.open(tmp_path, mode)  # type: ignore[arg-type]
    with SourceIndex.open(tmp_path, "w") as index:
        index.add("a", article(1))
    assert not any(path.exists() for path in old)
    with SourceIndex.open(tmp_path, "r") as index:
        assert index.search(article(1))[0].id == "a"
