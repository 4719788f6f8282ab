"""Invented local news for the benchmark of crawls: plain English that hangs together, no two texts alike."""

# Lines of prose are longer than lines of code.
# ruff: noqa: E501, SIM905
from __future__ import annotations

import random
from typing import Final

from originals import invented

_TOWNS: Final = ("Port", "Lower", "Upper", "East", "West", "Saint", "Market", "New", "Old", "Great")
_FIRST: Final = tuple(
    "Anna Ben Clara David Emma Frank Grace Henry Irene Jack Karen Leo Maria Nick Olga Paul".split()
)
_THINGS: Final = (
    "swimming pool, library, ferry terminal, covered market, railway bridge, harbour wall, primary school, "
    "bus station, town hall, playing field, fire station, community garden, water tower, theatre, lighthouse"
).split(", ")
_GROUPS: Final = (
    "council, residents' association, parish committee, chamber of trade, school board, harbour authority, "
    "heritage society, water company, planning committee, rowing club, transport department, housing trust"
).split(", ")
_ROLES: Final = (
    "chairman, spokeswoman, treasurer, engineer, caretaker, head teacher, driver, shopkeeper, retired nurse, "
    "councillor, volunteer, project manager, resident of thirty years, member of the committee"
).split(", ")
_MONTHS: Final = (
    "January February March April May June July August September October November December".split()
)
_DAYS: Final = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_REASONS: Final = (
    "the roof had begun to leak, the old pipes could not be repaired again, too few people were using it, "
    "the grant from the county had run out, the builder went out of business, the ground was softer than expected, "
    "nobody had asked the neighbours, the figures in the first report were wrong, the winter was unusually wet"
).split(", ")

_SENTENCES: Final = (
    "The {group} of {town} voted on {day} to spend {money} on the {thing}, which has been closed since {month}.",
    "Work on the {thing} will start in {month} and should take about {small} weeks, the {role} said.",
    '"We have waited long enough," said {name}, a {role}. "My children have never seen the {thing} open."',
    "Last year {count} people used the {thing}, about {small} per cent fewer than the year before.",
    "The decision was put off twice because {reason}.",
    "{name}, who has lived near the {thing} since she was a child, told the meeting that she did not believe a word of it.",
    "According to a report that was published in {month}, {reason}, and nobody noticed until the bill arrived.",
    "The money comes from the sale of the old {thing} on {name_short} Street, which brought in {money}.",
    "Two of the {small} members voted against the plan, and one left the room before the vote was taken.",
    "A first design, drawn by a firm from {town}, was thrown out because {reason}.",
    '"It is not the money that worries me," {name} said after the meeting. "It is that they always start in {month} and finish when it rains."',
    "The {thing} was built in {year} and has been painted only {small} times since then.",
    "In {town}, {small} miles down the coast, a similar {thing} was opened in {year}, and it paid for itself within a few years.",
    "The {group} has promised to keep the entrance fee below {price} for anyone under sixteen.",
    "Until then the {thing} in {town} can be used by members of the {group} on {day} evenings.",
    "A petition against the plan had been signed by {count} people by the time the doors were closed.",
    "The {role} said that the {group} would look at the question again in {month}, when the new figures are known.",
    "Traffic on {name_short} Street will be led around the building site, and the number {small} bus will stop at the {thing}.",
    "Nobody was hurt when part of the fence came down in a storm on {day}, but {count} homes were without power for an hour.",
    "{name} has kept a diary of the works and reads from it to anyone who asks.",
    "The cost has risen from {money} to {money2}, mostly because {reason}.",
    "For the shops around the {thing} the news comes too late: {small} of them have closed since {year}.",
    '"I would rather have a {thing} that is a little too small than none at all," the {role} said.',
    "The next meeting of the {group} is on {day}, and the public may attend.",
    "Some of those who came wanted to know why the {group} had not asked for tenders earlier.",
    "He pointed out that {town} had managed with a smaller budget and fewer promises.",
    "Whether the trees along {name_short} Street will be felled has not been decided.",
    "The oldest part of the building, a brick hall from {year}, is to be kept and used for exhibitions.",
    "If all goes well, the first visitors will walk through the door on {day} the {small}th of {month}.",
    "The {group} paid {money} for the land in {year}, a price that many thought too high at the time.",
)


class News:
    """A writer of news.

    >>> News(1).headline() == News(1).headline() != News(2).headline()
    True
    """

    def __init__(self, seed: int) -> None:
        self._rng = rng = random.Random(seed)
        self.site = (
            f"{invented(rng.randrange(400, 4000)).title()} {rng.choice(('News', 'Herald', 'Post', 'Echo'))}"
        )
        self._town = f"{rng.choice(_TOWNS)} {invented(rng.randrange(90**2, 90**3)).title()}"
        self._people = [
            f"{rng.choice(_FIRST)} {invented(rng.randrange(90, 90**3)).title()}" for _ in range(3)
        ]
        self._thing, self._group = rng.choice(_THINGS), rng.choice(_GROUPS)

    def headline(self) -> str:
        """A headline."""
        return f"{self._town} {self._rng.choice(('gets', 'loses', 'argues about', 'waits for'))} its {self._thing}"

    def author(self) -> str:
        """Who wrote it."""
        return self._people[0]

    def paragraphs(self, words: int) -> list[str]:
        """About so many words."""
        rng = self._rng
        found: list[str] = []
        count = 0
        order = rng.sample(_SENTENCES, len(_SENTENCES))
        while count < words:
            sentences = []
            for _ in range(rng.randint(2, 4)):
                order = order or rng.sample(_SENTENCES, len(_SENTENCES))
                sentences.append(self._filled(order.pop()))
            found.append(" ".join(sentences))
            count += found[-1].count(" ") + 1
        return found

    def _filled(self, sentence: str) -> str:
        rng = self._rng
        millions = rng.randrange(2, 90) / 10
        return sentence.format(
            town=self._town
            if rng.random() < 0.5
            else f"{rng.choice(_TOWNS)} {invented(rng.randrange(90**2)).title()}",
            thing=self._thing if rng.random() < 0.6 else rng.choice(_THINGS),
            group=self._group if rng.random() < 0.6 else rng.choice(_GROUPS),
            name=rng.choice(self._people),
            name_short=rng.choice(self._people).split()[1],
            role=rng.choice(_ROLES),
            reason=rng.choice(_REASONS),
            day=rng.choice(_DAYS),
            month=rng.choice(_MONTHS),
            year=rng.randrange(1890, 2020),
            small=rng.randrange(4, 20),
            count=rng.randrange(120, 9_000),
            money=f"£{millions:.1f} million",
            money2=f"£{millions * 1.6:.1f} million",
            price=f"£{rng.randrange(2, 9)}",
        )
