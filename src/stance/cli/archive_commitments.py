"""``stance archive commitments``: what bodies committed to, and by when."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from stance.cli.language import Language

_DAYS = 30
_DATE = ["%Y-%m-%d"]


class CommitmentsFormat(StrEnum):
    """What commitments are written as."""

    TEXT = "text"
    CSV = "csv"
    ICS = "ics"


def commitments_cli(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="What `stance archive run --out` wrote.")
    ],
    due_before: Annotated[
        datetime | None,
        typer.Option(formats=_DATE, metavar="DATE", help="Only those due before that day."),
    ] = None,
    overdue: Annotated[
        bool, typer.Option("--overdue", help="Only those whose date has passed.")
    ] = False,
    soon: Annotated[
        int | None,
        typer.Option(
            min=0,
            metavar="DAYS",
            help="Only those due within so many days; with --overdue, these too.",
        ),
    ] = None,
    today: Annotated[
        datetime | None,
        typer.Option(formats=_DATE, metavar="DATE", help="Count from that day instead of today."),
    ] = None,
    output: Annotated[
        CommitmentsFormat,
        typer.Option("--format", help="Text, CSV, or a calendar of those with a date."),
    ] = CommitmentsFormat.TEXT,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write to a file instead of standard output."),
    ] = None,
    lang: Annotated[Language, typer.Option(help="Language of text and calendar.")] = (
        Language.SWEDISH
    ),
) -> None:
    """List commitments: measure, deadline, who is responsible, document and page.

    In CSV, a cell that starts with = + - or @ has an apostrophe before it, so that no spreadsheet
    takes it for a formula. An event of the calendar keeps its identity from export to export.
    """
    commitments(
        folder,
        due_before=None if due_before is None else due_before.date(),
        overdue=overdue,
        soon=soon,
        today=date.today() if today is None else today.date(),
        output=output,
        out=out,
        lang=lang,
    )


def commitments(
    folder: Path,
    *,
    due_before: date | None,
    overdue: bool,
    soon: int | None,
    today: date,
    output: CommitmentsFormat,
    out: Path | None,
    lang: Language,
) -> None:
    """Write the commitments."""
    from stance.archive.commitments import State, chosen, commitments_of, csv_of
    from stance.archive.summary.words import words_of
    from stance.cli.streams import results_to

    days = _DAYS if soon is None else soon
    everything = commitments_of(folder, today, soon=days)
    states = [State.OVERDUE] if overdue else []
    if soon is not None:
        states.append(State.SOON)
    shown = chosen(everything, states=states, due_before=due_before)
    words = words_of(lang.value)
    with results_to(out) as results:
        if output is CommitmentsFormat.CSV:
            results.write(csv_of(shown))
        elif output is CommitmentsFormat.ICS:
            from stance.archive.calendar import calendar_of

            results.write(calendar_of(shown, today, words))
            undated = sum(each.due is None for each in shown)
            if undated:
                typer.echo(f"Without a date, and so not in it: {undated}.", err=True)
        else:
            from stance.archive.commitments_text import text_of

            results.write(text_of(shown, everything, days, words))
