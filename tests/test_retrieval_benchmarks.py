"""The benchmarks of retrieval need the data folder; their parts can be held to small articles without it."""

from __future__ import annotations

import random
import re
import signal
from collections import Counter
from itertools import islice
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parent.parent / "benchmarks"


@pytest.fixture(autouse=True)
def _on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))


def news(number: int) -> str:
    """An article of eight sentences with names and numbers of its own, one of them more than once."""
    rng = random.Random(number)
    name = f"Ola{chr(97 + number % 26)}{chr(97 + number // 26)}"
    verbs = ("sailed", "waited", "returned", "paused")
    rest = [
        f"The ferry of {name} {rng.choice(verbs)} with {rng.randrange(10, 999)} crates." for _ in range(7)
    ]
    return " ".join([f"Last week {name} left the harbour and 100% of the crew stayed.", *rest])


def test_generated_articles_differ_and_come_back_for_the_same_seed() -> None:
    from originals import Originals

    texts = [news(number) for number in range(60)]
    made = list(islice(Originals(texts, seed=3).generate(), 300))
    assert made == list(islice(Originals(texts, seed=3).generate(), 300))
    assert len(set(made)) == 300
    assert not any("%s" in text or "%%" in text for text in made)


def test_a_name_that_comes_back_is_replaced_by_the_same_name() -> None:
    from originals import Originals

    texts = [news(number) for number in range(200)]  # so many that a name is in less than 1 % of them
    for text in islice(Originals(texts, seed=1).generate(), 50):
        # Each of the articles behind a text has one name, its first: they all get the same one.
        assert len(set(re.findall(r"(?:week|of) ([A-Z]\w+)", text))) == 1


def test_swapping_leaves_names_numbers_and_frequent_words() -> None:
    from retrieval_sets import N_FUNCTION_WORDS, Swapper

    frequent = " ".join(
        f"f{chr(97 + place // 26)}{chr(97 + place % 26)}" for place in range(N_FUNCTION_WORDS)
    )
    rare = " ".join(f"r{chr(97 + place // 26)}{chr(97 + place % 26)}" for place in range(100))
    swapped = Swapper([frequent, frequent, rare]).swap(f"{frequent} Porto 412 {rare}", 1.0, random.Random(1))
    assert swapped.startswith(f"{frequent} Porto 412 r")
    changed = sum(one != other for one, other in zip(swapped.split()[-100:], rare.split(), strict=True))
    assert changed > 80


def test_names_are_kept_when_half_of_them_are() -> None:
    from retrieval_sets import keeps_names

    original = "On Monday the ferry left Porto Santo with 412 crates. They say it sank."
    assert keeps_names("The boat of Porto Santo has 412 boxes.", original)
    assert not keeps_names("The boat of Porto has boxes.", original)
    assert not keeps_names("They say it sank.", "They say it sank off Porto.")  # too few to tell


def test_each_command_writes_its_own_part_of_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from retrieval_page import PAGE, write_part

    monkeypatch.setattr(
        "sys.argv", ["x/retrieval.py", "--data", "/secret", "--work", "/secret", "--sizes", "9"]
    )
    page = tmp_path / "retrieval.md"
    page.write_text(PAGE.read_text(encoding="utf-8"), encoding="utf-8")
    for name in ("retrieval", "originals", "scale", "kills"):
        write_part(name, ["| old |\n"], page)
        write_part(name, ["| new |\n"], page)
    text = page.read_text(encoding="utf-8")
    assert text.count("`python benchmarks/retrieval.py --data DIR --sizes 9`\n\n| new |") == 4
    assert "| old |" not in text
    with pytest.raises(ValueError, match="no part 'lost'"):
        write_part("lost", [], page)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_kills_and_flips_find_nothing_wrong(tmp_path: Path) -> None:
    from index_flips import HARMLESS, REPORTED, Flips
    from index_kills import run

    trial = run(kills=4, seed=2)
    assert trial.violations == []
    assert trial.counts["kills"] == 4
    outcomes: Counter[str] = sum(Flips(tmp_path, random.Random(1)).run(24).values(), Counter())
    assert set(outcomes) <= {REPORTED, HARMLESS}


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_a_lost_commit_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    from index_kills import run

    from spunlib.index.store import Store

    commit, calls = Store.commit, iter(range(10**6))
    monkeypatch.setattr(Store, "commit", lambda store: commit(store) if next(calls) % 2 else None)
    assert run(kills=4, seed=1).violations
