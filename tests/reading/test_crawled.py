from __future__ import annotations

import gzip
import os
import random
import sys
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
import zstandard
from archives import PARAGRAPH, html, http, packed, page, record

from spunlib.document import Document
from spunlib.reading.limits import LONGEST_PAGE
from spunlib.reading.reader import list_documents, read_documents
from spunlib.report import Failure


def read(path: Path, content: bytes, **fields: str) -> list[Document | Failure]:
    path.write_bytes(content)
    return list(read_documents([str(path)], **fields))


def outcome(found: list[Document | Failure]) -> list[str]:
    """Ids of documents, and of failures with a mark."""
    return [f"{'' if isinstance(one, Document) else '!'}{one.id.rpartition('/')[2]}" for one in found]


WHOLE = [page(1), page(2), page(3)]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.warc", b"".join(WHOLE)),
        ("a.warc.gz", packed(*WHOLE)),
        ("a.warc.gz", gzip.compress(b"".join(WHOLE))),
        ("a.warc.gz", gzip.compress(b"".join(WHOLE)[:900]) + gzip.compress(b"".join(WHOLE)[900:])),
        ("a.warc.gz", packed(*WHOLE) + bytes(512)),
        ("a.warc.zst", b"".join(map(zstandard.compress, WHOLE))),
        ("a.warc.zst", zstandard.compress(b"".join(WHOLE))),
        ("a.wet.gz", packed(*WHOLE)),
        ("unknown", packed(*WHOLE)),
    ],
)
def test_every_wrapping(tmp_path: Path, name: str, content: bytes) -> None:
    assert outcome(read(tmp_path / name, content)) == ["1", "2", "3"]


def test_bare_line_breaks(tmp_path: Path) -> None:
    bare = [
        record(http(html(number)).replace(b"\r\n", b"\n"), f"http://example.org/{number}")
        for number in (1, 2, 3)
    ]
    assert outcome(read(tmp_path / "a.warc", b"".join(bare).replace(b"\r\n", b"\n"))) == ["1", "2", "3"]


def test_a_dictionary_of_its_own(tmp_path: Path) -> None:
    dictionary = zstandard.train_dictionary(2048, [page(number) for number in range(300)])
    compress = zstandard.ZstdCompressor(dict_data=dictionary).compress
    for content in (dictionary.as_bytes(), zstandard.compress(dictionary.as_bytes())):
        head = b"\x5d\x2a\x4d\x18" + len(content).to_bytes(4, "little") + content
        found = read(tmp_path / "a.warc.zst", head + b"".join(map(compress, WHOLE)))
        assert outcome(found) == ["1", "2", "3"]


