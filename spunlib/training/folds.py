"""Models that are built only to be tested on what they have never seen: what each fold leaves out.

Together the folds leave out every lineage of spinners, every rewriting tool and every group of human writing
once, several at a time: four trainings instead of fifty, and a harder question than leaving out one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Fold:
    """What a model is built without.

    Attributes:
        lineages: of spinners, see `spunlib.training.recipes.LINEAGES`.
        tools: sets or methods of rewritten texts.
        groups: of human writing.
    """

    lineages: frozenset[str] = frozenset()
    tools: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()


def _fold(lineages: str, tools: str, groups: str) -> Fold:
    return Fold(frozenset(lineages.split()), frozenset(tools.split()), frozenset(groups.split()))


WHOLE: Final = Fold()
"""The model that ships leaves out nothing but the development split."""

FOLDS: Final[Mapping[str, Fold]] = {
    "lists": _fold(
        "spinner_lists",
        "quillbot paraphrase_dipper",
        "abc_australia_2006 basil_news bitcoin_optech digitalgov_blog fce_exam indian_supreme_court "
        "masakhanews_eng newsgroups20_1993 pubmed_binoculars reuters_2006_2013 wikipedia_2019 18f_blog",
    ),
    "wordnet": _fold(
        "wordnet",
        "raidar apertium_roundtrip",
        "abp_us_news argrewrite_essays article_extraction_bench brown_1961 gum liang_essays "
        "movie_reviews_lowercase ropensci_blog soultravelers_blog ted_talks uk_patient_leaflets "
        "bbc_news_2005",
    ),
    "moby": _fold(
        "moby tortured",
        "paraphrase_back_translation apt_eval liang_polish",
        "asap_essays detectrl felix_imperial locness masc_written openstax_textbooks polnear_news "
        "semeval20_partisan_news student_answers unaligned_magazine wmt22_translators yahoo_finance_news",
    ),
    "neighbours": _fold(
        "neighbours attacks everyday dialect_small dialect_premium",
        "adversarial_word wmt22_mt mixset paraphrase_polish",
        "bunsha_frontline fastdetect_human_squad_pubmed_xsum novels_19c_excerpts onestop_english "
        "recipes_basedcooking reuters21578_1987 us_speeches_1789_2006 wi_locness worldwide_newswire_2022 "
        "za_hansard",
    ),
}
"""Name -> what is left out."""
