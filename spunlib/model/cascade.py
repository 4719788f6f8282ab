"""Which tier speaks for which document: the fast one for all, the accurate one where it matters.

Most documents of a crawl are human beyond doubt, and the fast tier says so in milliseconds. Those whose fast
likelihood lies in a band that is stored with the model are scored once more, and the accurate verdict counts
whole: likelihood, kinds, thresholds and artifacts. What cannot be judged at all stays with the fast tier.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Any, Final, NamedTuple

from spunlib.errors import ModelError, UsageError
from spunlib.model.abstention import MAX_CHARACTERS, obstacle_of
from spunlib.model.document_head import KINDS
from spunlib.model.model import Model, Scored
from spunlib.model.tiers import ACCURATE, FAST

AUTO: Final = "auto"
TIERS: Final = (AUTO, FAST, ACCURATE)


class Verdict(NamedTuple):
    """A document's row in the scored batch that decides on it, and why it cannot be judged, if so."""

    scored: Scored
    number: int
    obstacle: str | None


@dataclass(frozen=True, slots=True)
class Cascade:
    """A model and the fast likelihoods, ``low`` <= likelihood < ``high``, on which its accurate tier decides.

    ``tier`` is what that makes of it: "fast" (on none), "accurate" (on all) or "auto".
    """

    model: Model
    tier: str
    low: float
    high: float

    @classmethod
    def of(cls, model: Model, tier: str = FAST) -> Cascade:
        """The cascade for a tier by name; "auto" is "fast" where the model came without its tagger.

        Raises:
            ModelError: the model has no sensible band.
            UsageError: "accurate" is asked for, and the model came without its tagger.
        """
        if tier == ACCURATE:
            if model.tagger is None:
                raise UsageError(f"the model {model.name!r} has no accurate tier, or was loaded without it")
            return cls(model, ACCURATE, -inf, inf)
        if tier == FAST or model.tagger is None:
            return cls(model, FAST, inf, inf)
        screen: Any = model.facts.get("screen")
        try:
            low, high = (float(screen[key]) for key in ("low", "high"))
        except (TypeError, KeyError, ValueError):
            low, high = 1.0, 0.0
        if not low <= high:
            raise ModelError(
                f"the model {model.name!r} does not say where its accurate tier decides "
                f"(screen: {screen!r}); use tier='fast' or 'accurate', or rebuild it"
            )
        return cls(model, AUTO, low, high)

    def verdicts(self, texts: Sequence[str]) -> list[Verdict]:
        """Score a batch; what is too long to be scored counts as empty. No verdict depends on the others."""
        given = [text if len(text) <= MAX_CHARACTERS else "" for text in texts]
        fast = self.model.score(given)
        verdicts = [Verdict(fast, row, obstacle_of(text, fast, row)) for row, text in enumerate(texts)]
        likelihood = 1 - fast.kinds[:, KINDS.index("human")]
        doubtful = [
            row
            for row, verdict in enumerate(verdicts)
            if verdict.obstacle is None and self.low <= likelihood[row] < self.high
        ]
        if doubtful:
            # Evidence of the whole batch serves again when all of it is in doubt, as in the accurate tier.
            some = fast if len(doubtful) == len(texts) else self.model.score([given[row] for row in doubtful])
            accurate = self.model.more_accurate(some)
            for number, row in enumerate(doubtful):
                verdicts[row] = Verdict(accurate, number, None)
        return verdicts

    def once_more(self, text: str, tier: str) -> Scored:
        """Score one text in the tier that spoke for it: the same numbers, without the rest of its batch."""
        scored = self.model.score([text if len(text) <= MAX_CHARACTERS else ""])
        return self.model.more_accurate(scored) if tier == ACCURATE else scored
