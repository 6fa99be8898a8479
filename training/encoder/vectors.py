"""Token vectors without supervision: what stands near a token, and what it is spelt with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.utils.extmath import randomized_svd
from tokenizers import Tokenizer

from training.encoder.tokens import UNKNOWN, number

Matrix = NDArray[np.float32]
Sparse = Any  # scipy has no annotations
_CHUNK = 20_000
_CONTINUES = "##"


def cooccurrences(
    tokenizer: Tokenizer, texts: Sequence[str], window: int
) -> tuple[Sparse, NDArray[np.int64]]:
    """Count which tokens follow which within the window, nearer ones more; and all tokens."""
    size = tokenizer.get_vocab_size()
    near = sp.csr_matrix((size, size), dtype=np.float32)
    counts = np.zeros(size, dtype=np.int64)
    for at in range(0, len(texts), _CHUNK):
        gap = [-1] * window
        run = [n for ids in number(tokenizer, texts[at : at + _CHUNK]) for n in (*ids, *gap)]
        tokens = np.array(run, dtype=np.int64)
        counts += np.bincount(tokens[tokens >= 0], minlength=size)
        keys, weights = [], []
        for distance in range(1, window + 1):
            left, right = tokens[:-distance], tokens[distance:]
            known = (left > UNKNOWN) & (right > UNKNOWN)
            keys.append(left[known] * size + right[known])
            weight = (window + 1 - distance) / window
            weights.append(np.full(len(keys[-1]), weight, dtype=np.float32))
        key = np.concatenate(keys)
        pairs = (np.concatenate(weights), (key // size, key % size))
        near = near + sp.coo_matrix(pairs, shape=(size, size)).tocsr()
    return near, counts


def context_vectors(near: Sparse, settings: dict[str, Any], seed: int) -> Matrix:
    """Return the left singular vectors of the positive pointwise mutual information."""
    both = (near + near.T).tocoo()
    rows = np.asarray(both.tocsr().sum(1)).ravel()
    columns = rows ** settings["smoothing"]
    columns /= columns.sum()
    information = np.log(both.data / (rows[both.row] * columns[both.col]))
    positive = information > 0
    values = information[positive].astype(np.float32)
    matrix = sp.csr_matrix((values, (both.row[positive], both.col[positive])), shape=both.shape)
    left, _, _ = randomized_svd(
        matrix,
        n_components=settings["dimensions"],
        n_iter=settings["power_iterations"],
        random_state=seed,
    )
    return unit(left)


def spelling(tokenizer: Tokenizer, settings: dict[str, Any]) -> Sparse:
    """Return the matrix of tokens by character n-grams; rows have the length one."""
    size = tokenizer.get_vocab_size()
    grams = [
        _grams(tokenizer.id_to_token(at) or "", settings["shortest"], settings["longest"])
        for at in range(size)
    ]
    tokens_with = Counter(gram for found in grams for gram in found)
    column: dict[str, int] = {}
    rows, columns = [], []
    for at, found in enumerate(grams):
        for gram in sorted(found):
            if at != UNKNOWN and tokens_with[gram] >= settings["fewest"]:
                rows.append(at)
                columns.append(column.setdefault(gram, len(column)))
    ones = np.ones(len(rows), dtype=np.float32)
    matrix = sp.csr_matrix((ones, (rows, columns)), shape=(size, len(column)))
    per_row = np.asarray(matrix.sum(1)).ravel()
    return (sp.diags(1 / np.sqrt(np.maximum(per_row, 1))) @ matrix).tocsr().astype(np.float32)


def _grams(token: str, shortest: int, longest: int) -> set[str]:
    """Return the n-grams of a token; the start of a word and the end of a piece are marked."""
    text = f"{token.removeprefix(_CONTINUES)}>"
    if not token.startswith(_CONTINUES):
        text = f"<{text}"
    return {
        text[at : at + length]
        for length in range(shortest, longest + 1)
        for at in range(len(text) - length + 1)
    }


def compose(
    own: Matrix, counts: NDArray[np.float64], grams: Sparse, settings: dict[str, Any]
) -> Matrix:
    """Mix every token's own vector with what its spelling says, and weight by frequency."""
    trust = (np.sqrt(np.minimum(counts, 1000) / 1000) + 1e-3).astype(np.float32)
    spelt = unit(grams @ _ridge(grams, own, trust, settings["ridge"]))
    alpha = (counts / (counts + settings["own_count"]))[:, None]
    mixed = unit(alpha * own + (1 - alpha) * spelt + settings["share"] * spelt)
    share = counts / counts.sum()
    mixed *= (settings["frequency"] / (settings["frequency"] + share))[:, None]
    mixed[UNKNOWN] = 0
    mixed /= np.linalg.norm(mixed, axis=1).mean()
    return np.asarray(mixed, dtype=np.float32)


def _ridge(grams: Sparse, own: Matrix, trust: Matrix, penalty: float, steps: int = 12) -> Matrix:
    """Find n-gram vectors whose sums come near the tokens' own, by conjugate gradients."""
    weighted = sp.diags(trust) @ grams
    target = np.asarray(weighted.T @ own)
    solution = np.zeros_like(target)
    residual = target.copy()
    direction = residual.copy()
    square = (residual * residual).sum(0)
    for _ in range(steps):
        image = weighted.T @ (grams @ direction) + penalty * direction
        step = square / np.maximum((direction * image).sum(0), 1e-12)
        solution += step * direction
        residual -= step * image
        new = (residual * residual).sum(0)
        direction = residual + new / np.maximum(square, 1e-12) * direction
        square = new
    return np.asarray(solution, dtype=np.float32)


def unit(rows: NDArray[np.floating[Any]]) -> Matrix:
    """Return the rows with length one; rows of zeros stay."""
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(norms, 1e-9), dtype=np.float32)
