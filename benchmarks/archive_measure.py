"""Runs a program and says what it cost, with all the processes that it started."""

from __future__ import annotations

import resource
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_LOOK_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Cost:
    """What a program cost.

    Attributes:
        seconds: By the clock, from its start to its end.
        processor: Of the processor, by it and all that it started and waited for.
        parent: Bytes of memory that it held itself, at most.
        worker: Bytes that any process that it started held, at most.
    """

    seconds: float
    processor: float
    parent: int
    worker: int


def cost_of(command: Sequence[str], *, codes: Sequence[int] = (0,)) -> Cost:
    """Run a program to its end.

    Raises:
        RuntimeError: When it fails.
    """
    before, begin = _processor(), time.perf_counter()
    parent = worker = 0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        while True:
            parent = max(parent, _peak(process.pid))
            worker = max(worker, *(_peak(child) for child in _children(process.pid)), 0)
            try:
                said = process.communicate(timeout=_LOOK_SECONDS)[1]
                break
            except subprocess.TimeoutExpired:
                continue
    seconds = time.perf_counter() - begin
    if process.returncode not in codes:
        raise RuntimeError(f"{command} ended with {process.returncode}: {said.decode()[-500:]}")
    return Cost(seconds, _processor() - before, parent, worker)


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += map(int, tasks.read_text().split())
        except OSError:
            continue
    return found


def _peak(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
        name = Path(f"/proc/{pid}/exe").readlink().name
    except OSError:
        return 0
    if "python" not in name:
        return 0
    lines = [line for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(lines[0].split()[1]) * 1024 if lines else 0
