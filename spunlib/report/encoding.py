"""Results as JSON that any reader accepts."""

from __future__ import annotations

import json
import math
from typing import Any


def to_json(value: Any) -> str:
    r"""One line of strict, pure ASCII JSON.

    Lone surrogates, which no encoding can carry, stay readable as ``\udXXX``. Numbers that JSON does not know
    (NaN, infinities; they come in with the fields of careless records) become null.

    >>> print(to_json({"id": "caf\u00e9 \ud800", "score": float("nan")}))
    {"id": "caf\u00e9 \ud800", "score": null}
    """
    try:
        return json.dumps(value, allow_nan=False)
    except ValueError:
        return json.dumps(_finite(value), allow_nan=False)


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
