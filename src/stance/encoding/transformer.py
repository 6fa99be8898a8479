"""Any model of sentence-transformers. Imports torch, so only when such a model is asked for."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from stance.encoding.protocol import Vectors
from stance.encoding.windows import encode_in_windows, windows_of
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
        return encode_in_windows(texts, self.dimensions, self._windows, self._vectors)

    def _vectors(self, windows: list[str]) -> Vectors:
        vectors = self._model.encode(
            windows, normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)

    def _windows(self, text: str) -> list[str]:
        limit = self._model.max_seq_length
        return windows_of(text, math.inf if limit is None else limit, self._tokens)

    def _tokens(self, text: str) -> int:
        """Count the tokens of a text, with those that mark its start and end."""
        return len(self._model.tokenizer(text, truncation=False, verbose=False)["input_ids"])
