"""Texts longer than a model can read, in windows: what all contextual encoders share."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from stance.encoding.pieces import LONGEST_WORD, batches_of
from stance.encoding.protocol import Vectors


def encode_in_windows(
    texts: Sequence[str],
    dimensions: int,
    split: Callable[[str], list[str]],
    encode: Callable[[list[str]], Vectors],
) -> Vectors:
    """Return the unit vectors of the texts, see ``Encoder.encode``.

    Args:
        texts: The texts, of any length.
        dimensions: The length of a vector.
        split: Splits a piece into windows that the model can read whole.
        encode: Returns the unit vectors of some windows.
    """
    if isinstance(texts, str):
        raise TypeError("encode takes a list of texts, not one text")
    sums = np.zeros((len(texts), dimensions), dtype=np.float32)
    for batch in batches_of(texts):
        windows = [
            (number, window) for number, piece in batch if piece.strip() for window in split(piece)
        ]
        if windows:
            vectors = encode([window for _, window in windows])
            lengths = np.array([[len(window)] for _, window in windows], dtype=np.float32)
            # A long text has several windows, which plain indexing would count once.
            np.add.at(sums, [number for number, _ in windows], vectors * lengths)
    norms = np.linalg.norm(sums, axis=1, keepdims=True)
    unit: Vectors = np.divide(sums, norms, out=sums, where=norms > 0)
    return unit


def windows_of(text: str, limit: float, count: Callable[[str], int]) -> list[str]:
    """Split a text at words where the model would cut it off.

    Args:
        text: A piece, see ``pieces_of``.
        limit: How many tokens the model reads.
        count: Counts the tokens of a text, with those that mark its start and end.
    """
    if math.isinf(limit) or count(text) <= limit:
        return [text]
    words = text.split()
    if len(words) < 2:
        # One word of at most LONGEST_WORD characters: only a tiny model cannot hold it.
        middle = len(text) // 2
        halves = [text[:middle], text[middle:]] if 1 < len(text) <= LONGEST_WORD else []
    else:
        middle = len(words) // 2
        halves = [" ".join(words[:middle]), " ".join(words[middle:])]
    return [window for half in halves for window in windows_of(half, limit, count)] or [text]
