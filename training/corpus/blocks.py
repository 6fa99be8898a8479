"""A document's plain text as headings, paragraphs, lists, tables and columns.

The texts of the corpus are written as text: wrapped lines, columns made of spaces, page heads in
between. An office program has real ones, so they are undone here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["heading", "text", "item", "lines", "table", "columns"]


@dataclass(frozen=True)
class Block:
    """A piece of a document.

    Attributes:
        kind: What it is.
        text: Its text, with ``**bold**`` and ``*italics*``; ``lines`` keep their line breaks.
        rows: The cells of a table, or of lines in columns.
    """

    kind: Kind
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


_MARKER = re.compile(r"\s*(?:[-•*–o] |\d{1,2}[.)] |[a-z][.)] )")
_HASHES = re.compile(r"#{1,6}\s+")
_GAP = re.compile(r" {3,}")
_PAGE = re.compile(
    r"(?:.{0,60} {3})?(?:sida|blad(?: nr)?|sid\.?)? ?\d{1,2} ?"
    r"(?:\(\d{1,2}\)|av \d{1,2}|/\d{1,2})",
    re.IGNORECASE,
)
_PAGE_ALONE = re.compile(r"(?:sida|blad(?: nr)?|sid\.?|-) ?\d{1,2}(?: ?-)?", re.IGNORECASE)
_SUSPENDED = ("och ", "eller ", "samt ", "respektive ")
_RULE = re.compile(r"\s*[-=_*─]{4,}\s*")
_SHORT = 60
_WRAPPED = 112


def blocks_of(text: str) -> list[Block]:
    """Return the blocks of a text."""
    lines = without_furniture(text)
    width = _width(lines)
    found = [
        block
        for filled, group in groupby(lines, key=lambda line: bool(line.strip()))
        if filled
        for block in _paragraph([*group], width)
    ]
    return list(_with_headings(_rejoined(found)))


def widths(rows: Sequence[tuple[str, ...]], width: float, letter: float) -> list[float]:
    """Return the widths of columns: room for the longest word, and more the more text they have.

    Args:
        rows: The cells.
        width: That of the whole table.
        letter: That of a letter.
    """
    needs = least_widths(rows, letter)
    rest = max(0.0, width - sum(needs))
    shares = [min(300, max(20, *map(len, column))) for column in zip(*rows, strict=True)]
    wanted = [need + rest * share / sum(shares) for need, share in zip(needs, shares, strict=True)]
    return [each * min(1.0, width / sum(wanted)) for each in wanted]


def least_widths(rows: Sequence[tuple[str, ...]], letter: float) -> list[float]:
    """Return the widths of columns in which no word has to be cut."""
    return [
        letter * max(len(word) for cell in column for word in [*cell.split(), ""]) + 12
        for column in zip(*rows, strict=True)
    ]


def without_furniture(text: str) -> list[str]:
    """Return the lines without page numbers and what stands again and again beside them."""
    lines = [line.rstrip() for line in text.replace("\f", "\n").split("\n")]
    repeated = Counter(map(_shape, lines))
    return [
        "" if _is_furniture(line, repeated[_shape(line)]) else line
        for line in lines
        if not _RULE.fullmatch(line) or "|" in line
    ]


def _shape(line: str) -> str:
    return re.sub(r"\d+", "#", " ".join(line.split()))


def _is_furniture(line: str, times: int) -> bool:
    if not line.strip():
        return False
    bare = line.strip()
    if len(bare) < _SHORT and (_PAGE_ALONE.fullmatch(bare) or _PAGE.fullmatch(bare)):
        return True
    if "│" in line:  # An address in a page's foot.
        return True
    # Lines in columns that come on every page.
    return times > 1 and _GAP.search(line.strip()) is not None


def _width(lines: Sequence[str]) -> int | None:
    """Return how wide the lines were broken; None where each line is a paragraph."""
    lengths = sorted(len(line) for line in lines if len(line) > _SHORT / 2 and "|" not in line)
    if not lengths or lengths[-1] > _WRAPPED + 40:
        return None
    return min(lengths[int(len(lengths) * 0.95)], _WRAPPED)


def _paragraph(lines: Sequence[str], width: int | None) -> Iterator[Block]:
    for kind, group in groupby(lines, key=_line_kind):
        part = [*group]
        if kind == "table":
            rows = [row for row in map(_cells, part) if row]
            yield Block("table", rows=_even(rows))
        elif kind == "columns":
            yield Block("columns", rows=_even([_spread(line) for line in part]))
        else:
            yield from _running(part, width)


def _line_kind(line: str) -> str:
    if line.lstrip().startswith("|") or "\t" in line.strip():
        return "table"
    # A column needs a gap; one far from the left margin is one, too.
    indent = len(line) - len(line.lstrip())
    return "columns" if _GAP.search(line.strip()) or indent > 20 else "text"


def _cells(line: str) -> tuple[str, ...]:
    """Return the cells of a row; the rule below a header has none."""
    cut = line.strip().strip("|").split("|") if "|" in line else line.split("\t")
    cells = tuple(cell.strip() for cell in cut)
    return () if all(re.fullmatch(r":?-+:?", cell) for cell in cells) else cells


def _spread(line: str) -> tuple[str, ...]:
    cells = tuple(_GAP.split(line.strip()))
    return ("", *cells) if len(line) - len(line.lstrip()) > 20 else cells


def _even(rows: Sequence[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    most = max(map(len, rows))
    return tuple(row + ("",) * (most - len(row)) for row in rows)


def _running(lines: Sequence[str], width: int | None) -> Iterator[Block]:
    """Join wrapped lines; lists become items, and short lines stay as they are."""
    joined: list[str] = []
    above = ""
    for line in lines:
        if joined and _continues(above, line, joined[-1], width):
            joined[-1] = _joined(joined[-1], line.strip())
        else:
            joined.append(line.strip())
        above = line
    plain = [not _MARKER.match(line) and not _HASHES.match(line) for line in joined]
    if len(joined) > 1 and all(plain) and all(len(line) < _SHORT for line in joined):
        yield Block("lines", "\n".join(joined))
        return
    for line in joined:
        yield Block("item" if _MARKER.match(line) else "text", line)


def _continues(above: str, line: str, joined: str, width: int | None) -> bool:
    if _MARKER.match(line) or _HASHES.match(line) or _HASHES.match(joined):
        return False
    if _MARKER.match(joined) and line[:1] == " ":
        return True
    first = line.split()[0]
    return width is not None and len(above) + 1 + len(first) > width - 10


def _joined(above: str, line: str) -> str:
    if re.search(r"[a-zåäöé]-$", above) and line[:1].islower():
        return above + " " + line if line.startswith(_SUSPENDED) else above[:-1] + line
    return f"{above} {line}"


def _rejoined(blocks: Sequence[Block]) -> Iterator[Block]:
    """Join paragraphs that a page's end had cut."""
    last: Block | None = None
    for block in blocks:
        if last is None:
            last = block
        elif (
            last.kind in ("text", "item")
            and block.kind == "text"
            and len(last.text) > _SHORT
            and (last.text[-1].islower() or last.text[-1] in ",-")
            and block.text[:1].islower()
        ):
            last = replace(last, text=_joined(last.text, block.text))
        else:
            yield last
            last = block
    if last is not None:
        yield last


def _with_headings(blocks: Iterator[Block]) -> Iterator[Block]:
    """Make short lines above running text into headings; a signature has no text below."""
    out: list[Block] = []
    below: Kind | None = None
    for block in reversed([*blocks]):
        if block.kind == "text" and _HASHES.match(block.text):
            out.append(Block("heading", _HASHES.sub("", block.text)))
        elif (
            block.kind == "text"
            and len(block.text) < 1.5 * _SHORT
            and block.text[-1] not in ".:;,?!"
            and ": " not in block.text
            and not block.text[0].islower()
            and below in ("text", "item", "table", "heading")
        ):
            out.append(Block("heading", block.text))
        else:
            out.append(block)
        below = out[-1].kind
    return reversed(out)
