"""What INPUT names: documents, folders of documents, and pair files."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path, PurePath

PAIR_SUFFIXES = frozenset({".jsonl", ".csv"})

# In a folder these are taken for documents. The second row cannot be read, but an answer may be
# in them, so they are reported by name and not passed over.
_DOCUMENT_SUFFIXES = frozenset(
    {".pdf", ".docx", ".html", ".htm", ".xhtml", ".md", ".markdown", ".txt", ".text"}
    | {".doc", ".docm", ".odt", ".rtf", ".pages", ".wpd", ".tif", ".tiff"}
)


class SourceKind(StrEnum):
    """How an input is scored."""

    DOCUMENT = "document"
    PAIRS = "pairs"


@dataclass(frozen=True, slots=True)
class Source:
    """One file to score.

    Attributes:
        path: Where it is.
        name: What results call it: its own name, or its path below the folder that was named.
        kind: What it is.
    """

    path: Path
    name: str
    kind: SourceKind


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything that the command line named, in order, each file once.

    Attributes:
        files: What to score.
        left_out: By suffix, how many files of the folders are no documents.
        empty_folders: Folders without a document.
        unreadable: Folders whose content may not be listed, with the cause.
    """

    files: tuple[Source, ...]
    left_out: Counter[str] = field(default_factory=Counter)
    empty_folders: tuple[Path, ...] = ()
    unreadable: tuple[OSError, ...] = ()


def sources_of(inputs: Iterable[Path]) -> Sources:
    """Return what the inputs name; folders are walked to the bottom, in sorted order."""
    found: list[tuple[Path, str]] = []
    left_out: Counter[str] = Counter()
    empty: list[Path] = []
    unreadable: list[OSError] = []
    for path in inputs:
        if not os.path.isdir(path):  # noqa: PTH112 (Path.is_dir raises on a name too long)
            found.append((path, path.name or str(path)))
            continue
        before = len(found), len(unreadable)
        for file in _walk(path, unreadable):
            suffix = file.suffix.lower()
            if suffix in _DOCUMENT_SUFFIXES and file.stem.lower() != "readme":
                found.append((file, file.relative_to(path).as_posix()))
            else:
                left_out[suffix or "no suffix"] += 1
        if (len(found), len(unreadable)) == before:
            empty.append(path)
    return Sources(tuple(_sources(found)), left_out, tuple(empty), tuple(unreadable))


def _walk(folder: Path, unreadable: list[OSError]) -> Iterator[Path]:
    """All files below a folder but hidden ones; links to folders are not followed.

    A folder that may not be listed is added to ``unreadable``: answers may be in it.
    """
    for parent, folders, files in os.walk(folder, onerror=unreadable.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith("."):
                yield Path(parent, name)


def _sources(found: list[tuple[Path, str]]) -> Iterator[Source]:
    """Give each file once, under a name that no other file of the run has."""
    paths: dict[Path, tuple[Path, str]] = {}
    for path, name in found:
        paths.setdefault(Path(os.path.realpath(path)), (path, name))
    names = Counter(name for _, name in paths.values())
    for path, name in paths.values():
        shown = name if names[name] == 1 else PurePath(path).as_posix()
        pairs = path.suffix.lower() in PAIR_SUFFIXES
        yield Source(path, shown, SourceKind.PAIRS if pairs else SourceKind.DOCUMENT)
