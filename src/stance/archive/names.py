"""File names in results: always printable, and always with a way back to the bytes on the disk."""

from __future__ import annotations

import re

# A byte that is no UTF-8, as Python hands it over (PEP 383).
_FIRST_BYTE, _LAST_BYTE = 0xDC80, 0xDCFF
_ESCAPE = re.compile(r"\\(?:\\|x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8}))")


def escape(name: str) -> str:
    r"""Return a name that prints on one line and is valid text.

    A backslash becomes ``\\``, a byte that is no UTF-8 ``\xff``, and any other character that
    does not print ``\u000a`` (or ``\U0001f3fb``). All other names stay as they are.
    """
    if name.isprintable() and "\\" not in name:
        return name
    return "".join(map(_escaped, name))


def unescape(shown: str) -> str:
    """Return the name from which ``escape`` made this one, ready for ``open``."""
    return _ESCAPE.sub(_unescaped, shown)


def _escaped(sign: str) -> str:
    if sign == "\\":
        return "\\\\"
    if sign.isprintable():
        return sign
    code = ord(sign)
    if _FIRST_BYTE <= code <= _LAST_BYTE:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _unescaped(match: re.Match[str]) -> str:
    byte, short, long = match.groups()
    if byte is not None:
        return chr(0xDC00 + int(byte, 16))
    if short is None and long is None:
        return "\\"
    return chr(int(short or long, 16))
