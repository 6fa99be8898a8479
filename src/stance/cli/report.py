"""``stance report``: results as a page, or as a memo, that an auditor reads."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from stance.cli.language import Language
from stance.errors import StanceError

# Read to the end, whatever was found.
_NO_ANSWER = "no_answer"


class ReportFormat(StrEnum):
    """What the report is written as."""

    HTML = "html"
    MD = "md"
    DOCX = "docx"


def report_cli(
    results: Annotated[
        Path,
        typer.Argument(
            metavar="RESULTS",
            help="Results of `stance score --format jsonl`, the folder of an archive, or a "
            "document or folder of documents, which are scored first.",
            show_default=False,
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write to a file instead of standard output."),
    ] = None,
    output: Annotated[
        ReportFormat | None,
        typer.Option(
            "--format",
            help="A page, or text for a memo. By default what the name of FILE says, else html.",
            show_default=False,
        ),
    ] = None,
    lang: Annotated[Language, typer.Option(help="Language of the report.")] = Language.SWEDISH,
    model: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="For documents: a model folder; without it, the shipped model."
        ),
    ] = None,
) -> None:
    """Show which answers are weak, and the sentences that decide it.

    The page is one file that opens from disk and asks nothing of the network. Documents without
    results are named in it and on standard error. The exit code is 0, or 1 when some document
    could not be read.
    """
    raise typer.Exit(
        report(results, out=out, output=output or _format_of(out), lang=lang, model=model)
    )


def report(
    source: Path, *, out: Path | None, output: ReportFormat, lang: Language, model: Path | None
) -> int:
    """Write the report and return the exit code."""
    from stance.cli.streams import results_to
    from stance.report import gather
    from stance.results import read_results

    refuse_overwriting(out, source)
    failures: list[tuple[str, str]] = []

    def failed(name: str, error: StanceError) -> None:
        failures.append((name, error.code))
        said = str(error) if name in str(error) else f"{name}: {error}"
        # File names and details come from outside: they must not steer the terminal.
        typer.echo("".join(sign if sign.isprintable() else "?" for sign in said), err=True)

    with results_to(out) as results:
        if output is ReportFormat.DOCX and results.terminal:
            raise StanceError(
                "bad-output", "A Word file is not for a terminal.", "Use --out FILE.", exit_code=2
            )
        found = read_results(source, model=model, failed=failed)
        gathered = gather(found, failures)
        if output is ReportFormat.DOCX:
            from stance.report.docx import document_of

            results.stream.buffer.write(document_of(gathered, lang.value))
            results.stream.buffer.flush()
        elif output is ReportFormat.MD:
            from stance.report.markdown import memo_of

            results.write(memo_of(gathered, lang.value))
        else:
            from stance.report.page import page_of

            results.write(page_of(gathered, lang.value))
    return 1 if any(status != _NO_ANSWER for _, status in failures) else 0


def refuse_overwriting(out: Path | None, source: Path) -> None:
    """Refuse to replace what is read."""
    if out is not None and out.exists() and source.exists() and out.samefile(source):
        raise StanceError(
            "bad-output",
            f"{out} is the input.",
            "Write the report to another file.",
            exit_code=2,
        )


def _format_of(out: Path | None) -> ReportFormat:
    """Return the format that a file's name asks for."""
    suffix = "" if out is None else out.suffix.lower().lstrip(".")
    return {"md": ReportFormat.MD, "markdown": ReportFormat.MD, "docx": ReportFormat.DOCX}.get(
        suffix, ReportFormat.HTML
    )
