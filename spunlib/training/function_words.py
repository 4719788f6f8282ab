"""English function words: what a spinner's density does not count.

The closed classes - articles, pronouns, prepositions, conjunctions, auxiliaries, particles - as any grammar
of English lists them, with the contracted forms. A number is no function word, and no content word either.
"""

from __future__ import annotations

from functools import lru_cache

FUNCTION_WORDS = frozenset(
    """
    a an the this that these those
    i me my mine myself we us our ours ourselves you your yours yourself yourselves he him his himself
    she her hers herself it its itself they them their theirs themselves one oneself who whom whose which
    what
    someone somebody something anyone anybody anything everyone everybody everything none nobody nothing
    some any each every either neither both all no not nor such other another
    of at by for with about against between into through during before after above below to from up down
    in out on off over under upon among amid across along around behind beside besides beyond despite
    except inside outside near like per since till until toward towards than throughout via within
    without
    and but or so yet if because as while although though unless whereas whether when where why how
    am is are was were be been being do does did doing done have has had having can could may might must
    shall should will would ought
    there here then too very just only also again once
    isn't aren't wasn't weren't don't doesn't didn't haven't hasn't hadn't can't cannot couldn't mustn't
    shouldn't won't wouldn't
    i'm i've i'll i'd you're you've you'll you'd he's he'll he'd she's she'll she'd it's it'll we're
    we've we'll we'd they're they've they'll they'd that's there's who's what's let's
    """.split()  # noqa: SIM905 (readable)
)


@lru_cache(maxsize=1 << 16)
def is_content_word(word: str) -> bool:
    """Whether ``word`` has a letter and is no function word, in any case and with any apostrophe.

    >>> [is_content_word(word) for word in ("Winter", "The", "don’t", "1961", "covid19")]
    [True, False, False, False, True]
    """
    folded = word.lower().replace("’", "'")
    return folded not in FUNCTION_WORDS and any(map(str.isalpha, folded))
