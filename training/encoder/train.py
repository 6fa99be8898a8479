"""Make models/encoder-sv: ``python -m training.encoder.train``."""

from __future__ import annotations

import argparse
import random
import time
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from training.encoder.card import model_card
from training.encoder.export import export
from training.encoder.noise import noisy
from training.encoder.table import Table, contrastive_loss, ranking_loss
from training.encoder.text import (
    everyday,
    inference,
    neighbours,
    paragraphs,
    scored_pairs,
    sentences,
)
from training.encoder.tokens import Ragged, learn_tokenizer, number
from training.encoder.vectors import compose, context_vectors, cooccurrences, spelling

HERE = Path(__file__).parent
ROOT = HERE.parent.parent


class _Clock:
    """Says what was done and how long it took."""

    def __init__(self) -> None:
        self._start = self._last = time.monotonic()

    def lap(self, what: str) -> None:
        now = time.monotonic()
        print(f"{now - self._start:6.0f} s  {what} ({now - self._last:.0f} s)", flush=True)
        self._last = now


def train(corpora: Path, pairs: Path | None, out: Path, settings: dict[str, Any]) -> None:
    """Run the whole recipe and write the model folder."""
    clock = _Clock()
    torch.manual_seed(settings["seed"])
    # One thread: sums come out the same wherever this runs, and two hardly help.
    torch.set_num_threads(1)
    public, general = paragraphs(corpora), everyday(corpora, pairs)
    clock.lap(f"{len(public)} paragraphs and {len(general)} everyday texts read")

    copies = settings["tokenizer"]["general_copies"]
    texts = (text for source in [public, *[general] * copies] for text in source)
    tokenizer = learn_tokenizer(texts, settings["tokenizer"])
    clock.lap(f"tokenizer of {tokenizer.get_vocab_size()} learnt")

    vectors = settings["vectors"]
    near, counts = cooccurrences(tokenizer, public, vectors["window"])
    near_general, counts_general = cooccurrences(tokenizer, general, vectors["window"])
    weight = vectors["general_weight"]
    clock.lap(f"{near.nnz} neighbours counted")
    own = context_vectors(near + weight * near_general, vectors, settings["seed"])
    clock.lap("context vectors found")

    grams = spelling(tokenizer, settings["subwords"])
    start = compose(own, counts + weight * counts_general, grams, settings["subwords"])
    clock.lap(f"spelling of {grams.shape[1]} n-grams added")

    table = Table(start, grams, settings["training"])
    _supervise(table, tokenizer, corpora, public, settings, clock)
    folded: NDArray[np.float32] = table.folded()
    export(out, tokenizer, folded, card=lambda encode: model_card(encode, corpora, settings))
    clock.lap(f"{out} written")


def _supervise(
    table: Table,
    tokenizer: Tokenizer,
    corpora: Path,
    public: list[str],
    settings: dict[str, Any],
    clock: _Clock,
) -> None:
    """Learn from scored pairs, from entailments, and from damaged copies."""
    options = settings["training"]
    chance = random.Random(settings["seed"])  # noqa: S311
    generator = np.random.default_rng(settings["seed"])
    size, scale = options["batch"], options["scale"]

    def ragged(texts: list[str]) -> Ragged:
        return Ragged(number(tokenizer, texts))

    def some_noisy(texts: list[str]) -> Ragged:
        share = options["noisy_share"]
        return ragged([noisy(t, chance) if chance.random() < share else t for t in texts])

    scored, follows = scored_pairs(corpora), inference(corpora)
    scores = torch.tensor(scored.scores)
    premises, entailed = ragged(follows.premises), ragged(follows.entailed)
    contradicting = ragged(follows.contradicting)
    public_sentences = list(sentences(public))
    sample = chance.sample(public_sentences, options["noise_sentences"])
    sample += scored.first + scored.second + follows.premises
    clean, copies = ragged(sample), ragged([noisy(text, chance) for text in sample])
    near = neighbours(corpora, chance, options["neighbour_pairs"])
    before, after = ragged([one for one, _ in near]), ragged([two for _, two in near])
    clock.lap(f"{len(sample)} sentences damaged, {len(near)} pairs of neighbours drawn")

    for epoch in range(options["epochs"]):
        first, second = some_noisy(scored.first), some_noisy(scored.second)
        order = generator.permutation(len(scores))
        for at in range(0, len(order) - size + 1, size):
            which = order[at : at + size]
            inferred = generator.integers(0, len(premises), size)
            against = generator.integers(0, len(contradicting), size // 2)
            damaged = generator.integers(0, len(clean), size)
            beside = generator.integers(0, len(before), size)
            one, two, premise, conclusion, contrary, sound, copy, here, there = table.encode(
                [
                    (first, which),
                    (second, which),
                    (premises, inferred),
                    (entailed, inferred),
                    (contradicting, against),
                    (clean, damaged),
                    (copies, damaged),
                    (before, beside),
                    (after, beside),
                ]
            )
            loss = ranking_loss(one, two, scores[torch.from_numpy(which)], scale)
            loss = loss + options["entailment"] * contrastive_loss(
                premise, conclusion, contrary, scale
            )
            # Copies and neighbours come by the thousand: a steeper scale lets them be less near.
            loss = loss + options["noise"] * contrastive_loss(copy, sound, None, 2 * scale)
            loss = loss + options["neighbours"] * contrastive_loss(here, there, None, 2 * scale)
            table.step(loss)
        clock.lap(f"epoch {epoch + 1}: last loss {loss.item():.2f}")


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    shared = ROOT.parent / "shared"
    parser.add_argument("--corpora", type=Path, default=shared / "corpora")
    parser.add_argument("--pairs", type=Path, default=shared / "pairs")
    parser.add_argument("--config", type=Path, default=HERE / "config.toml")
    parser.add_argument("--out", type=Path, default=ROOT / "models" / "encoder-sv")
    arguments = parser.parse_args()
    settings = tomllib.loads(arguments.config.read_text(encoding="utf-8"))
    pairs = arguments.pairs if arguments.pairs.is_dir() else None
    train(arguments.corpora, pairs, arguments.out, settings)


if __name__ == "__main__":
    main()
