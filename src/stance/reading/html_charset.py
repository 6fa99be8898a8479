"""The encoding of an HTML file."""

from __future__ import annotations

import codecs
import re

_DECLARED = re.compile(rb"""charset\s*=\s*["']?\s*([a-zA-Z0-9_:.-]{1,40})""", re.IGNORECASE)
_XML = re.compile(rb"""<\?xml[^>]{0,200}encoding\s*=\s*["']([a-zA-Z0-9_:.-]{1,40})""")
_SEARCHED = 4096
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Others that Python knows are no encodings of text, or no page uses them.
_KNOWN = re.compile(r"utf-8|iso8859-\d+|cp125\d|mac-roman")
# Browsers read these labels as Windows' superset.
_AS_WINDOWS = {"iso8859-1": "cp1252", "ascii": "cp1252"}
# A file that is nearly all right in its declared encoding is damaged, not of another encoding.
_MAX_WRONG = 0.001


def decode(data: bytes) -> str:
    """Return an HTML file's text; its byte order mark is not part of it."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    if data[:_SEARCHED].count(0) > len(data[:_SEARCHED]) // 4:
        little = data[1:_SEARCHED:2].count(0) > data[0:_SEARCHED:2].count(0)
        return data.decode("utf-16-le" if little else "utf-16-be", "replace")
    declared = _declared(data[:_SEARCHED])
    if declared is not None and declared != "utf-8":
        return data.decode(declared, "replace")
    text = data.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    if wrong == 0 or (declared is not None and wrong <= len(text) * _MAX_WRONG):
        return text
    return data.decode("cp1252", "replace")


def _declared(head: bytes) -> str | None:
    match = _DECLARED.search(head) or _XML.search(head)
    if match is None:
        return None
    try:
        name = codecs.lookup(match.group(1).decode("ascii")).name
    except (LookupError, ValueError):
        return None
    name = _AS_WINDOWS.get(name, name)
    return name if _KNOWN.fullmatch(name) else None
