"""What the token vectors learn from pairs of texts, after what they learnt from plain text."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from training.encoder.noise import noisy
from training.encoder.table import Table, contrastive_loss, ranking_loss
from training.encoder.text import Scored, inference, neighbours, scored_pairs, sentences
from training.encoder.tokens import Numbers, Ragged, number

Generator = np.random.Generator


class Clock:
    """Says what was done and how long it took."""

    def __init__(self) -> None:
        """Start."""
        self._start = self._last = time.monotonic()

    def lap(self, what: str) -> None:
        """Print what was done since the last lap."""
        now = time.monotonic()
        print(f"{now - self._start:6.0f} s  {what} ({now - self._last:.0f} s)", flush=True)
        self._last = now


@dataclass(frozen=True)
class Material:
    """Everything to learn from, as token numbers where it stays the same in every epoch."""

    tokenizer: Tokenizer
    chance: random.Random
    scored: Scored
    premises: Ragged
    entailed: Ragged
    contradicting: Ragged
    clean: Ragged
    copies: Ragged
    before: Ragged
    after: Ragged
    asked: Ragged
    answered: Ragged
    same_question: Numbers  # A number for each recommendation: some are answered several times.

    @classmethod
    def read(
        cls,
        tokenizer: Tokenizer,
        corpora: Path,
        public: list[str],
        answers: list[tuple[str, str]],
        settings: dict[str, Any],
    ) -> Self:
        """Read the pairs, damage sentences, draw neighbours."""
        options = settings["training"]
        chance = random.Random(settings["seed"])  # noqa: S311

        def ragged(texts: list[str]) -> Ragged:
            return Ragged(number(tokenizer, texts))

        scored, follows = scored_pairs(corpora), inference(corpora)
        sample = chance.sample(list(sentences(public)), options["noise_sentences"])
        sample += scored.first + scored.second + follows.premises
        copies = [noisy(text, chance) for text in sample]
        near = neighbours(corpora, chance, options["neighbour_pairs"])
        questions: dict[str, int] = {}
        return cls(
            tokenizer=tokenizer,
            chance=chance,
            scored=scored,
            premises=ragged(follows.premises),
            entailed=ragged(follows.entailed),
            contradicting=ragged(follows.contradicting),
            clean=ragged(sample),
            copies=ragged(copies),
            before=ragged([one for one, _ in near]),
            after=ragged([two for _, two in near]),
            asked=ragged([asked for asked, _ in answers]),
            answered=ragged([answered for _, answered in answers]),
            same_question=np.array(
                [questions.setdefault(asked, len(questions)) for asked, _ in answers],
                dtype=np.int64,
            ),
        )

    def some_noisy(self, texts: list[str], share: float) -> Ragged:
        """Return the texts, some of them damaged."""
        damaged = [noisy(t, self.chance) if self.chance.random() < share else t for t in texts]
        return Ragged(number(self.tokenizer, damaged))


def supervise(
    table: Table, material: Material, settings: dict[str, Any], clock: Clock
) -> NDArray[np.float32]:
    """Learn, and return one vector for each token: the mean of those after the last epochs.

    One epoch moves the score on held-out pairs by 0.01 to either side; their mean moves less.
    """
    options = settings["training"]
    generator = np.random.default_rng(settings["seed"])
    epochs = options["epochs"]
    averaged = max(1, round(epochs * options["averaged"]))
    total: NDArray[np.float32] | None = None
    for epoch in range(1, epochs + 1):
        loss = _epoch(table, material, options, generator)
        if epoch > epochs - averaged:
            total = table.folded() if total is None else total + table.folded()
        clock.lap(f"epoch {epoch}: last loss {loss:.2f}")
    if total is None:
        return table.folded()
    return np.asarray(total / averaged, dtype=np.float32)


def _epoch(
    table: Table, material: Material, options: dict[str, Any], generator: Generator
) -> float:
    """Go through the scored pairs once, with as much of everything else."""
    scored, size = material.scored, options["batch"]
    first = material.some_noisy(scored.first, options["noisy_share"])
    second = material.some_noisy(scored.second, options["noisy_share"])
    scores = torch.tensor(scored.scores)
    last = 0.0
    order = generator.permutation(len(scores))
    for at in range(0, len(order) - size + 1, size):
        which = order[at : at + size]
        inferred = generator.integers(0, len(material.premises), size)
        against = generator.integers(0, len(material.contradicting), size // 2)
        damaged = generator.integers(0, len(material.clean), size)
        beside = generator.integers(0, len(material.before), size)
        replied = different_questions(material.same_question, size, generator)
        vectors = table.encode(
            [
                (first, which),
                (second, which),
                (material.premises, inferred),
                (material.entailed, inferred),
                (material.contradicting, against),
                (material.clean, damaged),
                (material.copies, damaged),
                (material.before, beside),
                (material.after, beside),
                (material.asked, replied),
                (material.answered, replied),
            ]
        )
        asked, reply = vectors[-2:]
        loss = options["answers"] * contrastive_loss(asked, reply, None, 2 * options["scale"])
        alike = scores[torch.from_numpy(which)]
        for weight, several in at_all_sizes(vectors[:-2], options["sizes"], options["matryoshka"]):
            loss = loss + weight * _public_loss(several, alike, options)
        table.step(loss)
        last = loss.item()
    return last


def _public_loss(vectors: Sequence[Tensor], alike: Tensor, options: dict[str, Any]) -> Tensor:
    """Return what the vectors of one batch of public text lose."""
    one, two, premise, conclusion, contrary, sound, copy, here, there = vectors
    scale = options["scale"]
    loss: Tensor = ranking_loss(one, two, alike, scale)
    loss = loss + options["entailment"] * contrastive_loss(premise, conclusion, contrary, scale)
    # Copies and neighbours come by the thousand: a steeper scale lets them be less near.
    loss = loss + options["noise"] * contrastive_loss(copy, sound, None, 2 * scale)
    loss = loss + options["neighbours"] * contrastive_loss(here, there, None, 2 * scale)
    return loss


def at_all_sizes(
    vectors: Sequence[Tensor], sizes: Sequence[int], weight: float
) -> Iterator[tuple[float, Sequence[Tensor]]]:
    """Yield the vectors, and the same cut to some sizes (Matryoshka), with their weights.

    What is learnt at every size at once makes the first numbers of a vector say the most.
    """
    yield 1.0, vectors
    for size in sizes if weight else ():
        yield weight, [functional.normalize(whole[:, :size], dim=1) for whole in vectors]


def different_questions(questions: Numbers, size: int, generator: Generator) -> Numbers:
    """Draw places so that no question comes twice: another answer to it would not be wrong."""
    order = generator.permutation(len(questions))
    _, first = np.unique(questions[order], return_index=True)
    return np.asarray(order[generator.permutation(first)][:size], dtype=np.int64)
