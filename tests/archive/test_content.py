"""Reading a file that others move, lock or write at the same time."""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from stance.archive.content import UnreadableError, digest_of, read_content
from tests.archive.fakes import write


def test_the_bytes_come_with_their_hash(tmp_path: Path) -> None:
    path = write(tmp_path / "svar.txt", "Nämnden svarar")
    found = read_content(str(path), 100)
    assert found.data == path.read_bytes()
    assert found.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert found.stat is not None
    assert found.stat[:2] == (found.size, path.stat().st_mtime_ns)


def test_a_large_file_is_hashed_and_not_kept(tmp_path: Path) -> None:
    path = write(tmp_path / "svar.txt", "x" * 101)
    found = read_content(str(path), 100)
    assert (found.data, found.size) == (None, 101)
    assert found.sha256 == digest_of(str(path))


def test_a_young_file_is_not_known_by_its_time(tmp_path: Path) -> None:
    assert read_content(str(write(tmp_path / "svar.txt", "x", age=0)), 100).stat is None


def test_a_file_from_the_future_is_not_known_by_its_time(tmp_path: Path) -> None:
    assert read_content(str(write(tmp_path / "svar.txt", "x", age=-9999)), 100).stat is None


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="gone"):
        read_content(str(tmp_path / "svar.txt"), 100)
    assert digest_of(str(tmp_path / "svar.txt")) is None


@pytest.mark.parametrize(
    "error",
    [
        PermissionError(errno.EACCES, "Permission denied"),
        BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable"),
        OSError(errno.EBUSY, "Device or resource busy"),
        OSError(errno.EIO, "Input/output error"),
    ],
)
def test_a_file_that_is_locked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError
) -> None:
    def refuse(*_: object) -> int:
        raise error

    path = write(tmp_path / "svar.txt", "x")
    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(UnreadableError, match="read"):
        read_content(str(path), 100)


def test_a_link_is_followed_only_where_it_was_looked_at(tmp_path: Path) -> None:
    write(tmp_path / "svar.txt", "x")
    (tmp_path / "link").symlink_to("svar.txt")
    with pytest.raises(UnreadableError):
        read_content(str(tmp_path / "link"), 100)
    assert read_content(str(tmp_path / "link"), 100, link=True).data == b"x"


def test_a_named_pipe_holds_nobody_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "svar.txt")
    with pytest.raises(UnreadableError, match="ordinary"):
        read_content(str(tmp_path / "svar.txt"), 100)


class _Sizes:
    """Plays a file that grows between two looks, so many times."""

    def __init__(self, times: int) -> None:
        self._looks = 2 * times
        self._real = os.fstat

    def __call__(self, handle: int) -> os.stat_result | SimpleNamespace:
        found = self._real(handle)
        self._looks -= 1
        if self._looks < 0:
            return found
        return SimpleNamespace(
            st_mode=found.st_mode,
            st_size=found.st_size + self._looks,
            st_mtime_ns=found.st_mtime_ns,
            st_ino=found.st_ino,
        )


def test_a_file_that_grows_while_it_is_read_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "svar.txt", "x")
    monkeypatch.setattr(os, "fstat", _Sizes(2))
    assert read_content(str(path), 100).data == b"x"


def test_a_file_that_never_rests_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "svar.txt", "x")
    monkeypatch.setattr(os, "fstat", _Sizes(3))
    with pytest.raises(UnreadableError, match="being written"):
        read_content(str(path), 100)
