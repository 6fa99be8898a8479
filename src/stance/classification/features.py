"""Exchanges as sparse rows: n-grams, cues and places of the sentences of an answer.

Each sentence has a row, and each two in succession: the stance sits in one clause and must not be
averaged away.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise

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


@dataclass(frozen=True)
class SparseRow:
    """One sparse row: the columns that are not zero, and their values."""

    columns: NDArray[np.int64]
    values: Floats


@dataclass(frozen=True)
class Sentence:
    """What the rows are made of.

    Attributes:
        columns: The n-grams of the sentence, ascending.
        counts: How often each occurs.
        cues: Which cues it has.
        relation: How much of what the recommendation speaks of it speaks of too, from 0 to 1.
        vector: Its embedding, and its likeness to the recommendation; empty without an encoder.
    """

    columns: NDArray[np.int64]
    counts: Floats
    cues: Floats
    relation: float = 0.0
    vector: Floats = field(default_factory=lambda: np.zeros(0, np.float32))


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

    def count(self, sentence: str) -> tuple[NDArray[np.int64], Floats]:
        """Return the columns of a normalised sentence, ascending, with their counts."""
        return self.table.count([sentence]).of(0)

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
    """Turns exchanges into rows for the head.

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

    def sentences(self, recommendation: str, texts: Sequence[str]) -> list[Sentence]:
        """Count what is in the sentences of an answer; all texts are normalised."""
        cues = self._cues(texts)
        asked, _ = self._count(recommendation)
        vectors = self._vectors(recommendation, texts)
        sentences = []
        for text, row, vector in zip(texts, cues, vectors, strict=True):
            columns, counts = self._count(text)
            relation = self._relation(asked, columns)
            sentences.append(Sentence(columns, counts, row, relation, vector))
        return sentences

    def _vectors(self, recommendation: str, texts: Sequence[str]) -> Floats:
        """Return for each sentence its weighted embedding and its likeness to what is asked."""
        if self.encoder is None:
            return np.zeros((len(texts), 0), np.float32)
        vectors = self._encode(self.encoder, [recommendation, *texts])
        likeness = vectors[1:] @ vectors[0]
        found: Floats = np.concatenate([VECTOR_WEIGHT * vectors[1:], likeness[:, None]], axis=1)
        return found

    # What depends on one text alone; training remembers it, see ``store``.

    def _count(self, text: str) -> tuple[NDArray[np.int64], Floats]:
        return self.vocabulary.count(text)

    def _cues(self, texts: Sequence[str]) -> Floats:
        return cue_matrix(texts)

    def _encode(self, encoder: Encoder, texts: list[str]) -> Floats:
        return encoder.encode(texts)

    def _relation(self, asked: NDArray[np.int64], said: NDArray[np.int64]) -> float:
        """Return the share of the recommendation's n-grams, by rarity, that a sentence has."""
        weights = np.square(self.vocabulary.rarity)
        whole = float(weights[asked].sum())
        shared = float(weights[np.intersect1d(asked, said, assume_unique=True)].sum())
        return shared / whole if whole else 0.0

    def rows(self, sentences: Sequence[Sentence]) -> list[SparseRow]:
        """Return one row for each sentence of an answer, then one for each two in succession.

        What decides is often said in two sentences: work has begun; it will be done by June.
        """
        closest = max((sentence.relation for sentence in sentences), default=0.0)
        total = len(sentences)
        rows = [
            self._row(sentence, number, total, closest) for number, sentence in enumerate(sentences)
        ]
        rows += [
            self._row(_together(one, other), number, total, closest)
            for number, (one, other) in enumerate(pairwise(sentences), start=1)
        ]
        return rows

    def _row(self, sentence: Sentence, number: int, total: int, closest: float) -> SparseRow:
        width = len(self.vocabulary)
        places = places_of(number, total)
        relations = relations_of(np.array(sentence.relation), np.array(closest))
        dense = np.concatenate(
            [
                CUE_WEIGHT * sentence.cues,
                CUE_WEIGHT * np.array(places, np.float32),
                RELATION_WEIGHT * relations,
                sentence.vector,
            ]
        )
        place = np.flatnonzero(dense)
        return SparseRow(
            np.concatenate([sentence.columns, place + width]),
            np.concatenate([self._weighted(sentence.columns, sentence.counts), dense[place]]),
        )

    def _weighted(self, columns: NDArray[np.int64], counts: Floats) -> Floats:
        """Return sublinear tf-idf, words and characters each of unit length."""
        values = (1 + np.log(counts)) * self.vocabulary.rarity[columns]
        words = int(np.searchsorted(columns, len(self.vocabulary.words)))
        for part in (values[:words], values[words:]):
            norm = float(np.sqrt(part @ part))
            if norm > 0:
                part /= norm
        return values.astype(np.float32)


def places_of(number: int, total: int) -> tuple[float, ...]:
    """Return what is known of the place of a sentence among those of its answer."""
    left = total - 1 - number
    return (left == 0, number == 0, 0.5**left, total == 1)


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


def _together(one: Sentence, other: Sentence) -> Sentence:
    """Return two sentences as one."""
    columns, counts = _merged((one, other))
    return Sentence(
        columns,
        counts,
        np.maximum(one.cues, other.cues),
        max(one.relation, other.relation),
        (one.vector + other.vector) / np.float32(2),
    )


def _merged(sentences: Sequence[Sentence]) -> tuple[NDArray[np.int64], Floats]:
    columns = np.concatenate([sentence.columns for sentence in sentences])
    counts = np.concatenate([sentence.counts for sentence in sentences])
    distinct, inverse = np.unique(columns, return_inverse=True)
    return distinct, np.bincount(inverse, counts, len(distinct)).astype(np.float32)


@lru_cache(maxsize=1)
def _cues() -> int:
    return len(load_cues()[0])
