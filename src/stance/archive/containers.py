"""Zip and tar files: what is in them, and the bytes of some of it, in order."""

from __future__ import annotations

import lzma
import stat
import tarfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Protocol

from stance.archive.content import cause_of
from stance.archive.schema import CANNOT_READ
from stance.schema import Status

_ZIP = (".zip",)
_TAR = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tbz", ".tar.xz", ".txz")
_ENCRYPTED = 0x1
_CHUNK = 1 << 20

# All that the two libraries are known to raise on rubbish.
_BROKEN = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    KeyError,
    IndexError,
    OverflowError,
    UnicodeError,
    MemoryError,
)


class UnreadableContainerError(Exception):
    """A zip or tar file, or a member of it, cannot be read."""

    def __init__(self, detail: str, status: str = Status.DAMAGED.value) -> None:
        """Keep the status and the sentence for the user."""
        super().__init__(detail)
        self.status = status


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a zip or tar file.

    Attributes:
        place: Its place among all members, from 0.
        name: As it stands there.
        double: 0 for the first of that name, 2 for the second, and so on.
        special: It is a link or a device.
        encrypted: It has a password.
    """

    place: int
    name: str
    double: int = 0
    special: bool = False
    encrypted: bool = False


def is_container(file: str) -> bool:
    """Tell a zip or tar file by its name."""
    return file.lower().endswith(_ZIP + _TAR)


def members_of(file: str) -> Iterator[Member]:
    """Yield the files in a zip or tar file, in their order there.

    Raises:
        UnreadableContainerError: When it is damaged, perhaps after some members.
    """
    names: Counter[str] = Counter()
    with _guarded():
        for member in _zip_members(file) if _is_zip(file) else _tar_members(file):
            names[member.name] += 1
            count = names[member.name]
            yield member if count == 1 else _as_double(member, count)


class Reader(Protocol):
    """Gives the bytes of members; they are asked for in the order of their places."""

    def open(self, place: int) -> IO[bytes]:
        """Open a member."""

    def close(self) -> None:
        """Close the container."""


class Container:
    """An open zip or tar file, read member by member in their order."""

    def __init__(self, file: str) -> None:
        """Open it.

        Raises:
            UnreadableContainerError: When it is damaged or gone.
        """
        with _guarded():
            self._reader: Reader = _ZipReader(file) if _is_zip(file) else _TarReader(file)

    def copy(self, place: int, target: IO[bytes], most: int) -> None:
        """Copy a member's bytes, at most one more than ``most``.

        Raises:
            UnreadableContainerError: When the member is damaged.
        """
        with _guarded():
            stream = self._reader.open(place)
        try:
            copied = 0
            while copied <= most:
                with _guarded():
                    chunk = stream.read(min(_CHUNK, most + 1 - copied))
                if not chunk:
                    return
                copied += len(chunk)
                target.write(chunk)  # Not guarded: a full disk is no fault of the container.
        finally:
            with suppress(*_BROKEN, OSError):
                stream.close()

    def close(self) -> None:
        """Close it."""
        with suppress(*_BROKEN, OSError):
            self._reader.close()


class _ZipReader:
    def __init__(self, file: str) -> None:
        self._zip = zipfile.ZipFile(file)
        self._members = self._zip.infolist()

    def open(self, place: int) -> IO[bytes]:
        return self._zip.open(self._members[place])

    def close(self) -> None:
        self._zip.close()


class _TarReader:
    """Reads forward only, as a compressed tar file can be; to go back it starts again."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._next = 0
        self._start()

    def open(self, place: int) -> IO[bytes]:
        if place < self._next:
            self.close()
            self._start()
        while True:
            info = self._tar.next()
            if info is None:
                raise EOFError
            self._tar.members = []  # type: ignore[attr-defined]  # It would keep them all.
            at, self._next = self._next, self._next + 1
            if at == place:
                stream = self._tar.extractfile(info)
                if stream is None:
                    raise KeyError(info.name)
                return stream

    def close(self) -> None:
        self._tar.close()

    def _start(self) -> None:
        self._tar = tarfile.open(self._file, "r|*", errorlevel=2)  # noqa: SIM115 - see close
        self._next = 0


def _zip_members(file: str) -> Iterator[Member]:
    with zipfile.ZipFile(file) as container:
        for place, info in enumerate(container.infolist()):
            if info.is_dir():
                continue
            mode = info.external_attr >> 16
            yield Member(
                place,
                info.filename,
                special=stat.S_IFMT(mode) not in {0, stat.S_IFREG},
                encrypted=bool(info.flag_bits & _ENCRYPTED),
            )


def _tar_members(file: str) -> Iterator[Member]:
    with tarfile.open(file, "r|*", errorlevel=2) as container:
        place = 0
        while (info := container.next()) is not None:
            container.members = []  # type: ignore[attr-defined]  # It would keep them all.
            if not info.isdir():
                yield Member(place, info.name, special=not info.isreg())
            place += 1


def _is_zip(file: str) -> bool:
    return file.lower().endswith(_ZIP)


def _as_double(member: Member, count: int) -> Member:
    return Member(member.place, member.name, count, member.special, member.encrypted)


class _guarded:  # noqa: N801 - used as a function
    """Turns what the libraries raise on a broken file into one error."""

    def __enter__(self) -> None:
        """Nothing to do."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Translate."""
        if isinstance(error, UnreadableContainerError) or error is None:
            return
        if isinstance(error, (*_BROKEN, OSError)) and not isinstance(error, RecursionError):
            if isinstance(error, OSError) and not isinstance(error, _BROKEN):
                raise UnreadableContainerError(cause_of(error), CANNOT_READ) from error
            what = " ".join(str(error).split())[:100] or type(error).__name__
            raise UnreadableContainerError(
                f"The archive file is damaged ({what}). Pack it again, or unpack it."
            ) from error
