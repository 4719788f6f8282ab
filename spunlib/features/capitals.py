"""Lost and stray capitals: "japanese Europe", "U.Ok.", a stray Capital inside a sentence.

    lost_capital  = 1 where a word that people write with a capital at least 95 % of the time stands in
                    lower case
    stray_capital = 1 where a word that people write in lower case at least 99 % of the time has a capital
                    inside a sentence, and its neighbours have none (headings capitalise them all)

Rates come from human text away from sentence starts. A text, or sentence, written wholly in lower case has no
capitals to lose, so a sentence without any capital is left alone. Known false alarms: chat and tweets, brand
names, defined terms of contracts.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from spunlib.features.context import Context
from spunlib.text.keys import plain_keys
from spunlib.text.tokens import LOWER, TITLE

NAMES = ("lost_capital", "stray_capital")

_U, _OK = plain_keys(["u", "ok"])


def extract(context: Context) -> dict[str, NDArray[np.float32]]:
    """Columns float32 (n,), 0 or 1."""
    batch, n = context.batch, len(context.batch)
    rate = context.lexicon.column("word_capital", context.rows) / 255
    new = np.ones(n, np.bool_)
    new[1:] = (np.diff(batch.sentence) != 0) | (np.diff(context.text) != 0)
    sentence = np.cumsum(new) - 1
    capitals = np.bincount(sentence, batch.case != LOWER)[sentence]
    words = np.bincount(sentence, context.prose)[sentence]
    lost = context.prose & context.known & (rate >= 0.95) & (batch.case == LOWER) & (capitals > 0)
    around = np.zeros(n, np.bool_)
    one_text = np.diff(context.text) == 0
    around[1:] |= (batch.case[:-1] != LOWER) & one_text
    around[:-1] |= (batch.case[1:] != LOWER) & one_text
    stray = (
        context.prose
        & context.known
        & (rate <= 0.01)
        & (batch.case == TITLE)
        & ~new
        & ~around
        & (batch.gap == 1)
    )
    stray[1:] &= context.prose[:-1]
    stray &= capitals < 0.25 * words
    country = np.flatnonzero(
        (batch.key[:-2] == _U)
        & (batch.char[1:-1] == ord("."))
        & (batch.key[2:] == _OK)
        & (batch.gap[1:-1] == 0)
        & (batch.gap[2:] == 0)
    )
    for step in range(3):
        lost[country + step] = True
    return {"lost_capital": lost.astype(np.float32), "stray_capital": stray.astype(np.float32)}
