"""Headers and footers in text that has form feeds between its pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from stance.reading.typewriter import SourceLine

_EDGE = 3  # Lines at the top and at the bottom of a page among which furniture is looked for.
_LONGEST = 120
_DIGITS = re.compile(r"\d+")
_SPACE = re.compile(r"\s+")
_PAGE_NUMBER = re.compile(r"\b(?:sida|sid|blad)\b.{0,6}#|^#? ?\(#\)$|\b# ?(?:\(#\)|av #)\s*$")


def split_edges(
    text: str, pages: Sequence[Sequence[SourceLine]]
) -> tuple[list[list[SourceLine]], list[str]]:
    """Part the lines that stand at the edge of several pages from the text.

    Args:
        text: The decoded text.
        pages: The lines of each page.

    Returns:
        The pages without them, and what they say, each once.
    """
    if len(pages) < 2:
        return [list(page) for page in pages], []
    edges = [[*page[:_EDGE], *page[max(_EDGE, len(page) - _EDGE) :]] for page in pages]
    seen = Counter(key for edge in edges for key in {_key(text, line) for line in edge})
    kept: list[list[SourceLine]] = []
    furniture: dict[str, None] = {}
    for page, edge in zip(pages, edges, strict=True):
        gone = {
            line.start
            for line in edge
            if line.end - line.start <= _LONGEST
            and (seen[_key(text, line)] > 1 or _PAGE_NUMBER.search(_key(text, line)))
        }
        # The first page keeps its own head: it introduces the document.
        top = {line.start for line in page[:_EDGE]} if not kept else set()
        furniture |= dict.fromkeys(
            text[line.start : line.end] for line in edge if line.start in gone - top
        )
        kept.append([line for line in page if line.start not in gone - top])
    return kept, list(furniture)


def _key(text: str, line: SourceLine) -> str:
    """Return what a line has in common with its like on other pages."""
    return _SPACE.sub(" ", _DIGITS.sub("#", text[line.start : line.end].lower())).strip()
