"""A run over an archive, from what was named to what is committed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from stance.archive.committer import Committer
from stance.archive.engine import Engine
from stance.archive.folder import Manifest, Places, prepare, read_manifest, write_manifest
from stance.archive.identity import Model, fingerprint, model_of
from stance.archive.lock import locked
from stance.archive.loop import Loop
from stance.archive.naming import sources_for
from stance.archive.options import Options, Result
from stance.archive.plan import Plan, make_plan, remove_gone, remove_outdated
from stance.archive.progress import Silent, Watcher
from stance.archive.schema import FAILED
from stance.archive.shards import Shards
from stance.archive.sources import Entry, Source, Walk
from stance.archive.spool import Spool
from stance.archive.state import State
from stance.archive.task import Settings
from stance.errors import StanceError

__all__ = ["MakeEngine", "Options", "Result", "run_archive"]

MakeEngine = Callable[[Settings], Engine]


def run_archive(
    options: Options,
    make_engine: MakeEngine,
    *,
    watcher: Watcher | None = None,
    stopping: Callable[[], bool] = lambda: False,
) -> Result:
    """Score what is not done yet of an archive, and commit it part by part.

    Args:
        options: What to do.
        make_engine: Makes the engine for some settings.
        watcher: Is told what happens.
        stopping: When it says yes no more documents are begun; those under way are committed.

    Raises:
        StanceError: When nothing can be scored, or results cannot be written. What was committed
            stays, and the same call goes on from there.
        KeyboardInterrupt: When it is stopped before anything was scored.
    """
    watcher = watcher or Silent()
    _refuse_prune_of_a_part(options)
    model = model_of(options.model)
    with _no_room(options.out):
        places = prepare(options.out)
        with locked(places.lock):
            return _Run(options, places, model, make_engine, watcher, stopping).run()


class _Run:
    """One run, which holds the lock of its archive."""

    def __init__(
        self,
        options: Options,
        places: Places,
        model: Model,
        make_engine: MakeEngine,
        watcher: Watcher,
        stopping: Callable[[], bool],
    ) -> None:
        self._options = options
        self._places = places
        self._model = model
        self._make_engine = make_engine
        self._watcher = watcher
        self._stopping = stopping
        self._before = read_manifest(places.folder) if places.manifest.exists() else None
        self._shards = Shards(places.folder)

    def run(self) -> Result:
        sources = self._sources()
        self._shards.repair()
        self._shards.create()
        with closing(State.open(self._places.database, self._shards)) as state:
            spool = Spool(state, self._places.spool)
            spool.clear()
            settings, audited = self._settings()
            chosen = {"audits": audited, "error_rate": settings.error_rate}
            mark = fingerprint(self._model, chosen)
            write_manifest(self._places, self._manifest(sources, mark))
            walk = self._find(state, sources)
            plan = make_plan(
                state,
                mark,
                again=self._options.again,
                limit=self._options.limit,
                complete=self._is_complete(sources),
                check=self._check,
            )
            self._watcher.planned(plan)
            self._say_what_is_replaced(plan)
            if self._options.prune and plan.gone:
                remove_gone(state, self._shards)
            remove_outdated(state, self._shards)
            committer = Committer(self._shards, state, model=self._model.name, fingerprint=mark)
            loop = Loop(plan, self._places, spool, committer, self._watcher, self._stopping)
            stopped = loop.run(lambda: self._make_engine(settings))
            return Result(
                plan=plan,
                statuses=dict(committer.statuses),
                exchanges=committer.exchanges,
                seconds=loop.pace.seconds,
                interrupted=stopped,
                left=plan.later + plan.todo - loop.pace.done,
                failed=state.count_with(FAILED),
                passed_over=dict(walk.passed_over),
            )

    def _sources(self) -> Sequence[Source]:
        before = () if self._before is None else self._before.sources
        return sources_for(self._options.sources, before)

    def _settings(self) -> tuple[Settings, str | None]:
        """Return the settings, and a digest of the audit reports that are part of them."""
        folder = None if self._options.model is None else str(self._options.model.absolute())
        settings = Settings(model=folder, error_rate=self._options.error_rate)
        if settings.error_rate is not None:
            # Whether the model can keep it is to be known before rows are replaced.
            from stance.classification.model import StanceModel

            StanceModel.load(self._options.model, error_rate=settings.error_rate)
        if self._options.audits is None:
            return settings, None
        from stance.archive.audit_index import index_reports

        engine = self._make_engine(settings)
        index = index_reports(
            self._options.audits,
            self._places.state,
            engine,
            basis=fingerprint(self._model, {}),
            note=self._watcher.note,
            check=self._check,
        )
        return replace(settings, audits=str(index.file)), index.digest

    def _manifest(self, sources: Sequence[Source], mark: str) -> Manifest:
        options = self._options
        return Manifest(
            sources=sources,
            model_name=self._model.name,
            model_digest=self._model.digest,
            model_folder=None if options.model is None else str(options.model.absolute()),
            fingerprint=mark,
            audits=None if options.audits is None else str(options.audits.absolute()),
            error_rate=options.error_rate,
            include=options.include,
            exclude=options.exclude,
        )

    def _find(self, state: State, sources: Sequence[Source]) -> Walk:
        options = self._options
        walk = Walk(
            sources,
            include=options.include,
            exclude=options.exclude,
            own=self._places.folder,
            check=self._check,
        )
        state.fill(self._counted(walk))
        return walk

    def _counted(self, entries: Walk) -> Iterator[Entry]:
        for number, entry in enumerate(entries, 1):
            if number % 1000 == 0:
                self._watcher.looking(number)
            yield entry

    def _is_complete(self, sources: Sequence[Source]) -> bool:
        """Tell whether all was looked for that the results may be about."""
        before = {source.place for source in self._before.sources} if self._before else set()
        unfiltered = not (self._options.include or self._options.exclude)
        return unfiltered and before <= {source.place for source in sources}

    def _say_what_is_replaced(self, plan: Plan) -> None:
        if plan.outdated:
            was = self._before
            how = "with another model or other settings"
            if was is not None and was.model_digest != self._model.digest:
                how = f"with another model ({was.model_name})"
            self._watcher.note(
                f"{plan.outdated} inputs were scored {how}: their rows are replaced by those of "
                f"{self._model.name}"
            )
        if plan.changed:
            self._watcher.note(f"{plan.changed} inputs have changed and are scored again")
        if plan.gone:
            kept = "removed" if self._options.prune else "kept; --prune removes them"
            self._watcher.note(f"{plan.gone} inputs are no longer there: their rows are {kept}")

    def _check(self) -> None:
        if self._stopping():
            raise KeyboardInterrupt


def _refuse_prune_of_a_part(options: Options) -> None:
    if options.prune and (options.include or options.exclude):
        raise StanceError(
            "bad-options",
            "--prune cannot be used with --include or --exclude.",
            "What they leave out would be taken for gone.",
            exit_code=2,
        )


@contextmanager
def _no_room(out: Path) -> Iterator[None]:
    """Say in one sentence that results cannot be written, and that nothing is lost."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise StanceError(
            "cannot-write",
            f"The archive {out} cannot be written: {why}.",
            "What was committed is safe. Make room, or see to the disk, and run the same command "
            "again: it goes on from there.",
        ) from error
