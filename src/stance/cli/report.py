"""``stance report``: results as a page, or as a memo, that an auditor reads."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stance.cli.language import Language
from stance.cli.options import AuditReport
from stance.errors import StanceError
from stance.schema import Status

if TYPE_CHECKING:
    from stance.report import Report, Reviewed


# Results hold verdicts alone; it was `stance score` that said what became of each file.
_UNTOLD = (
    "A file of results does not tell which files could not be read; `stance report FOLDER` does."
)


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
    audit: AuditReport = None,
    review: Annotated[
        Path | None,
        typer.Option(
            metavar="DB",
            help="The review file whose verdicts count. By default RESULTS.review.sqlite, if it is "
            "there.",
            show_default=False,
        ),
    ] = None,
    no_review: Annotated[
        bool, typer.Option("--no-review", help="Show the program's verdicts only.")
    ] = False,
) -> None:
    """Show which answers are weak, and the sentences that decide it.

    The page is one file that opens from disk and asks nothing of the network. Where a person has
    reviewed a verdict, the person's counts. Files without results are named at the end of the
    page, an archive's too, with what to do about them. Documents are accounted for on standard
    error; the exit code is 0, or 1 when one of them could not be read.
    """
    if review is not None and no_review:
        raise StanceError(
            "bad-options", "--review and --no-review exclude each other.", "Drop one.", exit_code=2
        )
    code = report(
        results,
        out=out,
        output=output or _format_of(out),
        lang=lang,
        model=model,
        audit=audit,
        review=None if no_review else review or _review_beside(results),
    )
    raise typer.Exit(code)


def report(
    source: Path,
    *,
    out: Path | None,
    output: ReportFormat,
    lang: Language,
    model: Path | None,
    audit: Path | None = None,
    review: Path | None = None,
) -> int:
    """Write the report, say where it is, and return the exit code."""
    from stance.cli.records import Reading
    from stance.cli.streams import results_to
    from stance.report import gather
    from stance.results import are_documents, failures_in, is_archive

    for path in (source, audit, review):
        refuse_overwriting(out, path)
    reviewed = None
    if review is not None:
        from stance.review.verdicts import reviewed_in

        reviewed = reviewed_in(review)
    reading = Reading(source, model=model, audit=audit)
    with results_to(out) as results:
        if results.terminal and output is not ReportFormat.MD:
            what = "A Word file" if output is ReportFormat.DOCX else "A page"
            raise StanceError(
                "bad-output",
                f"{what} is not for a terminal.",
                "Use --out FILE, or --format md.",
                exit_code=2,
            )
        failures = failures_in(source) if is_archive(source) else reading.failures
        gathered = gather(reading.records(), failures, reviewed)
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
    code = reading.close()
    if not is_archive(source) and not are_documents(source):
        typer.echo(_UNTOLD, err=True)
    _say_done(out, gathered, review, reviewed or {})
    return code


def refuse_overwriting(out: Path | None, source: Path | None) -> None:
    """Refuse to replace what is read."""
    if out is None or source is None:
        return
    if out.exists() and source.exists() and out.samefile(source):
        raise StanceError(
            "bad-output",
            f"{out} is the input.",
            "Write the report to another file.",
            exit_code=2,
        )


def _review_beside(source: Path) -> Path | None:
    """Return the review file that lies beside the results; None when there is none."""
    from stance.review.files import database_beside

    try:
        beside = database_beside(source)
        return beside if beside.is_file() else None
    except OSError:  # A name too long: the results are not there either.
        return None


def _say_done(
    out: Path | None, gathered: Report, review: Path | None, reviewed: Mapping[str, Reviewed]
) -> None:
    """Say where the report is, how much is in it, and whose verdicts count."""
    count = len(gathered.entries)
    said = f"{out or 'Written'}: {count} recommendation{'' if count == 1 else 's'}"
    if review is not None:
        taken = {id(each.reviewed) for each in gathered.entries if each.reviewed is not None}
        said += f", {sum(each.reviewed is not None for each in gathered.entries)} of them reviewed"
        said += f" ({review.name}"
        if len(taken) < len(reviewed):
            said += f"; {len(reviewed) - len(taken)} reviewed there are not among them"
        said += ")"
    if unread := sum(status != Status.NO_ANSWER for _, status in gathered.failures):
        said += f"; {unread} file{'' if unread == 1 else 's'} could not be read"
    # File names come from outside: they must not steer the terminal.
    typer.echo("".join(sign if sign.isprintable() else "?" for sign in said), err=True)


def _format_of(out: Path | None) -> ReportFormat:
    """Return the format that a file's name asks for."""
    suffix = "" if out is None else out.suffix.lower().lstrip(".")
    return {"md": ReportFormat.MD, "markdown": ReportFormat.MD, "docx": ReportFormat.DOCX}.get(
        suffix, ReportFormat.HTML
    )
