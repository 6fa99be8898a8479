"""The comparison as a table in Markdown."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from stance.classification.pairs import Pair
from training.compare.measures import Interval, macro_f1s
from training.compare.running import Outcome, Round

AHEAD = 0.05


def as_markdown(pairs: Sequence[Pair], rounds: Sequence[Round], outcomes: Sequence[Outcome]) -> str:
    """Return the table; ours is the first outcome, and is compared with each other."""
    parts = list(dict.fromkeys(each.on for each in rounds))
    measured = {part: _measured(part, pairs, rounds, outcomes) for part in parts}
    last = parts[-1]
    order = sorted(range(1, len(outcomes)), key=lambda number: -measured[last][0][number].value)
    heads = [f"{part}: macro-F1 | ours ahead by" for part in parts]
    lines = [
        f"| method | {' | '.join(heads)} | seconds to train | pairs/s | MB |",
        "| --- |" + " --- | --- |" * len(parts) + " ---: | ---: | ---: |",
    ]
    for number in [0, *order]:
        one = outcomes[number]
        cells = [
            f"{measured[part][0][number]} | {_ahead(measured[part][1][number]) if number else ''}"
            for part in parts
        ]
        lines.append(
            f"| {one.name} | {' | '.join(cells)} | {max(one.seconds):.1f} | {one.rate:,.0f} "
            f"| {one.megabytes:.0f} |"
        )
    lines.append("")
    for part in parts:
        values, ahead = measured[part]
        if len(outcomes) > 1:
            best = max(range(1, len(outcomes)), key=lambda number: values[number].value)
            verdict = "reached" if ahead[best].value >= AHEAD else "missed"
            lines.append(
                f"Best peer on {part}: {outcomes[best].name}; ours is ahead by "
                f"{_ahead(ahead[best])} (at least +{AHEAD} asked: {verdict})."
            )
    return "\n".join(lines) + "\n"


def write(path: Path, text: str) -> None:
    """Write a text whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=path.parent, delete=False
    ) as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    Path(stream.name).replace(path)


def _measured(
    part: str, pairs: Sequence[Pair], rounds: Sequence[Round], outcomes: Sequence[Outcome]
) -> tuple[list[Interval], list[Interval]]:
    numbers = [number for number, each in enumerate(rounds) if each.on == part]
    asked = [pairs[place] for number in numbers for place in rounds[number].test]
    return macro_f1s(
        [pair.stance or "" for pair in asked],
        [[label for number in numbers for label in one.said[number]] for one in outcomes],
        [pair.author or "" for pair in asked],
    )


def _ahead(found: Interval) -> str:
    return f"{found.value:+.3f} ({found.low:+.3f} to {found.high:+.3f})"
