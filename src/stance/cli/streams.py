"""Where results go: standard output kept clean for them, or a file, whole or not at all."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import typer

from stance.errors import StanceError

_STDOUT, _STDERR = 1, 2
# What the shell reports for a program that a closed pipe ended.
_PIPE_CLOSED = 141


@dataclass(frozen=True, slots=True)
class Results:
    """An open place for results."""

    stream: TextIO
    terminal: bool

    def write(self, text: str) -> None:
        """Write and flush, so that results come out one by one.

        Raises:
            typer.Exit: When nobody reads any more (``stance score ... | head``).
            StanceError: ``cannot-write`` when there is no room for them.
        """
        try:
            self.stream.write(text)
            self.stream.flush()
        except OSError as error:
            raise _not_written(error) from error


@contextmanager
def results_to(out: Path | None) -> Iterator[Results]:
    """Open ``out``, or standard output without one."""
    with _file(out) if out is not None else _standard_output() as results:
        yield results


@contextmanager
def _standard_output() -> Iterator[Results]:
    """Keep standard output for results: what libraries print goes to standard error meanwhile.

    It is done on the level of the operating system, since not all that prints is Python.
    """
    try:
        if sys.stdout is None:  # It was closed before the program began.
            raise OSError
        sys.stdout.flush()
        kept = os.dup(_STDOUT)
    except BrokenPipeError as error:
        raise _not_written(error) from error
    except OSError as error:
        raise StanceError(
            "output-closed", "Standard output is closed.", "Use --out FILE.", exit_code=2
        ) from error
    try:
        with suppress(OSError):  # Standard error may be closed: then nothing is redirected.
            os.dup2(_STDERR, _STDOUT)
        # UTF-8 whatever the locale says: results are data. A broken surrogate in a document is
        # written as its escape, which JSON reads back as the same.
        stream = os.fdopen(
            os.dup(kept), "w", encoding="utf-8", errors="backslashreplace", newline="\n"
        )
        try:
            with redirect_stdout(sys.stderr):
                yield Results(stream, stream.isatty())
        finally:
            _close(stream)
    finally:
        with suppress(OSError, ValueError):
            sys.stdout.flush()
        os.dup2(kept, _STDOUT)
        os.close(kept)


def _close(stream: TextIO) -> None:
    try:
        stream.close()
    except OSError as error:
        raise _not_written(error) from error


def _not_written(error: OSError) -> Exception:
    if isinstance(error, BrokenPipeError):
        return typer.Exit(_PIPE_CLOSED)
    return StanceError(
        "cannot-write",
        f"The results cannot be written: {error.strerror or error}.",
        "Make room, or write them elsewhere with --out FILE.",
    )


@contextmanager
def _file(out: Path) -> Iterator[Results]:
    """Write beside the file and put it in place at the end: it is never half there."""
    if out.is_dir():
        raise StanceError("bad-output", f"{out} is a folder.", "Name a file.", exit_code=2)
    if out.exists() and not out.is_file():
        with _device(out) as results:
            yield results
        return
    place = out.resolve()  # A link stays a link: the file that it names is replaced.
    try:
        handle, temporary = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name[:100]}-")
    except OSError as error:
        raise _bad_output(out, error) from error
    try:
        with os.fdopen(
            handle, "w", encoding="utf-8", errors="backslashreplace", newline="\n"
        ) as stream:
            with redirect_stdout(sys.stderr):
                yield Results(stream, terminal=False)
            stream.flush()
            os.fsync(stream.fileno())
        mask = os.umask(0)
        os.umask(mask)
        Path(temporary).chmod(0o666 & ~mask)  # mkstemp makes it private.
        Path(temporary).replace(place)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


@contextmanager
def _device(out: Path) -> Iterator[Results]:
    """Write into a device or a named pipe; a file put in its place would destroy it."""
    try:
        stream = out.open("w", encoding="utf-8", errors="backslashreplace", newline="\n")
    except OSError as error:
        raise _bad_output(out, error) from error
    try:
        with redirect_stdout(sys.stderr):
            yield Results(stream, terminal=False)
    finally:
        _close(stream)


def _bad_output(out: Path, error: OSError) -> StanceError:
    return StanceError(
        "bad-output",
        f"{out} cannot be written: {error.strerror or error}.",
        "Name a file in a folder that exists and that you may write to.",
        exit_code=2,
    )
