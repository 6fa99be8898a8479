"""Reads one file of any kind in this process; ``pool`` does it in a guarded one."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import replace
from pathlib import Path

from stance.errors import StanceError
from stance.reading.limits import DEFAULT, Limits, Refusal, too_long
from stance.reading.sniff import Format, sniff
from stance.schema import Document, Status

# They break terminals and encoders, and no document means them.
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1b\x7f\ud800-\udfff]")
# Beyond so many bytes a character no text or mark-up fits within the limit on characters.
_TEXT_BYTES = 8
_HTML_BYTES = 50


def read_document(path: Path | str, *, limits: Limits = DEFAULT) -> Document:
    """Read one file.

    Never raises because of what a file holds: that is in the Document's status and detail.

    Args:
        path: The file.
        limits: What it may cost; time and memory are only enforced by ``ReaderPool``.

    Raises:
        StanceError: There is no such file, or it may not be read.
    """
    loaded = load(Path(path), limits)
    if isinstance(loaded, Document):
        return loaded
    return read_bytes(loaded, str(path), limits=limits)


def load(path: Path, limits: Limits) -> bytes | Document:
    """Return a file's bytes, or the Document that says that it is too large.

    Raises:
        StanceError: There is no such file, or it may not be read.
    """
    size = size_of(path)
    if size > limits.max_bytes:
        return _oversize(str(path), limits)
    try:
        with path.open("rb") as file:
            data = file.read(limits.max_bytes + 1)
    except OSError as error:
        raise _cannot_read(path, error) from error
    except MemoryError:
        return _oversize(str(path), limits)
    return data if len(data) <= limits.max_bytes else _oversize(str(path), limits)


def size_of(path: Path) -> int:
    """Return a file's size.

    Raises:
        StanceError: There is no such file, or it is no ordinary file.
    """
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise StanceError(
            "no-such-file",
            f"There is no file {printable(str(path))}.",
            "Check the name and folder.",
        ) from error
    except (OSError, ValueError) as error:
        raise _cannot_read(path, error) from error
    if not stat.S_ISREG(found.st_mode):
        raise StanceError(
            "not-a-file",
            f"{printable(str(path))} is not an ordinary file.",
            "Give a document, not a folder or a device.",
        )
    return found.st_size


def read_bytes(data: bytes, name: str, *, limits: Limits = DEFAULT) -> Document:
    """Read a document that is already in memory; see ``read_document``.

    Args:
        data: The file's content.
        name: Its name; the suffix is a hint where the content does not decide.
        limits: What it may cost.
    """
    shown = printable(name)
    try:
        document = _read(data, shown, Path(name).suffix, limits)
    except Refusal as refusal:
        return refusal.document(shown)
    except MemoryError:
        return Refusal(Status.TOO_LARGE, OUT_OF_MEMORY).document(shown)
    except Exception as error:
        return Refusal(Status.DAMAGED, f"{DAMAGED} ({type(error).__name__})").document(shown)
    return _checked(document, limits)


OUT_OF_MEMORY = "Reading it takes more memory than is allowed. Split the document into parts."
DAMAGED = "The file is damaged and could not be read. Save it again from its program."


def printable(name: str) -> str:
    """Return a file name that can be printed and written, whatever bytes it is made of."""
    return _UNPRINTABLE.sub("\ufffd", name)


def _read(data: bytes, name: str, suffix: str, limits: Limits) -> Document:
    """Hand the file to its reader. Readers are imported when they are needed."""
    most = limits.max_characters
    kind = sniff(data, suffix)
    if kind is Format.PDF:
        from stance.reading.pdf import read_pdf

        return read_pdf(data, name, max_characters=most)
    if kind is Format.ZIP:
        from stance.reading.docx import read_docx

        return read_docx(data, name, max_characters=most)
    if len(data) > most * (_HTML_BYTES if kind is Format.HTML else _TEXT_BYTES):
        raise too_long(most)
    if kind is Format.HTML:
        from stance.reading.html import read_html

        return read_html(data, name, max_characters=most)
    from stance.reading.text import read_text

    return read_text(data, name, max_characters=most)


def _checked(document: Document, limits: Limits) -> Document:
    """Hold every reader to the promises that the rest of the program relies on."""
    if len(document.text) > limits.max_characters:
        return too_long(limits.max_characters).document(document.name)
    if document.status is Status.OK and not document.text:
        return replace(document, status=Status.EMPTY, detail="The document holds no text.")
    if _UNPRINTABLE.search(document.text):
        return replace(document, text=_UNPRINTABLE.sub("\ufffd", document.text))
    return document


def _oversize(name: str, limits: Limits) -> Document:
    most = limits.max_bytes // 1_000_000
    detail = f"The file is larger than {most} MB. Split the document into parts."
    return Refusal(Status.TOO_LARGE, detail).document(printable(name))


def _cannot_read(path: Path, error: Exception) -> StanceError:
    cause = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else str(error)
    return StanceError(
        "cannot-read",
        f"{printable(str(path))} cannot be read ({cause}).",
        "Check its permissions.",
    )
