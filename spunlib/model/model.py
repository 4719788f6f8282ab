"""A whole model (lexicon, heads, calibration, thresholds) and the one pass that turns texts into scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spunlib.errors import ModelError
from spunlib.features.context import Context
from spunlib.features.evidence import COLUMNS, token_evidence
from spunlib.lexicon.lexicon import Lexicon
from spunlib.model import document_features, style, token_head
from spunlib.model.document_head import KINDS, DocumentHead
from spunlib.model.store import model_folder, read_arrays, read_manifest, write_model
from spunlib.model.thresholds import FPRS, LENGTHS
from spunlib.model.token_head import TokenHead
from spunlib.text.tokens import tokenise

LAYOUT: Mapping[str, Sequence[Any]] = {
    "evidence": COLUMNS,
    "token_inputs": token_head.INPUTS,
    "document_numbers": document_features.NAMES,
    "kinds": KINDS,
    "fprs": FPRS,
    "lengths": LENGTHS,
}
"""What the rows and columns of the arrays mean; a model made with another layout is refused."""

_FURTHER = (*style.ARRAYS, "document_human", "thresholds")
"""Arrays that are looked up where they are used; the others are those of the lexicon and of the heads."""


@dataclass(frozen=True)
class Scored:
    """A batch that has been scored; n tokens, d texts.

    Attributes:
        context: tokens, lexicon rows, alternatives.
        evidence: float32 (n, len(COLUMNS)).
        log_odds: float32 (n,), that a tool put the token there, by the token head.
        values: float32 (m, len(document_features.NAMES)), what each of the m prose words adds to its text's
            numbers.
        numbers: float32 (d, len(document_features.NAMES)).
        kinds: float64 (d, 4), probabilities in the order of `KINDS`.
        words: int64 (d,), prose words.
    """

    context: Context
    evidence: NDArray[np.float32]
    log_odds: NDArray[np.float32]
    values: NDArray[np.float32]
    numbers: NDArray[np.float32]
    kinds: NDArray[np.float64]
    words: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Model:
    """A model in memory (mapped); see the attributes' own classes.

    ``name`` is what reports call it; ``facts`` is the manifest without the arrays.
    """

    name: str
    facts: Mapping[str, Any]
    arrays: Mapping[str, NDArray[Any]]
    lexicon: Lexicon
    tokens: TokenHead
    documents: DocumentHead

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]], facts: Mapping[str, Any]) -> Model:
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
        if missing := [name for name in _FURTHER if name not in arrays]:
            raise ModelError(f"the model {facts.get('name')!r} lacks {', '.join(missing)}; rebuild it")
        try:
            return cls(
                str(facts["name"]),
                facts,
                arrays,
                Lexicon.of(arrays),
                TokenHead.of(arrays),
                DocumentHead.of(arrays),
            )
        except KeyError as error:
            raise ModelError(f"the model {facts.get('name')!r} lacks {error}; rebuild it") from error

    @classmethod
    def load(cls, name_or_path: str | Path) -> Model:
        """Read a model from disk.

        Raises:
            ModelError: it is missing, altered or of another version.
        """
        folder = model_folder(name_or_path)
        manifest = read_manifest(folder)
        arrays = read_arrays(folder, manifest)
        return cls.of(arrays, {key: value for key, value in manifest.items() if key != "arrays"})

    def save(self, folder: Path) -> None:
        """Write the model to a folder; see `spunlib.model.store.write_model`."""
        write_model(folder, self.arrays, self.facts)

    @property
    def thresholds(self) -> NDArray[np.float64]:
        """Likelihoods above which a document is flagged, float64 (len(FPRS), len(LENGTHS))."""
        return self.arrays["thresholds"]

    def score(self, texts: Sequence[str]) -> Scored:
        """Score a batch of texts; memory grows with their total length (about 3 kB a word)."""
        context = Context.of(tokenise(texts), self.lexicon)
        evidence = token_evidence(context)
        log_odds = self.tokens.log_odds(context, evidence)
        weights = style.style_weights(context, self.arrays)
        values = document_features.word_numbers(context, evidence, log_odds, weights)
        numbers = document_features.document_numbers(context, values)
        words = np.bincount(context.text[context.prose], minlength=len(texts))
        return Scored(context, evidence, log_odds, values, numbers, self.documents.kinds(numbers), words)
