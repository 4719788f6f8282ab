"""Comparisons of pairs of texts as columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any, Final

from spunlib.detector import compare
from spunlib.errors import InputError
from spunlib.integrations.columns import encodable, is_missing
from spunlib.report.encoding import to_json

COMPARED: Final[Mapping[str, type]] = {
    "relation": str,
    "likelihood": float,
    "coverage": float,
    "reason": str,
    "substitutions": str,
    "error": str,
}
"""The columns of a comparison in their order, and the type of each; any of them may be None.

They are the fields of a `spunlib.Comparison`; ``substitutions`` is a JSON array, as in its JSON form.
``error`` says why a pair could not be compared, and all other columns are then None.
"""

_BATCH: Final = 64
"""Pairs that a process is given at a time: some tenths of a second of work."""

Pair = tuple[object, object]


def compare_pairs(
    suspects: Iterable[object], originals: Iterable[object], n_jobs: int = 1
) -> dict[str, list[Any]]:
    """Compare texts by pairs.

    Args:
        suspects: texts under question, or whatever else stands in a table.
        originals: as many.
        n_jobs: processes, as joblib counts them.

    >>> compare_pairs(["The talks failed."], ["The talks failed."])["relation"]
    ['identical']
    """
    rows = chain.from_iterable(_by_batch(zip(suspects, originals, strict=True), n_jobs))
    found: dict[str, list[Any]] = {name: [] for name in COMPARED}
    for row in rows:
        for name, value in row.items():
            found[name].append(value)
    return found


def _by_batch(pairs: Iterator[Pair], n_jobs: int) -> Iterator[list[dict[str, Any]]]:
    batches = iter(lambda: list(islice(pairs, _BATCH)), [])
    if n_jobs == 1:
        yield from map(_rows, batches)
        return
    import joblib  # see spunlib.detector

    with joblib.Parallel(n_jobs, batch_size=1) as parallel:
        # joblib reads its input to the end: it is given a few batches at a time.
        while some := list(islice(batches, 4 * joblib.effective_n_jobs(n_jobs))):
            yield from parallel(joblib.delayed(_rows)(batch) for batch in some)


def _rows(pairs: Sequence[Pair]) -> list[dict[str, Any]]:
    return [_row(suspect, original) for suspect, original in pairs]


def _row(suspect: object, original: object) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(COMPARED)
    for side, text in (("suspect", suspect), ("original", original)):
        if not isinstance(text, str):
            what = "is missing" if is_missing(text) else f"must be a str, not {type(text).__name__}"
            return row | {"error": f"the {side} {what}"}
    try:
        comparison = compare(suspect, original)  # type: ignore[arg-type]
    except InputError as error:
        return row | {"error": encodable(str(error))}
    except Exception as error:  # one pair in millions must not end the run
        return row | {"error": encodable(f"comparing failed: {type(error).__name__}: {error}")}
    fields = comparison.to_dict()
    return row | {
        "relation": comparison.relation,
        "likelihood": comparison.likelihood,
        "coverage": comparison.coverage,
        "reason": encodable(comparison.reason),
        "substitutions": to_json(fields["substitutions"]),
    }
