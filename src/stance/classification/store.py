"""What is known of each sentence of the training texts, found once for all folds.

Every fold has its own vocabulary, and every answer its lengthened copies; but the n-grams, the
cues and the vector of a sentence are the same in all of them. Only training imports this.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from stance.classification.features import COMMON, Featurizer, Looks, Vocabulary, rarity_of
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
        self.place = {text: number for number, text in enumerate(distinct)}
        # A sentence may stand in two answers, so the n-grams of one sentence alone count too.
        self._vocabulary = Vocabulary.of([[text] for text in distinct], at_least=1)
        self.looks = Featurizer(self._vocabulary, encoder).look(distinct)

    def featurizer(
        self, answers: Sequence[Sequence[str]], encoder: Encoder | None
    ) -> StoredFeaturizer:
        """Return the featurizer whose vocabulary is that of some answers (normalised).

        Args:
            answers: The sentences of each.
            encoder: The one that the store was made with, or one in its place.
        """
        known = self._vocabulary
        said = [sorted({self.place[sentence] for sentence in answer}) for answer in answers]
        ends = np.cumsum([0, *map(len, said)])
        ones, columns = np.ones(ends[-1], np.float32), [place for some in said for place in some]
        answered = csr_matrix((ones, columns, ends), shape=(len(said), len(self.place)))
        seen = np.bincount((answered @ self.looks.counts).indices, minlength=len(known))
        kept = np.flatnonzero(seen >= COMMON)
        words = len(known.words)
        vocabulary = Vocabulary(
            tuple(known.words[column] for column in kept if column < words),
            tuple(known.characters[column - words] for column in kept if column >= words),
            rarity_of(seen[kept].astype(np.float64), len(answers)),
        )
        return StoredFeaturizer(vocabulary, encoder, self, kept)


class StoredFeaturizer(Featurizer):
    """A featurizer that looks up what the store knows."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        encoder: Encoder | None,
        store: SentenceStore,
        kept: NDArray[np.int64],
    ) -> None:
        """Keep the store, and which of its columns are this vocabulary's."""
        super().__init__(vocabulary, encoder)
        looks = store.looks._replace(counts=store.looks.counts[:, kept])
        object.__setattr__(self, "_place", store.place)
        object.__setattr__(self, "_looks", looks)

    def plain(self) -> Featurizer:
        """Return the same featurizer without the store."""
        return Featurizer(self.vocabulary, self.encoder)

    def look(self, texts: Sequence[str]) -> Looks:
        """Return what the store knows of texts."""
        place: dict[str, int] = self._place  # type: ignore[attr-defined]
        looks: Looks = self._looks  # type: ignore[attr-defined]
        rows = [place[text] for text in texts]
        return Looks(looks.counts[rows], looks.cues[rows], looks.vectors[rows])


class Remembered:
    """Stands in for an encoder where the store has all vectors that are needed."""

    def __init__(self, encoder: Encoder) -> None:
        """Keep what is asked of it, but not what makes vectors."""
        self.name, self.dimensions = encoder.name, encoder.dimensions

    def encode(self, texts: Sequence[str]) -> Floats:
        """Refuse: this is not the encoder.

        Raises:
            LookupError: Always.
        """
        raise LookupError(f"the vectors of {len(texts)} texts are not in the store")
