"""An honest division of the inference pairs, of which only one file is public here."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from training.encoder.text import records

LABELS = ("entailment", "neutral", "contradiction")
_NOT_WORDS = re.compile(r"\W+")


@dataclass(frozen=True)
class Pair:
    """A premise, a hypothesis, and what the one says of the other."""

    premise: str
    hypothesis: str
    label: str

    def __post_init__(self) -> None:
        """Refuse labels that mean something else."""
        if self.label not in LABELS:
            raise ValueError(f"{self.label} is none of {', '.join(LABELS)}")

    @property
    def record(self) -> dict[str, str]:
        """The pair as it is packed."""
        return asdict(self)


def read_pairs(corpora: Path) -> list[Pair]:
    """Read SweNLI's public file."""
    return [
        Pair(row["premise"], row["hypothesis"], row["label"])
        for row in records(corpora / "swenli_dev.jsonl.xz")
    ]


def divide(pairs: Sequence[Pair], held_share: float) -> tuple[list[Pair], list[Pair]]:
    """Return the pairs to train on and those to measure on.

    Pairs that share a sentence, as premise or hypothesis and whatever its case and punctuation,
    are one group, and so are those that they share another with; a group goes to one side as a
    whole. Which side follows from a digest of its sentences: no order and no seed has a say.
    """
    groups = _Groups()
    for pair in pairs:
        groups.join(_plain(pair.premise), _plain(pair.hypothesis))
    least: dict[str, str] = {}
    for sentence in groups.members():
        root = groups.root(sentence)
        least[root] = min(least.get(root, sentence), sentence)
    train: list[Pair] = []
    held: list[Pair] = []
    for pair in pairs:
        name = least[groups.root(_plain(pair.premise))]
        (held if _share(name) < held_share else train).append(pair)
    return train, held


def sentences_of(pairs: Sequence[Pair]) -> set[str]:
    """Return every sentence of the pairs, without case and punctuation."""
    return {_plain(text) for pair in pairs for text in (pair.premise, pair.hypothesis)}


def without(texts: Sequence[str], held: set[str]) -> list[str]:
    """Leave out the texts that are sentences of ``sentences_of``."""
    return [text for text in texts if _plain(text) not in held]


def _plain(text: str) -> str:
    return _NOT_WORDS.sub(" ", text.casefold()).strip()


def _share(name: str) -> float:
    return int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) / 2**32


class _Groups:
    """Sentences that belong together."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def members(self) -> list[str]:
        return list(self._above)

    def root(self, sentence: str) -> str:
        self._above.setdefault(sentence, sentence)
        while self._above[sentence] != sentence:
            self._above[sentence] = self._above[self._above[sentence]]
            sentence = self._above[sentence]
        return sentence

    def join(self, one: str, two: str) -> None:
        self._above[self.root(one)] = self.root(two)
