"""Token embeddings that begin with what counting and spelling say of the tokens.

The static encoder's recipe found that vectors from co-occurrence counts, mixed with vectors of
character n-grams, carry most of what it knows; rare words, which ten million words of parliament
and law leave nearly untrained, gain the most. The same vectors are where this encoder begins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from training.contextual.settings import Start
from training.encoder.vectors import compose, context_vectors, cooccurrences, spelling

_LARGEST = 0.9  # share of an embedding's length that the vector of the heaviest tokens takes
_LEVELS = 127


def token_vectors(
    tokenizer: Tokenizer, public: Sequence[str], general: Sequence[str], settings: Start, seed: int
) -> NDArray[np.float32]:
    """Return one vector per token, as the static recipe makes them before any supervision."""
    near, counts = cooccurrences(tokenizer, public, settings.window)
    near_general, counts_general = cooccurrences(tokenizer, general, settings.window)
    weight = settings.general_weight
    own = context_vectors(near + weight * near_general, asdict(settings), seed)
    grams = spelling(tokenizer, asdict(settings))
    return compose(own, counts + weight * counts_general, grams, asdict(settings))


def small(vectors: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return the rows in one byte a number, and the scale of each row."""
    scale = np.maximum(np.abs(vectors).max(1), 1e-12) / _LEVELS
    return np.round(vectors / scale[:, None]).astype(np.int8), scale.astype(np.float32)


def embedding_rows(
    vectors: NDArray[np.float32], hidden: int, deviation: float, seed: int
) -> NDArray[np.float32]:
    """Return embeddings of equal length whose first numbers are the vectors.

    The length of a vector says how much its token matters, and the model's first step is to make
    all embeddings equally long. The rest of a row is therefore a random direction, as long as
    what the vector leaves: beside it a heavy token's vector stays long and a light one's short.

    Raises:
        ValueError: When there is no room beside the vectors.
    """
    size, dimensions = vectors.shape
    if dimensions >= hidden:
        raise ValueError(f"vectors of {dimensions} numbers do not fit in {hidden}")
    radius = deviation * np.sqrt(hidden)
    norms = np.linalg.norm(vectors, axis=1)
    wanted = np.minimum(norms / max(float(np.quantile(norms, 0.99)), 1e-9), 1) * _LARGEST * radius
    known = vectors * (wanted / np.maximum(norms, 1e-9))[:, None]
    rest = np.random.default_rng(seed).standard_normal((size, hidden - dimensions))
    rest *= (np.sqrt(radius**2 - wanted**2) / np.linalg.norm(rest, axis=1))[:, None]
    return np.concatenate([known, rest], axis=1).astype(np.float32)
