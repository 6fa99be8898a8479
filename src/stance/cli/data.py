"""``stance data``: the labelled corpus."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Format(StrEnum):
    """How the findings are written."""

    TABLE = "table"
    JSON = "json"


def check_cli(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER", help="Pairs and documents with gold, to the bottom; or one file."
        ),
    ] = Path("data"),
    probes: Annotated[
        bool,
        typer.Option(
            "--probes",
            help="Also measure what the recommendation, the length and the response tell, each "
            "alone (half a minute).",
        ),
    ] = False,
    output: Annotated[Format, typer.Option("--format", help="For people or for programs.")] = (
        Format.TABLE
    ),
) -> None:
    """Check form, labels, likeness, wording, leaks between splits, second labels and documents."""
    raise typer.Exit(check(folder, probes=probes, output=output))


def check(folder: Path, *, probes: bool = False, output: Format = Format.TABLE) -> int:
    """Print what was found and a closing line; return 1 when something is wrong or missing."""
    import json

    from stance.cli.streams import results_to
    from stance.corpus import check_corpus

    with results_to(None) as results:
        report = check_corpus(folder, probes=probes)
        if output is Format.JSON:
            results.write(json.dumps(report.to_json(), ensure_ascii=False, indent=2) + "\n")
        else:
            from stance.output.corpus import write_corpus_report
            from stance.output.table import console_for

            console = console_for(results.stream, terminal=results.terminal)
            results.write(write_corpus_report(console, report))
    typer.echo(
        f"{report.pairs} pairs in {report.pair_files} files, {report.documents} documents with "
        f"{report.items} labelled recommendations: {len(report.problems)} problems, "
        f"{len(report.missing)} missing",
        err=True,
    )
    return 1 if report.problems or report.missing else 0


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
