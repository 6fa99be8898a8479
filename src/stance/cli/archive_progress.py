"""What a person sees of a run over an archive, and how it is stopped."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from types import FrameType

    from rich.progress import Progress, TaskID

    from stance.archive.plan import Plan
    from stance.archive.progress import Pace, Watcher
    from stance.archive.run import Result

_LINE_SECONDS = 30.0
_INTERRUPTED = 130


@contextmanager
def interruptible() -> Iterator[Callable[[], bool]]:
    """Turn the first Ctrl-C (or a request to end) into a wish, and the second into an end.

    Yields:
        What tells whether the run is to be stopped.
    """
    asked = False

    def ask(number: int, frame: FrameType | None) -> None:
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = True
        _say("stopping: what is under way is finished and committed (once more to end at once)")

    wanted = [getattr(signal, name, None) for name in ("SIGINT", "SIGTERM", "SIGHUP")]
    before = {}
    for number in wanted:
        if number is not None:
            with suppress(ValueError):  # Not in the main thread: then nobody can ask.
                before[number] = signal.signal(number, ask)
    try:
        yield lambda: asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def shown() -> Iterator[Watcher]:
    """Show a bar on a terminal, and a plain line now and then where there is none."""
    if not sys.stderr.isatty():
        yield Lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    with Progress(
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.description}", markup=False),
        console=Console(file=sys.stderr),
        transient=True,
    ) as bar:
        yield Bar(bar)


class Lines:
    """A line now and then."""

    def __init__(self) -> None:
        """Count from now."""
        self._last = time.monotonic()

    def looking(self, found: int) -> None:
        """Say how many were found."""
        self._now_and_then(f"{found} files found so far")

    def planned(self, plan: Plan) -> None:
        """Say what there is to do."""
        _say(plan_line(plan))

    def note(self, line: str) -> None:
        """Pass it on."""
        _say(line)

    def advanced(self, pace: Pace) -> None:
        """Say how far it has come."""
        if time.monotonic() - self._last >= _LINE_SECONDS:
            self._now_and_then(f"{pace.done} of {pace.todo}, {pace_line(pace)}")

    def _now_and_then(self, line: str) -> None:
        now = time.monotonic()
        if now - self._last >= _LINE_SECONDS:
            self._last = now
            _say(line)


class Bar:
    """A bar with rate and time left."""

    def __init__(self, bar: Progress) -> None:
        """Draw on ``bar``."""
        self._bar = bar
        self._task: TaskID | None = None
        self._last = 0.0

    def looking(self, found: int) -> None:
        """Say how many were found."""
        if self._task is None:
            self._task = self._bar.add_task("", total=None)
        self._bar.update(self._task, completed=found, description="looking")

    def planned(self, plan: Plan) -> None:
        """Begin at nothing."""
        if self._task is not None:
            self._bar.remove_task(self._task)
        self._task = self._bar.add_task("", total=plan.todo)
        self._bar.console.print(plan_line(plan), markup=False, highlight=False)

    def note(self, line: str) -> None:
        """Print it above the bar."""
        self._bar.console.print(_printable(line), markup=False, highlight=False)

    def advanced(self, pace: Pace) -> None:
        """Move the bar, some times a second."""
        now = time.monotonic()
        if self._task is None or (now - self._last < 0.1 and pace.done < pace.todo):
            return
        self._last = now
        self._bar.update(self._task, completed=pace.done, description=pace_line(pace))


def plan_line(plan: Plan) -> str:
    """Return in one line what there is to do."""
    parts = [f"{_counted(plan.inputs)}: {plan.done} done, {plan.todo} to do"]
    if plan.later:
        parts.append(f"{plan.later} left for later by --limit")
    return "; ".join(parts)


def pace_line(pace: Pace) -> str:
    """Return rate and time left."""
    left = pace.seconds_left
    if left is None:
        return f"{pace.rate:.1f} a second"
    minutes, seconds = divmod(round(left), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{pace.rate:.1f} a second, {hours}:{minutes:02d}:{seconds:02d} left"


def tell(result: Result, out: Path) -> int:
    """Say how a run ended and return the exit code of the program."""
    from stance.archive.schema import STATUSES

    counts = result.statuses
    total = sum(counts.values())
    parts = [_counted(total)]
    if counts:
        shown = ", ".join(f"{counts[status]} {status}" for status in STATUSES if status in counts)
        parts[0] += f": {shown}"
        parts.append(counted(result.exchanges, "recommendation"))
        if result.seconds > 0:
            parts.append(f"{total / result.seconds:.1f} a second")
    for what, count in sorted(result.passed_over.items()):
        parts.append(f"{count} {what} passed over")
    _say("; ".join(parts))
    if result.interrupted:
        _say(f"stopped: {_counted(result.left)} left. To go on: stance archive run --out {out}")
        return _INTERRUPTED
    if result.left:
        _say(f"{_counted(result.left)} left. To go on: stance archive run --out {out}")
    if result.failed:
        _say(
            f"{_counted(result.failed)} of the archive failed; to see which: "
            f"stance archive status {out}"
        )
    return 1 if result.failed else 0


def counted(count: int, noun: str) -> str:
    """Return how many there are of something."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _counted(count: int) -> str:
    return counted(count, "input")


def _printable(line: str) -> str:
    return "".join(sign if sign.isprintable() else "?" for sign in line)


def _say(line: str) -> None:
    # File names come from outside: they must not steer the terminal.
    with suppress(OSError):
        typer.echo(_printable(line), err=True)
