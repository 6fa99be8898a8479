"""What kind of file a byte string is: by its content first, by the file's suffix second."""

from __future__ import annotations

import re
from enum import StrEnum

from stance.reading.limits import Refusal
from stance.schema import Status


class Format(StrEnum):
    """The kinds that there is a reader for; ``ZIP`` may still turn out not to be a DOCX."""

    PDF = "pdf"
    ZIP = "zip"
    HTML = "html"
    TEXT = "text"


_HEAD = 4096
_PDF_WITHIN = 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_CONVERT = "Save it as DOCX or PDF and try again."
_PRINT = "Put it into a PDF (with OCR, if it is a scanned page) and try again."
_OTHERS: tuple[tuple[bytes, str, str], ...] = (
    (b"{\\rtf", "an RTF file", _CONVERT),
    (b"\x89PNG\r\n", "a PNG image", _PRINT),
    (b"\xff\xd8\xff", "a JPEG image", _PRINT),
    (b"GIF8", "a GIF image", _PRINT),
    (b"II*\x00", "a TIFF image", _PRINT),
    (b"MM\x00*", "a TIFF image", _PRINT),
    (b"\x1f\x8b", "a compressed file", "Unpack it first."),
    (b"7z\xbc\xaf\x27\x1c", "a compressed archive", "Unpack it first."),
    (b"Rar!\x1a", "a compressed archive", "Unpack it first."),
    (b"BZh", "a compressed file", "Unpack it first."),
    (b"\xfd7zXZ", "a compressed file", "Unpack it first."),
    (b"MIME-Version:", "a saved e-mail or web archive", _CONVERT),
)
_HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
_TEXT_SUFFIXES = frozenset({".txt", ".md", ".markdown", ".text"})
_HTML_START = re.compile(r"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
_HTML_TAG = re.compile(
    r"<(?:p|div|table|h[1-6]|ul|ol|span|main|article|section|meta|title)[\s>]", re.IGNORECASE
)
_CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13, 27}) + b"\x7f"
# Random bytes hold one in nine; a damaged text far fewer.
_MAX_CONTROLS = 0.05


def sniff(data: bytes, suffix: str) -> Format:
    """Return the format of a file.

    Args:
        data: The whole file.
        suffix: Its suffix with the dot, in any case; may be empty.

    Raises:
        Refusal: The file is empty, encrypted, damaged or of a kind that is not read.
    """
    suffix = suffix.lower()
    head = data[:_HEAD]
    if not head.strip():
        if not data.strip():
            raise Refusal(Status.EMPTY, "The file is empty.")
        return Format.TEXT
    if b"%PDF" in head[:_PDF_WITHIN] or suffix == ".pdf":
        # A PDF without its header is for the PDF reader to judge; as text it would be rubbish.
        return Format.PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return Format.ZIP
    if head.startswith(_OLE):
        raise _ole(data)
    for magic, kind, remedy in _OTHERS:
        if head.startswith(magic):
            raise Refusal(Status.UNSUPPORTED, f"This is {kind}. {remedy}")
    if suffix in {".docx", ".docm"}:
        raise Refusal(Status.DAMAGED, "The file is not a Word document inside. Save it again.")
    return _text_or_html(head, suffix)


def _ole(data: bytes) -> Refusal:
    """Return the refusal of a file in Microsoft's old container."""
    if _OLE_ENCRYPTED in data:
        return Refusal(
            Status.ENCRYPTED,
            "The document is protected by a password. Save it without one and try again.",
        )
    return Refusal(
        Status.UNSUPPORTED, f"This is a file of an old Office version (.doc or .xls). {_CONVERT}"
    )


def _text_or_html(head: bytes, suffix: str) -> Format:
    """Tell text from HTML; anything binary is refused."""
    text = _decoded_head(head)
    if suffix in _HTML_SUFFIXES:
        return Format.HTML
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith("<"):
        marked = _HTML_START.search(start)
        if marked is not None or (suffix not in _TEXT_SUFFIXES and _HTML_TAG.search(start)):
            return Format.HTML
        if 'progid="Word.Document"' in start:
            raise Refusal(Status.UNSUPPORTED, f"This is a Word XML file. {_CONVERT}")
    return Format.TEXT


def _decoded_head(head: bytes) -> str:
    """Return the beginning as text, whatever its encoding; refuse what is not text."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace")
    zeros = head.count(0)
    if zeros > len(head) // 4:
        # UTF-16 without a mark: every second byte of western text is zero.
        even, odd = head[::2].count(0), head[1::2].count(0)
        if min(even, odd) * 20 <= max(even, odd):
            return head.decode("utf-16-le" if odd > even else "utf-16-be", "replace")
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if controls > len(head) * _MAX_CONTROLS:
        raise Refusal(Status.UNSUPPORTED, f"The file holds neither text nor a document. {_CONVERT}")
    return head.decode("latin-1")
