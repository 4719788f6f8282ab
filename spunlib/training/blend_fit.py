"""Fitting how the accurate tier weighs its tagger against the fast tier's log-odds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spunlib.errors import MissingExtraError
from spunlib.features.context import Context
from spunlib.features.evidence import token_evidence
from spunlib.lexicon.lexicon import Lexicon
from spunlib.text.tokens import tokenise
from spunlib.training.documents import Outputs
from spunlib.training.spinners import Spun
from spunlib.training.tagging import replaced_tokens

_BATCH: Final = 100


def fit_blend(
    spun: Sequence[Spun], human: Sequence[str], lexicon: Lexicon, tagger: Outputs, fast: Outputs
) -> NDArray[np.float32]:
    """``accurate_blend`` of `spunlib.model.tiers`: logistic regression over labelled prose tokens.

    Args:
        spun: texts that neither tier was fitted on, spun.
        human: others, untouched.
        lexicon: of the fast tier.
        tagger: outputs of the tagger, of which the first is the log-odds of being replaced.
        fast: the same of the fast tier.
    """
    try:
        from sklearn.linear_model import LogisticRegression
    except ImportError as error:
        raise MissingExtraError("train", "scikit-learn") from error
    inputs, labels = [], []
    labelled = [(one.text, one.edits) for one in spun] + [(text, ()) for text in human]
    for at in range(0, len(labelled), _BATCH):
        texts, edits = zip(*labelled[at : at + _BATCH], strict=True)
        context = Context.of(tokenise(texts), lexicon)
        evidence = token_evidence(context)
        both = np.stack([outputs(context, evidence)[:, 0] for outputs in (tagger, fast)], axis=1)
        inputs.append(both[context.prose])
        labels.append(replaced_tokens(context.batch, edits)[context.prose])
    model = LogisticRegression().fit(np.concatenate(inputs), np.concatenate(labels))
    return np.array([model.intercept_[0], *model.coef_[0]], np.float32)
