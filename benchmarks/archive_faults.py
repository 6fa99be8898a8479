"""Kills a run over an archive again and again: `python -m benchmarks.archive_faults`.

The program dies by SIGKILL at random moments (its workers then end by themselves) and is started
again, until all is done. The rows must then equal those of a run that nobody disturbed, byte for
byte after sorting, with no file missing and none twice.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from stance.archive.schema import DATASETS, DOCUMENTS
from stance.archive.shards import Shards

_BODIES = ("Socialnämnden", "Barnnämnden", "Tekniska nämnden", "Kulturnämnden")
_ASKED = ("ta fram en rutin", "följa upp avtalen", "se över delegationen", "säkra bemanningen")
_ANSWERS = (
    "Nämnden instämmer och tar fram det senast den 31 december {year}.",
    "Nämnden delar inte bedömningen; dagens arbetssätt är tillräckligt.",
    "Nämnden noterar synpunkten och återkommer.",
    "Förvaltningen får i uppdrag att göra det under hösten {year}.",
)
# Parts of a few documents, so that a short run has many of them.
_PROGRAM = """
import sys
import stance.archive.committer
stance.archive.committer._DOCUMENTS = 5
from stance.cli import main
sys.exit(main(sys.argv[1:]))
"""


def main() -> int:
    """Kill, resume, compare; return 1 when a row differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--files", type=int, default=300)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)  # noqa: S311 - the same moments every time
    with tempfile.TemporaryDirectory(prefix="stance-faults-") as name:
        folder = Path(name)
        source = _documents(folder / "in", arguments.files, chance)
        start = time.monotonic()
        _start(source, folder / "undisturbed", arguments.workers).wait()
        seconds = time.monotonic() - start
        expected = _rows(folder / "undisturbed")
        kills = rounds = wrong = 0
        while kills < arguments.kills:
            rounds += 1
            out = folder / f"round-{rounds}"
            killed, done = _round(source, out, arguments, chance, seconds, kills)
            kills += killed
            found = _rows(out)
            paths = [json.loads(row)["path"] for row in found[DOCUMENTS]]
            good = found == expected and len(set(paths)) == len(paths) == arguments.files
            wrong += not good
            print(
                f"round {rounds}: killed after {done} documents; {'equal' if good else 'DIFFERS'}"
            )
        print(f"{kills} kills in {rounds} runs of {arguments.files} files: {wrong} runs differ")
    return 1 if wrong else 0


def _round(
    source: Path,
    out: Path,
    arguments: argparse.Namespace,
    chance: random.Random,
    seconds: float,
    kills: int,
) -> tuple[int, list[int]]:
    """Run until all is done, killing at random; return how often, and how much was done then."""
    done: list[int] = []
    while True:
        process = _start(source, out, arguments.workers)
        try:
            wait = None if kills + len(done) >= arguments.kills else chance.uniform(0.2, seconds)
            process.wait(timeout=wait)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            done.append(len(_rows(out)[DOCUMENTS]) if out.exists() else 0)
            continue
        return len(done), done


def _start(source: Path, out: Path, workers: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [
            sys.executable, "-c", _PROGRAM, "archive", "run", str(source),
            "--out", str(out), "--workers", str(workers),
        ],
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        cwd=Path(__file__).resolve().parents[1],
    )  # fmt: skip


def _rows(out: Path) -> dict[str, list[str]]:
    """Return all rows of all tables, sorted, as text."""
    shards = Shards(out)
    return {
        dataset: sorted(
            json.dumps(row, sort_keys=True)
            for part in shards.parts()
            for row in shards.rows(dataset, part)
        )
        for dataset in DATASETS
    }


def _documents(folder: Path, count: int, chance: random.Random) -> Path:
    """Write responses, a few of them broken."""
    folder.mkdir()
    for number in range(count):
        year = chance.randrange(2015, 2025)
        lines = [f"{chance.choice(_BODIES)}s svar på revisorernas granskning", f"{year}-05-12", ""]
        for place in range(1, chance.randrange(2, 6)):
            asked = chance.choice(_ASKED)
            lines += [f"{place}. Revisorerna rekommenderar nämnden att {asked}.", ""]
            lines += ["Svar: " + chance.choice(_ANSWERS).format(year=year), ""]
        data = "\n".join(lines).encode()
        name = f"svar-{number:03d}.txt"
        if number % 13 == 0:
            name, data = f"svar-{number:03d}.pdf", b"%PDF-1.4\n" + data
        (folder / name).write_bytes(data)
    return folder


if __name__ == "__main__":
    sys.exit(main())
