"""Examples of the pages that need more packages than spunlib: what they print is what the page shows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```(python|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def run_page(name: str) -> None:
    """Run the blocks `python` of a page of docs/ one after the other, in the current folder.

    A block `text` shows what the code above it prints. Examples name files from the root of the repository.
    """
    names: dict[str, Any] = {"__name__": "page"}
    printed: list[str] = []
    names["print"] = lambda *values: printed.append(" ".join(map(str, values)) + "\n")
    for language, body in BLOCK.findall((ROOT / "docs" / name).read_text(encoding="utf-8")):
        if language == "python":
            exec(compile(body, name, "exec"), names)  # noqa: S102
        else:
            assert "".join(printed) == body
            printed.clear()
    assert not printed
