"""What a model knows of texts: n-grams by rarity, cues, embeddings, places and relations."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from stance.classification.cues import CueFinder, cue_matrix, load_cues
from stance.classification.grams import GramTable
from stance.classification.labels import Floats
from stance.encoding import Encoder
from stance.schema import Exchange, Passage

_WORD = re.compile(r"\w+|[.,;]")
_CHARACTER_ORDERS = (2, 3, 4, 5)
# Far more than any sentence or answer has; bounds the work that rubbish can cause.
_LONGEST_SENTENCE = 1500
_MOST_SENTENCES = 80
CUE_WEIGHT = np.float32(0.3)
RELATION_WEIGHT = np.float32(0.5)
# Vectors hardly see negation: they may tip the n-grams, not outvote them.
VECTOR_WEIGHT = np.float32(0.4)
PLACES = 4
# An n-gram of one answer alone is not learnt from.
COMMON = 2
RELATIONS = 3


class Looks(NamedTuple):
    """What is known of texts, each for itself.

    Attributes:
        counts: How often each has each n-gram: a sparse matrix (texts, n-grams).
        cues: Which cues each has (texts, cues).
        vectors: Their embeddings, one row each; without an encoder there are no columns.
    """

    counts: Any
    cues: Floats
    vectors: Floats


@dataclass(frozen=True)
class Vocabulary:
    """The n-grams that a model knows: words first, then characters, with their rarity.

    Attributes:
        words: Word n-grams (one or two words), in column order.
        characters: Character n-grams, in column order after the words.
        rarity: The inverse document frequency of each column.
    """

    words: tuple[str, ...]
    characters: tuple[str, ...]
    rarity: Floats

    @property
    def table(self) -> GramTable:
        """Where n-grams are looked up."""
        return self._looked_up[0]

    @property
    def cue_finder(self) -> CueFinder:
        """What finds cues with the help of the n-grams."""
        return self._looked_up[1]

    @cached_property
    def _looked_up(self) -> tuple[GramTable, CueFinder]:
        """Both at once: the finder has the table mark n-grams, before anything is counted."""
        table = GramTable(self.words, self.characters)
        return table, CueFinder(table, self.rarity)

    def __len__(self) -> int:
        """Return the number of columns."""
        return len(self.words) + len(self.characters)

    @classmethod
    def of(cls, documents: Sequence[Sequence[str]], *, at_least: int = COMMON) -> Vocabulary:
        """Build the vocabulary of some answers, each given as normalised sentences."""
        words: Counter[str] = Counter()
        characters: Counter[str] = Counter()
        for sentences in documents:
            words.update({gram for sentence in sentences for gram in word_grams(sentence)})
            characters.update(
                {gram for sentence in sentences for gram in character_grams(sentence)}
            )
        kept_words = sorted(gram for gram, n in words.items() if n >= at_least)
        kept_characters = sorted(gram for gram, n in characters.items() if n >= at_least)
        frequency = [words[gram] for gram in kept_words]
        frequency += [characters[gram] for gram in kept_characters]
        rarity = rarity_of(np.array(frequency, np.float64), len(documents))
        return cls(tuple(kept_words), tuple(kept_characters), rarity)


@dataclass(frozen=True)
class Featurizer:
    """Knows what to look at in texts, and how wide the rows of the head are.

    Attributes:
        vocabulary: The n-grams that it counts.
        encoder: What gives sentences their vectors; None to read n-grams only.
    """

    vocabulary: Vocabulary
    encoder: Encoder | None = None

    @property
    def width(self) -> int:
        """The number of columns of a row."""
        return len(self.vocabulary) + _cues() + PLACES + RELATIONS + self.vector_width

    @property
    def vector_width(self) -> int:
        """The number of columns for the embedding and its likeness to what is asked."""
        return 0 if self.encoder is None else self.encoder.dimensions + 1

    def look(self, texts: Sequence[str]) -> Looks:
        """Look at normalised texts. What training remembers of them is in ``store``."""
        from scipy.sparse import csr_matrix

        found = self.vocabulary.table.count(texts)
        shape = len(texts), len(self.vocabulary)
        return Looks(
            csr_matrix((found.counts, found.columns, found.ends), shape=shape),
            cue_matrix(texts),
            vectors_of(self.encoder, texts),
        )


def vectors_of(encoder: Encoder | None, texts: Sequence[str]) -> Floats:
    """Return the embeddings of texts, one row each; without an encoder there are no columns."""
    if encoder is None or not texts:
        return np.zeros((len(texts), 0 if encoder is None else encoder.dimensions), np.float32)
    vectors: Floats = encoder.encode(list(texts))
    return vectors


def places_of(numbers: NDArray[np.int64], totals: NDArray[np.int64]) -> Floats:
    """Return what is known of the places of sentences among those of their answers, a row each."""
    left = totals - 1 - numbers
    return np.stack([left == 0, numbers == 0, 0.5**left, totals == 1], -1).astype(np.float32)


def relations_of(near: NDArray[np.float64], closest: NDArray[np.float64]) -> Floats:
    """Return what is known of how sentences bear on what is asked, along a new last axis.

    Args:
        near: Their relation to the recommendation.
        closest: The largest of their answers.
    """
    found = [near, (closest > 0) & (near >= closest), near / (closest + 0.05)]
    return np.stack(np.broadcast_arrays(*found), -1).astype(np.float32)


def passages_read(exchange: Exchange) -> tuple[Passage, ...]:
    """Return the sentences of the answer that are read.

    They are all of them but the short entries that say only when or who ("Klart: Q1 2025"); of
    an answer beyond all measure, its beginning and its end.
    """
    said = tuple(passage for passage in exchange.response if passage.field is None)
    passages = said or exchange.response
    if len(passages) > _MOST_SENTENCES:
        half = _MOST_SENTENCES // 2
        return (*passages[:half], *passages[-half:])
    return passages


def rarity_of(frequency: NDArray[np.float64], documents: int) -> Floats:
    """Return the inverse document frequency of n-grams, smoothed."""
    rarity: Floats = (np.log((1 + documents) / (1 + frequency)) + 1).astype(np.float32)
    return rarity


def normalised(text: str) -> str:
    """Return text in lower case with single spaces, cut where no sentence is that long."""
    return " ".join(text[:_LONGEST_SENTENCE].split()).lower()


def word_grams(sentence: str) -> list[str]:
    """Return the words of a sentence and its pairs of words."""
    words = _WORD.findall(sentence)
    return words + [f"{one} {other}" for one, other in pairwise(words)]


def character_grams(sentence: str) -> list[str]:
    """Return all runs of two to five characters."""
    return [
        sentence[start : start + order]
        for order in _CHARACTER_ORDERS
        for start in range(len(sentence) - order + 1)
    ]


@lru_cache(maxsize=1)
def _cues() -> int:
    return len(load_cues()[0])
