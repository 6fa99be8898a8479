"""Static encoders: a text is the mean of its tokens' vectors. Needs numpy, not torch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from stance.encoding.numbering import Numbering
from stance.encoding.pieces import batches_of
from stance.encoding.protocol import Vectors
from stance.errors import StanceError

if TYPE_CHECKING:
    from model2vec import StaticModel
    from tokenizers import Tokenizer

_WEIGHTS = "model.safetensors"
_TOKENIZER = "tokenizer.json"
_TABLE = "embedding.weight"


class StaticEncoder:
    """A table of token vectors and its tokenizer."""

    def __init__(self, name: str, tokenizer: Tokenizer, table: Vectors) -> None:
        """Take a tokenizer and one row for each of its tokens."""
        self.name = name
        self.dimensions = int(table.shape[1])
        # The arithmetic of numpy is several times slower on float16 than on float32.
        self._table = np.ascontiguousarray(table, dtype=np.float32)
        self._numbering = Numbering(tokenizer)

    @classmethod
    def load(cls, folder: Path, name: str) -> StaticEncoder:
        """Read a folder in the format of sentence-transformers or model2vec.

        Raises:
            StanceError: ``model-damaged`` when it cannot be read.
        """
        try:
            encoder = cls(name, *(_plain(folder) or _compressed(folder)))
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
            tokens = self._numbering.numbers([piece for _, piece in batch])
            for (number, _), numbers in zip(batch, tokens, strict=True):
                # One text at a time: its rows fit the processor's cache, those of a batch do not.
                sums[number] += self._table.take(numbers, axis=0).sum(axis=0)
        norms = np.linalg.norm(sums, axis=1, keepdims=True)
        # Dividing by the norm makes it the mean's direction: the number of tokens drops out.
        unit: Vectors = np.divide(sums, norms, out=sums, where=norms > 0)
        return unit


def _plain(folder: Path) -> tuple[Tokenizer, Vectors] | None:
    """Read one row for each token, as sentence-transformers has it; None for any other layout.

    It is what ``_compressed`` would give, without the half second in which model2vec imports what
    it needs to talk to the model hub.
    """
    if not (folder / _WEIGHTS).is_file() or not (folder / _TOKENIZER).is_file():
        return None
    from safetensors import safe_open
    from tokenizers import Tokenizer

    with safe_open(folder / _WEIGHTS, framework="numpy") as tensors:
        if set(tensors.keys()) != {_TABLE}:
            return None
        table = tensors.get_tensor(_TABLE)
    tokenizer = Tokenizer.from_file(str(folder / _TOKENIZER))
    if len(table) != tokenizer.get_vocab_size():
        raise ValueError("the table does not fit the tokenizer")
    return tokenizer, table


def _compressed(folder: Path) -> tuple[Tokenizer, Vectors]:
    """Let model2vec read the folder; fold its token mapping and weights into one row a token."""
    from model2vec import StaticModel

    model: StaticModel = StaticModel.from_pretrained(folder)
    table = np.asarray(model.embedding)
    if model.token_mapping is not None:
        table = table[model.token_mapping]
    table = table.astype(np.float32)
    if model.weights is not None:
        table *= np.asarray(model.weights, dtype=np.float32)[:, None]
    return model.tokenizer, table
