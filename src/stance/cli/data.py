"""``stance data``: the labelled corpus."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def check_cli(
    folder: Annotated[
        Path,
        typer.Argument(metavar="FOLDER", help="Pairs and documents with gold, to the bottom."),
    ] = Path("data"),
) -> None:
    """Check that labels have their legal form, quotes stand in the text, and nothing is double."""
    raise typer.Exit(check(folder))


def check(folder: Path) -> int:
    """Print each problem and a closing line; return 1 when there are problems."""
    from stance.evaluation.check import check_folder

    report = check_folder(folder)
    for problem in report.problems:
        typer.echo(problem)
    typer.echo(
        f"{report.pairs} pairs in {report.pair_files} files, {report.documents} documents with "
        f"{report.items} labelled recommendations: {len(report.problems)} problems",
        err=True,
    )
    return 1 if report.problems else 0
