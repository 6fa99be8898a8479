"""Any model of sentence-transformers. Imports torch, so only when such a model is asked for."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from stance.encoding.pieces import LONGEST_WORD, batches_of
from stance.encoding.protocol import Vectors
from stance.errors import StanceError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


class TransformerEncoder:
    """A sentence-transformers model on this machine's processor."""

    def __init__(self, name: str, model: SentenceTransformer) -> None:
        """Wrap a loaded model."""
        self.name = name
        self._model = model
        self.dimensions = len(model.encode(["."], show_progress_bar=False)[0])

    @classmethod
    def load(cls, folder: Path, name: str) -> TransformerEncoder:
        """Read a sentence-transformers folder; code that comes with a model is never run.

        Raises:
            StanceError: ``model-damaged`` when it cannot be read.
        """
        from sentence_transformers import SentenceTransformer

        try:
            model = SentenceTransformer(
                str(folder), device="cpu", local_files_only=True, trust_remote_code=False
            )
            return cls(name, model)
        except Exception as error:  # transformers raises whatever its parts raise.
            raise StanceError(
                "model-damaged",
                f"The encoder {folder} cannot be read as a sentence-transformers model "
                f"({type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}).",
                "Check that the folder holds a whole sentence-transformers model.",
            ) from error

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the unit vectors of the texts, see ``Encoder.encode``."""
        if isinstance(texts, str):
            raise TypeError("encode takes a list of texts, not one text")
        sums = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for batch in batches_of(texts):
            windows = [
                (number, window)
                for number, piece in batch
                if piece.strip()
                for window in self._windows(piece)
            ]
            if windows:
                self._add(windows, sums)
        norms = np.linalg.norm(sums, axis=1, keepdims=True)
        unit: Vectors = np.divide(sums, norms, out=sums, where=norms > 0)
        return unit

    def _add(self, windows: list[tuple[int, str]], sums: Vectors) -> None:
        """Add the vector of every window, by its length, to the row of its text."""
        vectors = self._model.encode(
            [window for _, window in windows],
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        lengths = np.array([[len(window)] for _, window in windows], dtype=np.float32)
        rows = np.asarray(vectors, dtype=np.float32) * lengths
        np.add.at(sums, [number for number, _ in windows], rows)

    def _windows(self, text: str) -> list[str]:
        """Split a text at words where the model would cut it off."""
        limit = self._model.max_seq_length
        if limit is None or math.isinf(limit) or self._tokens(text) <= limit:
            return [text]
        words = text.split()
        if len(words) < 2:
            # One word of at most LONGEST_WORD characters: only a tiny model cannot hold it.
            middle = len(text) // 2
            halves = [text[:middle], text[middle:]] if 1 < len(text) <= LONGEST_WORD else []
        else:
            middle = len(words) // 2
            halves = [" ".join(words[:middle]), " ".join(words[middle:])]
        return [window for half in halves for window in self._windows(half)] or [text]

    def _tokens(self, text: str) -> int:
        """Count the tokens of a text, with those that mark its start and end."""
        return len(self._model.tokenizer(text, truncation=False, verbose=False)["input_ids"])
