"""Recognises the characters of scanned pages with ocrmypdf, an optional extra.

It is called as a program of its own: it may then run out of time without harm, and its many
imports stay out of the path that needs no recognition.
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

_LANGUAGE = "swe"
_SECONDS_PER_PAGE = 30.0
_LONGEST = 1800.0


def ocr_available() -> bool:
    """Whether the extra ``ocr`` and the tesseract program are installed."""
    return (
        importlib.util.find_spec("ocrmypdf") is not None and shutil.which("tesseract") is not None
    )


def recognise(
    data: bytes, pages: Sequence[int], *, timeout: float | None = None, python: str | None = None
) -> bytes | None:
    """Return the PDF with a text layer on the given pages, or None when that failed.

    Args:
        data: The PDF.
        pages: The 1-based pages without usable text; the others stay as they are.
        timeout: Seconds for all pages together; by default in proportion to their number.
        python: Interpreter that has ocrmypdf; by default this one.
    """
    if not pages:
        return None
    limit = timeout or min(60.0 + _SECONDS_PER_PAGE * len(pages), _LONGEST)
    with tempfile.TemporaryDirectory(prefix="stance-ocr-") as folder:
        source, target = Path(folder, "in.pdf"), Path(folder, "out.pdf")
        source.write_bytes(data)
        command = [
            python or sys.executable, "-m", "ocrmypdf",
            "--language", _LANGUAGE,
            "--pages", _ranges(pages),
            "--force-ocr",  # a stray letter or a rubbish layer must not stop recognition
            "--output-type", "pdf",
            "--optimize", "0",
            "--jobs", "1",
            "--quiet",
            str(source), str(target),
        ]  # fmt: skip
        try:
            done = subprocess.run(  # noqa: S603 - a fixed program on files of our own
                command, capture_output=True, timeout=limit, check=False, stdin=subprocess.DEVNULL
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
        if done.returncode not in (0, 10) or not target.is_file():
            return None  # 10: the output is no valid PDF/A, which we did not ask for
        return target.read_bytes()


def _ranges(pages: Sequence[int]) -> str:
    """Write page numbers as ocrmypdf takes them: ``1-3,7``."""
    parts: list[list[int]] = []
    for page in sorted(set(pages)):
        if parts and page == parts[-1][1] + 1:
            parts[-1][1] = page
        else:
            parts.append([page, page])
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in parts)
