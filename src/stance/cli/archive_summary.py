"""``stance archive summary`` and ``sample``: what an archive says as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stance.cli.language import Language

if TYPE_CHECKING:
    from stance.archive.summary import Summary
    from stance.archive.summary.words import Words

_SQLITE = b"SQLite format 3\0"

Folder = Annotated[
    Path, typer.Argument(metavar="DIR", help="What `stance archive run --out` wrote.")
]


class Grouping(StrEnum):
    """What exchanges can be grouped by; the same as ``stance.archive.summary.groups.GROUPINGS``."""

    MUNICIPALITY = "municipality"
    BODY = "body"
    YEAR = "year"
    KIND = "kind"
    STANCE = "stance"
    REASON = "reason"
    COMMITMENT = "commitment"
    MODEL = "model"


class SummaryFormat(StrEnum):
    """What a summary is written as."""

    TEXT = "text"
    CSV = "csv"
    HTML = "html"


def summary_cli(
    folder: Folder,
    by: Annotated[
        list[Grouping] | None,
        typer.Option("--by", help="A table for each group. May be given more than once."),
    ] = None,
    output: Annotated[
        SummaryFormat,
        typer.Option("--format", help="Text, CSV with a row for each figure, or a page."),
    ] = SummaryFormat.TEXT,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write to a file instead of standard output."),
    ] = None,
    charts: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Write charts there, each as SVG and PNG."),
    ] = None,
    labelled: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="A random sample of the archive labelled by people: its review file (.sqlite), "
            "or labels (.jsonl or .csv) as `stance review export` writes them. Corrects the shares "
            "for the model's own errors.",
        ),
    ] = None,
    lang: Annotated[Language, typer.Option(help="Language of the summary.")] = Language.SWEDISH,
) -> None:
    """Count stances, weak answers and commitments, with 95 % intervals that respect documents.

    The shares are the model's verdicts. With --labelled they are corrected by prediction-powered
    inference, and how much narrower that makes the interval than the sample alone is told; draw the
    sample with `stance archive sample`. What looks odd in the labels is told on standard error.
    """
    summary(
        folder,
        [each.value for each in by or ()],
        output=output,
        out=out,
        charts=charts,
        labelled=labelled,
        lang=lang,
    )


def sample_cli(
    folder: Folder,
    out: Annotated[Path, typer.Option(metavar="FILE", help="Where to write them, as JSON lines.")],
    count: Annotated[int, typer.Option(min=1, metavar="N", help="How many recommendations.")] = 200,
    seed: Annotated[int, typer.Option(help="The same seed draws the same.")] = 0,
) -> None:
    """Draw recommendations with their answers at random, for `summary --labelled`.

    Label them with `stance review FILE`, all of them: those that are left out because they are
    hard are no random choice.
    """
    sample(folder, out, count=count, seed=seed)


def summary(
    folder: Path,
    by: list[str],
    *,
    output: SummaryFormat,
    out: Path | None,
    charts: Path | None,
    labelled: Path | None,
    lang: Language,
) -> None:
    """Write a summary, and perhaps its charts."""
    from stance.archive.summary import summarise
    from stance.archive.summary.view import view_of
    from stance.archive.summary.words import words_of
    from stance.cli.report import refuse_overwriting
    from stance.cli.streams import results_to

    if labelled is not None:
        refuse_overwriting(out, labelled)
    words = words_of(lang.value)
    with _labels_in(labelled) as labels:
        found = summarise(folder, by, labelled=labels, charts=charts is not None)
    view = view_of(found, words, every_interval=output is not SummaryFormat.TEXT)
    if output is not SummaryFormat.TEXT:
        for warning in view.warnings:
            typer.echo(warning, err=True)
    with results_to(out) as results:
        if output is SummaryFormat.CSV:
            from stance.archive.summary.csv import csv_of

            results.write(csv_of(found))
        elif output is SummaryFormat.HTML:
            from stance.report.archive import summary_page

            results.write(summary_page(view, words))
        else:
            from stance.archive.summary.text import text_of

            results.write(text_of(view, words, colours=results.terminal))
    if charts is not None:
        _write_charts(found, charts, words)


def sample(folder: Path, out: Path, *, count: int, seed: int) -> None:
    """Write a random sample."""
    import json

    from stance.archive.summary.draw import draw
    from stance.cli.archive_progress import counted
    from stance.cli.streams import results_to

    drawn = 0
    with results_to(out) as results:
        for record in draw(folder, count, seed):
            results.write(json.dumps(record, ensure_ascii=False, allow_nan=False) + "\n")
            drawn += 1
    if drawn < count:
        typer.echo(
            f"The archive has only {counted(drawn, 'recommendation')}: all written.", err=True
        )


@contextmanager
def _labels_in(labelled: Path | None) -> Iterator[Path | None]:
    """Yield the file of labels; of a review file those that count, written out for the while."""
    if labelled is None or not _is_database(labelled):
        yield labelled
        return
    import tempfile

    from stance.errors import StanceError
    from stance.review.exports import ExportFormat, export_text
    from stance.review.store import ReviewStore

    with ReviewStore(labelled, create=False) as store:
        text = export_text(store, ExportFormat.JSONL)
        shown = sum(1 for _ in store.records())
    count = text.count("\n")
    if not count:
        raise StanceError(
            "bad-labels",
            f"Nothing in {labelled} has been labelled.",
            "Label all of the sample with `stance review`.",
        )
    if count < shown:
        typer.echo(
            f"{labelled.name}: {shown - count} of {shown} have no label. The review shows the "
            "doubtful first: the shares hold only for a random sample of which all is labelled.",
            err=True,
        )
    with tempfile.TemporaryDirectory(prefix="stance-") as folder:
        written = Path(folder, f"{labelled.name}.jsonl")
        written.write_text(text, encoding="utf-8", newline="\n")
        yield written


def _is_database(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return stream.read(len(_SQLITE)) == _SQLITE
    except OSError:  # Who reads it as labels says what is wrong.
        return False


def _write_charts(found: Summary, folder: Path, words: Words) -> None:
    from stance.archive.summary.charts import write_charts
    from stance.errors import StanceError

    try:
        written = write_charts(found, folder, words)
    except OSError as error:
        raise StanceError(
            "bad-output",
            f"The charts cannot be written to {folder}: {error.strerror or error}.",
            "Name a folder that you may write to.",
            exit_code=2,
        ) from error
    for path in written:
        typer.echo(str(path), err=True)
    if not written:
        typer.echo("There is nothing to chart.", err=True)
