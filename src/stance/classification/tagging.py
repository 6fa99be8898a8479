"""Finds one span of words in a sentence by learnt token weights (what is to be done, by whom)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from stance.classification.labels import Floats
from stance.schema import Span
from stance.swedish.dates import Deadline, find_deadlines

_TOKEN = re.compile(r"\w+(?:[-/]\w+)*|[^\w\s]")
_VERB = re.compile(r"(?:ska|kommer|har|är|avser|åläggs|bör|kan|vill|\w{2,}(?:as|es|des|ts|ats))$")
# Words that a clause turns on; which of them stand before and after a token tells its part.
_TURNS = frozenset(
    ["att", "ska", "kommer", "uppdrag", "men", "medan", "som", "därför", "och", ",", "av", "för"]
)
_MOST_TOKENS = 120
_REACH = 3
_STEPS = (0, -3, -2, -1, 1, 2, 3)
_COMMAS = frozenset([",", ";", ":"])
_FAR_COMMA = 6
_DATED = (-2, -1, 0, 1, 2)
_NO_DATES = (False,) * len(_DATED)


# Looked-up words and the like that are kept: an archive's damaged scans have no end of new ones.
_MOST_KNOWN = 1 << 15
_OUTSIDE = "<>"


class Place(NamedTuple):
    """Where a token stands in its sentence."""

    capital: bool
    place: int
    left: int
    from_verb: int
    dated: tuple[bool, ...]
    after_date: bool

    def names(self) -> tuple[str, ...]:
        """Return the features of the place."""
        return (
            f"capital={self.capital}",
            f"place={self.place}",
            f"left={self.left}",
            f"from verb={self.from_verb}",
            *(f"dated{step or ''}={each}" for step, each in zip(_DATED, self.dated, strict=True)),
            f"after date={self.after_date}",
        )


class Turns(NamedTuple):
    """Which words that a clause turns on stand around a token."""

    last: str
    two: str
    following: str
    from_comma: int

    def names(self) -> tuple[str, ...]:
        """Return the features of the turns."""
        return (
            f"turn={self.last}",
            f"turns={self.two}",
            f"next turn={self.following}",
            f"from comma={self.from_comma}",
        )


@dataclass(frozen=True)
class Tokens:
    """A sentence cut into tokens, and what is known of each.

    Attributes:
        spans: The place of each token in the sentence.
        words: Each in lower case; ``word_features`` are what they tell of themselves and others.
        pairs: The features that are the two words before and the two behind each.
        places: Where each stands.
        turns: What stands around it.
    """

    spans: tuple[Span, ...]
    words: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    places: tuple[Place, ...]
    turns: tuple[Turns, ...]

    def features(self) -> list[tuple[str, ...]]:
        """Return the names of all features of each token."""
        padded = [_OUTSIDE] * _REACH + list(self.words) + [_OUTSIDE] * _REACH
        return [
            (
                *self.pairs[number],
                *self.places[number].names(),
                *self.turns[number].names(),
                *(
                    name
                    for step in _STEPS
                    for name in word_features(step, padded[number + _REACH + step])
                ),
            )
            for number in range(len(self.words))
        ]


@dataclass(frozen=True)
class SpanTagger:
    """Chooses the span with the best sum of token scores.

    Attributes:
        index: Column of each feature.
        weights: For each feature: the token begins the span, is in it, ends it.
        bias: The same without any feature.
        threshold: A best span that scores lower is no span.
    """

    index: Mapping[str, int]
    weights: Floats
    bias: Floats
    threshold: float

    def __post_init__(self) -> None:
        """Make room for what words, places and turns say, as bytes: these are joined fast."""
        object.__setattr__(self, "_known", {})
        # What is no feature has the last row.
        padded = np.concatenate([self.weights, np.zeros((1, 3), np.float32)])
        object.__setattr__(self, "_padded", padded)

    def best(self, sentence: Tokens) -> Span | None:
        """Return the place of the best span in the sentence; None when there is none."""
        if not sentence.spans:
            return None
        begins, inside, ends = self._scores(sentence).T
        total = np.concatenate([[0.0], np.cumsum(inside)])
        # spans[i, j]: from token i to token j, both in it.
        spans = (begins - total[:-1])[:, None] + (ends + total[1:])[None, :] + _forward(len(begins))
        first, last = divmod(int(np.argmax(spans)), len(spans))
        if spans[first, last] < self.threshold:
            return None
        return sentence.spans[first][0], sentence.spans[last][1]

    def _scores(self, sentence: Tokens) -> Floats:
        """Return what each token's features say, added up."""
        count = len(sentence.words)
        around = self._said(sentence.places).reshape(count, 3)
        turns = self._said(sentence.turns).reshape(count, 3)
        words = self._said([_OUTSIDE, *sentence.words]).reshape(count + 1, len(_STEPS), 3)
        scores: Floats = around + turns + self.bias
        # In ``words`` the first row is what lies outside the sentence.
        scores += words[_seen_from(count), np.arange(len(_STEPS))].sum(1)
        index = self.index
        for number, pair in enumerate(sentence.pairs):
            for name in pair:
                column = index.get(name)
                if column is not None:
                    scores[number] += self.weights[column]
        return scores

    def _said(self, keys: Sequence[Place | Turns | str]) -> Floats:
        """Return what places or turns say, or words at each step from a token, in a row."""
        known: dict[Place | Turns | str, bytes] = self._known  # type: ignore[attr-defined]
        if len(known) > _MOST_KNOWN:
            known.clear()
        for key in keys:
            if key not in known:
                if isinstance(key, str):
                    names = [name for step in _STEPS for name in word_features(step, key)]
                    known[key] = self._sums(names, _STARTS)
                else:
                    known[key] = self._sums(key.names(), (0,))
        return np.frombuffer(b"".join([known[key] for key in keys]), np.float32)

    def _sums(self, names: Sequence[str], starts: Sequence[int]) -> bytes:
        """Return the sums of the weights of some features, from each start to the next."""
        padded: Floats = self._padded  # type: ignore[attr-defined]
        none = len(padded) - 1
        columns = [self.index.get(name, none) for name in names]
        sums: Floats = np.add.reduceat(padded[columns], starts, axis=0)
        return sums.tobytes()


