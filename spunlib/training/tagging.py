"""Labelled tokens: which words of a spun text a tool put there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spunlib.features.context import Context
from spunlib.features.evidence import token_evidence
from spunlib.lexicon.lexicon import Lexicon
from spunlib.model.ngrams import ngram_slots
from spunlib.text.tokens import TokenBatch, tokenise
from spunlib.training.spinners import Edit


@dataclass(frozen=True, slots=True)
class TaggedTokens:
    """Prose tokens of a batch with their labels; m tokens.

    Attributes:
        context, evidence: of the whole batch.
        tokens: int64 (m,), rows of the batch.
        label: bool (m,), replaced by a tool.
        slots: int32 (m, TEMPLATES), n-gram slots.
    """

    context: Context
    evidence: NDArray[np.float32]
    tokens: NDArray[np.int64]
    label: NDArray[np.bool_]
    slots: NDArray[np.int32]


def replaced_tokens(batch: TokenBatch, edits: Sequence[Sequence[Edit]]) -> NDArray[np.bool_]:
    """Whether each token overlaps an edit of its text; bool (n,)."""
    label = np.zeros(len(batch), np.bool_)
    for text, text_edits in enumerate(edits):
        rows = batch.rows(text)
        for edit in text_edits:
            first = int(np.searchsorted(batch.end[rows], edit.start, side="right"))
            last = int(np.searchsorted(batch.start[rows], edit.end, side="left"))
            label[rows.start + first : rows.start + last] = True
    return label


def tag(texts: Sequence[str], edits: Sequence[Sequence[Edit]], lexicon: Lexicon, bits: int) -> TaggedTokens:
    """Tokenise texts, extract their evidence and label their prose tokens."""
    context = Context.of(tokenise(texts), lexicon)
    tokens = np.flatnonzero(context.prose)
    label = replaced_tokens(context.batch, edits)[tokens]
    slots = ngram_slots(context.batch, tokens, bits).astype(np.int32)
    return TaggedTokens(context, token_evidence(context), tokens, label, slots)
