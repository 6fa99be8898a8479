"""The command table. The modules of the commands are light; their work is imported when run."""

from __future__ import annotations

from typing import Annotated

import typer

import stance
from stance.cli import (
    archive,
    archive_commitments,
    archive_summary,
    data,
    evaluate,
    models,
    report,
    review,
    score,
    train,
)

app = typer.Typer(
    name="stance",
    help=stance.__doc__,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # Plain help: it needs no rich, and reads the same in a pipe.
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"stance {stance.__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", help="Print the version.", callback=_version, is_eager=True),
    ] = False,
) -> None:
    """Judges how Swedish municipal committees answer their auditors' recommendations."""


app.command("score")(score.score_cli)
app.command("train")(train.train_cli)
app.command("evaluate")(evaluate.evaluate_cli)
app.command("report")(report.report_cli)

_models = typer.Typer(help="The models that are on this machine.", no_args_is_help=True)
_models.command("list")(models.list_cli)
_models.command("fetch")(models.fetch_cli)
app.add_typer(_models, name="models")

_data = typer.Typer(help="The labelled corpus.", no_args_is_help=True)
_data.command("check")(data.check_cli)
_data.command("agreement")(data.agreement_cli)
app.add_typer(_data, name="data")

app.add_typer(review.commands, name="review")
archive.app.command("summary")(archive_summary.summary_cli)
archive.app.command("sample")(archive_summary.sample_cli)
archive.app.command("commitments")(archive_commitments.commitments_cli)
app.add_typer(archive.app, name="archive")
