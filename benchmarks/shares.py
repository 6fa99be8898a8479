"""How often the intervals of shares hold the true share: ``python -m benchmarks.shares``.

Archives are drawn by chance: documents with one to some twenty exchanges, those of a document
alike, a true answer to each (weak or not), and a classifier that is wrong at times and calibrated
on what it was trained on. In an archive ``with shift`` true weak answers are rarer than in training
and the classifier takes far more answers for weak than it should. From each archive a random sample
is labelled. The true share is that of which the documents are drawn.

Three ways are compared, and two more that ``stance archive summary --labelled`` might have used:

- ``classifier``: the shares of the verdicts, with the interval of ``stance archive summary``;
- ``sample alone``: of the labelled sample;
- ``PPI++``: what ``--labelled`` does;
- ``mean error``: the same without tuning (a weight of 1);
- ``post-strat.``: the sample weighted by verdict, with a bootstrap over documents.

The bar: of all intervals of the sample alone and of PPI++, with and without shift, 93 to 99 in 100
hold the true share (the rate is 95; the rest is chance over the draws and caution in small
samples), and those of PPI++ are narrower than those of the sample alone.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stance.archive.summary.correction import Sample, correct, post_stratified
from stance.archive.summary.intervals import Share, Sums, share_of

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
_LOWEST, _HIGHEST = 0.93, 0.99
_BARRED = ("sample alone", "PPI++")
_RESAMPLED = 100


@dataclass(frozen=True)
class World:
    """What archives are drawn from.

    Attributes:
        name: What the table calls it.
        share: The true share.
        alike: How alike exchanges of a document are (intra-class correlation).
        recall: How many true ones the classifier finds.
        false_alarms: How many of the others it takes for one.
        documents: How many documents an archive has.
        labelled: How many exchanges are labelled.
        whole: Whether whole documents are drawn for labelling.
    """

    name: str
    share: float
    alike: float
    recall: float
    false_alarms: float
    documents: int = 3000
    labelled: int = 200
    whole: bool = False


WORLDS = (
    World("no shift", 0.40, 0.2, 0.85, 0.10),
    World("no shift, whole documents", 0.40, 0.2, 0.85, 0.10, whole=True),
    World("no shift, 60 labelled", 0.40, 0.2, 0.85, 0.10, labelled=60),
    World("shift", 0.20, 0.2, 0.80, 0.25),
    World("shift, whole documents", 0.20, 0.2, 0.80, 0.25, whole=True),
    World("shift, 60 labelled", 0.20, 0.2, 0.80, 0.25, labelled=60),
    World("shift, very alike", 0.20, 0.6, 0.80, 0.25, whole=True),
    World("shift, rare", 0.05, 0.2, 0.70, 0.10),
    World("good classifier", 0.30, 0.2, 0.97, 0.02),
    World("small archive", 0.30, 0.2, 0.80, 0.15, documents=150, labelled=150),
)


@dataclass(frozen=True)
class Archive:
    """An archive: of each exchange its document, the truth, the verdict and its score."""

    document: Whole
    truth: Floats
    verdict: Floats
    score: Floats


def draw_archive(world: World, chance: np.random.Generator) -> Archive:
    """Draw an archive."""
    sizes = 1 + chance.poisson(3, world.documents)
    sizes = np.where(chance.random(world.documents) < 0.1, sizes * 3, sizes)
    document = np.repeat(np.arange(world.documents), sizes)
    truth = _alike(world.share, world.alike, document, chance)
    # Errors are alike within a document, too: one committee writes in one way.
    found = _alike(world.recall, world.alike, document, chance)
    alarm = _alike(world.false_alarms, world.alike, document, chance)
    verdict = np.where(truth == 1, found, alarm)
    # The score is sure of some verdicts and less sure of others; those are more often wrong.
    wrong = verdict != truth
    doubt = chance.beta(np.where(wrong, 3, 1.2), np.where(wrong, 3, 6)) / 2
    return Archive(document, truth, verdict, np.where(verdict == 1, 1 - doubt, doubt))


def _alike(share: float, alike: float, document: Whole, chance: np.random.Generator) -> Floats:
    scale = (1 - alike) / alike
    own = chance.beta(share * scale, (1 - share) * scale, int(document[-1]) + 1)
    return (chance.random(len(document)) < own[document]).astype(np.float64)


def draw_sample(world: World, archive: Archive, chance: np.random.Generator) -> Whole:
    """Draw exchanges to label: places in the archive."""
    count = len(archive.document)
    if not world.whole:
        return chance.choice(count, world.labelled, replace=False)
    documents = round(world.labelled / count * world.documents)
    chosen = chance.choice(world.documents, documents, replace=False)
    return np.flatnonzero(np.isin(archive.document, chosen))


def sample_of(archive: Archive, places: Whole, values: Floats) -> Sample:
    """Return the sample as ``stance archive summary`` sees it."""
    names, documents = np.unique(archive.document[places], return_inverse=True)
    return Sample(
        documents=documents.astype(np.int64),
        truth=archive.truth[places],
        scores=values[places],
        archive_scores=_sums(archive, values)[names],
        archive_exchanges=np.bincount(archive.document)[names].astype(np.float64),
    )


def _sums(archive: Archive, values: Floats) -> Floats:
    return np.bincount(archive.document, weights=values).astype(np.float64)


def sums_of(archive: Archive, values: Floats) -> Sums:
    """Return the sums of values over documents."""
    return Sums.of(list(_sums(archive, values)), list(np.bincount(archive.document)))


def shares(
    archive: Archive, places: Whole, chance: np.random.Generator, *, quick: bool
) -> Iterator[tuple[str, Share]]:
    """Yield the share with its interval, by each way; the slow last one if not quick."""
    verdicts = sums_of(archive, archive.verdict)
    naive = share_of(verdicts)
    tuned = correct(sample_of(archive, places, archive.score), sums_of(archive, archive.score))
    plain = correct(sample_of(archive, places, archive.verdict), verdicts, weight=1.0)
    if naive is None or tuned is None or plain is None:
        raise ValueError("too few exchanges were drawn")
    yield "classifier", naive
    yield "sample alone", tuned.alone
    yield "PPI++", tuned.corrected
    yield "mean error", plain.corrected
    if not quick:
        yield "post-strat.", _post_stratified(archive, places, verdicts.share, chance)


def _post_stratified(
    archive: Archive, places: Whole, positive: float, chance: np.random.Generator
) -> Share:
    def estimate(chosen: Whole) -> float:
        truth, verdict = archive.truth[chosen], archive.verdict[chosen]
        return post_stratified(
            [
                (positive, list(truth[verdict == 1])),
                (1 - positive, list(truth[verdict == 0])),
            ]
        )

    names, documents = np.unique(archive.document[places], return_inverse=True)
    members = [places[documents == number] for number in range(len(names))]
    draws = [
        estimate(np.concatenate([members[at] for at in chance.integers(0, len(names), len(names))]))
        for _ in range(_RESAMPLED)
    ]
    low, high = np.quantile(draws, [0.025, 0.975])
    return Share(estimate(places), float(low), float(high))


def simulate(
    world: World, draws: int, seed: int, *, quick: bool = False
) -> dict[str, tuple[float, float, float]]:
    """Return of each way its coverage, mean width and mean error."""
    chance = np.random.default_rng(seed)
    found: dict[str, list[Share]] = {}
    for _ in range(draws):
        archive = draw_archive(world, chance)
        places = draw_sample(world, archive, chance)
        for name, share in shares(archive, places, chance, quick=quick):
            found.setdefault(name, []).append(share)
    return {
        name: (
            float(np.mean([each.low <= world.share <= each.high for each in of])),
            float(np.mean([each.width for each in of])),
            float(np.mean([each.value for each in of])) - world.share,
        )
        for name, of in found.items()
    }


def main() -> int:
    """Print coverage, width and bias; 1 if the bar is not met."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    print(f"{arguments.draws} archives each; intervals of 95 %; widths and bias in points")
    print(f"{'':26} {'way':13} {'holds':>7} {'width':>7} {'bias':>7}")
    good = True
    for world in WORLDS:
        results = simulate(world, arguments.draws, arguments.seed)
        for name, (coverage, width, bias) in results.items():
            missed = name in _BARRED and not _LOWEST <= coverage <= _HIGHEST
            missed |= name == "PPI++" and width >= results["sample alone"][1]
            good &= not missed
            title = world.name if name == "classifier" else ""
            print(
                f"{title:26} {name:13} {coverage:7.1%} {100 * width:7.1f} {100 * bias:7.1f}"
                f"{'  MISSED' if missed else ''}",
                flush=True,
            )
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
