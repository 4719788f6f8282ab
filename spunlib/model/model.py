"""A whole model (lexicon, heads, tiers) and the passes that turn texts into scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spunlib.errors import ModelError, UsageError
from spunlib.features.context import Context
from spunlib.features.evidence import COLUMNS, token_evidence
from spunlib.lexicon.lexicon import Lexicon
from spunlib.model import document_features, style, token_head
from spunlib.model.document_head import ENDS, KINDS
from spunlib.model.dominance import added_by_words, limited
from spunlib.model.nearest import Nearest
from spunlib.model.store import model_folder, read_arrays, read_manifest, write_model
from spunlib.model.tagger import FILES, Tagger, is_installed
from spunlib.model.thresholds import FPRS, LENGTHS, least_for
from spunlib.model.tiers import ACCURATE, BLEND, FAST, Tier, accurate_outputs
from spunlib.model.token_head import TokenHead
from spunlib.text.tokens import tokenise

LAYOUT: Mapping[str, Sequence[Any]] = {
    "evidence": COLUMNS,
    "token_inputs": token_head.INPUTS,
    "document_numbers": document_features.NAMES,
    "document_ends": ENDS,
    "kinds": KINDS,
    "fprs": FPRS,
    "lengths": LENGTHS,
    "thresholds": ("rewritten kind", "fpr", "length"),
}
"""What the rows and columns of the arrays mean; a model made with another layout is refused."""


@dataclass(frozen=True)
class Scored:
    """A batch that has been scored in one tier; n tokens, d texts.

    Attributes:
        tier: what decides.
        context: tokens, lexicon rows, alternatives.
        nearest: words by their vectors.
        evidence: float32 (n, len(COLUMNS)).
        outputs: float32 (n, 3), in the order of `spunlib.model.tagger.OUTPUTS`; 0 where not prose.
        values: float32 (m, len(document_features.NAMES)), what each of the m prose words adds to its text's
            numbers, none more than `spunlib.model.dominance.MOST_ADDED` to its score.
        numbers: float32 (d, len(document_features.NAMES)).
        kinds: float64 (d, 4), probabilities in the order of `KINDS`.
        words: int64 (d,), prose words.
    """

    tier: Tier
    context: Context
    nearest: Nearest
    evidence: NDArray[np.float32]
    outputs: NDArray[np.float32]
    values: NDArray[np.float32]
    numbers: NDArray[np.float32]
    kinds: NDArray[np.float64]
    words: NDArray[np.int64]

    @cached_property
    def added(self) -> NDArray[np.float64]:
        """What each prose word added to its text's log-odds, float64 (m,)."""
        return added_by_words(self.tier, self.context, self.values, self.words)

    @cached_property
    def least(self) -> NDArray[np.float64]:
        """The least threshold that each text may have, in [0, 1], float64 (d,)."""
        return least_for(document_features.old_prose(self.numbers))

    @property
    def log_odds(self) -> NDArray[np.float32]:
        """That a tool put the token there, float32 (n,)."""
        return self.outputs[:, 0]


