"""One run at a time on an archive's folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from stance.errors import StanceError

try:
    import fcntl
except ImportError:  # Windows locks a range of bytes instead.
    fcntl = None  # type: ignore[assignment]


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file; the system lets go of it however this process ends.

    Raises:
        StanceError: ``archive-in-use`` when another process holds it.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if not _take(handle):
            holder = os.read(handle, 100).decode("ascii", "replace").strip()
            raise StanceError(
                "archive-in-use",
                f"Another run is writing to {path.parent.parent}"
                + (f" (process {holder})." if holder.isdigit() else "."),
                "Wait for it, stop it, or use another --out.",
                exit_code=2,
            )
        with suppress(OSError):  # On a full disk the name of the holder is no matter.
            os.ftruncate(handle, 0)
            os.write(handle, b"%d\n" % os.getpid())
        yield
    finally:
        os.close(handle)


def is_locked(path: Path) -> bool:
    """Tell whether a run holds the lock now."""
    try:
        handle = os.open(path, os.O_RDWR)
    except OSError:
        return False
    try:
        return not _take(handle)
    finally:
        os.close(handle)


def _take(handle: int) -> bool:
    try:
        if fcntl is not None:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    except OSError:
        return False
    return True
