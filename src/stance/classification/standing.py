"""Standing questions, which are asked again and again: each is read with a head of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Protocol

from stance.classification.answers import AnswerReader, Reading


class Reader(Protocol):
    """Whatever reads answers."""

    def read(self, asked: Sequence[str], answers: Sequence[Sequence[str]]) -> list[Reading]:
        """Return what is read of each answer, see ``AnswerReader.read``."""
        ...


class StandingReader:
    """Reads answers to standing questions with their heads, and those to others with another."""

    def __init__(self, any_other: AnswerReader, standing: Mapping[str, AnswerReader]) -> None:
        """Keep the readers.

        Args:
            any_other: For what is asked once.
            standing: By question, normalised.
        """
        self._any_other = any_other
        self._standing = dict(standing)

    def read(self, asked: Sequence[str], answers: Sequence[Sequence[str]]) -> list[Reading]:
        """Return what is read of each answer, see ``AnswerReader.read``."""
        places = defaultdict(list)
        for place, question in enumerate(asked):
            places[self._standing.get(question, self._any_other)].append(place)
        found: dict[int, Reading] = {}
        for reader, some in places.items():
            read = reader.read([asked[place] for place in some], [answers[place] for place in some])
            found |= zip(some, read, strict=True)
        return [found[place] for place in range(len(asked))]