@dataclass(frozen=True, slots=True)
class Model:
    """A model in memory (mapped); see the attributes' own classes.

    ``name`` is what reports call it; ``facts`` is the manifest without the arrays and files; ``files`` are
    those on disk that are no arrays, by name. ``accurate`` and ``tagger`` are None where there is no accurate
    tier, or the model was loaded without it.
    """

    name: str
    facts: Mapping[str, Any]
    arrays: Mapping[str, NDArray[Any]]
    lexicon: Lexicon
    tokens: TokenHead
    nearest: Nearest
    fast: Tier
    accurate: Tier | None = None
    tagger: Tagger | None = None
    files: Mapping[str, Path] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        arrays: Mapping[str, NDArray[Any]],
        facts: Mapping[str, Any],
        tagger: Tagger | None = None,
        files: Mapping[str, Path] | None = None,
    ) -> Model:
        """A model over named arrays.

        Raises:
            ModelError: the layout differs from this version's, or an array is missing.
        """
        layout = facts.get("layout")
        layout = layout if isinstance(layout, dict) else {}
        for key, names in LAYOUT.items():
            if layout.get(key) not in (list(names), tuple(names)):
                raise ModelError(
                    f"the model {facts.get('name')!r} was made with other {key}: {layout.get(key)} "
                    f"instead of {list(names)}; install the spunlib that made it, or rebuild it"
                )
        needed = (*style.ARRAYS, BLEND) if tagger else style.ARRAYS
        if missing := [name for name in needed if name not in arrays]:
            raise ModelError(f"the model {facts.get('name')!r} lacks {', '.join(missing)}; rebuild it")
        try:
            lexicon, tokens = Lexicon.of(arrays), TokenHead.of(arrays)
            return cls(
                str(facts["name"]),
                facts,
                arrays,
                lexicon,
                tokens,
                Nearest(lexicon, tokens),
                Tier.of(arrays, FAST),
                Tier.of(arrays, ACCURATE) if tagger else None,
                tagger,
                files or {},
            )
        except KeyError as error:
            raise ModelError(f"the model {facts.get('name')!r} lacks {error}; rebuild it") from error

    @classmethod
    def load(cls, name_or_path: str | Path, tier: str = FAST) -> Model:
        """Read a model from disk.

        Args:
            name_or_path: see `spunlib.model.store.model_folder`.
            tier: "fast" leaves the accurate tier alone, "accurate" insists on it, "auto" takes it where the
                model has one and the extra [neural] is installed.

        Raises:
            ModelError: it is missing, altered or of another version.
            MissingExtraError: "accurate" is asked for, and the extra [neural] is not installed.
            UsageError: "accurate" is asked for, and the model has no accurate tier.
        """
        folder = model_folder(name_or_path)
        manifest = read_manifest(folder)
        has_tagger = set(FILES) <= manifest["files"].keys()
        if tier == ACCURATE and not has_tagger:
            raise UsageError(
                f"the model {str(name_or_path)!r} has no accurate tier; use tier='fast' or 'auto'"
            )
        wanted = tier == ACCURATE or (tier != FAST and has_tagger and is_installed())
        tagger = Tagger.load(folder, manifest) if wanted else None
        facts = {key: value for key, value in manifest.items() if key not in ("arrays", "files")}
        files = {name: folder / name for name in manifest["files"]}
        return cls.of(read_arrays(folder, manifest), facts, tagger, files)

    def save(self, folder: Path) -> None:
        """Write the model to a folder, both tiers; see `spunlib.model.store.write_model`."""
        try:
            files = {name: path.read_bytes() for name, path in self.files.items()}
        except OSError as error:
            raise ModelError(f"a file of the model {self.name!r} is gone ({error})") from error
        write_model(folder, self.arrays, self.facts, files)

    def score(self, texts: Sequence[str]) -> Scored:
        """Score a batch of texts in the fast tier; memory grows with their length (about 3 kB a word)."""
        context = Context.of(tokenise(texts), self.lexicon)
        evidence = token_evidence(context)
        return self._scored(self.fast, context, evidence, self.tokens.outputs(context, evidence))

    def more_accurate(self, fast: Scored) -> Scored:
        """Score a batch that the fast tier has scored in the accurate one.

        Raises:
            UsageError: the model has no accurate tier, or was loaded without it.
        """
        if self.tagger is None or self.accurate is None:
            raise UsageError(f"the model {self.name!r} has no accurate tier, or was loaded without it")
        context = fast.context
        tagged = self.tagger.outputs(context.batch)
        outputs = accurate_outputs(tagged, fast.outputs, context.prose, self.arrays[BLEND])
        return self._scored(self.accurate, context, fast.evidence, outputs)

    def _scored(
        self, tier: Tier, context: Context, evidence: NDArray[np.float32], outputs: NDArray[np.float32]
    ) -> Scored:
        weights = style.style_weights(context, self.arrays)
        values = document_features.word_numbers(context, evidence, outputs, weights)
        words = np.bincount(context.text[context.prose], minlength=len(context.batch.texts))
        values = limited(tier, context, evidence, values, words)
        numbers = document_features.document_numbers(context, values)
        kinds = tier.documents.kinds(numbers, words)
        return Scored(tier, context, self.nearest, evidence, outputs, values, numbers, kinds, words)
