"""Web pages around invented news, and what stands around news: menus, banners, teasers, comments, scripts."""

# Lines of HTML are longer than lines of code.
# ruff: noqa: E501, SIM905
from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from crawl_texts import News

from spunlib.training.everyday import load_everyday
from spunlib.training.spinners import Recipe, Spinner

SPUN: Final = 0.1
"""Share of the articles that are spun: by the everyday dictionary, 30 % of their content words."""
_COOKIES: Final = (
    "We and our 734 partners store and access information on a device, such as cookies, and process personal "
    "data. You can change your mind at any time by returning to this site. Accept all. Reject all. Settings."
)
_SECTIONS: Final = (
    "Home News Sport Business Weather Travel Culture Opinion Letters Jobs Property Video".split()
)
_REPLIES: Final = (
    "About time too.",
    "Does anyone know who is going to pay for all of this in the end? Not me I hope, I pay enough already.",
    "They said the same thing ten years ago and look what happened.",
    "Great article, thanks for sharing!! Check out my page for more.",
    "I was at the meeting and it was nothing like that, the reporter must have been asleep at the back.",
)


@dataclass(frozen=True, slots=True)
class Made:
    """A page: its HTML, and whether its article was spun."""

    html: str
    spun: bool


class Pages:
    """Makes the page of a number; the same for the same number."""

    def __init__(self, seed: int = 1) -> None:
        self._seed = seed
        recipe = Recipe(name="crawl", thesaurus="everyday", mode="any", density=0.3)
        self._spinner = Spinner(recipe, load_everyday())

    def page(self, number: int) -> Made:
        """The page."""
        rng = random.Random(f"{self._seed} {number}")
        news = News(rng.randrange(10**9))
        paragraphs = news.paragraphs(int(min(rng.lognormvariate(6.0, 0.55), 2500)))
        spun = rng.random() < SPUN
        if spun:
            text = self._spinner.spin("\n".join(paragraphs), rng).text
            paragraphs = text.split("\n")
        template = rng.choice(_TEMPLATES)
        return Made(template(news, paragraphs, rng), spun)


