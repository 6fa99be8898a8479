"""``stance score``: documents and pairs in, verdicts out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stance.cli.language import Language, default_language
from stance.cli.options import ModelFolder
from stance.errors import StanceError

if TYPE_CHECKING:
    from stance.cli.inputs import Source
    from stance.cli.tally import Tally
    from stance.cli.writers import Writer
    from stance.schema import Document
    from stance.scoring import Assessment, StanceScorer


class Format(StrEnum):
    """How verdicts are written."""

    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"


def score_cli(
    inputs: Annotated[
        list[Path],
        typer.Argument(
            metavar="INPUT...",
            help="Response documents (PDF, DOCX, HTML, Markdown, text), folders of them, or files "
            "of pairs (.jsonl, .csv with recommendation, response and perhaps id).",
            show_default=False,
        ),
    ],
    audit: Annotated[
        Path | None,
        typer.Option(
            metavar="REPORT",
            help="The audit report, when the response does not repeat its recommendations.",
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
    output: Annotated[Format, typer.Option("--format", help="For people or for programs.")] = (
        Format.TABLE
    ),
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write to a file instead of standard output."),
    ] = None,
    lang: Annotated[
        Language | None,
        typer.Option(
            help="Language of the table. By default Swedish where LANG is Swedish, else English.",
            show_default=False,
        ),
    ] = None,
    show_text: Annotated[
        bool,
        typer.Option("--show-text", help="Print the text of one document, as spans count it."),
    ] = False,
) -> None:
    """Judge how committees answer their auditors.

    Each input is accounted for on standard error. The exit code is 0 when all inputs were scored
    and 1 when some input failed. In CSV, a cell that starts with = + - or @ has an apostrophe
    before it, so that no spreadsheet takes it for a formula.
    """
    if show_text:
        raise typer.Exit(print_text(inputs, out=out))
    language = lang or default_language()
    code = score(
        inputs,
        audit=audit,
        model=model,
        error_rate=error_rate,
        output=output,
        out=out,
        lang=language,
    )
    raise typer.Exit(code)


def score(
    inputs: Sequence[Path],
    *,
    audit: Path | None,
    model: Path | None,
    error_rate: float | None = None,
    output: Format,
    out: Path | None,
    lang: Language,
) -> int:
    """Score the inputs, write their verdicts one document at a time, and return the exit code."""
    from stance.cli.inputs import sources_of
    from stance.cli.progress import progress_over
    from stance.cli.streams import results_to
    from stance.cli.tally import Tally
    from stance.cli.writers import writer_for

    sources = sources_of(inputs)
    _refuse_overwriting(
        out, [*(source.path for source in sources.files), *([audit] if audit else [])]
    )
    tally = Tally(sources.left_out, sources.empty_folders, sources.unreadable)
    with results_to(out) as results:
        from stance.reading import ReaderPool
        from stance.scoring import StanceScorer

        readers = ReaderPool()
        if _needs_reader([source.path for source in sources.files]):
            readers.start()  # It gets ready while this process loads the model.
        with readers, StanceScorer.load(model, readers=readers, error_rate=error_rate) as scorer:
            recommendations = None if audit is None else scorer.recommendations_of(audit)
            writer = writer_for(output, results, lang)
            with progress_over(len(sources.files), wanted=not results.terminal) as advance:
                for source in sources.files:
                    _score_source(scorer, source, recommendations, writer, tally)
                    advance(source.name)
        writer.close()
    tally.close()
    return tally.exit_code


def print_text(inputs: Sequence[Path], *, out: Path | None) -> int:
    """Print the text of one document, exactly as its spans count it."""
    from stance.cli.streams import results_to
    from stance.reading import ReaderPool
    from stance.reading.scanned import with_recognised_pages
    from stance.schema import Status

    if len(inputs) != 1:
        raise StanceError(
            "one-document", "--show-text takes one document.", "Name one file.", exit_code=2
        )
    with results_to(out) as results:
        with ReaderPool() as readers:
            document = with_recognised_pages(readers.read(inputs[0]), inputs[0], readers.read)
        results.write(document.text)
        if results.terminal:
            results.write("\n")
    if document.status is Status.OK:
        return 0
    typer.echo(f"{inputs[0].name}: {document.status.value}: {document.detail}", err=True)
    return 1


def _score_source(
    scorer: StanceScorer,
    source: Source,
    recommendations: Sequence[str] | None,
    writer: Writer,
    tally: Tally,
) -> None:
    """Score one file and account for it; no file, however broken, stops the others."""
    from stance.cli.inputs import SourceKind

    if source.kind is SourceKind.PAIRS:
        _score_pairs(scorer, source, writer, tally)
        return
    try:
        document = scorer.read(source.path)
    except StanceError as error:  # It is not there, or may not be read.
        tally.failed_document(source.name, error)
        return
    assessment = _assess(scorer, replace(document, name=source.name), recommendations)
    tally.document(assessment)
    writer.write(assessment)


def _assess(
    scorer: StanceScorer, document: Document, recommendations: Sequence[str] | None
) -> Assessment:
    """Assess a document; an error that nobody foresaw becomes its status, not a crash."""
    from stance.cli import debugging, describe
    from stance.schema import Status
    from stance.scoring import Assessment

    try:
        return scorer.assess_document(document, recommendations=recommendations)
    except StanceError:
        raise  # The model or the installation is at fault, not this document.
    except Exception as error:
        if debugging():
            raise
        return Assessment(
            document.name,
            Status.DAMAGED,
            f"Scoring it failed ({describe(error)}). Please report it, with the file.",
        )


def _score_pairs(scorer: StanceScorer, source: Source, writer: Writer, tally: Tally) -> None:
    from stance.classification.pairs import read_pairs

    try:
        pairs = read_pairs([source.path])
    except StanceError as error:
        tally.failed_pairs(source.name, error)
        return
    tally.pairs(source.name, len(pairs))
    for assessment in scorer.assess_pairs(pairs, name=source.name):
        writer.write(assessment)


def _needs_reader(paths: Sequence[Path]) -> bool:
    """Tell whether some input is read in a process of its own; small texts and pairs are not."""
    return any(path.suffix.lower() in {".pdf", ".docx", ".html", ".htm"} for path in paths)


def _refuse_overwriting(out: Path | None, inputs: Sequence[Path]) -> None:
    if out is not None and out.exists() and any(_same(out, path) for path in inputs):
        raise StanceError(
            "bad-output",
            f"{out} is one of the inputs.",
            "Write the results to another file.",
            exit_code=2,
        )


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False
