"""How far a command has come, for people who wait at a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress_over(total: int, *, wanted: bool = True) -> Iterator[Callable[[str], None]]:
    """Show a bar on standard error, if that is a terminal and there is more than one file.

    Args:
        total: How many files there are.
        wanted: False when results go to the same terminal: they show how far it has come.

    Yields:
        What to call after each file, with its name.
    """
    if not wanted or total < 2 or not sys.stderr.isatty():
        yield lambda name: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as Remaining

    with Progress(
        BarColumn(),
        MofNCompleteColumn(),
        Remaining(),
        TextColumn("{task.description}", markup=False),
        console=Console(file=sys.stderr),
        transient=True,
    ) as bar:
        task = bar.add_task("", total=total)
        yield lambda name: bar.update(task, advance=1, description=name)
