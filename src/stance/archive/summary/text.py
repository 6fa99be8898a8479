"""A summary as text: the same on a terminal and in a file."""

from __future__ import annotations

import shutil
from io import StringIO
from typing import TYPE_CHECKING

from stance.archive.summary.view import Grid, View
from stance.archive.summary.words import Words

if TYPE_CHECKING:
    from rich.console import Console

_NARROWEST, _WIDEST = 100, 180


def text_of(view: View, words: Words, *, colours: bool = False) -> str:
    """Return a summary as text.

    Args:
        view: The summary in words.
        words: The words of its language.
        colours: Whether a terminal will show it.
    """
    from rich.console import Console

    stream = StringIO()
    columns = shutil.get_terminal_size((_WIDEST, 40)).columns if colours else _WIDEST
    console = Console(
        file=stream,
        force_terminal=colours,
        width=max(_NARROWEST, min(columns, _WIDEST)),
        highlight=False,
        markup=False,
        emoji=False,
    )
    console.print(words["title"], style="bold")
    for fact in view.facts:
        console.print(fact)
    for warning in view.warnings:
        console.print(warning, style="yellow")
    for grid in view.grids:
        _print(grid, console)
    if view.sample:
        console.print()
        console.print(words["sample"], style="bold")
        for sentence in view.sample:
            console.print(sentence)
    console.print()
    for note in view.notes:
        console.print(note, style="dim")
    return "".join(f"{line.rstrip()}\n" for line in stream.getvalue().split("\n")[:-1])


def _print(grid: Grid, console: Console) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(
        box=SIMPLE_HEAD, title=grid.title, title_justify="left", title_style="bold", pad_edge=False
    )
    for number, head in enumerate(grid.heads):
        table.add_column(
            head,
            justify="right" if number else "left",
            # A figure is never broken; names and heads may be.
            no_wrap=False,
            overflow="fold",
            min_width=max((len(row[number]) for row in grid.rows), default=0) if number else 12,
        )
    for row in grid.rows:
        table.add_row(*row)
    console.print()
    console.print(table)
