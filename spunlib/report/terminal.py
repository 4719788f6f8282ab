"""Reports and comparisons for the eyes: plain text, colour where the terminal takes it."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from spunlib.compare.result import Kept, Substitution
from spunlib.report.comparison import Comparison
from spunlib.report.excerpt import CLOSE, CLOSE_PROVEN, OPEN, OPEN_PROVEN, Sentences
from spunlib.report.grouping import ArtifactGroup, group_artifacts
from spunlib.report.report import Failure, Report
from spunlib.report.screen import BOLD, DIM, GREEN, PLAIN, RED, RESET, YELLOW, Screen
from spunlib.report.sources import told
from spunlib.report.visible import flat, one_line

_STYLES: Final = {
    "spun": RED,
    "not_spun": GREEN,
    "synonym_spun": RED,
    "paraphrased": RED,
    "translated": RED,
    "error": RED,
}
_MARKS: Final = (OPEN, CLOSE, OPEN_PROVEN, CLOSE_PROVEN)
_PLAIN_MARKS: Final = str.maketrans(dict(zip(_MARKS, "[]**", strict=True)))
_COLOURS: Final = str.maketrans(dict(zip(_MARKS, (YELLOW, RESET, RED, RESET), strict=True)))
_LONGEST_QUOTED: Final = 60  # characters of an artifact or of something kept, where it is named
_EXCERPT_LINES: Final = 3


def render_report(report: Report | Failure, screen: Screen = PLAIN) -> str:
    """One document: the verdict, then each artifact in its sentence, with probable originals and the reason.

    >>> print(render_report(Failure("3.txt", "The file does not exist.")), end="")
    3.txt
      error       The file does not exist.
    """
    if isinstance(report, Failure):
        lines = screen.field("error", report.error, _STYLES["error"])
    else:
        lines = _report(report, screen)
    return "\n".join([screen.paint(one_line(report.id or "text"), BOLD), *lines]) + "\n"


def render_comparison(comparison: Comparison, screen: Screen = PLAIN) -> str:
    """A pair: the relation, how much is accounted for, what was put in the place of what, what was kept."""
    relation, found, kept = comparison.relation, comparison.substitutions, comparison.kept
    lines = [
        *screen.field("relation", relation, _STYLES.get(relation, BOLD)),
        *screen.field(
            "likelihood", f"{comparison.likelihood:.2f} that a machine rewrote it from this original"
        ),
        *screen.field("reason", comparison.reason),
        *screen.field("coverage", f"{comparison.coverage:.0%} of the words come from the original"),
        *_substitutions(found, screen),
        *_kept(kept, screen),
    ]
    return "\n".join(lines) + "\n"


def _report(report: Report, screen: Screen) -> Iterator[str]:
    yield from screen.field("decision", report.decision, _STYLES.get(report.decision, BOLD))
    threshold = "" if report.threshold is None else f", threshold {report.threshold:.2f} (fpr {report.fpr:g})"
    yield from screen.field("likelihood", f"{report.likelihood:.2f}{threshold}")
    yield from screen.field("kind", _kinds(report.kinds))
    yield from screen.field("reason", report.reason)
    yield from screen.field("words", f"{report.n_words:,}")
    for source in report.sources[: screen.limit]:
        yield from screen.field("source", told(source))
    if report.artifacts:
        proven = sum(artifact.proven for artifact in report.artifacts)
        order = f"first the {proven:,} that the original proves" if proven else "the strongest first"
        yield from screen.field("artifacts", f"{len(report.artifacts):,}, {order}")
        yield from _artifacts(report, screen)


def _kinds(kinds: Mapping[str, float]) -> str:
    likeliest = sorted(kinds.items(), key=lambda item: -item[1])
    return ", ".join(f"{kind} {probability:.2f}" for kind, probability in likeliest)


def _artifacts(report: Report, screen: Screen) -> Iterator[str]:
    groups = group_artifacts(report.artifacts)
    sentences = Sentences(report.text)
    marks = _COLOURS if screen.colour else _PLAIN_MARKS
    room = _EXCERPT_LINES * screen.width
    for passage in _passages(groups[: screen.limit], sentences, room // 2):
        yield ""
        spans = [(g.strongest.start, g.strongest.end) for g in passage]
        proven = {span for span, group in zip(spans, passage, strict=True) if group.strongest.proven}
        for line in screen.wrap(sentences.excerpt(spans, room, proven), "  "):
            yield line.translate(marks)
        for group in passage:
            yield from screen.wrap(one_line(_told(group)), "    ")
            yield from screen.wrap(one_line(group.strongest.reason), "      ", DIM)
    left = sum(group.count for group in groups[screen.limit :])
    if left:
        yield from ("", f"  and {left:,} more")


def _passages(
    groups: Sequence[ArtifactGroup], sentences: Sentences, longest: int
) -> list[list[ArtifactGroup]]:
    """Groups in one sentence and not too far apart, in the order of the text; the strongest passage first."""
    passages: list[list[ArtifactGroup]] = []
    sentence, start = -1, 0
    for group in sorted(groups, key=lambda group: (group.strongest.start, group.strongest.end)):
        artifact = group.strongest
        number = sentences.number(artifact.start)
        if number == sentence and artifact.end - start <= longest:
            passages[-1].append(group)
        else:
            passages.append([group])
            sentence, start = number, artifact.start
    return sorted(passages, key=_order)


def _order(passage: Sequence[ArtifactGroup]) -> tuple[bool, float]:
    proven = any(group.strongest.proven for group in passage)
    return not proven, -max(group.weight for group in passage)


def _told(group: ArtifactGroup) -> str:
    times = f", {group.count} times" if group.count > 1 else ""
    text = textwrap.shorten(flat(group.strongest.text), _LONGEST_QUOTED, placeholder=" ...")
    return f"{text}{group.strongest.told()} ({group.strongest.kind} {group.weight:+.1f}{times})"


def _substitutions(found: Sequence[Substitution], screen: Screen) -> Iterator[str]:
    if not found:
        return
    counts: Counter[tuple[str, str, str]] = Counter()
    as_first_met: dict[tuple[str, str, str], tuple[str, str]] = {}
    for swap in found:
        original, suspect = one_line(swap.original.text), one_line(swap.suspect.text)
        key = original.casefold(), suspect.casefold(), swap.kind
        counts[key] += 1
        as_first_met.setdefault(key, (original, suspect))
    yield from screen.field("replaced", f"{len(found):,}, the most frequent first")
    for key, count in counts.most_common(screen.limit):
        original, suspect = as_first_met[key]
        times = f", {count} times" if count > 1 else ""
        put = screen.paint(suspect or "(nothing)", YELLOW)
        yield f"    {original or '(nothing)'} -> {put} [{key[2]}{times}]"
    yield from _rest(len(counts), screen)


def _kept(found: Sequence[Kept], screen: Screen) -> Iterator[str]:
    if not found:
        return
    different = list(dict.fromkeys((k.kind, one_line(k.suspect.text)) for k in found))
    yield from screen.field("kept", f"{len(found):,} quotations, names and numbers")
    by_kind: dict[str, list[str]] = {}
    for kind, text in different[: screen.limit]:
        by_kind.setdefault(kind, []).append(textwrap.shorten(text, _LONGEST_QUOTED, placeholder=" ..."))
    for kind, texts in by_kind.items():
        yield from screen.wrap(f"{kind}: {'; '.join(texts)}", "    ")
    yield from _rest(len(different), screen)


def _rest(different: int, screen: Screen) -> Iterator[str]:
    if different > screen.limit:
        yield f"    and {different - screen.limit:,} more"
