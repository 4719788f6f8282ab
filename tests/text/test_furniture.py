"""Page furniture: every kind is found, prose is left alone, hostile text costs linear time."""

from __future__ import annotations

import random
import time

import pytest

from spunlib.text.furniture import find_furniture
from spunlib.text.furniture_rules import FIRST_WORD, LINE_RULES

PROSE = "The ferry left the old harbour at noon with ninety people and a crate of oranges on board. "
BODY = PROSE * 6

LINES = [
    ("By Ana Ruiz", "byline"),
    ("Written by Tom van der Berg and Ida Okafor, Harbour Times", "byline"),
    ("01/07/2022", "date"),
    ("On at 18:50 CET", "date"),
    ("Updated: Monday, 3 May 2021 6:15 p.m.", "date"),
    ("Leave a Reply", "comments"),
    ("12 Comments", "comments"),
    ("You have 500 characters left.", "comments"),
    ("Your email address will not be published. Required fields are marked *", "comments"),
    ("Disclaimer: fares may change without notice.", "disclaimer"),
    ("The views expressed here are those of the author alone.", "disclaimer"),
    ("This story has been published from a wire agency feed without changes to the text.", "disclaimer"),
    ("Türkçe karakter içermeyen yorumlar yayınlanmaz.", "disclaimer"),
    ("This article has been read 2041 times", "counter"),
    ("4 min read", "counter"),
    ("Share on Facebook", "share"),
    ("Facebook Twitter WhatsApp Email", "share"),
    ("Follow us on Twitter and Instagram", "share"),
    ("Sign up for our harbour newsletter", "share"),
    ("Subscribe now", "share"),
    ("READ MORE: Ten ports to see before you drown", "related"),
    ("You may also be interested in:", "related"),
    ("Top Stories", "related"),
    ("- Advertisement -", "advertisement"),
    ("Photo: Ida Okafor / Harbour Times", "photo"),
    ("© 2021 Harbour Times Ltd.", "copyright"),
    ("Copyright (c) 2021 Harbour Times. All rights reserved.", "copyright"),
    ("(Reporting by Ana Ruiz; Editing by Tom Berg)", "credit"),
    ("With inputs from agencies", "credit"),
    ("Source: Port Authority", "source"),
    ("Kaynak:", "source"),
    ("We use cookies to improve your visit.", "cookies"),
    ("Posted by harbourmaster on March 9, 2021 at 7:40 pm | 5 min read", "byline"),
    ("Published 9 March 2021 by Ana Ruiz", "byline"),
    ("March 9, 2021 by Ana Ruiz · 4 comments · 2 min read", "byline"),
    ("By Ana Ruiz | March 9, 2021 | Harbour News", "byline"),
    ("Last updated: 3 hours ago", "byline"),
    ("This page was last edited on 9 March 2021, at 19:40.", "byline"),
    ("Posted by admin", "byline"),
    ("Share this: Facebook Twitter Telegram WhatsApp Copy link", "share"),
    ("Share this post on: Bluesky, Mastodon and LinkedIn", "share"),
    ("Follow: Instagram | TikTok | YouTube", "share"),
    ("Back to top ↑", "navigation"),
    ("Skip to main content", "navigation"),
    ("Sign up", "navigation"),
    ("Log in / Register", "navigation"),
    ("READ MORE...", "related"),
    ("Load 20 more comments", "navigation"),
    ("Already have an account?", "navigation"),
    ("Privacy Policy | Terms of Use | Contact Us", "navigation"),
    ("You are here: Home > Harbour > Ferries", "navigation"),
]

PROSE_LINES = [
    "By Monday the ferry will sail again.",
    "By the time Ana Ruiz came home the kettle was cold",
    "Follow the path to the lighthouse and turn left.",
    "Share the bread with your neighbours, he told us.",
    "Read the letter twice before you answer it.",
    "The views from the terrace are those of a postcard.",
    "Comments by the mayor angered the fishermen.",
    "Photographs of the wreck were sold at the market. Nobody asked who had taken them.",
    "More than 300 people waited.",
    "Source of the river is a spring under the church.",
    "May 4 was a cold day.",
    "In 2019 the harbour froze.",
    "Reporting by the coast guard said the hull was sound.",
    "Subscribe is a word he never used.",
    "Sign up for the race closed on Monday.",
    "“Sign up,”",
    "Sign up.",
    "Back to top form, she won by a length.",
    "Menu prices rose in March.",
    "Posted by the gate on June 3, he watched the road.",
    "Posted to Lisbon in 1911 | a memoir",
    "Published in 2004, the book sold badly.",
    "Last updated by nobody, the chart still showed the old lighthouse.",
    "Written by hand",
    "Two days ago the ferry sank.",
    "A year ago she left.",
    "Share this bread with Facebook friends and Twitter rivals.",
    "Follow the X on the map, more or less.",
    "Load more coal, said the stoker.",
    "This page was torn out in 1911.",
    "NATO said on Monday that it would send ships.",
]

