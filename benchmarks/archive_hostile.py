"""Thousands of broken files among good ones: `python -m benchmarks.archive_hostile`.

    python -m benchmarks.archive_hostile [--mutants 5000] [--workers 2] [--seed 1]

The mutants, and the attacks written by hand, are those of ``benchmarks.hostile``. The rows of the
good files must be what they are without them, byte for byte; every file must have one row, with one
of the named statuses.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from itertools import chain
from pathlib import Path

from benchmarks.archive_documents import documents
from benchmarks.hostile import bombs, mutants, samples
from stance.archive.schema import DATASETS, DOCUMENTS, STATUSES
from stance.archive.shards import Shards

_PDFS = 60
_SCALE = 0.2  # Of the attacks written by hand: enough to hurt.


def main() -> int:
    """Score good files alone and among mutants; return 1 when a row of a good file differs."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--mutants", type=int, default=5_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="stance-hostile-") as name:
        folder = Path(name)
        good = _good(folder / "good")
        _run(folder / "good", folder / "alone", arguments.workers)
        mixed = folder / "mixed"
        for number, path in enumerate(good):
            target = mixed / f"{number % 10}" / path.name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, target)
        bad = _bad(mixed, arguments.mutants, arguments.seed)
        begin = time.monotonic()
        _run(mixed, folder / "among", arguments.workers)
        seconds = time.monotonic() - begin
        names = {path.name for path in good}
        alone, among = _rows(folder / "alone", names), _rows(folder / "among", names)
        rows = [row for part in _parts(folder / "among", DOCUMENTS) for row in part]
    statuses = Counter(row["status"] for row in rows)
    whole = len(rows) == len({row["path"] for row in rows}) == len(good) + bad
    print(f"{len(good)} good files, {bad} mutants, {len(rows)} rows in {seconds:.0f} s")
    print(", ".join(f"{status} {count}" for status, count in statuses.most_common()))
    print(f"rows of good files: {'equal' if alone == among else 'DIFFERENT'}")
    for dataset, expected in alone.items():
        for row in sorted(set(expected) ^ set(among[dataset])):
            print(f"  {'alone' if row in expected else 'among'} {dataset}: {row[:400]}")
    print(f"every file has one row: {'yes' if whole else 'NO'}")
    return 0 if alone == among and whole and statuses.keys() <= set(STATUSES) else 1


def _good(folder: Path) -> list[Path]:
    folder.mkdir()
    for path in documents(_PDFS):
        shutil.copy2(path, folder)
    for name, data in samples().items():
        (folder / name).write_bytes(data)
    return sorted(folder.iterdir())


def _bad(folder: Path, count: int, seed: int) -> int:
    """Write so many mutants between the good files; return how many there are."""
    found = chain(bombs(_SCALE), mutants(count, seed))
    for number, mutant in enumerate(found):
        suffix = Path(mutant.name).suffix
        place = folder / f"{number % 10}"
        (place / f"mutant-{number:05d}{suffix}").write_bytes(mutant.data)
    return sum(1 for path in folder.rglob("mutant-*"))


def _run(source: Path, out: Path, workers: int) -> None:
    command = [
        sys.executable, "-m", "stance", "archive", "run", str(source),
        "--out", str(out), "--workers", str(workers),
    ]  # fmt: skip
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr)


def _parts(out: Path, dataset: str) -> list[list[dict[str, object]]]:
    shards = Shards(out)
    return [list(shards.rows(dataset, part)) for part in shards.parts()]


def _rows(out: Path, names: set[str]) -> dict[str, list[str]]:
    """Return the rows of the files with these names, which stand in other folders now."""
    found = {}
    for dataset in DATASETS:
        rows = [row for part in _parts(out, dataset) for row in part]
        kept = [
            {**row, "path": Path(str(row["path"])).name, "document": None}
            for row in rows
            if Path(str(row["path"])).name in names
        ]
        found[dataset] = sorted(json.dumps(row, sort_keys=True) for row in kept)
    return found


if __name__ == "__main__":
    sys.exit(main())
