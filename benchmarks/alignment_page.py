"""The figures of the alignment as Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from alignment_speed import DIFFLIB

from spunlib.training.evaluation_report import markdown_table

_OTHERS: Final = {"unrelated": "no tables", "difflib": "difflib", "rapidfuzz": "rapidfuzz"}
_SHARES: Final = ("recall", "precision", "recall, exact", "precision, exact")

_SUBSTITUTIONS: Final = """\
{texts} articles of outlets that nothing of the comparison was fitted on, spun by a dictionary's first
alternatives. A substitution is found where a listed one touches it on both sides; *exact* asks for the same
characters, so that a phrase told in two pieces is neither found nor true. Brackets hold 95 % intervals
(Clopper-Pearson, as if every substitution were drawn alone). From some density on the dictionary knows no
more words to swap, and the rows are the same.
"""
_RIVALS: Final = """\
Told by the same characters, on the same copies: by spunlib, had its lexicon never seen one word stand for
another, as with a tool that is in none of its tables; and what lies between equal words, by difflib and by
rapidfuzz's longest common subsequence:
"""
_THESAURUS: Final = """\
The same articles spun by an open thesaurus of the lineage of WordNet, any content word for anything that is
listed with it, in any sense, form and case ("film", "moving picture"; "English", "side"):
"""
_PASSAGES: Final = """\
{cases} articles of which passages of two to seven sentences were cut, spun at 20-80 %, and put between the
sentences of longer articles in any order; plagdet is PAN's F1 over characters / log2(1 + granularity), with a
bootstrap interval over articles. difflib: its blocks of three words and more, joined as the stretches are.
"""
_REPLAY: Final = """\
Replay: the edits turn the original into the suspect, character for character, in {exact:,} of {pairs:,} pairs
({sets}).
"""
_SPEED: Final = "Pairs a second of processor time, one core, articles of 350-550 words, spun at 40 %:\n"


def as_page(found: Mapping[str, Any]) -> str:
    """All tables."""
    dictionary, thesaurus = found["substitutions"]["dictionary"], found["substitutions"]["thesaurus"]
    replay = found["replay"]
    n_texts = next(iter(dictionary.values()))["texts"]
    totals = {key: sum(counts[key] for counts in replay.values()) for key in ("exact", "pairs")}
    sets = ", ".join(f"{name.rpartition('/')[2]} {counts['pairs']:,}" for name, counts in replay.items())
    return "\n".join(
        (
            _SUBSTITUTIONS.format(texts=n_texts),
            _substitutions(dictionary),
            _RIVALS,
            _rivals(dictionary),
            _THESAURUS,
            _substitutions(thesaurus),
            _PASSAGES.format(cases=found["passages"]["spunlib"]["cases"]),
            _passages(found["passages"]),
            _REPLAY.format(**totals, sets=sets),
            _SPEED,
            _speeds(found["pairs_per_second"]),
        )
    )


def _substitutions(rows: Mapping[str, Any]) -> str:
    header = ("content words swapped", "substitutions", *_SHARES)
    return markdown_table(
        header,
        [
            [name, f"{row['substitutions']:,}", *(_cell(row["spunlib"][key]) for key in _SHARES)]
            for name, row in rows.items()
        ],
    )


def _rivals(rows: Mapping[str, Any]) -> str:
    return markdown_table(
        ("content words swapped", *(f"{name}: recall, precision" for name in _OTHERS.values())),
        [
            [
                name,
                *(", ".join(f"{row[other][key]['share']:.3f}" for key in _SHARES[2:]) for other in _OTHERS),
            ]
            for name, row in rows.items()
        ],
    )


def _passages(rows: Mapping[str, Any]) -> str:
    return markdown_table(
        ("", "passages", "precision", "recall", "granularity", "plagdet"),
        [
            [
                name,
                row["passages"],
                *(f"{row[key]:.3f}" for key in ("precision", "recall", "granularity")),
                f"{row['plagdet']:.3f} ({row['low']:.3f}-{row['high']:.3f})",
            ]
            for name, row in rows.items()
        ],
    )


def _speeds(speeds: Mapping[str, float]) -> str:
    rows = [[name, f"{speed:,.0f}", f"{speed / speeds[DIFFLIB]:.2f}"] for name, speed in speeds.items()]
    return markdown_table(("", "pairs a second", "times difflib"), rows)


def _cell(rate: Mapping[str, float]) -> str:
    return f"{rate['share']:.3f} ({rate['low']:.3f}-{rate['high']:.3f})"
