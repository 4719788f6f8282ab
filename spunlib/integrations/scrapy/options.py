"""The settings SPUNLIB_*: read once, checked when a crawl begins."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from typing import Any, Final

from spunlib.errors import UsageError
from spunlib.model.cascade import AUTO, TIERS
from spunlib.model.store import DEFAULT
from spunlib.model.thresholds import check_fpr

PREFIX: Final = "SPUNLIB_"
TAG: Final = "tag"
DROP: Final = "drop"


@dataclass(frozen=True, slots=True)
class Options:
    """What is scored, how, and where the result goes; each field is the setting of its name.

    Attributes:
        enabled: whether there is anything to do.
        model: name of a shipped model, or the folder of any.
        tier: "auto", "fast" or "accurate"; see `spunlib.load`.
        fpr: share of human documents that may be flagged.
        action: "tag" lets every item pass, "drop" drops those that are called spun.
        index: folder of a `spunlib.SourceIndex` of originals; empty: none.
        text_field: field of an item that holds its text.
        html_field: field that holds its page, str or bytes, which is read where there is no text.
        id_field: field that names an item in its result and in messages.
        result_field: field that takes the result.
        artifacts: whether results list the words that gave a text away.
        batch_size: items that are scored together, at most.
        max_wait: seconds that an item waits for others, at most.
        processes: processes that score; 0: a thread of the crawler's own process does.
    """

    enabled: bool = True
    model: str = DEFAULT
    tier: str = AUTO
    fpr: float = 0.01
    action: str = TAG
    index: str = ""
    text_field: str = "text"
    html_field: str = "html"
    id_field: str = "url"
    result_field: str = "spunlib"
    artifacts: bool = True
    batch_size: int = 32
    max_wait: float = 0.5
    processes: int = 1

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Options:
        """The options in the settings of a crawler, or in any mapping.

        Values may be strings, as ``scrapy crawl -s SPUNLIB_FPR=0.001`` gives them; None is the default.

        Raises:
            UsageError: a setting has no possible value, or there is none of its name.

        >>> Options.of({"SPUNLIB_FPR": "0.001", "BOT_NAME": "news"}).fpr
        0.001
        """
        given = {name: settings[name] for name in settings if str(name).startswith(PREFIX)}
        kinds = {field.name: type(field.default) for field in fields(cls)}
        _check_names(given, kinds)
        read = {
            field: _READERS[kinds[field]](name, given[name])
            for name in given
            if given[name] is not None and (field := name[len(PREFIX) :].lower())
        }
        options = cls(**read)
        options._check()
        return options

    def _check(self) -> None:
        _check_choice("TIER", self.tier, TIERS)
        _check_choice("ACTION", self.action, (TAG, DROP))
        try:
            check_fpr(self.fpr)
        except UsageError as error:
            raise UsageError(f"{PREFIX}FPR: {error}") from error
        if not self.text_field and not self.html_field:
            raise UsageError(f"{PREFIX}TEXT_FIELD and {PREFIX}HTML_FIELD are both empty: name one of them")
        if not self.result_field or self.result_field in (self.text_field, self.html_field, self.id_field):
            raise UsageError(
                f"{PREFIX}RESULT_FIELD must name a field of its own for the result, not {self.result_field!r}"
            )
        if self.batch_size < 1 or self.processes < 0 or not 0 <= self.max_wait < float("inf"):
            raise UsageError(
                f"{PREFIX}BATCH_SIZE must be at least 1, {PREFIX}PROCESSES and {PREFIX}MAX_WAIT (seconds) at "
                f"least 0, not {self.batch_size}, {self.processes} and {self.max_wait}"
            )


def _check_names(given: Iterable[str], known: Iterable[str]) -> None:
    names = [name.upper() for name in known]
    for setting in given:
        if setting[len(PREFIX) :] not in names:
            near = get_close_matches(setting[len(PREFIX) :], names, 1)
            hint = f"did you mean {PREFIX}{near[0]}?" if near else f"there are {', '.join(names)}"
            raise UsageError(f"there is no setting {setting}; {hint}")


def _check_choice(name: str, value: str, choices: Iterable[str]) -> None:
    if value not in choices:
        raise UsageError(f"{PREFIX}{name} must be one of {', '.join(choices)}, not {value!r}")


def _boolean(name: str, value: object) -> bool:
    known = {"true": True, "1": True, "false": False, "0": False}  # what Scrapy takes for one
    try:
        return known[str(value).lower()]
    except KeyError:
        raise UsageError(f"{name} must be True or False, not {value!r}") from None


def _number(convert: type[int] | type[float]) -> Callable[[str, Any], float]:
    def read(name: str, value: Any) -> float:
        try:
            number = convert(value)
            if isinstance(value, bool) or (not isinstance(value, str) and number != value):
                raise ValueError(value)
        except (TypeError, ValueError):
            kind = "a whole number" if convert is int else "a number"
            raise UsageError(f"{name} must be {kind}, not {value!r}") from None
        return number

    return read


_READERS: Final[Mapping[type, Callable[[str, Any], Any]]] = {
    bool: _boolean,
    int: _number(int),
    float: _number(float),
    str: lambda name, value: str(value),
}
