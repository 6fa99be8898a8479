"""An archive's folder: what is where in it, and the one file that says what it is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stance import __version__
from stance.archive.atomic import TEMPORARY, write_text_atomically
from stance.archive.schema import VERSION
from stance.archive.sources import Source
from stance.errors import StanceError

ARCHIVE = "archive.json"
FORMAT_VERSION = 1


@dataclass(frozen=True, slots=True)
class Manifest:
    """What ``archive.json`` says.

    Attributes:
        sources: What the archive was made of.
        model_name: Name and version of the model that scored last.
        model_digest: The digest of its files.
        model_folder: The folder that was given; None for the shipped model.
        fingerprint: Model, settings and program in short, see ``identity``.
        audits: The folder of audit reports; None without one.
        error_rate: See ``StanceScorer.load``; None for the model's own.
        include: Globs of the last run.
        exclude: Globs of the last run.
        program: The program that wrote last.
    """

    sources: Sequence[Source] = ()
    model_name: str = ""
    model_digest: str = ""
    model_folder: str | None = None
    fingerprint: str = ""
    audits: str | None = None
    error_rate: float | None = None
    include: Sequence[str] = ()
    exclude: Sequence[str] = ()
    program: str = field(default=f"stance {__version__}")


@dataclass(frozen=True, slots=True)
class Places:
    """Where things are in an archive's folder."""

    folder: Path

    @property
    def manifest(self) -> Path:
        """The file that makes the folder an archive."""
        return self.folder / ARCHIVE

    @property
    def state(self) -> Path:
        """What helps the next run; results do not need it."""
        return self.folder / "state"

    @property
    def lock(self) -> Path:
        """Held by the run that writes."""
        return self.state / "lock"

    @property
    def database(self) -> Path:
        """See ``state.State``."""
        return self.state / "state.sqlite"

    @property
    def progress(self) -> Path:
        """How far the run has come."""
        return self.state / "progress.json"

    @property
    def log(self) -> Path:
        """What happened when."""
        return self.state / "run.log"

    @property
    def spool(self) -> Path:
        """Copies of members of zip and tar files while they are scored."""
        return self.state / "spool"


def prepare(folder: Path) -> Places:
    """Make an archive's folder, or check that an existing one may be written to.

    Raises:
        StanceError: ``bad-output`` when something else is there, or it cannot be written.
    """
    places = Places(folder)
    try:
        if folder.exists() and not places.manifest.exists():
            _refuse_foreign(folder)
        places.spool.mkdir(parents=True, exist_ok=True)
        probe = places.state / f"{TEMPORARY}probe"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise StanceError(
            "bad-output",
            f"{folder} cannot be written: {error.strerror or error}.",
            "Name a folder that you may write to.",
            exit_code=2,
        ) from error
    return places


def read_manifest(folder: Path) -> Manifest:
    """Read what an archive's folder says of itself.

    Raises:
        StanceError: ``not-an-archive`` when it is none, ``archive-newer`` when a later version of
            the program wrote it, ``archive-damaged`` when it cannot be read.
    """
    path = Places(folder).manifest
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        if (
            int(values["format_version"]) > FORMAT_VERSION
            or int(values["schema_version"]) > VERSION
        ):
            raise StanceError(
                "archive-newer",
                f"The archive {folder} was written by a later version of stance.",
                "Install a newer version of stance.",
            )
        model = values["model"]
        return Manifest(
            sources=tuple(Source(item["place"], item["label"]) for item in values["sources"]),
            model_name=str(model["name"]),
            model_digest=str(model["digest"]),
            model_folder=model["folder"],
            fingerprint=str(values["fingerprint"]),
            audits=values.get("audits"),
            error_rate=values.get("error_rate"),
            include=tuple(values.get("include", ())),
            exclude=tuple(values.get("exclude", ())),
            program=str(values["program"]),
        )
    except (FileNotFoundError, NotADirectoryError) as error:
        raise StanceError(
            "not-an-archive",
            f"{folder} is not the folder of an archive.",
            "Name the folder that `stance archive run --out` wrote.",
            exit_code=2,
        ) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise StanceError(
            "archive-damaged",
            f"{path} cannot be read ({type(error).__name__}).",
            "Remove it and run `stance archive run` again with the same --out: what is done is "
            "kept.",
        ) from error


def write_manifest(places: Places, manifest: Manifest) -> None:
    """Write what the archive's folder says of itself; names keep their odd bytes as escapes."""
    values: dict[str, Any] = {
        "format_version": FORMAT_VERSION,
        "schema_version": VERSION,
        "program": manifest.program,
        "model": {
            "name": manifest.model_name,
            "digest": manifest.model_digest,
            "folder": manifest.model_folder,
        },
        "fingerprint": manifest.fingerprint,
        "sources": [{"place": item.place, "label": item.label} for item in manifest.sources],
        "audits": manifest.audits,
        "error_rate": manifest.error_rate,
        "include": list(manifest.include),
        "exclude": list(manifest.exclude),
    }
    write_text_atomically(places.manifest, json.dumps(values, indent=2) + "\n")


def _refuse_foreign(folder: Path) -> None:
    """Refuse a folder with other things in it, but not what is left of an archive."""
    if not folder.is_dir():
        raise StanceError("bad-output", f"{folder} is a file.", "Name a folder.", exit_code=2)
    ours = {"verdicts", "documents", "errors", "state"}
    if any(item.name not in ours for item in folder.iterdir()):
        raise StanceError(
            "bad-output",
            f"{folder} holds other things than an archive.",
            "Name an empty or a new folder.",
            exit_code=2,
        )
