"""The bytes of an input, read once: what is hashed is what is scored, whatever happens beside."""

from __future__ import annotations

import hashlib
import os
import stat
import time
from dataclasses import dataclass

_TRIES = 3
_CHUNK = 1 << 20
# A change within the clock tick of the last one leaves size and time as they were: what is this
# young is looked at again the next time.
_YOUNG_NS = 2_000_000_000

_BINARY = getattr(os, "O_BINARY", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
# A named pipe in a file's place must not hold us up.
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)

Stat = tuple[int, int, int]

GONE = "The file is gone."


class UnreadableError(Exception):
    """An input cannot be read; the message says why, for the user."""


@dataclass(frozen=True, slots=True)
class Content:
    """What an input held when it was read.

    Attributes:
        data: Its bytes; None when there are more than allowed.
        size: How many bytes.
        sha256: Their SHA-256.
        stat: Size, mtime_ns and inode, by which an unchanged file is known; None when it is too
            young to be sure.
    """

    data: bytes | None
    size: int
    sha256: str
    stat: Stat | None


def read_content(file: str, most: int, *, link: bool = False) -> Content:
    """Read an ordinary file; one that is being written is tried again.

    Args:
        file: The file.
        most: A larger file is hashed but not kept.
        link: Whether it may be a symbolic link.

    Raises:
        UnreadableError: It is gone, closed to us, no ordinary file, or never the same twice.
    """
    for _ in range(_TRIES):
        try:
            content = _read_once(file, most, link)
        except OSError as error:
            raise UnreadableError(cause_of(error)) from error
        if content is not None:
            return content
    raise UnreadableError("The file is being written. Try again when that is done.")


def digest_of(file: str, *, link: bool = False) -> str | None:
    """Return the SHA-256 of a file; None when it cannot be read."""
    try:
        return read_content(file, 0, link=link).sha256
    except UnreadableError:
        return None


def cause_of(error: OSError) -> str:
    """Return why a file cannot be read, in one sentence for the user."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return GONE
    if isinstance(error, PermissionError):
        return f"The file may not be read ({error.strerror}). Check its permissions."
    return f"The file cannot be read ({error.strerror or type(error).__name__})."


def identity_of(found: os.stat_result) -> Stat:
    """Return what identifies an unchanged file: size, mtime_ns and inode."""
    # Some file systems use all 64 bits of an inode; databases have 63.
    return found.st_size, found.st_mtime_ns, found.st_ino & 0x7FFF_FFFF_FFFF_FFFF


def is_settled(mtime_ns: int, now_ns: int) -> bool:
    """Tell whether a file's last change is old enough for its time to prove it unchanged."""
    return mtime_ns + _YOUNG_NS < now_ns


def _read_once(file: str, most: int, link: bool) -> Content | None:
    """Read the file; None when it changed meanwhile."""
    flags = os.O_RDONLY | _BINARY | _NO_WAIT | (0 if link else _NO_LINK)
    with os.fdopen(os.open(file, flags), "rb", buffering=0) as stream:
        began = time.time_ns()
        before = os.fstat(stream.fileno())
        if not stat.S_ISREG(before.st_mode):
            raise UnreadableError("It is not an ordinary file.")
        digest, size = hashlib.sha256(), 0
        kept: list[bytes] | None = [] if before.st_size <= most else None
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            digest.update(chunk)
            if kept is not None:
                kept.append(chunk)
                if size > most:
                    kept = None
        after = os.fstat(stream.fileno())
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        return None
    return Content(
        data=None if kept is None else b"".join(kept),
        size=size,
        sha256=digest.hexdigest(),
        stat=identity_of(after) if is_settled(after.st_mtime_ns, began) else None,
    )
