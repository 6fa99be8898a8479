"""Shares with intervals that respect that exchanges of one document are alike.

The share is a ratio of two sums over documents, hits by exchanges. Its variance is that of the
linearised ratio (Cochran, Sampling Techniques, 3rd ed. 1977, section 9A), documents taken as drawn
independently of each other::

    V = G / (G - 1) * sum((y - p m)^2) / n^2    (G documents, m exchanges, y hits)

It turns into an effective number of exchanges p (1 - p) / V, made smaller for the degrees of
freedom (Korn and Graubard, Survey Methodology 24, 1998), and that into Wilson's interval (JASA 22,
1927), which stays between 0 and 1 and does not collapse when all or none count. Needed are sums
only, so that a database makes them of millions of documents; a bootstrap over documents would cost
hundreds of passes, and covers worse with few documents (see ``benchmarks/shares.py``).

With few documents the variance itself is hardly known. Three things keep the interval honest:

- the degrees of freedom rest on Kish's effective number of documents, ``n^2 / sum(m^2)``: one
  document with a hundred exchanges beside nine with one each is not ten;
- when all exchanges count or none does, nothing is seen of the likeness within documents, and the
  worst is taken: every document counts once;
- the effective number of exchanges is never more than there are, and with fewer than ten documents
  never less than the effective number of documents, which it is when a document's exchanges are
  wholly alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

LEVEL = 0.95
_FEW = 10


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums over documents, each with ``m`` exchanges of which ``y`` are hits.

    Attributes:
        documents: How many documents have exchanges.
        exchanges: The sum of m.
        squares: The sum of m squared.
        hits: The sum of y; a score need not be whole.
        hits_squared: The sum of y squared.
        products: The sum of y times m.
    """

    documents: int
    exchanges: float
    squares: float
    hits: float
    hits_squared: float
    products: float

    @classmethod
    def of(cls, hits: Sequence[float], exchanges: Sequence[float]) -> Sums:
        """Return the sums of some documents."""
        pairs = [(float(y), float(m)) for y, m in zip(hits, exchanges, strict=True)]
        return cls(
            documents=len(pairs),
            exchanges=sum(m for _, m in pairs),
            squares=sum(m * m for _, m in pairs),
            hits=sum(y for y, _ in pairs),
            hits_squared=sum(y * y for y, _ in pairs),
            products=sum(y * m for y, m in pairs),
        )

    @property
    def share(self) -> float:
        """Hits by exchanges."""
        return self.hits / self.exchanges

    @property
    def effective_documents(self) -> float:
        """Kish's effective number of documents: fewer where some are much larger than others."""
        return self.exchanges**2 / self.squares

    @property
    def residual_squares(self) -> float:
        """The sum of (y - p m) squared."""
        share = self.share
        squares = self.hits_squared - 2 * share * self.products + share**2 * self.squares
        return max(0.0, squares)


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its 95 % interval."""

    value: float
    low: float
    high: float

    @property
    def width(self) -> float:
        """How wide the interval is."""
        return self.high - self.low


def share_of(sums: Sums, level: float = LEVEL) -> Share | None:
    """Return the share with its interval; None where there are no exchanges.

    Args:
        sums: Of the documents.
        level: The share of such intervals that hold the true share.
    """
    if sums.exchanges <= 0:
        return None
    share = min(1.0, max(0.0, sums.share))
    low, high = wilson(share, effective_exchanges(sums, level), level)
    return Share(share, low, high)


def effective_exchanges(sums: Sums, level: float = LEVEL) -> float:
    """Return how many independent exchanges would say as much as these; see the module."""
    share, documents = sums.share, sums.effective_documents
    variance = ratio_variance(sums)
    if variance is None or variance <= 0:
        return documents
    z, t = quantiles(documents - 1, level)
    effective = min(share * (1 - share) / variance, sums.exchanges) * (z / t) ** 2
    return max(effective, documents) if sums.documents < _FEW else effective


def ratio_variance(sums: Sums) -> float | None:
    """Return the variance of the share; None with a single document, of which nothing is known."""
    if sums.documents < 2:
        return None
    spread = sums.documents / (sums.documents - 1)
    variance = spread * sums.residual_squares / sums.exchanges**2
    # What differences of large sums leave is no variance.
    return variance if variance > 1e-15 else 0.0


def quantiles(freedom: float, level: float = LEVEL) -> tuple[float, float]:
    """Return the two-sided quantile of the normal and of Student's t distribution."""
    from scipy.special import ndtri, stdtrit

    tail = (1 + level) / 2
    return float(ndtri(tail)), float(stdtrit(max(1.0, freedom), tail))


def wilson(share: float, number: float, level: float = LEVEL) -> tuple[float, float]:
    """Return Wilson's score interval of a share of ``number`` independent observations."""
    z, _ = quantiles(1, level)
    shrunk = z * z / number
    middle = (share + shrunk / 2) / (1 + shrunk)
    half = z / (1 + shrunk) * sqrt(share * (1 - share) / number + shrunk / (4 * number))
    # Rounding must not leave the share itself outside, nor the range of shares.
    return max(0.0, min(middle - half, share)), min(1.0, max(middle + half, share))
