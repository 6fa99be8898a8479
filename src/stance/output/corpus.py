"""What a check of the corpus found, as tables for people."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from stance.corpus import CorpusReport, Section


def write_corpus_report(console: Console, report: CorpusReport) -> str:
    """Return the tables of all checks, then all problems, then what is wanted still.

    Only tables are fitted to the console: a line is a line, for whoever reads them in a pipe.
    """
    return "".join(f"{line.rstrip()}\n" for line in _lines(console, report))


def _lines(console: Console, report: CorpusReport) -> Iterator[str]:
    for section in report.sections:
        if section.rows or section.notes:
            yield from _bold(console, section.name.capitalize())
            if section.rows:
                yield from _shown(console, _table(section))
            yield from section.notes
            yield ""
    for heading, lines in (("Problems", report.problems), ("Missing", report.missing)):
        if lines:
            yield from _bold(console, heading)
            yield from lines


def _bold(console: Console, heading: str) -> Iterator[str]:
    return _shown(console, Text(heading, "bold"))


def _shown(console: Console, part: RenderableType) -> Iterator[str]:
    with console.capture() as capture:
        console.print(part)
    yield from capture.get().splitlines()


def _table(section: Section) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for number, column in enumerate(section.columns):
        text = all(isinstance(row[number], str) for row in section.rows)
        heading = "share" if column.endswith(" share") else column
        table.add_column(heading, justify="left" if text else "right", no_wrap=True)
    for row in section.rows:
        table.add_row(*map(_cell, row))
    return table


def _cell(value: object) -> str:
    if value is None:
        return "-"
    return f"{value:.3f}" if isinstance(value, float) else str(value)
