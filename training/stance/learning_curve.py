"""How good the judge is with less of the training data: is there more to be had from more pairs?

    python -m training.stance.learning_curve [--out build/learning-curve.md] [--draws 1]

Macro-F1 of stance with 10, 25, 50 and 100 per cent of the training pairs, by whole groups (author,
recommendation, municipality), on the validation split and, five times in turn, on groups left out.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from stance.classification.pairs import Pair, read_pairs
from stance.corpus.groups import folds_of, groups_of
from stance.encoding import Encoder, load_encoder
from stance.evaluation.metrics import bootstrap_interval, macro_f1
from stance.training import judged_unseen
from training.stance.train import CONFIG, ROOT, training_pairs

# Share of the training pairs: how often it is drawn. Small draws differ much.
SHARES: Mapping[float, int] = {0.10: 3, 0.25: 2, 0.50: 1, 1.0: 1}
FOLDS = 5
_FEWEST_GROUPS = 5


@dataclass(frozen=True)
class Round:
    """One model of the curve: what it learns from, and what it is asked."""

    share: float
    on: str
    learn: Sequence[int]
    test: Sequence[int]


@dataclass(frozen=True)
class Point:
    """One value of the curve.

    Attributes:
        share: The share of the training pairs.
        on: What was judged.
        pairs: How many pairs the models learnt from, on average.
        macro_f1: The mean over the draws.
        low: The lower end of the interval, whole groups of judged pairs drawn.
        high: The upper end.
    """

    share: float
    on: str
    pairs: int
    macro_f1: float
    low: float
    high: float


def rounds(
    groups: Sequence[str], training: int, seed: int, shares: Mapping[float, int] = SHARES
) -> Iterator[Round]:
    """Yield the models to fit.

    Args:
        groups: The group of each training pair, then of each validation pair.
        training: How many of them are training pairs.
        seed: The same seed draws the same groups.
        shares: Share of the training pairs: how often it is drawn.
    """
    validation = range(training, len(groups))
    tests = [("validation", list(range(training)), list(validation))] if validation else []
    tests += [
        ("groups left out", learn, test) for learn, test in folds_of(groups[:training], FOLDS)
    ]
    for on, learn, test in tests:
        for share, draws in shares.items():
            for draw in range(draws):
                yield Round(share, on, drawn(learn, groups, share, seed + draw), test)


def drawn(places: Sequence[int], groups: Sequence[str], share: float, seed: int) -> list[int]:
    """Draw whole groups until about a share of the places is there; larger draws hold smaller."""
    members: dict[str, list[int]] = defaultdict(list)
    for place in places:
        members[groups[place]].append(place)
    names = sorted(members)
    random.Random(seed).shuffle(names)  # noqa: S311 - not for secrets
    chosen: list[int] = []
    for name in names:
        # The group that crosses the line comes in if most of it is on this side.
        if chosen and len(chosen) + len(members[name]) / 2 > share * len(places):
            break
        chosen += members[name]
    return sorted(chosen)


def curve(
    training: Sequence[Pair],
    validation: Sequence[Pair],
    *,
    encoder: Encoder | None,
    seed: int = 0,
    shares: Mapping[float, int] = SHARES,
    progress: Callable[[str], None] = lambda _: None,
) -> list[Point]:
    """Measure the curve."""
    pairs = [*training, *validation]
    groups = groups_of(pairs)
    todo = list(rounds(groups, len(training), seed, shares))
    judged = judged_unseen(
        pairs, ((each.learn, each.test) for each in todo), encoder=encoder, seed=seed
    )
    found: dict[tuple[str, float], list[tuple[Round, list[str]]]] = defaultdict(list)
    for number, (one, said) in enumerate(zip(todo, judged, strict=True), 1):
        progress(f"{number} of {len(todo)}: {len(one.learn)} pairs, {one.on}")
        found[one.on, one.share].append((one, said))
    return [_point(on, share, each, pairs, groups) for (on, share), each in found.items()]


def _point(
    on: str,
    share: float,
    found: Sequence[tuple[Round, list[str]]],
    pairs: Sequence[Pair],
    groups: Sequence[str],
) -> Point:
    truth = [pairs[place].stance or "" for one, _ in found for place in one.test]
    said = [stance for _, stances in found for stance in stances]
    drawn_by = [groups[place] for one, _ in found for place in one.test]
    if len(set(drawn_by)) < _FEWEST_GROUPS:  # Two authors say nothing of the spread of authors.
        drawn_by = [pairs[place].recommendation for one, _ in found for place in one.test]
    low, high = bootstrap_interval(macro_f1, truth, said, drawn_by)
    learnt = sum(len(one.learn) for one, _ in found) / len(found)
    return Point(share, on, round(learnt), macro_f1(truth, said), low, high)


def as_markdown(points: Sequence[Point]) -> str:
    """Return the curve as a table: one row for each share."""
    names = list(dict.fromkeys(point.on for point in points))
    lines = [
        "| share of training pairs | " + " | ".join(f"pairs | {name}" for name in names) + " |",
        "| ---: |" + " ---: | --- |" * len(names),
    ]
    by_place = {(point.share, point.on): point for point in points}
    for share in dict.fromkeys(point.share for point in points):
        row = [by_place[share, name] for name in names]
        cells = [f"{p.pairs} | {p.macro_f1:.3f} ({p.low:.3f}-{p.high:.3f})" for p in row]
        lines.append(f"| {share:.0%} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, print and write the curve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "learning-curve.md")
    parser.add_argument("--validation", default="data/validation/pairs/*.jsonl")
    parser.add_argument("--draws", type=int, default=3, help="At most so many of each share.")
    arguments = parser.parse_args()
    config = tomllib.loads(CONFIG.read_text(encoding="utf-8"))
    points = curve(
        training_pairs(config),
        read_pairs(sorted(ROOT.glob(arguments.validation))),
        encoder=load_encoder(),
        seed=config["seed"],
        shares={share: min(draws, arguments.draws) for share, draws in SHARES.items()},
        progress=lambda line: print(line, flush=True),
    )
    table = as_markdown(points)
    print(table, end="")
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=arguments.out.parent, delete=False
    ) as stream:
        stream.write(table)
        stream.flush()
        os.fsync(stream.fileno())
    Path(stream.name).replace(arguments.out)


if __name__ == "__main__":
    main()
