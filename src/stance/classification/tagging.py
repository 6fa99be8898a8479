"""Finds one span of words in a sentence by learnt token weights (what is to be done, by whom)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from stance.classification.labels import Floats
from stance.schema import Span
from stance.swedish.dates import find_deadlines

_TOKEN = re.compile(r"\w+(?:[-/]\w+)*|[^\w\s]")
_VERB = re.compile(r"(?:ska|kommer|har|är|avser|åläggs|bör|kan|vill|\w{2,}(?:as|es|des|ts|ats))$")
# Words that a clause turns on; which of them stand before and after a token tells its part.
_TURNS = frozenset(
    ["att", "ska", "kommer", "uppdrag", "men", "medan", "som", "därför", "och", ",", "av", "för"]
)
_MOST_TOKENS = 120
_WINDOW = (-3, -2, -1, 1, 2, 3)


@dataclass(frozen=True)
class TokenFeatures:
    """A sentence cut into tokens, and what is known of each.

    Attributes:
        spans: The place of each token in the sentence.
        features: The names of the features of each.
    """

    spans: tuple[Span, ...]
    features: tuple[tuple[str, ...], ...]


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

    def best(self, sentence: TokenFeatures) -> Span | None:
        """Return the place of the best span in the sentence; None when there is none."""
        if not sentence.spans:
            return None
        scores = np.stack([self._score(features) for features in sentence.features])
        begins, inside, ends = scores.T
        total = np.concatenate([[0.0], np.cumsum(inside)])
        # spans[i, j]: from token i to token j, both in it.
        spans = (begins - total[:-1])[:, None] + (ends + total[1:])[None, :]
        spans[np.tril_indices(len(spans), -1)] = -np.inf
        first, last = divmod(int(np.argmax(spans)), len(spans))
        if spans[first, last] < self.threshold:
            return None
        return sentence.spans[first][0], sentence.spans[last][1]

    def _score(self, features: Sequence[str]) -> Floats:
        columns = [self.index[name] for name in features if name in self.index]
        score: Floats = self.weights[columns].sum(0) + self.bias
        return score


def token_features(sentence: str) -> TokenFeatures:
    """Cut a sentence into tokens and describe each by its words, form and surroundings."""
    spans = [match.span() for match in _TOKEN.finditer(sentence)][:_MOST_TOKENS]
    words = [sentence[start:end].lower() for start, end in spans]
    dated = [False] * len(spans)
    for deadline in find_deadlines(sentence):
        for number, (start, _) in enumerate(spans):
            dated[number] |= deadline.start <= start < deadline.end
    verb = next((place for place, word in enumerate(words) if _VERB.match(word)), len(words))
    features = [
        (
            *_own(sentence, spans, words, number, verb),
            *_around(words, dated, number),
            *_turns(words, number),
            f"dated={dated[number]}",
            f"after date={any(dated[:number])}",
        )
        for number in range(len(spans))
    ]
    return TokenFeatures(tuple(spans), tuple(features))


def _own(
    sentence: str, spans: Sequence[Span], words: Sequence[str], number: int, verb: int
) -> tuple[str, ...]:
    word = words[number]
    return (
        f"word={word}",
        f"end3={word[-3:]}",
        f"end5={word[-5:]}",
        f"end2={word[-2:]}",
        f"begin={word[:4]}",
        f"capital={sentence[spans[number][0]].isupper()}",
        f"place={min(number, 5)}",
        f"left={min(len(words) - 1 - number, 4)}",
        f"from verb={max(-4, min(4, number - verb))}",
    )


def _around(words: Sequence[str], dated: Sequence[bool], number: int) -> list[str]:
    found = []
    for step in _WINDOW:
        place = number + step
        there = 0 <= place < len(words)
        word = words[place] if there else "<>"
        found.append(f"word{step}={word}")
        if abs(step) < 3:
            found.append(f"end{step}={word[-3:]}")
            found.append(f"long end{step}={word[-5:]}")
            found.append(f"dated{step}={there and dated[place]}")
    found.append("before=" + " ".join(words[max(0, number - 2) : number]))
    found.append("after=" + " ".join(words[number + 1 : number + 3]))
    return found


def _turns(words: Sequence[str], number: int) -> tuple[str, ...]:
    before = [word for word in words[:number] if word in _TURNS]
    after = next((word for word in words[number + 1 :] if word in _TURNS), "-")
    comma = next((step for step in range(6) if number >= step and words[number - step] in ",;:"), 6)
    return (
        f"turn={before[-1] if before else '-'}",
        f"turns={' '.join(before[-2:])}",
        f"next turn={after}",
        f"from comma={comma}",
    )
