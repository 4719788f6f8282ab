"""Different articles on one topic: who is whose neighbour, and which pairs are copies."""

from __future__ import annotations

from spunlib.training.topic_pairs import MOST_COPIED, copied_share, topic_pairs

TOPICS = [f"{name} {thing}" for name in ("Arlen", "Bruna") for thing in ("reservoir", "tramway")]


def article(topic: str, teller: str) -> str:
    own = topic.replace(" ", "") + teller
    lines = " ".join(f"{own}{number} told of {topic} at length" for number in range(20))
    return f"{topic} quarrel {topic.lower().replace(' ', '')}ward. {lines}"


def test_articles_on_one_topic_find_each_other_and_no_pair_comes_twice() -> None:
    texts = [article(topic, teller) for topic in TOPICS for teller in ("alpha", "beta")]
    pairs = list(topic_pairs(texts))
    assert len(pairs) == len(set(pairs))
    assert {(0, 1), (2, 3), (4, 5), (6, 7)} <= set(pairs)
    assert all(one < other for one, other in pairs)


def test_a_copy_is_no_pair() -> None:
    original = article("Arlen reservoir", "alpha")
    copy = original + " It was read on Friday."
    others = [article(topic, "beta") for topic in TOPICS[1:]]
    assert copied_share(copy, original) == 1.0 > MOST_COPIED
    assert (0, 1) not in list(topic_pairs([original, copy, *others]))


def test_texts_without_a_word_in_common_make_no_pair() -> None:
    assert list(topic_pairs(["one two", "three four", ""])) == []
