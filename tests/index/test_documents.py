"""Documents come back as they were added, whatever they hold, and tell when they were altered."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from index_texts import article

from spunlib.errors import SourceIndexError
from spunlib.index import ids
from spunlib.index.compression import Compression, dictionary_of
from spunlib.index.deleted import Deleted
from spunlib.index.documents import Documents, Entry, new_files
from spunlib.index.ids import Ids, hash_of

ODD = ["", "a", "\ud800\0\uffff", "é" * 5000, "x" * 100_000, article(1)]


def random_entry(rng: random.Random) -> Entry:
    """An id and metadata that fit into one read, or do not."""
    size = rng.choice([1, 30, 480, 500, 2000])
    return Entry(
        f"{rng.random()}é" * size,
        {"date": "2021-05-03", "ü": ["x" * rng.choice([0, 400, 3000])]},
        rng.choice([None, *ODD, article(rng.randrange(99))]),
    )


@pytest.mark.parametrize("seed", range(4))
def test_documents_come_back(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    expected: list[Entry] = []
    committed = new_files(1)
    for _ in range(5):
        documents = Documents(tmp_path, *committed, writable=True)
        for _ in range(3):
            batch = [random_entry(rng) for _ in range(rng.choice([0, 1, 40]))]
            documents.append(batch)
            expected += batch
        assert [documents.entry(number) for number in range(len(documents))] == expected
        assert [documents.name(number) for number in range(len(documents))] == [one.id for one in expected]
        documents.sync()
        committed = documents.entries
        documents.append([random_entry(rng)])  # not committed
        documents.close()
        for entry in committed:
            entry.check(tmp_path)
    reader = Documents(tmp_path, *committed, writable=False)
    assert [reader.entry(number) for number in range(len(reader))] == expected
    reader.close()


def test_every_flipped_byte_of_a_record_is_reported(tmp_path: Path) -> None:
    documents = Documents(tmp_path, *new_files(1), writable=True)
    documents.append([Entry("first", {"year": 2021}, article(1)), Entry("second", {}, article(2))])
    documents.sync()
    data, _, _ = documents.entries
    begin = int(documents._begin_of(1))
    content = bytearray((tmp_path / data.name).read_bytes())
    for place in range(begin, len(content)):
        content[place] ^= 0x10
        (tmp_path / data.name).write_bytes(content)
        content[place] ^= 0x10
        with pytest.raises(SourceIndexError, match="altered"):
            documents.entry(1)
        assert documents.entry(0).id == "first"
    documents.close()


def test_a_record_in_the_place_of_another_is_reported(tmp_path: Path) -> None:
    documents = Documents(tmp_path, *new_files(1), writable=True)
    documents.append([Entry("a", {}, "same length"), Entry("b", {}, "same length")])
    begin, middle = documents._begin_of(0), documents._begin_of(1)
    path = tmp_path / documents.entries[0].name
    content = path.read_bytes()
    path.write_bytes(content[:begin] + content[middle:] + content[begin:middle])
    for number in (0, 1):
        with pytest.raises(SourceIndexError, match=f"document {number} was altered"):
            documents.name(number)
    documents.close()


@pytest.mark.parametrize("dictionary", [b"", b"\xff", dictionary_of([article(n) for n in range(40)])])
def test_texts_are_unpacked_as_they_were(dictionary: bytes) -> None:
    compression = Compression(dictionary)
    for text in ODD:
        assert compression.unpack(compression.pack(text)) == text


def test_a_dictionary_saves_space() -> None:
    dictionary = dictionary_of([article(number) for number in range(500)])
    assert len(dictionary) <= 1 << 15
    assert dictionary_of([article(1)] * 31) == b""
    packed = [len(Compression(one).pack(article(1000))) for one in (b"", dictionary)]
    assert packed[1] < 0.9 * packed[0]


def test_ids_are_found_before_and_after_they_are_sorted_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ids, "_FRESH", 7)
    monkeypatch.setattr(ids, "hash_of", lambda name: hash_of(name) % 64)  # many share one
    rng = random.Random(1)
    found = Ids(ids.np.zeros(0, ids.np.uint64))
    expected: dict[int, list[int]] = {}
    for number in range(300):
        name = str(rng.randrange(100))
        found.add(name, number)
        expected.setdefault(hash_of(name) % 64, []).append(number)
        asked = str(rng.randrange(120))
        assert found.find(asked) == expected.get(hash_of(asked) % 64, [])


def test_a_set_of_deleted_documents_is_written_once(tmp_path: Path) -> None:
    deleted = Deleted()
    assert deleted.write(tmp_path, 1) is None
    for number in (9, 2):
        deleted.add(number)
    entry = deleted.write(tmp_path, 1)
    assert entry is not None
    assert deleted.write(tmp_path, 1) is entry
    again = Deleted.read(tmp_path, entry)
    assert again.numbers().tolist() == [2, 9]
    assert again.mask(10).nonzero()[0].tolist() == [2, 9]
    assert (2 in again, 3 in again, len(again)) == (True, False, 2)
