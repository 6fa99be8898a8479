"""``stance review``: a person confirms or corrects verdicts, and what becomes of it.

``stance review RESULTS`` opens the page; ``export``, ``import``, ``agreement`` and ``retrain``
work on its review file. Results in a file with one of these names are written ``./export``.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from stance.cli.language import Language
from stance.cli.options import AuditReport, ModelFolder
from stance.errors import StanceError

_PAGE = "page"


class PageByDefault(TyperGroup):
    """A group whose command need not be named when it is the page."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 (typer's own)
        """Put the page's name before arguments that name no command."""
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = [_PAGE, *args]
        return super().parse_args(ctx, args)


commands = typer.Typer(
    cls=PageByDefault,
    no_args_is_help=True,
    help="Read and correct verdicts on a local page: stance review RESULTS.",
)

_Database = Annotated[
    Path, typer.Argument(metavar="DB", help="A review file (.review.sqlite).", show_default=False)
]
_Base = Annotated[
    list[Path] | None,
    typer.Option(
        metavar="FILE",
        help="Labelled pairs to train on beside the corrections; may be repeated. By default the "
        "corpus of a checkout.",
        show_default=False,
    ),
]
_Reviewer = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Who reviews; by default your login.", show_default=False),
]


@commands.command(_PAGE)
def page_cli(
    results: Annotated[
        Path,
        typer.Argument(
            metavar="RESULTS",
            help="Results (.jsonl of `stance score`), an archive's folder, or documents.",
            show_default=False,
        ),
    ],
    reviewer: _Reviewer = None,
    db: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="The review file; by default RESULTS.review.sqlite.",
            show_default=False,
        ),
    ] = None,
    lang: Annotated[Language, typer.Option(help="Language of the page.")] = Language.SWEDISH,
    model: ModelFolder = None,
    audit: AuditReport = None,
    base: _Base = None,
    retrain_after: Annotated[
        int,
        typer.Option(
            metavar="N",
            help="Train a new model in the background after so many corrections; 0 for never.",
            min=0,
        ),
    ] = 20,
    port: Annotated[
        int, typer.Option(help="The page's port; 0 for any that is free.", min=0, max=65535)
    ] = 0,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open a browser on the page.")
    ] = True,
) -> None:
    """Open the page (the name of this command may be left out)."""
    page(
        results,
        reviewer=reviewer or _login(),
        db=db,
        lang=lang,
        model=model,
        audit=audit,
        base=base,
        retrain_after=retrain_after,
        port=port,
        browser=browser,
    )


def page(
    results: Path,
    *,
    reviewer: str,
    db: Path | None,
    lang: Language,
    model: Path | None,
    audit: Path | None,
    base: Sequence[Path] | None,
    retrain_after: int,
    port: int,
    browser: bool,
) -> None:
    """Serve the page until it is interrupted."""
    from stance.cli.records import Reading
    from stance.review.files import database_beside
    from stance.review.retraining import corpus_files
    from stance.review.session import ReviewSession, checked_name
    from stance.review.store import ReviewStore

    server_module = _server()
    reviewer = checked_name(reviewer)

    reading = Reading(results, model=model, audit=audit)
    records = list(reading.records())
    reading.close()
    if not records:
        raise reading.nothing_found()
    from stance.review.job import RetrainingJob

    with ReviewStore(db or database_beside(results)) as store:
        session = ReviewSession(store, records, reviewer)
        training_pairs = list(base) if base is not None else corpus_files()
        job = RetrainingJob(store.path, reviewer, training_pairs, model)
        server = server_module.ReviewServer(
            session, job, port=port, language=lang.value, retrain_after=retrain_after
        )

        def ready() -> None:
            count = len(session.keys)
            noun = "recommendation" if count == 1 else "recommendations"
            typer.echo(f"{count} {noun}, kept in {store.path}", err=True)
            typer.echo(server.link)
            typer.echo("The link works once. Ctrl-C ends the page.", err=True)
            if browser:
                _open_browser(server.link)

        server.run(ready)


@commands.command("export")
def export_cli(
    db: _Database,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write to a file instead of standard output."),
    ] = None,
    form: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="jsonl|label-studio|argilla",
            help="Pairs for `stance train`, or tasks for another program.",
        ),
    ] = "jsonl",
    reviewer: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Only this reviewer's labels.", show_default=False),
    ] = None,
) -> None:
    """Write the labels, as pairs that `stance train` reads or for Label Studio or Argilla."""
    export(db, out=out, form=form, reviewer=reviewer)


def export(db: Path, *, out: Path | None, form: str, reviewer: str | None) -> None:
    """Write the labels of a review file; for Label Studio, its configuration beside them."""
    from stance.cli.streams import results_to
    from stance.review.exports import ExportFormat, export_text, label_studio_config
    from stance.review.files import write_text
    from stance.review.label import Choices
    from stance.review.store import ReviewStore

    try:
        chosen = ExportFormat(form)
    except ValueError as error:
        raise StanceError(
            "bad-format",
            f"There is no format {form}.",
            f"Formats are {', '.join(ExportFormat)}.",
            exit_code=2,
        ) from error
    with ReviewStore(db, create=False) as store:
        text = export_text(store, chosen, reviewer=reviewer)
        stances = {stance for _, record in store.records() for stance in record["probabilities"]}
    with results_to(out) as results:
        results.write(text)
    if chosen is ExportFormat.LABEL_STUDIO and out is not None:
        config = out.with_name(f"{out.name}.config.xml")
        write_text(config, label_studio_config(Choices.of(stances)))
        typer.echo(f"The labelling interface is in {config}", err=True)


