"""Measures the repair of damaged text: ``python -m benchmarks.repair [CORPORA]``.

Text is public text that the word list was not counted from (every 50th text), damaged by
``stance.swedish.noise`` with fixed seeds. Printed per profile and severity, over words, the share
that is wrong before and after repair, and the share of right words that repair made wrong.
"""

from __future__ import annotations

import random
import re
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from training.lexicon.words import own_texts, texts

from stance.swedish.noise import PROFILES, Profile, damage
from stance.swedish.repair import repair

PARAGRAPHS = 400
SEED = 20


@dataclass(frozen=True, slots=True)
class Result:
    """Shares of words, of one profile and severity."""

    wrong_before: float
    wrong_after: float
    harmed: float
    bytes_per_second: float


def words(text: str) -> list[str]:
    """Split text at white space; damage without layout keeps the number of words."""
    return re.split(r"\s+", text.strip())


def measure(paragraphs: list[str], profile: Profile, rate: float) -> Result:
    """Damage and repair each paragraph and compare word by word."""
    rng = random.Random(SEED)  # noqa: S311  # not for secrets
    total = before = after = right = harmed = size = 0
    seconds = 0.0
    for sound in paragraphs:
        seen = damage(sound, rng, rate, profile)
        started = time.process_time()
        mended = repair(seen, damaged=rate > 0 or None).text
        seconds += time.process_time() - started
        size += len(seen.encode())
        triples = (words(sound), words(seen), words(mended))
        if len({len(part) for part in triples}) > 1:
            continue
        for meant, read, fixed in zip(*triples, strict=True):
            total += 1
            before += read != meant
            after += fixed != meant
            right += read == meant
            harmed += read == meant != fixed
    return Result(before / total, after / total, harmed / max(right, 1), size / max(seconds, 1e-9))


def main() -> None:
    """Print the table."""
    root = Path(__file__).resolve().parents[1]
    corpora = Path(sys.argv[1]) if len(sys.argv) > 1 else root / ".." / "shared" / "corpora"
    held_out = [text for text in texts(corpora, held_out=True) if 200 < len(text) < 3000]
    rng = random.Random(SEED)  # noqa: S311  # not for secrets
    # Some of the pairs are damaged on purpose; what is left has a vocabulary that is well covered.
    sound = [text for text in own_texts(corpora.parent / "pairs") if repair(text).text == text]
    samples = {
        "held-out": rng.sample(held_out, PARAGRAPHS),
        "own pairs (counted in the word list)": sound[:200],
    }
    for name, paragraphs in samples.items():
        print(f"{name}: {sum(map(len, paragraphs))} characters")
        print("profile        severity  wrong before  wrong after  right harmed  kB/s")
        print_row("none", 0.0, measure(paragraphs, "mixed", 0.0))
        for profile in PROFILES[:2]:
            for rate in (0.3, 0.7, 1.0):
                print_row(profile, rate, measure(paragraphs, profile, rate))


def print_row(profile: str, rate: float, result: Result) -> None:
    """Print one line."""
    print(
        f"{profile:14} {rate:8.1f}  {result.wrong_before:12.2%}  {result.wrong_after:11.2%}"
        f"  {result.harmed:12.2%}  {result.bytes_per_second / 1e3:5.0f}"
    )


if __name__ == "__main__":
    main()