DATELINES = [
    "LISBON (XYZ) - ",
    "Lisbon, Jan 8 (XYZ): ",
    "PORTO, Portugal, March 3 (Harbour Wire) -- ",
    "PORTO — ",
    "NEW HARBOUR: ",
    "(Harbour Wire) - ",
]


@pytest.mark.parametrize(("line", "kind"), LINES)
def test_a_line_of_furniture_is_found_between_lines_of_prose(line: str, kind: str) -> None:
    text = f"{PROSE}\n{line}\n{PROSE}"
    start = len(PROSE) + 1
    assert find_furniture(text) == ([(start, start + len(line), kind)])


@pytest.mark.parametrize("line", PROSE_LINES)
def test_prose_is_left_alone(line: str) -> None:
    assert find_furniture(f"{PROSE}\n{line}\n{PROSE}") == []
    assert find_furniture(line) == []


@pytest.mark.parametrize("dateline", DATELINES)
def test_a_dateline_is_cut_from_its_sentence(dateline: str) -> None:
    assert find_furniture(dateline + PROSE) == [(0, len(dateline), "dateline")]
    assert find_furniture(f"Ferry sails\n\n{dateline}{PROSE}")[0][2] == "dateline"


def test_a_leading_stamp_is_cut_from_its_sentence() -> None:
    assert find_furniture(f" date 2022-02-19 {PROSE}") == [(1, 16, "date")]


def test_credits_inside_a_paragraph_are_found() -> None:
    text = f"{PROSE}(Photo: Ida Okafor) {PROSE}(Additional reporting by Tom Berg; Editing by Ida Okafor)"
    assert [kind for _, _, kind in find_furniture(text)] == ["photo", "credit"]


@pytest.mark.parametrize(
    "heading", ["Leave a comment", "Disclaimer:", "Comments (3)", "Join the conversation"]
)
def test_a_comment_form_makes_the_rest_furniture(heading: str) -> None:
    text = f"{BODY}\n\n{heading}\n\nI was on board.\nName and town, please"
    assert find_furniture(text) == [(len(BODY) + 2, len(text), "tail")]


def test_a_heading_planted_early_hides_nothing() -> None:
    assert all(kind != "tail" for _, _, kind in find_furniture(f"{PROSE}\nLeave a comment\n{PROSE}"))
    assert all(kind != "tail" for _, _, kind in find_furniture(f"{BODY}\nLeave a comment\n{BODY * 2}"))


def test_every_rule_can_be_reached() -> None:
    """A first word that FIRST_WORD never yields would make its rule dead."""
    for word in set(LINE_RULES) - {"0"}:
        found = FIRST_WORD.match(word)
        assert found is not None
        assert found[1] == word


def test_any_text_gives_sorted_disjoint_ranges() -> None:
    rng = random.Random(5)
    pieces = (
        [line for line, _ in LINES]
        + DATELINES
        + [PROSE, "\n", "\r\n", "\u2028", "\ud800", "\0", "(", "© ", "İ"]
    )
    for _ in range(500):
        text = "".join(rng.choice(pieces) for _ in range(rng.randrange(12)))
        end = 0
        for found in find_furniture(text):
            assert end <= found[0] < found[1] <= len(text)
            end = found[1]


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "\n",
        "A ",
        "By A\n",
        "(Reporting by ",
        "Reporting by x; ",
        "views and ",
        "share facebook ",
        "copy link ",
        "share this it ",
        "posted by A ",
        "3 days | ",
        "sign up | ",
        "!",
        "© ",
    ],
)
def test_time_is_linear_on_hostile_text(unit: str) -> None:
    def seconds(size: int) -> float:
        # Of one line, and of lines as long as the rules for phrases and those for entries and menus take.
        texts = [unit * (size // len(unit))]
        texts += [(unit * n + "\n") * (size // (n * len(unit))) for n in (60, 12)]
        started = time.process_time()
        for text in texts:
            find_furniture(text)
        return time.process_time() - started

    assert seconds(1_000_000) < 40 * max(seconds(100_000), 0.002)
