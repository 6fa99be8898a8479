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


def agreement_cli(
    first: Annotated[list[Path], typer.Argument(metavar="PAIRS...", help="Labelled pair files.")],
    second: Annotated[
        Path,
        typer.Option("--second", help="A table with tabs: id, stance, reason, commitment."),
    ],
) -> None:
    """Compare labels with those of a second labeller: Cohen's kappa, and where they differ."""
    agreement(first, second)


def agreement(first: list[Path], second: Path) -> None:
    """Print the agreement on each question, and the pairs on which the labellers differ."""
    from stance.evaluation.agreement import agreements

    for found in agreements(first, second):
        typer.echo(f"{found.question:<12} kappa {found.kappa:.3f}  {found.pairs} pairs")
        for identifier, mine, theirs in found.differing:
            typer.echo(f"  {identifier}: {mine or 'none given'} / {theirs or 'none given'}")
