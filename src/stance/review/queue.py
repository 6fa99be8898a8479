"""Which exchanges to read first: the doubtful and the decisive, and no two alike in a row.

Each exchange has a priority::

    doubt     how evenly the probability is spread over the stances (entropy; 1 is even)
    + 0.3     if the model itself asks for a reader (``review``), or no answer was found
    + 0.2     if the verdict is weak: it is what the report will hold against the body, so an
              error there matters most

The queue takes the largest first, less 0.6 of its likeness to the nearest of those already taken
(cosine of hashed words of recommendation and answer): near copies tell the next model little. The
likeness is looked at for the first few hundred only; the rest follow by priority. What a reviewer
passed over comes last. Everything is deterministic: the same results give the same queue.

When another reviewer has labelled exchanges, every fifth place goes to one of those, so that
agreement is measured while the work goes on.
"""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stance.results import Record, is_doubtful

_ASKED_FOR, _WEAK, _ALIKE = 0.3, 0.2, 0.6
_LOOKED_AT = 400
_EVERY = 5
_WIDTH = 512
_WORD = re.compile(r"\w{3,40}")
_LONGEST = 3000


@dataclass(frozen=True, slots=True)
class Candidate:
    """An exchange that waits for a reader.

    Attributes:
        key: Its key.
        probabilities: What the model gives each stance; empty when no model has judged it.
        weak: Whether the verdict is weak.
        review: Whether the model asks for a reader, or no answer was found.
        text: The beginning of what it says; its words tell what is like what.
    """

    key: str
    probabilities: tuple[float, ...]
    weak: bool
    review: bool
    text: str = ""

    @classmethod
    def of(cls, key: str, record: Record) -> Candidate:
        """Return the candidate of a record."""
        return cls(
            key,
            tuple(float(value) for value in record["probabilities"].values()),
            bool(record["weak"]),
            is_doubtful(record),
            f"{record['recommendation'][:_LONGEST]} {(record['response'] or '')[:_LONGEST]}",
        )


def doubt(probabilities: Sequence[float]) -> float:
    """Return how evenly probability is spread, from 0 to 1; 1 when there is none."""
    shares = [max(0.0, share) for share in probabilities]
    total = sum(shares)
    if total <= 0 or len(shares) < 2:
        return 1.0 if total <= 0 else 0.0
    shares = [share / total for share in shares if share > 0]
    return -sum(share * math.log(share) for share in shares) / math.log(len(probabilities))


def priority(candidate: Candidate) -> float:
    """Return how much reading an exchange is worth, before its likeness to others counts."""
    return doubt(candidate.probabilities) + _ASKED_FOR * candidate.review + _WEAK * candidate.weak


def order(
    candidates: Sequence[Candidate],
    *,
    known: Sequence[Candidate] = (),
    shared: Iterable[str] = (),
    last: Iterable[str] = (),
) -> list[str]:
    """Return the keys of the candidates in the order in which to read them.

    Args:
        candidates: What waits.
        known: What the reviewer has read lately: its likes can wait.
        shared: Keys that another reviewer has labelled.
        last: Keys that the reviewer passed over.
    """
    apart = set(last)
    others = set(shared) - apart
    waiting = [candidate for candidate in candidates if candidate.key not in apart]
    own = _spread([each for each in waiting if each.key not in others], known)
    both = _spread([each for each in waiting if each.key in others], known)
    passed_over = _spread([each for each in candidates if each.key in apart], ())
    return [*_interleaved(own, both), *passed_over]


def _interleaved(own: Sequence[str], both: Sequence[str]) -> Iterator[str]:
    """Yield all keys, every fifth from ``both`` while there are some."""
    rest, shared = iter(own), iter(both)
    for number in range(1, len(own) + len(both) + 1):
        first, second = (shared, rest) if number % _EVERY == 0 else (rest, shared)
        key = next(first, None)
        yield key if key is not None else next(second)


def _spread(candidates: Sequence[Candidate], known: Sequence[Candidate]) -> list[str]:
    """Order by priority, less the likeness to what comes before."""
    ranked = sorted(candidates, key=lambda each: -priority(each))  # Stable: ties in file order.
    near, far = ranked[:_LOOKED_AT], ranked[_LOOKED_AT:]
    if not near:
        return []
    vectors = _vectors([each.text for each in near])
    worth = np.array([priority(each) for each in near], np.float64)
    likeness = np.zeros(len(near))
    if known:
        likeness = (vectors @ _vectors([each.text for each in known[-_LOOKED_AT:]]).T).max(1)
    taken: list[str] = []
    waiting = np.ones(len(near), bool)
    for _ in near:
        best = int(np.argmax(np.where(waiting, worth - _ALIKE * likeness, -np.inf)))
        waiting[best] = False
        taken.append(near[best].key)
        likeness = np.maximum(likeness, vectors @ vectors[best])
    return [*taken, *(each.key for each in far)]


def _vectors(texts: Sequence[str]) -> NDArray[np.float64]:
    """Return a row of unit length for each text: which words it has, by their hashes."""
    rows = np.zeros((len(texts), _WIDTH))
    for row, text in zip(rows, texts, strict=True):
        words = {zlib.crc32(match[0].encode()) % _WIDTH for match in _WORD.finditer(text.lower())}
        row[sorted(words)] = 1 / math.sqrt(len(words)) if words else 0
    return rows