def _script(rng: random.Random, size: int) -> str:
    parts = [f"window.dl_{rng.randrange(10**6)}={{slot:'{rng.randrange(10**9):x}',v:[{rng.random()},1,0]}};"]
    return "<script>" + "".join(parts * (size // len(parts[0]) + 1)) + "</script>\n"


def _menu(rng: random.Random, items: int, kind: str = "nav") -> str:
    links = "".join(
        f'<li class="menu-item menu-item-{place}"><a href="/{rng.randrange(10**5)}/">'
        f"{rng.choice(_SECTIONS)}</a></li>\n"
        for place in range(items)
    )
    return f'<{kind} class="site-{kind}" role="navigation"><ul>{links}</ul></{kind}>\n'


def _teasers(rng: random.Random, items: int) -> str:
    cards = []
    for _ in range(items):
        news = News(rng.randrange(10**9))
        cards.append(
            f'<div class="card teaser"><a href="/{rng.randrange(10**6)}"><img src="/i/{rng.randrange(10**6)}.jpg"'
            f' alt="" loading="lazy"><span class="kicker">{rng.choice(_SECTIONS)}</span>'
            f"<h3>{news.headline()}</h3></a><time>{rng.randrange(1, 28)} May</time></div>\n"
        )
    return f'<aside class="related"><h2>You may also like</h2>{"".join(cards)}</aside>\n'


def _comments(rng: random.Random, items: int) -> str:
    shown = "".join(
        f'<li class="comment" id="c{rng.randrange(10**6)}"><div class="comment-author"><b>{rng.choice("abcdefgh")}user'
        f'{rng.randrange(99)}</b> says:</div><p>{rng.choice(_REPLIES)}</p><a class="reply" href="#">Reply</a></li>\n'
        for _ in range(items)
    )
    return (
        f'<section id="comments" class="comments-area"><h2>{items} comments</h2><ol>{shown}</ol></section>\n'
    )


def _head(news: News, headline: str, rng: random.Random, size: int) -> str:
    date = f"20{rng.randrange(12, 24)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 28):02}"
    told = {"@type": "NewsArticle", "headline": headline, "datePublished": date, "author": news.author()}
    return (
        f'<title>{headline} | {news.site}</title>\n<meta property="og:title" content="{headline}">\n'
        f'<meta property="og:site_name" content="{news.site}"><meta name="author" content="{news.author()}">\n'
        f'<meta property="article:published_time" content="{date}T09:12:00Z">\n'
        f'<script type="application/ld+json">{json.dumps(told)}</script>\n'
        f"<style>{'.a{margin:0 auto;padding:4px 8px;color:#333}' * (size // 400)}</style>\n{_script(rng, size)}"
    )


def _portal(news: News, paragraphs: list[str], rng: random.Random) -> str:
    headline = news.headline()
    body = "".join(
        f"<p>{paragraph}</p>\n" + ('<div class="ad-slot">Advertisement</div>\n' if rng.random() < 0.2 else "")
        for paragraph in paragraphs
    )
    return (
        f"<!DOCTYPE html>\n<html lang=en><head>{_head(news, headline, rng, rng.randrange(4_000, 40_000))}</head>\n"
        f'<body><div id="cookie-banner">{_COOKIES}</div>{_menu(rng, rng.randrange(100, 400))}<main><article><h1>'
        f'{headline}</h1><div class="byline">By <a href="/a">{news.author()}</a></div>{body}</article>'
        f"{_teasers(rng, rng.randrange(20, 90))}{_comments(rng, rng.randrange(0, 40))}</main>"
        f"{_menu(rng, rng.randrange(60, 200), 'footer')}{_script(rng, rng.randrange(2_000, 60_000))}</body></html>"
    )


def _blog(news: News, paragraphs: list[str], rng: random.Random) -> str:
    headline = news.headline()
    body = "".join(
        f"<p>{paragraph.replace(', ', ', <em>', 1).replace('. ', '</em>. ', 1) if '<' not in paragraph and ', ' in paragraph.split('. ')[0] else paragraph}</p>\n\n"
        for paragraph in paragraphs
    )
    widgets = "".join(
        f'<section class="widget">{_menu(rng, rng.randrange(30, 120), "div")}</section>' for _ in range(4)
    )
    return (
        f"<!DOCTYPE html><html><head>{_head(news, headline, rng, rng.randrange(2_000, 20_000))}</head>"
        f'<body class="single single-post"><header class="site-header"><a href="/">{news.site}</a>'
        f'{_menu(rng, rng.randrange(6, 15))}</header><div id="content"><div class="post hentry"><h1 class="entry-title">'
        f'{headline}</h1><div class="entry-content">{body}</div><div class="sharedaddy">Share this: Twitter Facebook '
        f'</div></div>{_comments(rng, rng.randrange(0, 60))}</div><div id="sidebar">{widgets}</div>'
        f'<div class="cookie-notice">{_COOKIES}</div><footer>Proudly powered by nothing</footer></body></html>'
    )


def _tables(news: News, paragraphs: list[str], rng: random.Random) -> str:
    headline = news.headline()
    body = "<br><br>\n".join(paragraphs)
    links = "<br>".join(f'<a href="p{place}.htm">{rng.choice(_SECTIONS)}</a>' for place in range(25))
    return (
        f"<html><head><title>{headline}</title></head><body bgcolor=white><table width=100%><tr><td colspan=3>"
        f"<font size=5>{news.site}</font></td></tr><tr><td width=120 valign=top>{links}</td><td valign=top><font "
        f"face=Arial size=2><b>{headline}</b><p>{body}</font></td><td width=160>{_COOKIES}</td></tr></table>"
        f"<hr><center><font size=1>Best viewed with any browser</font></center></body></html>"
    )


def _sections(news: News, paragraphs: list[str], rng: random.Random) -> str:
    headline = news.headline()
    blocks = "".join(
        f'<div class="css-{rng.randrange(10**6):x}"><div><div class="txt"><p class="c{place}"><span>{paragraph}</span>'
        "</p></div></div></div>\n"
        for place, paragraph in enumerate(paragraphs)
    )
    return (
        f'<!doctype html><html><head><meta charset="utf-8">{_head(news, headline, rng, rng.randrange(20_000, 90_000))}'
        f'</head><body><div id="root"><div class="hdr">{_menu(rng, 30, "div")}</div><div role="main"><h1>{headline}'
        f"</h1>{blocks}</div>{_teasers(rng, rng.randrange(40, 140))}<div class=modal>{_COOKIES}</div></div>"
        f"{_script(rng, rng.randrange(10_000, 120_000))}</body></html>"
    )


_TEMPLATES: Final[tuple[Callable[[News, list[str], random.Random], str], ...]] = (
    _portal,
    _portal,
    _blog,
    _blog,
    _sections,
    _tables,
)
