"""List numbers as letters and Roman numerals, under the names that Word gives the formats."""

from __future__ import annotations

from collections.abc import Callable


def formatted(count: int, kind: str) -> str:
    """Return a list number in Word's format ``kind``; decimal when it is unknown.

    Examples:
        >>> formatted(3, "lowerLetter"), formatted(4, "upperRoman"), formatted(7, "decimal")
        ('c', 'IV', '7')
    """
    make = _FORMATS.get(kind)
    return str(count) if make is None or not 0 < count < 4000 else make(count)


def _letter(count: int) -> str:
    # After z comes aa, then bb.
    return chr(ord("a") + (count - 1) % 26) * min((count - 1) // 26 + 1, 3)


def _roman(count: int) -> str:
    text = ""
    for size, digits in _ROMAN:
        text += digits * (count // size)
        count %= size
    return text


_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_FORMATS: dict[str, Callable[[int], str]] = {
    "lowerLetter": _letter,
    "upperLetter": lambda count: _letter(count).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda count: _roman(count).upper(),
    "decimalZero": lambda count: f"{count:02d}",
}
