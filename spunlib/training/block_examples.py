"""Runs of simulated spins and the blocks that the tool had put them together of, to fit block weights on."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from spunlib.compare.alignment import align_tokens
from spunlib.compare.blocks import LONGEST, RELATED, Shape
from spunlib.compare.known_phrases import Block
from spunlib.compare.pair import Lexicon, Side, read_pair
from spunlib.compare.passages import align_passages
from spunlib.compare.runs import Run, find_contractions, find_gaps, find_runs
from spunlib.compare.substitutions import shapes_in
from spunlib.training.labelled_pairs import NEWS, TEST
from spunlib.training.open_thesauri import load_wordnet
from spunlib.training.relation_pairs import sample_texts
from spunlib.training.spinner_lists import load_spinner_list
from spunlib.training.spinners import Recipe, Spinner, Spun
from spunlib.training.told_edits import true_substitutions

N_TEXTS: Final = 240
DENSITIES: Final = (0.2, 0.4, 0.6, 0.8)


class Example(NamedTuple):
    """A run and the blocks that it was put together of."""

    shape: Shape
    blocks: tuple[Block, ...]


def spins(data: Path, rng: random.Random) -> Iterator[tuple[Spun, str]]:
    """Spun copies and their originals: half by the first alternative of a dictionary, the rest by any."""
    dictionary = load_spinner_list(data / "lexicons" / "turbo_spinner_en.tsv.gz")
    wordnet = load_wordnet()
    outlets = [name for name, split in NEWS.items() if split != TEST]
    for number, text in enumerate(sample_texts(data, outlets, N_TEXTS)):
        thesaurus = wordnet if number % 4 == 3 else dictionary
        recipe = Recipe(
            name="blocks",
            thesaurus=thesaurus.name,
            mode="first" if number % 4 < 2 else "any",
            density=DENSITIES[number // 4 % 4],
            protect_quotes=bool(number % 2),
        )
        yield Spinner(recipe, thesaurus).spin(text, rng), text


def examples_of(spun: Spun, original: str, lexicon: Lexicon) -> Iterator[Example]:
    """The runs of a copy that hold nothing but whole substitutions, and words that were added or cut."""
    pair = read_pair(spun.text, original, lexicon)
    passages, partner = align_tokens(pair, align_passages(pair))
    gaps = find_gaps(passages, partner)
    runs = find_runs(pair, gaps, find_contractions(pair, gaps, partner))
    run_of = {row: number for number, run in enumerate(runs) for row in run.suspect}
    blocks: list[list[Block] | None] = [[] for _ in runs]
    for true in true_substitutions(spun, original):
        rows = _rows(pair.suspect, true.start, true.end)
        others = _rows(pair.original, true.original_start, true.original_end)
        for number in {run_of[row] for row in rows if row in run_of}:
            block = _block(runs[number], rows, others)
            found = blocks[number]
            if block is None or found is None:
                blocks[number] = None
            else:
                found.append(block)
    for shape, known in zip(shapes_in(pair, runs, lexicon), blocks, strict=True):
        if known and shape is not None and not shape.anew and all(_possible(shape, block) for block in known):
            yield Example(shape, tuple(known))


def hidden(example: Example, share: float, rng: random.Random) -> Example:
    """An example as it were, did the lexicon know less of the tool: signs and known pairs fall out."""
    shape = example.shape
    signs = tuple(
        tuple(0 if sign == RELATED and rng.random() < share else sign for sign in line)
        for line in shape.signs
    )
    known = frozenset(block for block in sorted(shape.known) if rng.random() >= share)
    return Example(shape._replace(signs=signs, known=known), example.blocks)


def _rows(side: Side, start: int, end: int) -> range:
    """The tokens of a stretch of characters."""
    return range(int(np.searchsorted(side.start, start)), int(np.searchsorted(side.end, end, "right")))


def _block(run: Run, rows: range, others: range) -> Block | None:
    """A substitution as a block of a run; None where it reaches past the run."""
    inside = [at for at, row in enumerate(run.suspect) if row in rows]
    original = [at for at, row in enumerate(run.original) if row in others]
    # Marks between the words are in no run.
    if (
        not inside
        or not original
        or rows[0] != run.suspect[inside[0]]
        or others[0] != run.original[original[0]]
    ):
        return None
    if rows[-1] > run.suspect_last or others[-1] > run.original_last:
        return None
    return (inside[0], inside[-1] + 1), (original[0], original[-1] + 1)


def _possible(shape: Shape, block: Block) -> bool:
    """Whether the cutting could find a block: it is not too long, and no mark stands inside."""
    (first, last), (original_first, original_last) = block
    return (
        max(last - first, original_last - original_first) <= LONGEST
        and shape.parts[first] == shape.parts[last - 1]
        and shape.original_parts[original_first] == shape.original_parts[original_last - 1]
    )
