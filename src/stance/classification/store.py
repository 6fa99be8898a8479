"""What is known of each sentence of the training texts, found once for all folds.

Every fold has its own vocabulary, and every answer its lengthened copies; but the n-grams, the
cues and the vector of a sentence are the same in all of them. Only training imports this.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from stance.classification.cues import cue_matrix
from stance.classification.features import COMMON, Featurizer, Vocabulary, rarity_of
from stance.classification.labels import Floats
from stance.encoding import Encoder


class SentenceStore:
    """Counts, cues and vectors of sentences, by their normalised text."""

    def __init__(self, texts: Sequence[str], encoder: Encoder | None) -> None:
        """Look at each text once.

        Args:
            texts: All normalised sentences and recommendations that will be asked for.
            encoder: What gives vectors; None for none.
        """
        distinct = sorted(set(texts))
        self.encoder = encoder
        self.place = {text: number for number, text in enumerate(distinct)}
        # A sentence may stand in two answers, so the n-grams of one sentence alone count too.
        self.vocabulary = Vocabulary.of([[text] for text in distinct], at_least=1)
        counts = self.vocabulary.table.count(distinct)
        self.counts = [counts.of(number) for number in range(len(distinct))]
        self.cues = cue_matrix(distinct)
        self.vectors = encoder.encode(distinct) if encoder and distinct else None

    def featurizer(self, answers: Sequence[Sequence[str]]) -> StoredFeaturizer:
        """Return the featurizer whose vocabulary is that of some answers (normalised)."""
        seen = np.zeros(len(self.vocabulary), np.int64)
        for answer in answers:
            found = [self.counts[self.place[sentence]][0] for sentence in set(answer)]
            if found:
                seen[np.unique(np.concatenate(found))] += 1
        kept = np.flatnonzero(seen >= COMMON)
        words = len(self.vocabulary.words)
        vocabulary = Vocabulary(
            tuple(self.vocabulary.words[column] for column in kept if column < words),
            tuple(self.vocabulary.characters[column - words] for column in kept if column >= words),
            rarity_of(seen[kept].astype(np.float64), len(answers)),
        )
        column_of = np.full(len(seen), -1, np.int64)
        column_of[kept] = np.arange(len(kept))
        return StoredFeaturizer(vocabulary, self, column_of)


class StoredFeaturizer(Featurizer):
    """A featurizer that looks up what the store knows."""

    def __init__(
        self, vocabulary: Vocabulary, store: SentenceStore, column_of: NDArray[np.int64]
    ) -> None:
        """Keep the store, and which of its columns are this vocabulary's (-1: none)."""
        super().__init__(vocabulary, store.encoder)
        object.__setattr__(self, "_store", store)
        object.__setattr__(self, "_column_of", column_of)

    def plain(self) -> Featurizer:
        """Return the same featurizer without the store."""
        return Featurizer(self.vocabulary, self.encoder)

    def _count(self, text: str) -> tuple[NDArray[np.int64], Floats]:
        store: SentenceStore = self._store  # type: ignore[attr-defined]
        column_of: NDArray[np.int64] = self._column_of  # type: ignore[attr-defined]
        columns, counts = store.counts[store.place[text]]
        mapped = column_of[columns]
        known = mapped >= 0
        return mapped[known], counts[known]

    def _cues(self, texts: Sequence[str]) -> Floats:
        store: SentenceStore = self._store  # type: ignore[attr-defined]
        return store.cues[[store.place[text] for text in texts]]

    def _encode(self, encoder: Encoder, texts: list[str]) -> Floats:
        store: SentenceStore = self._store  # type: ignore[attr-defined]
        if store.vectors is None:
            return encoder.encode(texts)
        return store.vectors[[store.place[text] for text in texts]]
