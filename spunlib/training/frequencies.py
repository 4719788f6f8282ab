"""How common words are on the web, by the counts of wordsegment (extra [train])."""

from __future__ import annotations

from spunlib.errors import MissingExtraError


def words_by_frequency() -> list[str]:
    """The lower-case words of wordsegment's table, from a trillion words of web pages, commonest first.

    Raises:
        MissingExtraError: wordsegment is not installed.
    """
    try:
        import wordsegment
    except ImportError as error:
        raise MissingExtraError("train", "wordsegment") from error
    wordsegment.load()
    counts = wordsegment.UNIGRAMS
    return sorted(counts, key=lambda word: (-counts[word], word))
