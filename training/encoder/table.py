"""The trainable table of token vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from training.encoder.tokens import UNKNOWN, Numbers, Ragged

_WIDEST = 3.0  # of the logarithm of a weight


class Table:
    """Token vectors that learn through their n-grams as well as for themselves.

    A token's vector is ``(start + own + sum of its n-grams') * weight``, turned by one matrix.
    What is learnt of a word so reaches its other forms, compounds and misspellings. All of it
    folds into one plain table in the end.
    """

    def __init__(self, start: NDArray[np.float32], grams: Any, settings: dict[str, Any]) -> None:  # noqa: ANN401
        """Begin where unsupervised learning ended.

        Args:
            start: Token vectors.
            grams: Sparse matrix of tokens by n-grams.
            settings: The config's ``training`` table.
        """
        size, dimensions = start.shape
        self._start = torch.from_numpy(start)
        self._grams = grams
        self._spelling = Ragged(np.split(grams.indices.astype(np.int64), grams.indptr[1:-1]))
        self._own = torch.zeros(size, dimensions, requires_grad=True)
        self._gram = torch.zeros(grams.shape[1], dimensions, requires_grad=True)
        self._weight = torch.zeros(size, 1, requires_grad=True)
        self._gram_weight = torch.zeros(grams.shape[1], 1, requires_grad=True)
        self._turn = torch.eye(dimensions, requires_grad=True)
        self._optimisers: list[torch.optim.Optimizer] = [
            torch.optim.SparseAdam(
                [
                    {"params": [self._own], "lr": settings["lr_token"]},
                    {"params": [self._gram], "lr": settings["lr_ngram"]},
                    {"params": [self._weight], "lr": settings["lr_weight"]},
                    {"params": [self._gram_weight], "lr": settings["lr_weight"] / 3},
                ]
            ),
            torch.optim.Adam([self._turn], lr=settings["lr_turn"]),
        ]

    def encode(self, batches: Sequence[tuple[Ragged, Numbers]]) -> list[Tensor]:
        """Return the unit vectors of several batches of texts."""
        taken = [texts.take(which) for texts, which in batches]
        used, places = np.unique(np.concatenate([flat for flat, _ in taken]), return_inverse=True)
        table = self._rows(used) @ self._turn
        encoded, at = [], 0
        for flat, starts in taken:
            where = torch.from_numpy(places[at : at + len(flat)])
            at += len(flat)
            sums = functional.embedding_bag(where, table, torch.from_numpy(starts), mode="sum")
            encoded.append(functional.normalize(sums, dim=1))
        return encoded

    def step(self, loss: Tensor) -> None:
        """Learn from a loss."""
        for optimiser in self._optimisers:
            optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        for optimiser in self._optimisers:
            optimiser.step()

    def folded(self) -> NDArray[np.float32]:
        """Return one vector for each token."""
        with torch.no_grad():
            grams = torch.from_numpy(self._grams @ self._gram.numpy())
            weights = torch.from_numpy(self._grams @ self._gram_weight.numpy()) + self._weight
            rows = (self._start + self._own + grams) * _positive(weights) @ self._turn
            # Dropped by model2vec, counted by sentence-transformers: zero makes them agree.
            rows[UNKNOWN] = 0
            # In the middle of what float16 can hold.
            return np.asarray((rows / rows.norm(dim=1).mean()).numpy(), dtype=np.float32)

    def _rows(self, used: Numbers) -> Tensor:
        """Return the vectors of some tokens before the turn."""
        places, starts = self._spelling.places(used)
        grams = torch.from_numpy(self._spelling.flat[places])
        shares = torch.from_numpy(self._grams.data[places])
        which, first = torch.from_numpy(used), torch.from_numpy(starts)

        def summed(table: Tensor) -> Tensor:
            return functional.embedding_bag(
                grams, table, first, mode="sum", per_sample_weights=shares, sparse=True
            )

        own = functional.embedding(which, self._own, sparse=True)
        weights = functional.embedding(which, self._weight, sparse=True)
        vectors = self._start[which] + own + summed(self._gram)
        return vectors * _positive(weights + summed(self._gram_weight))


def _positive(logarithms: Tensor) -> Tensor:
    return torch.exp(logarithms.clamp(-_WIDEST, _WIDEST))


def ranking_loss(one: Tensor, two: Tensor, scores: Tensor, scale: float) -> Tensor:
    """CoSENT: of any two pairs the one that people find more alike should be the nearer."""
    cosines = (one * two).sum(1) * scale
    wrong = (cosines[None, :] - cosines[:, None])[scores[:, None] > scores[None, :]]
    return torch.logsumexp(torch.cat([wrong.new_zeros(1), wrong]), 0)


def contrastive_loss(one: Tensor, two: Tensor, others: Tensor | None, scale: float) -> Tensor:
    """Every text should be nearest to its partner among all partners and other texts."""
    candidates = two if others is None else torch.cat([two, others])
    partners = torch.arange(len(one), device=one.device)
    return functional.cross_entropy(one @ candidates.T * scale, partners)