@lru_cache(maxsize=_MOST_TOKENS + 1)
def _seen_from(count: int) -> NDArray[np.int64]:
    """Return the token at each step from each token, counted from 1; 0 lies outside."""
    seen: NDArray[np.int64] = np.arange(1, count + 1)[:, None] + np.array(_STEPS)
    seen[(seen < 1) | (seen > count)] = 0
    return seen


@lru_cache(maxsize=_MOST_TOKENS + 1)
def _forward(count: int) -> Floats:
    """Return 0 from each token to itself and later ones, and what rules out a span elsewhere."""
    return np.where(np.tri(count, k=-1, dtype=bool), -np.inf, 0).astype(np.float32)


def word_features(step: int, word: str) -> tuple[str, ...]:
    """Return the features that a token has by a word so many steps from it (0: its own)."""
    if step == 0:
        return (
            f"word={word}",
            f"end3={word[-3:]}",
            f"end5={word[-5:]}",
            f"end2={word[-2:]}",
            f"begin={word[:4]}",
        )
    if abs(step) < _REACH:
        return (f"word{step}={word}", f"end{step}={word[-3:]}", f"long end{step}={word[-5:]}")
    return (f"word{step}={word}",)


def tokens_of(sentence: str) -> Tokens:
    """Cut a sentence into tokens and describe each by its place and surroundings."""
    spans = [match.span() for match in _TOKEN.finditer(sentence)][:_MOST_TOKENS]
    words = [sentence[start:end].lower() for start, end in spans]
    pairs = [
        (
            "before=" + " ".join(words[max(0, number - 2) : number]),
            "after=" + " ".join(words[number + 1 : number + 3]),
        )
        for number in range(len(words))
    ]
    places = tuple(_places(sentence, spans, words))
    return Tokens(tuple(spans), tuple(words), tuple(pairs), places, tuple(_turns(words)))


@lru_cache(maxsize=256)
def deadlines_in(sentence: str) -> tuple[Deadline, ...]:
    """Return the dates and periods of a sentence, which several questions are about."""
    return tuple(find_deadlines(sentence))


# Where the features of each step begin among those of all of them.
_STARTS = tuple(
    sum(len(word_features(step, "")) for step in _STEPS[:number]) for number in range(len(_STEPS))
)


def _places(sentence: str, spans: Sequence[Span], words: Sequence[str]) -> Iterator[Place]:
    count = len(spans)
    found = deadlines_in(sentence)
    # As many on either side as a token looks around, none of them dated.
    dated = [False] * (count + 2 * _REACH)
    for deadline in found:
        for number, (start, _) in enumerate(spans, start=_REACH):
            dated[number] |= deadline.start <= start < deadline.end
    first_date = dated.index(True) - _REACH if True in dated else count
    verb = next((place for place, word in enumerate(words) if _VERB.match(word)), count)
    for number, (start, _) in enumerate(spans):
        left, from_verb = count - 1 - number, number - verb
        first = number + _REACH + _DATED[0]
        yield Place(
            sentence[start].isupper(),
            number if number < 5 else 5,
            left if left < 4 else 4,
            -4 if from_verb < -4 else 4 if from_verb > 4 else from_verb,
            tuple(dated[first : first + len(_DATED)]) if found else _NO_DATES,
            number > first_date,
        )


def _turns(words: Sequence[str]) -> Iterator[Turns]:
    following = ["-"] * len(words)
    for number in range(len(words) - 1, 0, -1):
        following[number - 1] = words[number] if words[number] in _TURNS else following[number]
    last, two, comma = "-", "", -_FAR_COMMA
    for number, word in enumerate(words):
        if word in _COMMAS:
            comma = number
        yield Turns(last, two, following[number], min(number - comma, _FAR_COMMA))
        if word in _TURNS:
            last, two = word, word if last == "-" else f"{last} {word}"
