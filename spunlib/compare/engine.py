"""The comparison from end to end: read, align, find the substitutions, measure, name the relation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np

from spunlib.compare.alignment import align_tokens
from spunlib.compare.changes import find_changes
from spunlib.compare.joined_gaps import join_gaps
from spunlib.compare.kept import find_kept
from spunlib.compare.measures import measure
from spunlib.compare.pair import IntArray, Lexicon, Pair, read_pair, read_pairs
from spunlib.compare.passages import Passage, align_passages
from spunlib.compare.relation import RelationModel, likelihood_of, load_relation_model, name_relation
from spunlib.compare.replay import edits_of
from spunlib.compare.respelt import find_respelt, with_respelt
from spunlib.compare.result import RELATIONS, ComparisonResult, Segment, Substitution
from spunlib.compare.runs import find_contractions, find_gaps, find_runs
from spunlib.compare.stretches import find_stretches
from spunlib.compare.substitutions import Swap, swaps_in

_IDENTICAL: Final = "the same words and marks in the same order"
_REASONS: Final = {
    "reprint": "{kept:.0%} of the words stand as they were, with {swaps} substitutions: cuts or light edits",
    "synonym_spun": "the skeleton was kept ({kept:.0%} of the words), {swaps} words or phrases were swapped",
    "paraphrased": "{passages} passages were rewritten, {kept:.0%} of the words were kept",
    "translated": "{passages} passages were kept in order, but only {kept:.0%} of the words",
    "related": "names or subjects are shared, but only {kept:.0%} of the words are aligned",
    "unrelated": "only {kept:.0%} of the words are aligned, and little vocabulary is shared",
}


def compare_texts(
    suspect: str, original: str, lexicon: Lexicon, model: RelationModel | None = None
) -> ComparisonResult:
    """Compare a suspect with the original that it may have been made from.

    Args:
        suspect: any text, up to `spunlib.compare.pair.MAX_TOKENS` tokens.
        original: likewise.
        lexicon: word frequencies and word relations.
        model: the trees that name the relation; by default the one that is shipped with en-1.

    Raises:
        InputError: a text is too long.
        ModelError: the trees of the default model are missing or do not fit this version.
    """
    return _compare(read_pair(suspect, original, lexicon), lexicon, model or load_relation_model())


def verify(
    suspect: str, originals: Sequence[str], lexicon: Lexicon, model: RelationModel | None = None
) -> list[ComparisonResult | None]:
    """`compare_texts` of a suspect with each of several originals, faster: for a search's candidates.

    The suspect is tokenised once, the originals in one batch; the parts of a result that nobody asks for are
    never made. None stands where an original is too long.

    Raises:
        InputError: the suspect is too long.
        ModelError: as `compare_texts`.
    """
    pairs = read_pairs(suspect, originals, lexicon)
    model = model or load_relation_model()
    return [None if pair is None else _compare(pair, lexicon, model) for pair in pairs]


def _compare(pair: Pair, lexicon: Lexicon, model: RelationModel) -> ComparisonResult:
    if reason := _nothing_to_compare(pair):
        unaligned = np.full(pair.suspect.size, -1, np.int64)
        return _result(pair, [], unaligned, [], {}, _certain("unrelated"), reason)
    if _identical(pair):
        passages = [Passage(0, pair.suspect.size, 0, pair.original.size)]
        partner = np.arange(pair.suspect.size)
        measures = measure(pair, passages, passages, partner, [])
        respelt = find_respelt(pair, partner)
        return _result(pair, passages, partner, respelt, measures, _certain("identical"), _IDENTICAL)
    candidates = align_passages(pair)
    passages, partner = align_tokens(pair, candidates)
    gaps = join_gaps(pair, find_gaps(passages, partner), partner, lexicon.phrase_pairs())
    contractions = find_contractions(pair, gaps, partner)
    swaps = swaps_in(pair, find_runs(pair, gaps, contractions), lexicon)
    measures = measure(pair, candidates, passages, partner, swaps)
    relations = model.probabilities(measures, len(passages))
    reason = _REASONS[name_relation(relations)].format(swaps=len(swaps), passages=len(passages), **measures)
    listed = with_respelt(swaps, contractions, find_respelt(pair, partner))
    return _result(pair, passages, partner, listed, measures, relations, reason)


def _nothing_to_compare(pair: Pair) -> str:
    for name, side in (("suspect", pair.suspect), ("original", pair.original)):
        if not side.is_word.any():
            return f"the {name} has no words"
    return ""


def _identical(pair: Pair) -> bool:
    """Whether the tokens are the same, but for white space, typography and British or American spelling."""
    suspect, original = pair.suspect, pair.original
    return suspect.codes == original.codes and bool((suspect.case == original.case).all())


def _certain(relation: str) -> dict[str, float]:
    return {name: float(name == relation) for name in RELATIONS}


def _result(
    pair: Pair,
    passages: list[Passage],
    partner: IntArray,
    swaps: list[Swap],
    measures: Mapping[str, float],
    relations: Mapping[str, float],
    reason: str,
) -> ComparisonResult:
    return ComparisonResult.lazy(
        _makers(pair, passages, partner, swaps),
        suspect=pair.suspect.text,
        original=pair.original.text,
        relation=name_relation(relations),
        relations=relations,
        likelihood=likelihood_of(relations),
        reason=reason,
        coverage=min(1.0, measures.get("kept", 0.0) + measures.get("substituted", 0.0)),
        measures=measures,
    )


def _makers(
    pair: Pair, passages: list[Passage], partner: IntArray, swaps: list[Swap]
) -> dict[str, Callable[[], tuple[Any, ...]]]:
    return {
        "segments": lambda: _segments(pair, passages),
        "substitutions": lambda: _substitutions(pair, swaps),
        "kept": lambda: find_kept(pair, partner),
        "edits": lambda: edits_of(pair, partner),
        "stretches": lambda: _segments(pair, find_stretches(pair, passages)),
        "changes": lambda: find_changes(pair, passages, partner, swaps),
    }


def _substitutions(pair: Pair, swaps: list[Swap]) -> tuple[Substitution, ...]:
    suspect, original = pair.suspect, pair.original
    return tuple(
        Substitution(
            suspect.span(swap.first, swap.last),
            original.span(swap.original_first, swap.original_last),
            swap.kind,
        )
        for swap in swaps
    )


def _segments(pair: Pair, passages: list[Passage]) -> tuple[Segment, ...]:
    return tuple(
        Segment(
            pair.suspect.span(passage.suspect_first, passage.suspect_last),
            pair.original.span(passage.original_first, passage.original_last),
        )
        for passage in passages
    )
