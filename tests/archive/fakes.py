"""A scoring process whose scorer is played by a few lines, but whose all else is real.

The first word of a document is an order: what to do to the process that reads it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from stance.archive.engine import Engine
from stance.archive.local import LocalEngine
from stance.archive.run import Options, Result, run_archive
from stance.archive.schema import DATASETS, DOCUMENTS
from stance.archive.shards import Shards
from stance.archive.task import Settings

FAKE_SCORER = """
import os, signal, time
from pathlib import Path
from stance.archive import scorer
from stance.archive.content import UnreadableError, read_content
from stance.archive.rows import document_row, verdict_row
from stance.archive.task import Outcome
from stance.errors import StanceError

class FakeScorer:
    def __init__(self, settings, recognising=None):
        self.served = 0

    def __call__(self, task):
        self.served += 1
        try:
            content = read_content(task.file, 10_000_000, link=task.link)
        except UnreadableError as error:
            return Outcome(task, document_row(task.path, "cannot_read", str(error)))
        text = content.data.decode("utf-8", "replace")
        order, _, rest = text.partition(" ")
        if order == "crash":
            os.abort()
        if order == "exit":
            os._exit(3)
        if order == "hang":
            time.sleep(600)
        if order == "eat":
            held = []
            try:
                while True:
                    held.append(bytearray(b"x" * 10_000_000))
            except MemoryError:
                os.abort()
        if order == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        if order == "killed-once":
            mark = Path(rest.strip())
            if not mark.exists():
                mark.write_text("")
                os.kill(os.getpid(), signal.SIGKILL)
        if order == "fatal":
            raise StanceError("model-damaged", "The model is damaged.", "Install it again.")
        if order == "print":
            print("rubbish")
            os.write(1, b"rubbish")
        status = order if order in ("damaged", "needs_ocr", "timeout") else "ok"
        lines = [line for line in text.split("\\n") if "|" in line]
        verdicts = []
        for index, line in enumerate(lines):
            asked, _, answer = line.partition("|")
            record = {
                "document": task.path, "id": None, "municipality": "Exempelby", "body": None,
                "case_number": None, "date": "2021-05-18", "kind": "recommendation",
                "recommendation": asked, "recommendation_span": [0, len(asked)],
                "recommendation_page": 1, "response": answer or None,
                "response_spans": [[1, 2]] if answer else [], "response_page": None,
                "stance": "agrees", "probabilities": {"agrees": 0.75, "deflects": 0.25},
                "reason": None, "commitment": "none", "measure": None, "deadline": None,
                "deadline_date": None, "responsible": None,
                "evidence": [{"text": answer, "span": [1, 2], "weight": 0.5}] if answer else [],
                "weak": True, "review": False, "model": "fake 1.0", "by_reference": False,
                "context": {"before": "f\\u00f6re", "after": "efter"} if answer else None,
            }
            verdicts.append(
                verdict_row(record, path=task.path, sha256=content.sha256, index=index)
            )
        row = document_row(
            task.path, status, "" if status == "ok" else "It is so.", sha256=content.sha256,
            size=content.size, exchanges=len(verdicts), container=task.container,
            municipality="Exempelby", date="2021-05-18",
        )
        stat = task.stat if task.temporary else content.stat
        return Outcome(task, row, tuple(verdicts), stat=stat)

scorer.DocumentScorer = FakeScorer
"""
START = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1])\n"
    f"{FAKE_SCORER}\n"
    "from stance.archive.worker import main; main()"
)

Tables = dict[str, list[str]]


def engine_of(**changes: Any) -> Callable[[Settings], Engine]:  # noqa: ANN401
    """Return what makes an engine of one process, with some settings changed."""
    workers = changes.pop("workers", 1)
    return lambda settings: LocalEngine(replace(settings, **changes), workers=workers)


def run(source: Path | Sequence[str], out: Path, **options: Any) -> Result:  # noqa: ANN401
    """Run over a folder (or what else is named) in this process."""
    sources = [str(source)] if isinstance(source, Path) else source
    return run_archive(Options(out=out, sources=sources, **options), engine_of())


def tables(out: Path) -> Tables:
    """Return all rows of all tables, sorted, as text: equal means equal byte for byte."""
    shards = Shards(out)
    return {
        dataset: sorted(
            json.dumps(row, sort_keys=True)
            for part in shards.parts()
            for row in shards.rows(dataset, part)
        )
        for dataset in DATASETS
    }


def documents(out: Path) -> dict[str, dict[str, Any]]:
    """Return the rows of `documents` by path, each there once."""
    rows = [json.loads(line) for line in tables(out)[DOCUMENTS]]
    by_path = {row["path"]: row for row in rows}
    assert len(by_path) == len(rows)
    return by_path


def statuses(out: Path) -> dict[str, str]:
    """Return the status of each input."""
    return {path: row["status"] for path, row in documents(out).items()}


def fill(folder: Path, count: int) -> Path:
    """Write some small documents, long enough ago for their time to be trusted."""
    for number in range(count):
        write(folder / f"{number // 10}" / f"svar-{number:03d}.txt", answer(number))
    return folder


def answer(number: int) -> str:
    """Return a document with two exchanges."""
    return f"Svar {number}\nGör en plan {number}|Nämnden gör en plan\nFölj upp {number}|\n"


def write(path: Path, text: str, *, age: float = 3600.0) -> Path:
    """Write a file that was last changed some time ago."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    set_back(path, age)
    return path


def set_back(path: Path, seconds: float) -> None:
    """Let a file's last change be some time ago."""
    now = path.stat().st_mtime
    os.utime(path, (now - seconds, now - seconds))


def model_folder(folder: Path, version: str) -> Path:
    """Write what identifies a model, and nothing of what it is made of."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manifest.json").write_text(
        json.dumps({"format_version": 1, "files": {}, "v": version})
    )
    (folder / "config.json").write_text(json.dumps({"name": f"fake {version}"}))
    return folder


_PROGRAM = """
import os, signal, sys
import stance.archive.process
stance.archive.process._START = {start!r}
import stance.archive.committer
stance.archive.committer._DOCUMENTS = 7
moment, place, seen = int(sys.argv[1]), sys.argv[2], 0

def count(event, args):
    global seen
    if event not in ("os.rename", "os.remove", "open") or not args:
        return
    path = args[0]
    path = os.fsdecode(path) if isinstance(path, (bytes, os.PathLike)) else path
    if not isinstance(path, str) or not path.startswith(place):
        return
    if event == "open" and not isinstance(args[1], str):
        return
    seen += 1
    if seen == moment:
        os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(count)
from stance.cli import main
code = main(sys.argv[3:])
print("moments", seen)
sys.exit(code)
"""


def program(moment: int, out: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the program, and kill it just before the given operation on a file below ``out``.

    Renaming, removing and opening count; 0 lets it live. Seven documents make a part.
    """
    return subprocess.run(
        [
            sys.executable,
            "-c",
            _PROGRAM.format(start=START),
            str(moment),
            str(out),
            *map(str, arguments),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
