"""How long `stance score` on one text takes, against `import spacy` in the same run.

python -m benchmarks.cold_start
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_SAMPLE = _ROOT / "data" / "samples" / "lokalforsorjning-skannad.txt"
_ROUNDS = 7
_BAR = 1.5


def seconds(command: Sequence[str]) -> float:
    """Return the wall time of a command that must succeed."""
    begin = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - begin


def main() -> int:
    """Time the commands in turn, print medians and ratios; 1 if the bar is not met."""
    commands = {
        "import spacy": [sys.executable, "-c", "import spacy"],
        "stance score": [sys.executable, "-m", "stance", "score", str(_SAMPLE)],
        "stance --help": [sys.executable, "-m", "stance", "--help"],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for command in commands.values():
        seconds(command)  # Fills the file cache.
    for _ in range(_ROUNDS):
        for name, command in commands.items():
            times[name].append(seconds(command))
    base = statistics.median(times["import spacy"])
    print(f"{'command':16} {'median s':>9} {'best s':>8} {'ratio':>6}")
    for name, taken in times.items():
        median = statistics.median(taken)
        print(f"{name:16} {median:9.2f} {min(taken):8.2f} {median / base:6.2f}")
    ratio = statistics.median(times["stance score"]) / base
    print(f"stance score / import spacy: {ratio:.2f} (bar {_BAR})")
    return 0 if ratio <= _BAR else 1


if __name__ == "__main__":
    raise SystemExit(main())
