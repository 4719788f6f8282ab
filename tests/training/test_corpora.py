"""The data folder as labelled texts: kinds, keys, splits and repairs, on a folder made here."""

from __future__ import annotations

import json
import lzma
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from spunlib.errors import InputError, UsageError
from spunlib.training.cleaning import LineJoiner, fill_masks
from spunlib.training.corpora import HUMAN, LabelledText, human_groups, read_human, read_rewritten
from spunlib.training.rewriting_sets import changed_share, kind_of
from spunlib.training.splits import SHARES, fingerprint, key_of_human, split_of

WORDS = ["river", "stone", "cloud", "garden", "window", "market", "letter", "winter", "bridge", "candle"]


def prose(seed: int, n_words: int = 40) -> str:
    return " ".join(f"{WORDS[(seed * 7 + i * i) % len(WORDS)]}{(seed + i) % 17}" for i in range(n_words))


def write(folder: Path, name: str, records: list[dict[str, Any]]) -> None:
    path = folder / f"{name}.jsonl.xz"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(lzma.compress("".join(json.dumps(record) + "\n" for record in records).encode()))


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    human = [{"id": f"bbc-story-{i}", "text": prose(i)} for i in range(5)]
    write(tmp_path / "human", "bbc_news_2005", human)
    write(
        tmp_path / "human",
        "recipes_basedcooking",
        [{"id": f"recipe-{i}", "text": prose(100 + i)} for i in range(60)],
    )
    write(
        tmp_path / "rewritten",
        "apertium_roundtrip",
        [
            {
                "id": "apert-1",
                "text": prose(50),
                "original": prose(1).upper() + " ",
                "method": "round-trip-mt:x",
            },
            {"id": "apert-2", "text": prose(51), "original": prose(70), "method": "round-trip-mt:x"},
        ],
    )
    for name in ("apt_eval", "detectrl", "liang_polish", "mixset", "wmt22_mt"):
        write(tmp_path / "rewritten", name, [])
    write(
        tmp_path / "rewritten",
        "quillbot",
        [
            {
                "id": f"biology|{q}|gpt|{n}|{mode}",
                "text": prose(q + n),
                "original": prose(80 + q),
                "method": f"quillbot-{mode}",
            }
            for q in range(9)
            for n in range(2)
            for mode in ("fluency", "formal")
        ],
    )
    write(
        tmp_path / "rewritten",
        "raidar",
        [
            {
                "id": "raidar-News/GPT.json-3-Rewrite",
                "text": "Too short.",
                "original": prose(3),
                "method": "llm",
                "llm": "gpt",
            }
        ],
    )
    return tmp_path


def test_human_texts_are_read_by_group(data_dir: Path) -> None:
    assert human_groups(data_dir) == ("bbc_news_2005", "recipes_basedcooking")
    texts = list(read_human(data_dir))
    assert Counter(text.group for text in texts) == {"bbc_news_2005": 5, "recipes_basedcooking": 60}
    assert {(text.kind, text.original, text.method) for text in texts} == {(HUMAN, None, "")}
    assert list(read_human(data_dir, ["bbc_news_2005"])) == texts[:5]


def test_short_texts_and_copies_are_left_out(tmp_path: Path) -> None:
    records = [
        {"id": "a", "text": prose(1)},
        {"id": "b", "text": "  " + prose(1)},
        {"id": "c", "text": prose(2, 29)},
        {"id": "d", "text": prose(3, 30)},
    ]
    write(tmp_path / "human", "letters", records)
    assert [text.id for text in read_human(tmp_path)] == ["a", "d"]


def test_splits_have_their_shares() -> None:
    counts = Counter(split_of(f"news/{i}") for i in range(4000))
    for split, share in SHARES.items():
        assert counts[split] / 4000 == pytest.approx(share, abs=0.03)


@pytest.mark.parametrize(
    ("group", "one", "other"),
    [
        ("abc_australia_2006", {"id": "abc-rural-51"}, {"id": "abc-rural-99"}),
        ("abp_us_news", {"id": "x/1", "outlet": "www.a.org"}, {"id": "x/2", "outlet": "www.a.org"}),
        ("asap_essays", {"id": "x/1", "prompt": "3"}, {"id": "x/2", "prompt": "3"}),
        ("brown_1961", {"id": "brown-ca01-1"}, {"id": "brown-ca01-12"}),
        ("novels_19c_excerpts", {"id": "novel-Author_One_1850-1"}, {"id": "novel-Author_Two_1860-7"}),
        ("onestop_english", {"id": "onestop_english/Bees-adv.txt"}, {"id": "onestop_english/Bees-ele.txt"}),
        ("reuters_2006_2013", {"id": "r/20100817/us-a"}, {"id": "r/20100817/us-b"}),
        ("fce_exam", {"id": "fce_exam/TR1*0100*2000*01_1"}, {"id": "fce_exam/TR1*0100*2000*01_2"}),
    ],
)
def test_texts_of_one_source_share_a_key(group: str, one: dict[str, str], other: dict[str, str]) -> None:
    assert (
        key_of_human(group, one) == key_of_human(group, other) != key_of_human(group, {"id": "another one"})
    )


