"""What estimators are given: texts in any container, and labels of which one means human."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spunlib.errors import InputError
from spunlib.integrations.columns import is_missing
from spunlib.model.document_head import KINDS

HUMAN: Final = KINDS[0]

_PEOPLE: Final = (HUMAN, "not_spun")
_MACHINES: Final = (*KINDS[1:], "spun", "rewritten")
"""Labels whose meaning is known: the names of kinds and decisions."""


class EstimatorInputError(InputError, ValueError):
    """Texts or labels that an estimator cannot take; a ValueError too, as scikit-learn's contract has it."""


def texts_of(given: Any) -> list[str]:
    """The texts in a list, an array, a series, or a table of one column.

    Raises:
        EstimatorInputError: it is one str, or a table of several columns, or holds something else than str.

    >>> texts_of(np.array([["One text."], ["Another."]], dtype=object))
    ['One text.', 'Another.']
    """
    if isinstance(given, str | bytes):
        raise EstimatorInputError("the texts must come as a list or column of str, not as one str: [text]")
    shape: tuple[int, ...] = getattr(given, "shape", ())
    if len(shape) > 1:
        if len(shape) > 2 or shape[1] != 1:
            raise EstimatorInputError(f"one column of texts is needed; this table has the shape {shape}")
        given = np.asarray(given, dtype=object)[:, 0]
    if not isinstance(given, Iterable):
        raise EstimatorInputError(
            f"the texts must come as a list or column of str, not {type(given).__name__}"
        )
    return [_checked(text, number) for number, text in enumerate(given)]


def _checked(text: object, number: int) -> str:
    if isinstance(text, str):
        return text
    if is_missing(text):
        raise EstimatorInputError(
            f"text {number} (counted from 0) is missing; leave its row out, or fill in ''"
        )
    raise EstimatorInputError(f"text {number} (counted from 0) must be a str, not {type(text).__name__}")


def human_label(classes: NDArray[Any], given: Any = None) -> Any:
    """Which of the labels stands for texts that people wrote.

    Args:
        classes: the labels, sorted.
        given: what the user says; None: ``"human"`` or ``"not_spun"``, or the one beside a name of something
            rewritten (``"spun"``, ``"rewritten"``, a kind), or of two numbers the smaller: False, 0, -1.

    Raises:
        EstimatorInputError: it is none of the labels, or nothing tells which one it is.

    >>> str(human_label(np.array(["press", "spun"])))
    'press'
    """
    names = classes.tolist()
    if given is not None:
        if given not in names:
            raise EstimatorInputError(f"human_label is {given!r}, and the labels of y are {names}")
        return classes[names.index(given)]
    if len(names) == 1:
        raise EstimatorInputError(f"y has 1 class, {names[0]!r}; at least two are needed")
    people = [label for label in names if label in _PEOPLE]
    if not people and len(names) == 2:
        others = [label for label in names if label not in _MACHINES]
        people = names[:1] if classes.dtype.kind in "biuf" else others
    if len(people) != 1:
        raise EstimatorInputError(
            f"nothing tells which of the classes {names} stands for human text; say so with human_label="
        )
    return classes[names.index(people[0])]


def check_classes(classes: NDArray[Any]) -> None:
    """Refuse labels that the shipped model cannot speak of: it knows human and not, and the four kinds.

    Raises:
        EstimatorInputError: there are more labels than two, and they are no names of kinds.

    >>> check_classes(np.array(["human", "paraphrased", "translated"]))
    """
    if len(classes) > 2 and not set(classes.tolist()) <= set(KINDS):
        raise EstimatorInputError(
            f"y has the classes {classes.tolist()}. Only binary classification is supported without a head, "
            f"and labels that are some of {', '.join(KINDS)}; give a head=, which learns any"
        )


def kinds_of(classes: NDArray[Any], human: Any) -> list[str]:
    """The kind that each label stands for in the model's own words, "" for anything rewritten.

    >>> kinds_of(np.array(["human", "paraphrased", "translated"]), "human")
    ['human', 'paraphrased', 'translated']
    >>> kinds_of(np.array(["human", "translated"]), "human")
    ['human', '']
    """
    if len(classes) == 2:
        return [HUMAN if label == human else "" for label in classes]
    return [str(label) for label in classes]
