"""Files that appear whole or not at all, and stay when the power fails."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import IO

TEMPORARY = ".tmp-"
"""How the names of unfinished files begin; no reader takes them for a part of the archive."""


def write_atomically(path: Path, write: Callable[[IO[bytes]], object]) -> None:
    """Have a file written beside its place, make it safe, and put it there."""
    temporary = path.with_name(TEMPORARY + path.name)
    try:
        with temporary.open("wb") as stream:
            write(stream)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write_text_atomically(path: Path, text: str) -> None:
    """Write a small text file."""
    write_atomically(path, lambda stream: stream.write(text.encode("utf-8")))


def sync_folder(folder: Path) -> None:
    """Make the names in a folder safe, where the system can."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:  # Windows opens no folders.
        return
    try:
        os.fsync(handle)
    except OSError:
        pass  # Some network file systems cannot, and do it by themselves.
    finally:
        os.close(handle)


def remove_temporaries(folder: Path) -> None:
    """Remove what a run that was killed left half written."""
    for path in folder.glob(TEMPORARY + "*"):
        path.unlink(missing_ok=True)
