"""Runs every benchmark in turn: ``make bench``. Takes some twenty minutes on two cores.

Each can also be run alone, as ``python -m benchmarks.NAME``.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_SHARED = _ROOT.parent / "shared"
_HELD_OUT = [f"data/documents/w{number}" for number in (8, 9, 10, 11)]
_DOCUMENTS = (["data/documents/w5"], _HELD_OUT, ["data/documents"], ["data/samples/gold.jsonl"])


def commands() -> list[list[str]]:
    """Return the commands; those that need the shared corpora only where these are present."""
    python = sys.executable
    found = [[python, "-m", "benchmarks.cold_start"]]
    found += [[python, "-m", "stance", "evaluate", *paths] for paths in _DOCUMENTS]
    test = sorted(str(path.relative_to(_ROOT)) for path in _ROOT.glob("data/test/pairs/*.jsonl"))
    found.append([python, "-m", "stance", "evaluate", *test])
    found.append([python, "-m", "benchmarks.encoder"])
    if _SHARED.is_dir():
        gold = str(_SHARED / "documents" / "gold.jsonl")
        found += [
            [python, "-m", "stance", "evaluate", gold],
            [python, "-m", "benchmarks.repair"],
        ]
    found.append([python, "-m", "benchmarks.hostile", "--count", "500"])
    found.append([python, "-m", "benchmarks.archive", "--documents", "300", "--files", "4000"])
    found.append([python, "-m", "benchmarks.archive_hostile", "--mutants", "300"])
    return found


def main() -> int:
    """Run them all; 1 if any missed its bar."""
    failed = []
    for command in commands():
        title = " ".join(command[2:])
        print(f"\n== {title}", flush=True)
        if subprocess.run(command, cwd=_ROOT, check=False).returncode:
            failed.append(title)
    for title in failed:
        print(f"did not meet its bar: {title}")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
