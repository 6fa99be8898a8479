"""``stance archive``: whole archives, in many processes, resumed where they were stopped."""

from __future__ import annotations

import shlex
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stance.cli.options import ModelFolder

if TYPE_CHECKING:
    from stance.archive.run import MakeEngine, Options
    from stance.archive.status import Standing

# Of each cause `status` names so many files.
_MOST_NAMES = 20

app = typer.Typer(
    help="Whole archives: score every file once, resume, retry, and account for each.",
    no_args_is_help=True,
)


class EngineName(StrEnum):
    """Where documents are scored."""

    LOCAL = "local"
    RAY = "ray"


class ExportFormat(StrEnum):
    """What an archive is exported as."""

    CSV = "csv"
    JSONL = "jsonl"
    XLSX = "xlsx"


class Table(StrEnum):
    """The tables of an archive."""

    VERDICTS = "verdicts"
    DOCUMENTS = "documents"
    ERRORS = "errors"


Folder = Annotated[
    Path, typer.Argument(metavar="DIR", help="What `stance archive run --out` wrote.")
]
Workers = Annotated[
    int | None,
    typer.Option(min=1, max=512, help="Processes; by default one for each core.", metavar="N"),
]
Limit = Annotated[
    int | None, typer.Option(min=0, metavar="N", help="Score at most so many files now.")
]
Engine = Annotated[
    EngineName,
    typer.Option(help="Where documents are scored: on this machine, or on a cluster of Ray."),
]
Address = Annotated[
    str | None,
    typer.Option(
        metavar="HOST:PORT",
        help="With --engine ray: the head of the cluster, or auto on one of its nodes. Without "
        "it, this machine alone.",
    ),
]


@app.command("run")
def run_cli(
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="The archive's folder: new, or to go on with.")
    ],
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SOURCE]...",
            help="Folders, zip or tar files, or lists of paths (.txt, .lst, or - for standard "
            "input). Without any, those of the last run.",
            show_default=False,
        ),
    ] = None,
    workers: Workers = None,
    limit: Limit = None,
    include: Annotated[
        list[str] | None,
        typer.Option(
            metavar="GLOB",
            help="Only files that match, as '*.pdf' or '2021/*'. May be given more than once.",
        ),
    ] = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option(metavar="GLOB", help="No files that match, as 'kladd/' or '*utkast*'."),
    ] = None,
    audits: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Audit reports; each response is paired with its report by case number, title "
            "and date.",
        ),
    ] = None,
    model: ModelFolder = None,
    error_rate: Annotated[
        float | None,
        typer.Option(
            metavar="SHARE",
            help="How often the stances that remain possible may miss the right one; where more "
            "than one remains, a verdict is marked for review. By default 0.1.",
            show_default=False,
        ),
    ] = None,
    prune: Annotated[
        bool, typer.Option("--prune", help="Remove the rows of files that are no longer there.")
    ] = False,
    engine: Engine = EngineName.LOCAL,
    address: Address = None,
) -> None:
    """Score every file of an archive once, and write tables that account for each.

    What is done with the same content and the same model is skipped, so the same command goes on
    where it was stopped. Ctrl-C commits what is done. The exit code is 0 when all inputs were
    scored, 1 when some failed (see `stance archive status`), 130 when it was stopped.
    """
    from stance.archive.run import Options

    options = Options(
        out=out,
        sources=tuple(sources or ()),
        model=model,
        audits=audits,
        error_rate=error_rate,
        limit=limit,
        include=tuple(include or ()),
        exclude=tuple(exclude or ()),
        prune=prune,
    )
    raise typer.Exit(run(options, maker(engine, workers, address)))


@app.command("retry")
def retry_cli(
    folder: Folder,
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--status", metavar="STATUS", help="Only those, as 'timeout'. By default all failures."
        ),
    ] = None,
    workers: Workers = None,
    limit: Limit = None,
    engine: Engine = EngineName.LOCAL,
    address: Address = None,
) -> None:
    """Score the files that failed once more, with the model of the last run."""
    raise typer.Exit(retry(folder, only or (), maker(engine, workers, address), limit=limit))


@app.command("status")
def status_cli(folder: Folder) -> None:
    """Say how an archive stands: done, left, which files failed by cause, rate."""
    from stance.archive.status import status_of

    for line in standing_lines(status_of(folder), folder):
        typer.echo(line)


