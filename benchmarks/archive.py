"""What a whole archive costs, as ratios within one run: `python -m benchmarks.archive`.

    python -m benchmarks.archive [--documents 2000] [--files 50000] [--workers 2]

Times by the clock include everything, from the start of the program to its end. Beside them stand
the same ratios in seconds of the processor, which other work on the machine disturbs less. The PDFs
are those of ``archive_documents``; growth and resume are measured on copies of small texts.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.archive_documents import documents
from benchmarks.archive_measure import Cost, cost_of

_MB = 1_000_000
_ENCODED = 6  # The large model takes seconds for each.
_FEW = 500
_RESUMED = 20_000
_ENDS = (0, 1)
_TEXT = """\
{body}s svar på revisorernas granskning {number}
2023-05-{day:02d}

1. Revisorerna rekommenderar nämnden att ta fram en rutin för uppföljning av avtal nr {number}.

Svar: Nämnden instämmer och tar fram rutinen senast den 31 december 2024.
"""
_BODIES = ("Socialnämnden", "Barnnämnden", "Tekniska nämnden", "Kulturnämnden")


@dataclass(frozen=True, slots=True)
class Figure:
    """A line of the table.

    Attributes:
        what: What was measured.
        value: The figure.
        must: What it must be; None where there is no bar.
        aim: What would be good.
        most: Whether the bar is from above.
        note: How it was measured.
    """

    what: str
    value: float
    must: float | None = None
    aim: float | None = None
    most: bool = True
    note: str = ""

    @property
    def met(self) -> bool:
        """Whether it is within its bar."""
        if self.must is None:
            return True
        return self.value <= self.must if self.most else self.value >= self.must

    def __str__(self) -> str:
        """Return the line."""
        must, aim = (f"{bar:g}" if bar is not None else "" for bar in (self.must, self.aim))
        sign = "" if self.must is None else "met" if self.met else "MISSED"
        return f"{self.what:52} {self.value:9.2f} {must:>6} {aim:>6}  {sign:7} {self.note}"


class Bench:
    """All measurements of one run, in a folder of their own."""

    def __init__(self, folder: Path, workers: int) -> None:
        """Measure with so many processes."""
        self._folder = folder
        self._workers = workers
        (folder / "out").mkdir()
        self.figures: list[Figure] = []

    def pdfs(self, paths: Sequence[Path], *, ray: bool) -> None:
        """Measure PDFs: over the floor, by the second, in memory, and on Ray."""
        count, source = len(paths), self._listed(paths)
        ours = self._archive([str(source)], "pdfs")
        floor = cost_of(
            [sys.executable, "-m", "benchmarks.archive_floor", str(count), str(self._workers)]
        )
        note = f"{ours.seconds:.1f} s over {floor.seconds:.1f} s, {count} PDFs"
        self._add(
            "time over pypdfium2's text extraction", ours.seconds / floor.seconds, 3, 1.5, note
        )
        note = (
            f"{1000 * ours.processor / count:.1f} ms over {1000 * floor.processor / count:.1f} ms"
        )
        self._add("  the same in processor time", ours.processor / floor.processor, note=note)
        rate, note = count / ours.seconds, f"{self._workers} processes"
        self._add("documents per second", rate, 30, 100, note, most=False)
        rate = count * self._workers / ours.processor
        self._add("  if nothing else had used the processor", rate, note="by processor time")
        self._add("peak memory of a worker, MB", ours.worker / _MB, 500, 300)
        self._add("peak memory of the parent, MB", ours.parent / _MB, 500, 300, f"{count} PDFs")
        if ray:
            there = self._archive([str(source), "--engine", "ray"], "ray")
            note = f"{there.seconds:.1f} s over {ours.seconds:.1f} s, with the start of Ray"
            self._add("Ray over the local engine", there.seconds / ours.seconds, 1.5, 1.2, note)

    def encoder(self, paths: Sequence[Path]) -> None:
        """Measure the same job with a large encoder."""
        from benchmarks.archive_encoder import seconds_per_document

        ours, large = seconds_per_document(paths, min(_ENCODED, len(paths)))
        note = f"{large:.2f} s over {ours:.3f} s of the processor a document, {_ENCODED} encoded"
        self._add("a BERT-base-sized encoder over ours", large / ours, 50, 300, note, most=False)

    def growth(self, files: int) -> None:
        """Measure small texts: how time and memory grow, and how long it takes to find all done."""
        source, few = self._folder / "texts", min(_FEW, files // 10)
        resumed = min(_RESUMED, files // 2)
        self._fill(source, 0, 1)
        start = self._archive([str(source)], "one").seconds
        self._fill(source, 1, few)
        first = self._archive([str(source)], "texts")
        self._fill(source, few, resumed)
        middle = self._archive([str(source)], "texts")
        again = self._archive([str(source)], "texts")
        self._fill(source, resumed, files)
        last = self._archive([str(source)], "texts")
        early = (first.seconds - start) / (few - 1)
        late = (last.seconds - start) / (files - resumed)
        note = f"{1000 * late:.2f} ms from {resumed} to {files}, {1000 * early:.2f} ms to {few}"
        self._add("growth: time per document", late / early, 1.1, 1.0, note)
        before = (middle.seconds - start) / (resumed - few)
        note = f"{1000 * before:.2f} ms from {few} to {resumed}"
        self._add("  over that of the stretch before", late / before, 1.1, 1.0, note)
        used = last.processor / (files - resumed) / (middle.processor / (resumed - few))
        self._add("  the same in processor time", used)
        self._add("peak memory of the parent, MB", last.parent / _MB, 500, 300, f"{files} files")
        self._add("peak memory of a worker, MB", last.worker / _MB, 500, 300, f"{files} files")
        self._add("resume of a finished run, s", again.seconds, 5, 1, f"{resumed} files")

    def _archive(self, arguments: Sequence[str], out: str) -> Cost:
        return cost_of(
            [
                sys.executable, "-m", "stance", "archive", "run", *arguments,
                "--out", str(self._folder / "out" / out), "--workers", str(self._workers),
            ],
            codes=_ENDS,
        )  # fmt: skip

    def _listed(self, paths: Sequence[Path]) -> Path:
        """Return a list of the documents: more of them may lie in their folders."""
        listed = self._folder / "pdfs.txt"
        listed.write_text("".join(f"{path}\n" for path in paths), encoding="utf-8")
        return listed

    def _fill(self, folder: Path, first: int, last: int) -> None:
        for number in range(first, last):
            path = folder / f"{number // 1000:03d}" / f"svar-{number:06d}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            body = _BODIES[number % len(_BODIES)]
            path.write_text(
                _TEXT.format(body=body, number=number, day=number % 28 + 1), encoding="utf-8"
            )
            os.utime(path, (1_600_000_000, 1_600_000_000))

    def _add(
        self,
        what: str,
        value: float,
        must: float | None = None,
        aim: float | None = None,
        note: str = "",
        *,
        most: bool = True,
    ) -> None:
        self.figures.append(Figure(what, value, must, aim, most, note))
        print(self.figures[-1], flush=True)


def main() -> int:
    """Print the table; 1 if a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--documents", type=int, default=2_000, help="PDFs")
    parser.add_argument("--files", type=int, default=50_000, help="small texts, for growth")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", choices=("pdfs", "encoder", "growth"))
    arguments = parser.parse_args()
    ray = importlib.util.find_spec("ray") is not None
    paths = documents(arguments.documents)
    with tempfile.TemporaryDirectory(prefix="stance-archive-") as name:
        bench = Bench(Path(name), arguments.workers)
        load = os.getloadavg()[0]
        print(f"{os.cpu_count()} cores, load {load:.1f} at the start")
        print(f"{'':52} {'':>9} {'must':>6} {'aim':>6}")
        measures: dict[str, Callable[[], None]] = {
            "pdfs": lambda: bench.pdfs(paths, ray=ray),
            "encoder": lambda: bench.encoder(paths[:50]),
            "growth": lambda: bench.growth(arguments.files),
        }
        for name, measure in measures.items():
            if arguments.only in (None, name):
                measure()
        if not ray:
            print("Ray over the local engine: not measured, needs the extra ray")
        print(f"load {os.getloadavg()[0]:.1f} at the end")
    return 0 if all(figure.met for figure in bench.figures) else 1


if __name__ == "__main__":
    raise SystemExit(main())
