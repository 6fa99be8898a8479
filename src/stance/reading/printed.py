"""Printed lines, and how words that were broken over line ends become whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stance.reading.builder import Piece

_HYPHENS = ("-", "\u2010", "\u2011", "\u00ad", "\ufffe", "\x02")


@dataclass(slots=True)
class Line:
    """One printed line, with what joining needs to know.

    Attributes:
        pieces: Its text; without the hyphen at its end, if any.
        text: The same as a plain string with single spaces, hyphen included.
        page: Its page, or None.
        region: Number of the column or table cell it stands in.
        left: Left edge.
        right: Right edge.
        limit: Right edge of the column.
        baseline: Height above the bottom; only differences matter.
        size: Font size.
        advance: Mean width of a character.
        style: Its style if it has only one.
        hyphen: The character at the end that looks like a hyphen.
        hyphen_source: Its offset in the source; None when the source has another character.
    """

    pieces: list[Piece]
    text: str
    page: int | None
    region: int
    left: float
    right: float
    limit: float
    baseline: float
    size: float
    advance: float
    style: str = ""
    hyphen: str = ""
    hyphen_source: int | None = None


def make_line(
    pieces: list[Piece],
    *,
    region: int,
    left: float,
    right: float,
    limit: float,
    baseline: float,
    size: float,
    advance: float,
    style: str = "",
    soft: str = "",
) -> Line:
    """Make a line of pieces and set its closing hyphen apart.

    Args:
        pieces: The text.
        region: See ``Line``.
        left: See ``Line``.
        right: See ``Line``.
        limit: See ``Line``.
        baseline: See ``Line``.
        size: See ``Line``.
        advance: See ``Line``.
        style: See ``Line``.
        soft: A hyphen that stood at the end but is not in the pieces (a soft one, or pdfium's).
    """
    text = " ".join("".join(piece.text for piece in pieces).split())
    line = Line(
        pieces, text, pieces[0].page if pieces else None, region, left, right, limit, baseline,
        size, advance, style,
    )  # fmt: skip
    if soft:
        line.hyphen = soft
        if soft != "\u00ad":
            line.text += "-"
    elif text.endswith(_HYPHENS[:3]) and len(text) > 1 and text[-2].isalnum():
        last = pieces[-1]
        body = last.text.rstrip()
        line.hyphen = "-"
        if last.source is not None:
            line.hyphen_source = last.source + len(body) - 1
        line.pieces = [*pieces[:-1], Piece(body[:-1], last.source, last.page, last.style)]
    return line


_COORDINATORS = frozenset({"och", "eller", "samt", "respektive", "resp.", "resp", "till", "som"})


def joined(lines: Sequence[Line]) -> list[Piece]:
    """Return the lines' pieces in one row, words that were broken over line ends made whole."""
    pieces: list[Piece] = []
    for at, line in enumerate(lines):
        pieces += line.pieces
        following = lines[at + 1] if at + 1 < len(lines) else None
        if not line.hyphen:
            pieces.append(Piece(" ", None, line.page))
            continue
        mode = _hyphen_mode(line, following)
        style = line.pieces[-1].style if line.pieces else ""
        if mode != "drop":
            pieces.append(Piece("-", line.hyphen_source, line.page, style))
        if mode == "space":
            pieces.append(Piece(" ", None, line.page))
    return pieces


def _hyphen_mode(line: Line, following: Line | None) -> str:
    """What becomes of a hyphen at a line's end: ``drop``, ``keep``, or ``space`` after it."""
    if line.hyphen == "\u00ad":
        return "drop" if following is not None else "space"
    if following is None:
        return "space"
    word = following.text.split(" ", 1)[0]
    if word.lower().strip(",;") in _COORDINATORS:
        return "space"
    stem = line.text.rstrip("-\u2010\u2011").rsplit(" ", 1)[-1].rsplit("-", 1)[-1]
    letters = [letter for letter in stem if letter.isalnum()]
    if not word[:1].isalnum():
        return "space"
    if (
        not word[:1].islower()
        or len(letters) <= 1
        or stem[-1:].isdigit()
        or (len(letters) > 1 and stem[-1:].isupper())
    ):
        return "keep"
    return "drop"
