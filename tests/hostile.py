"""Seeded random texts of everything that a tokeniser may meet."""

from __future__ import annotations

import random

FRAGMENTS = [
    *"abcdefghijklmnoprstuvwyzABDERSTZ",
    *"0123456789²٣",
    *" \t\n\r\v\f\x1c\x1e\x1f\x85\xa0\u2009\u2028\u2029\u3000",
    *"'‘’‚`´ʼ\"“”„«»″",
    *".,;:!?…()[]{}|/\\-–—‐−&%$§@#*_~^<>=+\x00\x7f",
    *"éÈñßæøÅıİſŁžﬁﬃﬀａＺ９．’",
    *"аеорсАЕОРСӏοαΩδЖщɡ",
    *"\u200b\u200d\xad\u2060\ufeff\u202e\u0301\u0308\ufe0f",
    *"中文カナ한글ไทยعربי",
    *"😀👍🏽𝐀𝓫\U0010ffff\uffff\ue000",
    *"\ud800\udfff",
    *["'s ", "'s", "’S ", "don't", "o'clock's", "rock 'n' roll", "1,000.5", "1000's", "3.", ".5", "v1.5"],
    *["infor-\nmation", "x-\r\ny", "A-\nb", "stand-off", "U.S.", "e.g. ", "Mr. Ito", "J. R. R. ", "St. Ives"],
    *["\n\n", "\r\n", "\r\n\r\n", "  ", ". ", '." ', "?) ", "... ", "“Yes,” ", "‘No.’ ", "''", "'' '"],
    *["By Ana Ruiz\n", "Leave a Reply\n", "Share this article\n", "The ferry left the old harbour at noon. "],
    *[
        "a attainable ",
        "a European ",
        "He read the letter, the missive. ",
        "financial institution ",
        "japanese ",
    ],
    *["1 / 4", "13 p.c", "U.Ok.", "Harbour", "missive ", "the ", "French ", "in the event that ", "In "],
    *["{", "|", "}", "the ", "p\u0430ypal ", "na\u200bvy ", "ｆｕｌｌ ", "{big|large} "],
]


def hostile_texts(seed: int, count: int, longest: int = 60) -> list[str]:
    """Texts of up to ``longest`` fragments; some are empty, some are random code points alone."""
    rng = random.Random(seed)
    texts = []
    for _ in range(count):
        if rng.random() < 0.1:
            texts.append("".join(chr(rng.randrange(0x110000)) for _ in range(rng.randrange(40))))
        else:
            texts.append("".join(rng.choice(FRAGMENTS) for _ in range(rng.randrange(longest))))
    return texts