def test_a_rewritten_text_stands_where_its_original_stands(data_dir: Path) -> None:
    of_bbc, of_nobody = read_rewritten(data_dir, ["apertium_roundtrip"])
    original = next(text for text in read_human(data_dir) if text.id == "bbc-story-1")
    assert (of_bbc.kind, of_bbc.key, of_bbc.split) == ("translated", original.key, original.split)
    assert of_nobody.key == f"original/{fingerprint(prose(70))}"


def test_texts_made_from_one_question_share_a_key(data_dir: Path) -> None:
    texts = list(read_rewritten(data_dir, ["quillbot"]))
    assert len({text.key for text in texts}) == 9
    assert len({(text.key, text.split) for text in texts}) == 9


def test_methods_can_be_held_out(data_dir: Path) -> None:
    texts = list(read_rewritten(data_dir, ["quillbot"], held_out=["quillbot-formal"]))
    by_method: dict[str, set[str]] = {}
    for text in texts:
        by_method.setdefault(text.method, set()).add(text.split)
    assert by_method["quillbot-formal"] == {"development"}
    assert by_method["quillbot-fluency"] != {"development"}


def test_all_sets_are_read_and_short_texts_left_out(data_dir: Path) -> None:
    texts: list[LabelledText] = list(read_rewritten(data_dir))
    assert Counter(text.group for text in texts) == {"apertium_roundtrip": 2, "quillbot": 36}


@pytest.mark.parametrize(
    ("name", "record", "kind"),
    [
        ("apt_eval", {"method": "llm-polish:0.1"}, None),
        ("apt_eval", {"method": "llm-polish:0.5"}, "paraphrased"),
        (
            "apt_eval",
            {"method": "llm-polish:0.5", "text": "one two three", "original": "one two three"},
            None,
        ),
        ("detectrl", {"method": "adversarial_character"}, None),
        ("detectrl", {"method": "adversarial_word"}, "synonym_spun"),
        ("detectrl", {"method": "paraphrase_back_translation"}, "translated"),
        ("mixset", {"method": "mixset:complete", "llm": "gpt-4"}, None),
        ("mixset", {"method": "mixset:polish_token", "llm": "human-editor"}, None),
        ("mixset", {"method": "mixset:humanize", "llm": "gpt-4"}, "paraphrased"),
        ("wmt22_mt", {"method": "machine-translation", "system": "AIST"}, None),
        ("wmt22_mt", {"method": "machine-translation", "system": "Online-A"}, "translated"),
    ],
)
def test_kinds_of_methods(name: str, record: dict[str, str], kind: str | None) -> None:
    assert kind_of(name, {"text": "quite another text", "original": "the old words", **record}) == kind


def test_changed_share_counts_words_in_any_order() -> None:
    assert changed_share("b a", "A b.") == 0.0
    assert changed_share("", "") == 0.0
    assert changed_share("a b c d", "a b") == 0.5


def test_a_missing_or_damaged_folder_is_explained(data_dir: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="needs the data folder"):
        list(read_human(tmp_path / "nowhere"))
    with pytest.raises(UsageError, match="no such groups of human writing: letters; there are bbc_news_2005"):
        list(read_human(data_dir, ["letters"]))
    with pytest.raises(UsageError, match="no such sets: spinbot"):
        list(read_rewritten(data_dir, ["spinbot"]))
    (data_dir / "rewritten" / "quillbot.jsonl.xz").write_bytes(b"not xz")
    with pytest.raises(InputError, match=r"quillbot\.jsonl\.xz"):
        list(read_rewritten(data_dir, ["quillbot"]))


def test_masks_become_words_the_same_throughout_a_text() -> None:
    text = "@PERSON1 met @PERSON2. @CAPS1 left in @MONTH1, and @PERSON1 stayed; @NUM1 of them, @ODDITY3."
    filled = fill_masks(text, "essay 7")
    assert "@" not in filled
    first = filled.split()[0]
    assert f"and {first} stayed" in filled
    assert fill_masks(text, "essay 7") == filled
    assert any(fill_masks(text, f"essay {i}") != filled for i in range(5))


@pytest.fixture(scope="module")
def joiner() -> LineJoiner:
    return LineJoiner()


@pytest.mark.parametrize(
    ("glued", "repaired"),
    [
        ("the results ofthe measurement", "the results of the measurement"),
        ("low temperaturesand pressures", "low temperatures and pressures"),
        ("It ends.The next begins,for now", "It ends. The next begins, for now"),
        (
            "Nevertheless, antiferromagnetic superconductivity",
            "Nevertheless, antiferromagnetic superconductivity",
        ),
        ("e.g. within sunlight", "e.g. within sunlight"),
    ],
)
def test_lost_spaces_are_put_back(joiner: LineJoiner, glued: str, repaired: str) -> None:
    assert joiner.repair(glued) == repaired
