"""Shares corrected for the classifier's own errors, by a random sample that people labelled.

The classifier has judged every exchange of an archive, people a random sample of them. The sample
alone gives the true share without bias, but from few exchanges; the classifier gives a share from
all of them, but with its errors. Prediction-powered inference takes both (Angelopoulos et al.,
Science 382, 2023; PPI++ with power tuning: Angelopoulos, Duchi and Zrnic, arXiv 2311.01453)::

    share = mean of truth in sample + w * (mean of score in archive - mean of score in sample)

``w = 0`` is the sample alone, ``w = 1`` the plain correction by the mean error, and the tuned ``w``
makes the variance smallest: a classifier that is right narrows the interval, one that is useless
leaves the sample's as it is. Nothing is assumed of the classifier, so shift between its training
and the archive cannot bias the share. (With scores of 0 and 1 and ``w`` unclipped this is the
regression estimator of survey sampling, and post-stratification by the verdict: Sarndal, Swensson
and Wretman, Model Assisted Survey Sampling, 1992, chapters 6 and 7.)

Exchanges of a document are alike, so the variance is that of the documents' contributions (the
sandwich with documents as clusters): of document d, with L the sample and A the archive::

    u = sum over L in d of (truth - its mean) / n       v = the same of the score
    a = sum over A in d of (score - its mean) / N       contribution: u + w (a - v)
    w = -sum(u (a - v)) / sum((a - v)^2)                clipped to [0, 1]

The sample may be of exchanges or of whole documents. With a small sample four things keep the
interval honest: each labelled document's contribution is divided by one less its leverage, as in a
jackknife over documents (CR3 of Bell and McCaffrey, Survey Methodology 28, 2002); the quantile is
Student's with the sample's effective documents less two; the spread of errors is never taken for
less than one more error of each sign would give (a sample without any error does not prove a
perfect classifier); and the interval is Wilson's for the effective number of exchanges that the
variance amounts to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stance.archive.summary.intervals import LEVEL, Share, Sums, quantiles, share_of, wilson

Floats = NDArray[np.float64]
# One error of each sign beside those that were seen.
_UNSEEN = 2.0
_MOST_PULL = 0.8


@dataclass(frozen=True, slots=True)
class Sample:
    """A labelled sample.

    Attributes:
        documents: The document of each exchange, as a number from 0 without gaps.
        truth: 1 where the label counts, else 0.
        scores: What the classifier gives each of them: 0 or 1, or a probability.
        archive_scores: Of each of these documents, the sum of scores of all its exchanges.
        archive_exchanges: Of each, how many exchanges it has.
    """

    documents: NDArray[np.int64]
    truth: Floats
    scores: Floats
    archive_scores: Floats
    archive_exchanges: Floats


@dataclass(frozen=True, slots=True)
class Correction:
    """A share that is corrected.

    Attributes:
        corrected: By prediction-powered inference.
        alone: From the labelled sample alone.
        weight: How much of the classifier's word was taken, from 0 to 1.
        exchanges: How many exchanges were labelled.
        documents: In how many documents.
    """

    corrected: Share
    alone: Share
    weight: float
    exchanges: int
    documents: int

    @property
    def narrower(self) -> float:
        """By what part the interval is narrower than with the sample alone (0.3: by 30 %)."""
        return 1 - self.corrected.width / self.alone.width if self.alone.width else 0.0


def correct(
    sample: Sample, archive: Sums, *, weight: float | None = None, level: float = LEVEL
) -> Correction | None:
    """Return the corrected share; None with fewer than two labelled documents.

    Args:
        sample: What people labelled, drawn at random.
        archive: Sums of the scores over all documents of the archive, the sample's among them.
        weight: A fixed ``w``; by default the tuned one.
        level: The share of such intervals that hold the true share.
    """
    count = len(sample.truth)
    documents = len(sample.archive_exchanges)
    if documents < 2:
        return None
    sizes = _by_document(np.ones(count), sample, documents)
    truths = _by_document(sample.truth, sample, documents)
    own = Sums.of(list(truths), list(sizes))
    alone = share_of(own, level)
    assert alone is not None  # noqa: S101 - there are exchanges
    truth_mean, score_mean = float(sample.truth.mean()), float(sample.scores.mean())
    from_truth = _by_document(sample.truth - truth_mean, sample, documents) / count
    archived = (sample.archive_scores - archive.share * sample.archive_exchanges) / (
        archive.exchanges
    )
    difference = archived - _by_document(sample.scores - score_mean, sample, documents) / count
    # Documents without labels have no part but that of the archive.
    others = max(0.0, archive.residual_squares / archive.exchanges**2 - float(archived @ archived))
    if weight is None:
        weight = _tuned(from_truth, difference, others)
    share = truth_mean + weight * (archive.share - score_mean)
    # A document pulls the means and the weight towards itself; its part is made larger by that.
    spread = float(difference @ difference) + others
    pull: Floats = sizes / count
    if spread > 0:
        pull = pull + difference**2 / spread
    parts = (from_truth + weight * difference) / (1 - np.minimum(pull, _MOST_PULL))
    freedom = own.effective_documents - 2
    unseen = _UNSEEN * (weight / count) ** 2
    variance = float(parts @ parts) + unseen + weight**2 * others
    corrected = _interval(share, variance, count, freedom, level)
    return Correction(corrected, alone, weight, count, documents)


def _by_document(values: Floats, sample: Sample, documents: int) -> Floats:
    sums = np.bincount(sample.documents, weights=values, minlength=documents)
    return sums.astype(np.float64)


def _tuned(from_truth: Floats, difference: Floats, others: float) -> float:
    """Return the weight that makes the variance smallest."""
    spread = float(difference @ difference) + others
    if spread <= 0:
        return 0.0
    return min(1.0, max(0.0, -float(from_truth @ difference) / spread))


def _interval(share: float, variance: float, count: int, freedom: float, level: float) -> Share:
    value = min(1.0, max(0.0, share))
    # At 0 and 1 there is no p (1 - p) to compare with: a little inside there is.
    inside = (count * value + 1) / (count + 2)
    z, t = quantiles(freedom, level)
    effective = inside * (1 - inside) / max(variance, 1e-15) * (z / t) ** 2
    low, high = wilson(value, effective, level)
    return Share(value, low, high)


def post_stratified(strata: Sequence[tuple[float, Sequence[float]]]) -> float:
    """Return the share when the sample is weighted to the archive, for comparison.

    Args:
        strata: Of each verdict, its share in the archive and the truths in the sample.
    """
    known = [(part, float(np.mean(truths))) for part, truths in strata if len(truths)]
    total = sum(part for part, _ in known)
    return sum(part * mean for part, mean in known) / total if total else 0.0