def test_what_is_known_of_a_page(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    (found,) = read(path, record(http(html(7)), "http://example.org/7", WARC_Truncated="length"))
    assert isinstance(found, Document)
    assert PARAGRAPH in found.text
    assert "Sport" not in found.text
    assert found.file == str(path)
    assert dict(found.metadata) == {
        "url": "http://example.org/7",
        "warc_record_id": "<urn:uuid:http://example.org/7>",
        "warc_date": "2024-02-11T10:12:13Z",
        "warc_truncated": "length",
        "title": "The lighthouse",
        "site": "example.org",
    }
    (found,) = read(path, page(7), id_field="warc_record_id")
    assert found.id == "<urn:uuid:http://example.org/7>"


def test_the_same_page_twice_is_two_documents(tmp_path: Path) -> None:
    assert outcome(read(tmp_path / "a.warc.gz", packed(page(1), page(2), page(1)))) == ["1", "2", "1"]


@pytest.mark.parametrize(
    "other",
    [
        record(b"software: x\r\n", None, "warcinfo", "application/warc-fields"),
        record(b"GET / HTTP/1.1\r\n\r\n", kind="request", mime="application/http; msgtype=request"),
        record(b"via: x\r\n", kind="metadata", mime="application/warc-fields"),
        record(http(b""), kind="revisit"),
        record(http(html(), status="404 Not Found")),
        record(http(b"", "Location: /", status="301 Moved")),
        record(http(b"\xff\xd8\xff" * 99, mime="image/jpeg")),
        record(http(b"\xff\xd8\xff" * 99, mime="")),
        record(http(html()), WARC_Identified_Payload_Type="application/pdf"),
        record(http("User-agent: *\nDisallow: /\n", mime="text/plain"), "http://example.org/robots.txt"),
        record(b"example.org. 1 IN A 127.0.0.1\n", "dns:example.org", mime="text/dns"),
        record(http(bytes(9_000_000), mime="video/mp4")),
        b"\r\n\r\n",
    ],
)
def test_what_is_no_page_is_left_out(tmp_path: Path, other: bytes) -> None:
    assert outcome(read(tmp_path / "a.warc", page(1) + other + page(2))) == ["1", "2"]
    assert outcome(read(tmp_path / "a.warc.gz", packed(page(1), other, page(2)))) == ["1", "2"]


def test_an_archive_without_pages_says_so(tmp_path: Path) -> None:
    (found,) = read(tmp_path / "a.warc", record(http(b"", status="500 No")))
    assert isinstance(found, Failure)
    assert found.error.endswith("a.warc: no page among 1 records")


def test_records_other_than_responses(tmp_path: Path) -> None:
    given = [
        record(html(1).encode(), "http://example.org/1", "resource", "text/html; charset=utf-8"),
        record(PARAGRAPH.encode(), "http://example.org/2", "conversion", "text/plain"),
        record(http(PARAGRAPH, mime="text/plain"), "http://example.org/3"),
        record(http(html(4), mime=""), "http://example.org/4"),
        record(http(html(5), status="200"), "<http://example.org/5>"),
        record(http(html(6)).replace(b"HTTP/1.1", b"HTTP/2"), "http://example.org/6"),
    ]
    found = read(tmp_path / "a.warc.gz", packed(*given))
    assert outcome(found) == ["1", "2", "3", "4", "5", "6"]
    assert found[1].text == PARAGRAPH  # type: ignore[union-attr]


def test_a_page_without_a_url_is_named_by_its_place(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    (found,) = read(path, record(http(html()), None))
    assert found.id == f"{path}:1"


RAW = zlib.compressobj(9, zlib.DEFLATED, -15)
DEFLATED = RAW.compress(html().encode()) + RAW.flush()


@pytest.mark.parametrize(
    ("body", "header"),
    [
        (gzip.compress(html().encode()), "Content-Encoding: gzip"),
        (zlib.compress(html().encode()), "Content-Encoding: deflate"),
        (DEFLATED, "Content-Encoding: deflate"),
        (brotli.compress(html().encode()), "Content-Encoding: br"),
        (zstandard.compress(html().encode()), "Content-Encoding: zstd"),
        (gzip.compress(gzip.compress(html().encode())), "Content-Encoding: gzip, gzip"),
        (html().encode(), "Content-Encoding: gzip"),
        (html().encode(), "Content-Encoding: br"),
        (html().encode(), "Content-Encoding: identity"),
        (html().encode(), "Transfer-Encoding: chunked"),
        (b"%x;x=y\r\n%s\r\n0\r\n\r\n" % (len(html()), html().encode()), "Transfer-Encoding: chunked"),
        (
            b"10\r\n%s\r\nfff\r\n%s" % (html().encode()[:16], html().encode()[16:]),
            "transfer-encoding: Chunked",
        ),
        (gzip.compress(html().encode())[:-30], "Content-Encoding: gzip"),
    ],
)
def test_bodies_are_unpacked(tmp_path: Path, body: bytes, header: str) -> None:
    (found,) = read(tmp_path / "a.warc.gz", packed(record(http(body, header))))
    assert isinstance(found, Document), found
    assert PARAGRAPH in found.text


@pytest.mark.parametrize(
    ("body", "header", "message"),
    [
        (gzip.compress(os.urandom(9000))[:4000] + b"x" * 400, "Content-Encoding: gzip", "no article"),
        (b"\x1f\x8b\x08" + b"\xff" * 900, "Content-Encoding: gzip", "damaged"),
        (b"x" * 99, "Content-Encoding: pack200", "nobody knows the compression 'pack200'"),
        (gzip.compress(bytes(LONGEST_PAGE + 9)), "Content-Encoding: gzip", "unpacks to more than 8 MB"),
        (brotli.compress(bytes(99_000_000), quality=1), "Content-Encoding: br", "more than 8 MB"),
        (zstandard.compress(bytes(99_000_000)), "Content-Encoding: zstd", "more than 8 MB"),
        (b"<p>" * (LONGEST_PAGE // 3 + 9), "X: y", "longer than 8 MB"),
        (b"<p>" * 200_000, "X: y", "more than 100,000 tags"),
        (b"", "X: y", "no article"),
        (b"\0" * 99, "X: y", "no article"),
    ],
)
def test_pages_that_cannot_be_read(tmp_path: Path, body: bytes, header: str, message: str) -> None:
    bad = record(http(body, header), "http://example.org/bad")
    found = read(tmp_path / "a.warc.gz", packed(page(1), bad, page(2)))
    assert outcome(found) == ["1", "!bad", "2"]
    assert message in found[1].error  # type: ignore[union-attr]
    assert ".warc.gz:2: " in found[1].error  # type: ignore[union-attr]


def damaged(member: bytes, at: int = 60) -> bytes:
    return member[:at] + bytes(byte ^ 0x55 for byte in member[at : at + 30]) + member[at + 30 :]


BAD_PLAIN = {
    "no length": record(http(html())).replace(b"Content-Length", b"X-Length"),
    "negative": record(http(html()), length=-5),
    "no number": record(http(html()), length="many"),
    "endless": record(http(html()), length="9" * 5000),
    "another version": record(http(html())).replace(b"WARC/1.0", b"WURC/1.0"),
    "junk": b"junk\n" * 2000,
    "no response": record(b"\0\1" * 300),
    "long header": record(http(html()), X="y" * 300_000),
}


@pytest.mark.parametrize("bad", BAD_PLAIN.values(), ids=list(BAD_PLAIN))
def test_a_bad_record_costs_itself_alone(tmp_path: Path, bad: bytes) -> None:
    for name, content in (("a.warc", page(1) + bad + page(2)), ("a.warc.gz", packed(page(1), bad, page(2)))):
        found = read(tmp_path / name, content)
        assert [isinstance(one, Document) for one in found] == [True, False, True]
        assert outcome(found)[::2] == ["1", "2"]


def test_a_wrong_length_costs_itself_alone_where_records_are_members(tmp_path: Path) -> None:
    long = record(http(html()), "http://example.org/long", length=10**15)
    short = record(http(html()), "http://example.org/short", length=300)
    found = read(tmp_path / "a.warc.gz", packed(page(1), long, page(2)))
    assert outcome(found) == ["1", "!long", "2"]
    found = read(tmp_path / "a.warc.gz", packed(page(1), short, page(2)))
    assert outcome(found)[0] == "1"
    assert outcome(found)[-1] == "2"


CHECKED = zstandard.ZstdCompressor(write_checksum=True).compress


@pytest.mark.parametrize("compress", [gzip.compress, CHECKED])
def test_damaged_members_cost_themselves_alone(tmp_path: Path, compress: Callable[[bytes], bytes]) -> None:
    members = [compress(page(number)) for number in range(9)]
    members[2], members[3], members[7] = damaged(members[2]), damaged(members[3], 4), damaged(members[7], 90)
    found = read(tmp_path / "a.warc.x", b"".join(members))
    whole = [one.id.rpartition("/")[2] for one in found if isinstance(one, Document)]
    assert whole == ["0", "1", "4", "5", "6", "8"]
    assert 2 <= len(found) - len(whole) <= 3


def test_large_members_are_checked_before_they_are_believed(tmp_path: Path) -> None:
    large = html().replace("</article>", f"<!-- {random.Random(1).randbytes(300_000).hex()} --></article>")
    member = bytearray(gzip.compress(record(http(large), "http://example.org/large")))
    member[-6] ^= 1  # its checksum
    found = read(tmp_path / "a.warc.gz", packed(page(1)) + member + packed(page(2)))
    assert outcome(found) == ["1", "!large", "2"]


@pytest.mark.parametrize("cut", [1, 9, 150, 400])
def test_an_archive_cut_short_gives_what_it_holds(tmp_path: Path, cut: int) -> None:
    for content in (packed(*WHOLE), b"".join(WHOLE), gzip.compress(b"".join(WHOLE))):
        found = read(tmp_path / "a.warc", content[:-cut])
        documents = [one for one in found if isinstance(one, Document)]
        assert len(found) - len(documents) <= 1
        assert outcome(found)[: len(documents)] == ["1", "2", "3"][: len(documents)]
        assert len(documents) >= (0 if content[:2] == b"\x1f\x8b" else 2)


def test_random_damage_never_raises_and_never_loses_what_stands_before(tmp_path: Path) -> None:
    rng = random.Random(4)
    records = [page(number) for number in range(6)]
    for content in (packed(*records), b"".join(records), b"".join(map(zstandard.compress, records))):
        for _ in range(60):
            bad = bytearray(content)
            first = len(bad)
            for _ in range(rng.randint(1, 3)):
                at = rng.randrange(len(bad))
                first = min(first, at)
                bad[at : at + rng.choice((0, 1, 40))] = rng.randbytes(rng.choice((1, 1, 30)))
            items = list(list_documents([_written(tmp_path / "a.warc", bytes(bad))]))
            found = [one.id for one in items if not isinstance(one, Failure)]
            before = first * 6 // len(content) - 1
            assert found[: max(before, 0)] == [f"http://example.org/{n}" for n in range(before)]


def _written(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    return str(path)


def test_memory_does_not_grow_with_the_archive(tmp_path: Path) -> None:
    peaks = []
    for pages in (200, 1000):
        path = _written(tmp_path / "a.warc.gz", packed(*(page(number) for number in range(pages))) * 2)
        next(list_documents([path]))  # what is imported once
        tracemalloc.start()
        for _ in list_documents([path]):
            pass
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.2 * peaks[0]


def test_a_bomb_of_nothing_is_passed_over_in_little_memory(tmp_path: Path) -> None:
    bomb = zstandard.compress(record(http(bytes(300_000_000), mime="video/mp4")))
    tracemalloc.start()
    found = read(tmp_path / "a.warc.zst", bomb + zstandard.compress(page(1)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert outcome(found) == ["1"]
    assert peak < 60_000_000


@pytest.mark.parametrize(
    ("module", "name", "extra"),
    [
        ("warcio.statusandheaders", "a.warc", "warc"),
        ("zstandard", "a.warc.zst", "warc"),
        ("trafilatura", "a.warc", "html"),
    ],
)
def test_missing_extras_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, name: str, extra: str
) -> None:
    content = zstandard.compress(page(1)) if name.endswith("zst") else page(1)
    monkeypatch.setitem(sys.modules, module, None)
    (found,) = read(tmp_path / name, content)
    assert isinstance(found, Failure)
    assert f"pip install 'spunlib[{extra}]'" in found.error