@app.command("export")
def export_cli(
    folder: Folder,
    output: Annotated[
        ExportFormat, typer.Option("--format", help="CSV, JSON lines, or an Excel workbook.")
    ] = ExportFormat.CSV,
    table: Annotated[
        Table, typer.Option(help="Which table; a workbook holds all three.")
    ] = Table.VERDICTS,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write to a file instead of standard output."),
    ] = None,
) -> None:
    """Write an archive's table as one file, in the order of the paths.

    In CSV, a cell that starts with = + - or @ has an apostrophe before it, so that no spreadsheet
    takes it for a formula; in a workbook such cells are marked as text.
    """
    export(folder, output, table.value, out)


def run(options: Options, make_engine: MakeEngine) -> int:
    """Run, say how it went on standard error, and return the exit code."""
    from stance.archive.run import run_archive
    from stance.cli.archive_progress import interruptible, shown, tell

    with interruptible() as stopping, shown() as watcher:
        result = run_archive(options, make_engine, watcher=watcher, stopping=stopping)
    return tell(result, options.out)


def retry(
    folder: Path,
    only: list[str] | tuple[()],
    make_engine: MakeEngine,
    *,
    limit: int | None,
) -> int:
    """Do what failed once more, and return the exit code."""
    from stance.archive.folder import read_manifest
    from stance.archive.run import Options
    from stance.archive.schema import FAILED
    from stance.errors import StanceError

    unknown = [status for status in only if status not in FAILED]
    if unknown:
        raise StanceError(
            "bad-options",
            f"{unknown[0]} is no status of a failure.",
            f"Use one of: {', '.join(FAILED)}.",
            exit_code=2,
        )
    manifest = read_manifest(folder)
    options = Options(
        out=folder,
        model=None if manifest.model_folder is None else Path(manifest.model_folder),
        audits=None if manifest.audits is None else Path(manifest.audits),
        error_rate=manifest.error_rate,
        include=manifest.include,
        exclude=manifest.exclude,
        limit=limit,
        again=tuple(only) or FAILED,
    )
    return run(options, make_engine)


def export(folder: Path, output: ExportFormat, table: str, out: Path | None) -> None:
    """Write one table, or a workbook."""
    from stance.archive.export import csv_lines, jsonl_lines
    from stance.archive.folder import read_manifest
    from stance.cli.streams import results_to
    from stance.errors import StanceError

    read_manifest(folder)
    if output is ExportFormat.XLSX:
        from stance.archive.workbook import write_workbook

        if out is None:
            raise StanceError(
                "bad-output", "A workbook is no text.", "Use --out FILE.xlsx.", exit_code=2
            )
        write_workbook(folder, out)
        return
    lines = csv_lines if output is ExportFormat.CSV else jsonl_lines
    with results_to(out) as results:
        for line in lines(folder, table):
            results.write(line)


def standing_lines(standing: Standing, folder: Path) -> list[str]:
    """Return what `status` prints."""
    from stance.archive.schema import STATUSES
    from stance.cli.archive_progress import counted

    last, left = standing.last, standing.left
    lines = [
        f"model: {standing.manifest.model_name}",
        f"done: {counted(standing.done, 'input')}, {counted(standing.exchanges, 'recommendation')}",
    ]
    if left is not None:
        lines.append(f"left: {left}")
    if standing.outdated:
        lines.append(f"scored with another model or other settings: {standing.outdated}")
    lines.append(f"failed: {standing.failed}")
    for status in STATUSES:
        if names := standing.failures.get(status, ()):
            lines.append(f"  {status}: {len(names)}")
            lines += [f"    {name}" for name in names[:_MOST_NAMES]]
            if len(names) > _MOST_NAMES:
                export = f"stance archive export {shlex.quote(str(folder))} --table errors"
                lines.append(f"    ... and {len(names) - _MOST_NAMES} more: {export}")
    if standing.rate is not None:
        lines.append(f"rate: {standing.rate:.1f} a second in the last run")
    if standing.running:
        lines.append("a run is going on")
    elif last is not None and not last.finished:
        lines.append("the last run was stopped; `stance archive run --out` with its folder goes on")
    return lines


def maker(engine: EngineName, workers: int | None, address: str | None) -> MakeEngine:
    """Return what makes the engine that was asked for."""
    if engine is EngineName.RAY:
        from stance.archive.ray_engine import RayEngine

        return lambda settings: RayEngine(settings, workers=workers, address=address)
    if address is not None:
        from stance.errors import StanceError

        raise StanceError(
            "bad-options", "--address is for --engine ray.", "Add that, or drop it.", exit_code=2
        )
    from stance.archive.local import LocalEngine
    from stance.processors import cores

    count = workers or cores()
    return lambda settings: LocalEngine(settings, workers=count)
