"""How many different words there are, and how many of an original's are in doubt where few are known."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow.parquet as pq

from spunlib.index.opening import N_WORDS
from spunlib.integrations.spark.sketches import bounds_of
from spunlib.integrations.spark.words import Frequent, read_words

MOST: Final = (1, 20, 1_000)
"""Originals that hold a word which is not known, at most."""

_TEXTS: Final = 1_000


def word_figures(steps: Path) -> dict[str, Any]:
    """From the steps that `find_sources` left: different words, and those in doubt an original, by `MOST`."""
    table = pq.read_table(steps / "how-many-originals-hold-each-word")
    key, held = (np.asarray(table.column(name)) for name in ("key", "held"))
    order = np.argsort(key)
    key, held = key[order].view(np.uint64), held[order]
    paths = sorted((steps / "words-of-originals").glob("*.parquet"))
    n_texts = sum(pq.ParquetFile(path).metadata.num_rows for path in paths)
    batch = next(pq.ParquetFile(paths[0]).iter_batches(_TEXTS))
    words = read_words(batch)
    doubtful = {}
    for most in MOST:
        listed = held > most
        known = Frequent(n_texts, most, key[listed], held[listed], np.zeros_like(held[listed]))
        found, _ = known.find(words.key)
        _, possible = bounds_of(words, found, known, N_WORDS)
        doubtful[str(most)] = float((possible & (found < 0)).sum() / batch.num_rows)
    return {"words": int(key.size), "doubtful": doubtful}
