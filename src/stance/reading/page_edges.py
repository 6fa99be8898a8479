"""Headers and footers in text: at the form feeds between its pages, or at their page numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from stance.reading.typewriter import SourceLine

_EDGE = 3  # Lines at the top and at the bottom of a page among which furniture is looked for.
_HEAD = 5  # Lines of a head, at most, above and below a page's number.
_LONGEST = 120
_DIGITS = re.compile(r"\d+")
_SPACE = re.compile(r"\s+")
_PAGE_NUMBER = re.compile(r"\b(?:sida|sid|blad)\b.{0,6}#|^#? ?\(#\)$|\b# ?(?:\(#\)|av #)\s*$")


# "Sida 2 (3)", "2(3)" on a line of its own; and what may stand beside it.
_NUMBERED = re.compile(
    r"(?:^|\s{2}|\b(?:sida|sid\.?|blad)\s?)"
    r"(?P<page>\d{1,2}) ?(?:\(|av |/ ?)(?P<last>\d{1,2})\)?\s*$",
    re.IGNORECASE,
)


def at_page_numbers(
    text: str, lines: Sequence[SourceLine]
) -> tuple[list[list[SourceLine]], list[str]]:
    """Part a text that lost its form feeds, but not the numbers of its pages, into pages.

    A page begins at the line with its number; with it go the lines right above and below that
    stand beside other numbers, or at the top of the text, too. Without numbers, all is one page.

    Returns:
        The pages without these lines, and what they say, each once.
    """
    numbered = [place for place, line in enumerate(lines) if _numbers_page(text, line)]
    near = {
        beside
        for place in [_HEAD, *numbered]
        for beside in range(max(0, place - _HEAD), min(len(lines), place + _HEAD + 1))
    }
    seen = Counter(_key(text, lines[place]) for place in near)

    def recurs(place: int, beside: int) -> bool:
        close = abs(lines[place].number - lines[beside].number) == 1
        short = lines[place].end - lines[place].start <= _LONGEST
        return close and short and seen[_key(text, lines[place])] > 1

    pages: list[list[SourceLine]] = []
    furniture: dict[str, None] = {}
    start = 0
    for place in numbered:
        first, last = place, place
        while first > start and place - first < _HEAD and recurs(first - 1, first):
            first -= 1
        while last + 1 < len(lines) and last - place < _HEAD and recurs(last + 1, last):
            last += 1
        if (
            pages or first - start >= _EDGE
        ):  # Less is the head of the page, which introduces the text.
            pages.append(list(lines[start:first]))
            furniture |= dict.fromkeys(
                text[each.start : each.end] for each in lines[first : last + 1]
            )
            start = last + 1
    return [*pages, list(lines[start:])], list(furniture)


def _numbers_page(text: str, line: SourceLine) -> bool:
    """Tell whether a line has the number of a page after the first."""
    if line.end - line.start > _LONGEST:
        return False
    found = _NUMBERED.search(text, line.start, line.end)
    return found is not None and 2 <= int(found["page"]) <= int(found["last"])


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
