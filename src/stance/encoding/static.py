"""Static encoders: a text is the mean of its tokens' vectors. Needs numpy, not torch."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from stance.encoding.pieces import batches_of
from stance.encoding.protocol import Vectors
from stance.errors import StanceError

if TYPE_CHECKING:
    from model2vec import StaticModel


class StaticEncoder:
    """A table of token vectors and its tokenizer, read by model2vec."""

    def __init__(self, name: str, model: StaticModel) -> None:
        """Take the model's table as one float32 matrix, row by token."""
        self.name = name
        self._tokenize = model.tokenize
        self._table = _table(model)
        self.dimensions = int(self._table.shape[1])

    @classmethod
    def load(cls, folder: Path, name: str) -> StaticEncoder:
        """Read a folder in the format of sentence-transformers or model2vec.

        Raises:
            StanceError: ``model-damaged`` when it cannot be read.
        """
        # Here because the classes of this module are imported where no encoder is loaded.
        from model2vec import StaticModel

        try:
            # Without max_length model2vec cuts texts at 512 tokens and says nothing.
            encoder = cls(name, StaticModel.from_pretrained(folder, max_length=None))
        except Exception as error:  # tokenizers and safetensors raise bare Exception.
            raise StanceError(
                "model-damaged",
                f"The encoder {folder} cannot be read ({type(error).__name__}).",
                "Copy or install the model again.",
            ) from error
        if not np.isfinite(encoder._table).all():
            raise StanceError(
                "model-damaged",
                f"The encoder {folder} has vectors that are not numbers.",
                "Copy or install the model again.",
            )
        return encoder

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the unit vectors of the texts, see ``Encoder.encode``."""
        if isinstance(texts, str):
            raise TypeError("encode takes a list of texts, not one text")
        sums = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for batch in batches_of(texts):
            self._add(batch, sums)
        norms = np.linalg.norm(sums, axis=1, keepdims=True)
        # Dividing by the norm makes it the mean's direction: the number of tokens drops out.
        unit: Vectors = np.divide(sums, norms, out=sums, where=norms > 0)
        return unit

    def _add(self, batch: list[tuple[int, str]], sums: Vectors) -> None:
        """Add the token vectors of every piece to the row of its text."""
        tokens = self._tokenize([piece for _, piece in batch])
        known = [at for at, ids in enumerate(tokens) if ids]
        if not known:
            return
        lengths = [len(tokens[at]) for at in known]
        flat = np.fromiter(chain.from_iterable(tokens), dtype=np.int64, count=sum(lengths))
        starts = np.cumsum([0, *lengths[:-1]])
        rows = np.add.reduceat(self._table[flat], starts, axis=0)
        # A long text has several pieces, which plain indexing would count once.
        np.add.at(sums, [batch[at][0] for at in known], rows)


def _table(model: StaticModel) -> Vectors:
    """Fold a compressed model's token mapping and weights into one row for each token."""
    table = np.asarray(model.embedding)
    if model.token_mapping is not None:
        table = table[model.token_mapping]
    # The arithmetic of numpy is several times slower on float16 than on float32.
    table = table.astype(np.float32)
    if model.weights is not None:
        table *= np.asarray(model.weights, dtype=np.float32)[:, None]
    return np.ascontiguousarray(table)
