"""The exception tree: one base, messages that help, and errors that survive a process boundary."""

from __future__ import annotations

import pickle

import pytest

import spunlib
from spunlib import errors

TREE = {
    "ModelError": "SpunlibError",
    "SourceIndexError": "SpunlibError",
    "InputError": "SpunlibError",
    "UsageError": "SpunlibError",
    "MissingExtraError": "UsageError",
    "SpunlibError": "Exception",
}


def test_the_tree_is_the_documented_one() -> None:
    found = {
        name: value.__bases__[0].__name__
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, Exception)
    }
    assert found == TREE
    for name in TREE:
        assert name in str(errors.__doc__)


@pytest.mark.parametrize("name", sorted(TREE))
def test_every_error_is_public(name: str) -> None:
    assert getattr(spunlib, name) is getattr(errors, name)
    assert name in spunlib.__all__


@pytest.mark.parametrize("name", sorted(set(TREE) - {"MissingExtraError"}))
def test_errors_survive_a_process_boundary(name: str) -> None:
    error = getattr(errors, name)("models/x: no manifest")
    again = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert type(again) is type(error)
    assert str(again) == "models/x: no manifest"


def test_a_missing_extra_says_what_to_install() -> None:
    error = pickle.loads(pickle.dumps(errors.MissingExtraError("html", "trafilatura")))  # noqa: S301
    assert (error.extra, error.package) == ("html", "trafilatura")
    assert "pip install 'spunlib[html]'" in str(error)
    with pytest.raises(errors.SpunlibError, match="trafilatura is not installed"):
        raise error
