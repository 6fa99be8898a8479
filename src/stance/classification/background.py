"""Longer copies of answers for training: real answers say much that decides nothing.

Real committees describe their work before, between and after the clause that decides. Training
answers are shorter, so each is given a copy in which sentences that are known to decide nothing
in other answers stand around its own. Its label stays.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

_SHORTEST, _LONGEST = 30, 220  # Characters of a background sentence.
_MOST_ADDED = 5
_AT_THE_END = 0.5


def background_sentences(
    answers: Sequence[Sequence[str]], deciding: Sequence[Sequence[bool]]
) -> list[str]:
    """Return the sentences that decide nothing where they stand, each once, sorted."""
    return sorted(
        {
            sentence
            for answer, may in zip(answers, deciding, strict=True)
            for sentence, decides in zip(answer, may, strict=True)
            if not decides and _SHORTEST < len(sentence) < _LONGEST
        }
    )


def lengthened(
    answer: Sequence[str], may: Sequence[bool], background: Sequence[str], rng: random.Random
) -> tuple[list[str], tuple[bool, ...]]:
    """Return an answer with background put in, and which of its sentences may decide."""
    sentences, deciding = list(answer), list(may)
    for _ in range(rng.randint(1, _MOST_ADDED)):
        last = rng.random() < _AT_THE_END
        at = len(sentences) if last else rng.randint(0, len(sentences))
        sentences.insert(at, rng.choice(background))
        deciding.insert(at, False)
    return sentences, tuple(deciding)
