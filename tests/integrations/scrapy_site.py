"""A news site of invented pages, served on this machine for a crawler to read.

Every page has the furniture of a page. Its path tells what it holds: ``/human/``; ``/spun/``, such an article
after the small dictionary of an imaginary spinner; ``/short/``; ``/foreign/``; ``/broken/``: no article,
markup that ends in the middle, bytes that are no text.
"""

from __future__ import annotations

import contextlib
import random
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGES = {"human": 190, "spun": 50, "short": 20, "foreign": 20, "broken": 20}

_PLACES = ["Velmark", "Ostrand", "Karrow", "Tilbeck", "Norwick", "Sundhaven", "Merrow", "Falkirk", "Dunmoor"]
_NAMES = [
    "Harlan",
    "Orsolo",
    "Beckett",
    "Ilvane",
    "Marrin",
    "Tolleson",
    "Quade",
    "Pendry",
    "Sorrel",
    "Wickham",
]
_SENTENCES = """
{name} said on {day} that the council had sent engineers to look at the old bridge in eastern {place}.
The bank said it would raise its rate by half a point because people were spending less money than last year.
Thousands of people left their houses before the storm, and many have not come back since then.
"We knew that the wall could not hold," said {name}, who has lived beside the river for {n} years.
The army sent trucks and tents to the villages near {place}, but the road was still closed at night.
A possible strike by teachers would close {n} schools in the north of the country, the union said.
The minister told reporters that he would not answer questions about the money until the report was ready.
Police said they were looking for a man who had been seen near the station shortly before the fire began.
The company, which makes parts for ships, said that sales rose {n} percent in the first half of the year.
Students at the university asked why the library had been closed for so long without any reason given.
Doctors in {place} say that more children have been ill this winter than in any year they can remember.
The court said that the two brothers must pay back the money which they had taken from the old woman.
A small boat with {n} people on board sank off the coast on {day}, and three of them are still missing.
{name} won the race by less than a second, although she had been ill for most of the week before it.
The talks failed because neither side would give up the land along the border, a diplomat said.
Farmers want the government to help them after a dry summer in which half of the wheat was lost.
The new plan would let people work for longer before they stop, and it would cost less than the old one.
Heavy rain is expected in the east until the weekend, and the river may rise by another {n} centimetres.
The mayor thanked everybody who had helped, and asked them to stay away from the broken dam for now.
Experts think that the painting is at least two hundred years old and was hidden during the war.
A spokesman for the army said that no soldiers had been hurt, but that two buildings were badly damaged.
The hospital needs more nurses, and {name} believes that better pay would bring some of them back.
""".strip().splitlines()
_GERMAN = """
Der Rat der Stadt hat am {day} beschlossen, die alte Brücke bei {place} noch in diesem Jahr zu schließen.
{name} sagte, man habe lange gewartet, weil niemand die Kosten von {n} Millionen übernehmen wollte.
Viele Bewohner sind der Meinung, dass eine neue Straße den Lärm in den Dörfern nicht verringern wird.
Die Schule bleibt bis zum Ende des Monats geschlossen, denn das Dach muss nach dem Sturm erneuert werden.
""".strip().splitlines()
_SPINNER = """
said: mentioned; sent: despatched; eastern: japanese; thousands: 1000's; people: folks; bank:
financial institution; rate: fee; army: navy; possible: attainable; left: departed; before: earlier
than; houses: properties; knew: understood; many: a lot of; money: cash; told: instructed; old:
vintage; shortly: quickly; began: commenced; because: as a result of; last year: final yr; children:
youngsters; ill: sick; small: tiny; sank: drowned; missing: lacking; talks: negotiations; failed:
unsuccessful; land: property; want: wish; help: assist; rain: precipitation; expected: anticipated;
rise: upward push; asked: requested; stay: live; think: suppose; hidden: concealed; war: conflict;
hurt: harm; needs: desires; better: higher; pay: salary; answer: reply; reporters: newshounds;
closed: shut; long: lengthy; road: avenue; country: united states; government: authorities; lost:
misplaced; broken: damaged; buildings: homes; bring: convey; years: decades; strike: hit
"""
_SWAPS: dict[str, str] = dict(re.findall(r"([^:;]+): ([^;]+)(?:; )?", " ".join(_SPINNER.split())))
"""As such tools do it: everywhere, in any sense, and without mending what stands around it."""
_SWAP = re.compile(rf"\b({'|'.join(sorted(_SWAPS, key=len, reverse=True))})\b", re.IGNORECASE)


def text_of(kind: str, number: int, spun: bool = True) -> str:
    """The article of a page, paragraphs apart; empty for a broken page.

    Without ``spun``, what a spun one was made from.
    """
    rng = random.Random(f"{kind} {number}")
    if kind == "broken":
        return ""
    bank, many = (_GERMAN, 4) if kind == "foreign" else (_SENTENCES, 1 if kind == "short" else 16)
    told = [
        sentence.format(
            name=rng.choice(_NAMES),
            place=rng.choice(_PLACES),
            n=rng.randrange(3, 90),
            day=rng.choice(("Monday", "Friday")),
        )
        for sentence in rng.sample(bank, many)
    ]
    if kind == "spun" and spun:
        told = [_SWAP.sub(lambda found: _SWAPS[found[1].lower()], sentence) for sentence in told]
    return "\n\n".join(" ".join(told[start : start + 4]) for start in range(0, len(told), 4))


def page_of(kind: str, number: int) -> bytes:
    """A page as a server sends it."""
    if kind == "broken":
        return [
            b"",
            b"<html><body><nav><a href=/>Home</a></nav></body></html>",
            b"<html><head><title>Cut off</title></head><body><div><p",
            bytes(range(256)) * 8,
        ][number % 4]
    paragraphs = "".join(f"<p>{paragraph}</p>\n" for paragraph in text_of(kind, number).split("\n\n"))
    menu = "".join(f'<li><a href="/">{name}</a></li>' for name in ("World", "Business", "Sport", "Weather"))
    others = "".join(
        f'<li><a href="/{kind}/{other}">More about {_PLACES[other % 9]}</a></li>' for other in range(6)
    )
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Report {number} from {_PLACES[number % 9]}</title>
<meta property="og:site_name" content="The Velmark Courier">
<meta property="article:published_time" content="2021-05-{1 + number % 28:02}"></head>
<body><header><ul class="menu">{menu}</ul></header>
<div class="cookie-notice">We use cookies. <button>Accept all</button></div>
<main><article><h1>Report {number} from {_PLACES[number % 9]}</h1>
{paragraphs}</article></main>
<aside><h2>Read more</h2><ul>{others}</ul></aside>
<footer>Copyright 2021 The Velmark Courier. All rights reserved. <a href="/">Contact us</a></footer>
</body></html>""".encode()


def paths() -> list[str]:
    """Where the pages are, in a mixed order."""
    found = [f"/{kind}/{number}" for kind, many in PAGES.items() for number in range(many)]
    random.Random(0).shuffle(found)
    return found


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path, _, most = self.path.partition("?")
        kind, _, number = path[1:].partition("/")
        if path == "/":
            shown = paths()[: int(most) if most else None]
            links = "".join(f'<li><a class="story" href="{path}">Story</a></li>' for path in shown)
            body = f"<html><body><h1>All stories</h1><ul>{links}</ul></body></html>".encode()
        else:
            body = page_of(kind, int(number)) if kind in PAGES and number.isdigit() else b""
        self.send_response(200 if body or kind == "broken" else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def served() -> Iterator[str]:
    """The site, at the address that is given, while the block runs."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