@commands.command("import")
def import_cli(
    db: _Database,
    pairs: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="Labelled pairs (.jsonl, .csv).", show_default=False),
    ],
) -> None:
    """Take labels that were made elsewhere; their authors are the reviewers."""
    from stance.review.imports import import_pairs
    from stance.review.store import ReviewStore

    with ReviewStore(db) as store:
        taken = import_pairs(store, pairs)
    typer.echo(
        f"labels taken: {taken.labels}; there already: {taken.known}; "
        f"answers that were new: {taken.new_items}",
        err=True,
    )


@commands.command("agreement")
def agreement_cli(db: _Database) -> None:
    """Say how far reviewers agree: Cohen's kappa, Krippendorff's alpha, and where they differ."""
    agreement(db)


def agreement(db: Path) -> None:
    """Print the agreement on each question, and the answers on which reviewers differ."""
    from stance.review.agreement import agreement_of
    from stance.review.state import ReviewState
    from stance.review.store import ReviewStore

    with ReviewStore(db, create=False) as store:
        state = ReviewState(store.events())
        found = agreement_of(state.all_labels())
        if not found.items:
            typer.echo("No answer has been reviewed by two.", err=True)
            return
        typer.echo(f"answers reviewed by two or more: {found.items}")
        for question, alpha in found.alphas.items():
            typer.echo(f"{question:<12} alpha {alpha:.3f}")
        for each in found.comparisons:
            typer.echo(
                f"{each.question:<12} kappa {each.kappa:.3f}  {each.same} of {each.items} the same"
                f"  {each.first} / {each.second}"
            )
            for difference in each.differing:
                record = store.record(difference.item) or {}
                asked = " ".join(str(record.get("recommendation", "")).split())[:60]
                typer.echo(
                    f"  {difference.item[:12]}: {difference.first} / {difference.second}  {asked}"
                )


@commands.command("retrain")
def retrain_cli(
    db: _Database,
    out: Annotated[
        Path,
        typer.Option(metavar="DIR", help="The new model folder.", show_default=False),
    ],
    base: _Base = None,
    model: ModelFolder = None,
    reviewer: _Reviewer = None,
    held_out: Annotated[
        bool,
        typer.Option(
            "--held-out",
            help="Count gained and lost verdicts with models that had not learnt from the labels: "
            "three times the work.",
        ),
    ] = False,
    background: Annotated[bool, typer.Option("--background", hidden=True)] = False,
) -> None:
    """Train a new model with the corrections and say what it changes; the old model stays."""
    if background:
        _give_way()
    retrain(db, out=out, base=base, model=model, reviewer=reviewer or _login(), held_out=held_out)


def retrain(
    db: Path,
    *,
    out: Path,
    base: Sequence[Path] | None,
    model: Path | None,
    reviewer: str,
    held_out: bool,
) -> None:
    """Train, and print what it changes."""
    from stance.review.retraining import corpus_files
    from stance.review.retraining import retrain as retrain_model
    from stance.review.session import checked_name
    from stance.review.store import ReviewStore

    with ReviewStore(db, create=False) as store:
        changes = retrain_model(
            store,
            out=out,
            reviewer=checked_name(reviewer),
            base=list(base) if base is not None else corpus_files(),
            model=model,
            held_out=held_out,
            progress=lambda message: typer.echo(message, err=True),
        )
    how = "that it has learnt from" if changes.seen else "that it had not learnt from"
    typer.echo(f"{changes.old} -> {changes.new} in {out}")
    typer.echo(
        f"Of {changes.labelled} reviewed answers ({how}): {len(changes.gained)} gained, "
        f"{len(changes.lost)} lost, {len(changes.otherwise_wrong)} wrong in another way"
    )
    typer.echo(f"Of {changes.others} others: {len(changes.turned)} verdicts turned")
    for turn in changes.turned:
        typer.echo(f"  {turn.item[:12]}: {turn.before} -> {turn.after}")


def _open_browser(link: str) -> None:
    """Open a browser beside the page: some do not come back before they are closed."""
    import threading
    import webbrowser

    threading.Thread(target=webbrowser.open, args=(link,), daemon=True).start()


def _give_way() -> None:
    """Let the page and all else on this machine go first."""
    import os

    if hasattr(os, "nice"):
        os.nice(10)


def _login() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError):  # No such user on this machine, as in some containers.
        return "reviewer"


def _server() -> Any:  # noqa: ANN401 (a module)
    try:
        from stance.review.web import server
    except ModuleNotFoundError as error:
        if error.name not in {"fastapi", "starlette", "uvicorn"}:
            raise
        raise StanceError(
            "review-missing",
            f"The page needs {error.name}, which is not installed.",
            "Install it with: pip install 'stance[review]'.",
        ) from error
    return server
