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
# "Sida 2 av 3", "Blad 2/3"; without such a word only "2 (3)", alone or behind a gap.
_NUMBERED = re.compile(
    r"(?:\b(?:sida|sid\.?|blad)\s?(?P<said>\d{1,3}) ?(?:\(|av |/ ?)(?P<of>\d{1,3})\)?"
    r"|(?:^|\s{2})(?P<page>\d{1,3}) ?\((?P<last>\d{1,3})\))$",
    re.IGNORECASE,
)
_SAYS_PAGE = re.compile(r"\b(?:sida|sid|blad)\b")
_SHORTEST = 8  # Lines of a page, where no word says that a number is a page's.
_NOTHING_ELSE = re.compile(r"(?:sida|sid\.?|blad)?\W*$", re.IGNORECASE)


def at_page_numbers(
    text: str, lines: Sequence[SourceLine]
) -> tuple[list[list[SourceLine]], list[str]]:
    """Part a text that lost its form feeds, but not the numbers of its pages, into pages.

    Numbers are those of pages only where they rise by one and say the same last page. A page begins
    at the line with its number; with it go the lines right above and below that stand so beside
    another number, or at the top of the text, too. Without numbers, all is one page.

    Returns:
        The pages without these lines, and what they say, each once.
    """
    numbered = _series(text, lines)
    keys = [_key(text, line) for line in lines]
    beside = Counter(
        (other - place, keys[other])
        for place in numbered
        for other in range(max(0, place - _HEAD), min(len(lines), place + _HEAD + 1))
    )
    top, everywhere = Counter(keys[:_HEAD]), Counter(keys)

    def recurs(place: int, number: int) -> bool:
        if everywhere[keys[place]] > len(numbered) + 2:
            return False  # More often than there are pages: a row of the text.
        at_the_top = top[keys[place]] > (1 if place < _HEAD else 0)
        return at_the_top or beside[place - number, keys[place]] > 1

    def goes_with(place: int, neighbour: int, number: int) -> bool:
        close = abs(lines[place].number - lines[neighbour].number) == 1
        short = lines[place].end - lines[place].start <= _LONGEST
        return close and short and recurs(place, number)

    pages: list[list[SourceLine]] = []
    furniture: dict[str, None] = {}
    start = 0
    for place in numbered:
        if not (_is_bare(text, lines[place]) or recurs(place, place)):
            continue
        first, last = place, place
        while first > start and place - first < _HEAD and goes_with(first - 1, first, place):
            first -= 1
        while last + 1 < len(lines) and last - place < _HEAD and goes_with(last + 1, last, place):
            last += 1
        # What begins the first page introduces the text, and stays.
        if pages or first - start >= _EDGE:
            pages.append(list(lines[start:first]))
            furniture |= dict.fromkeys(
                text[line.start : line.end] for line in lines[first : last + 1]
            )
            start = last + 1
    return [*pages, list(lines[start:])], list(furniture)


def _series(text: str, lines: Sequence[SourceLine]) -> list[int]:
    """Return the places of the lines with the numbers of one page after the other."""
    found: list[int] = []
    page = last = 0
    for place, line in enumerate(lines):
        numbers = _numbers(text, line)
        if numbers is None:
            continue
        begins = not found and (numbers[0] <= 2 or place < 2 * _HEAD)
        far = not found or place - found[-1] >= _SHORTEST or _SAYS_PAGE.search(_key(text, line))
        if begins or (found and numbers == (page + 1, last) and far):
            found.append(place)
            page, last = numbers
    return found


def _numbers(text: str, line: SourceLine) -> tuple[int, int] | None:
    """Return the page that a line says it is on, and the last one."""
    if line.end - line.start > _LONGEST:
        return None
    match = _NUMBERED.search(text[line.start : line.end])
    if match is None:
        return None
    page, last = int(match["said"] or match["page"]), int(match["of"] or match["last"])
    return (page, last) if page <= last else None


def _is_bare(text: str, line: SourceLine) -> bool:
    """Tell whether a line says nothing but its page's number."""
    said = text[line.start : line.end]
    match = _NUMBERED.search(said)
    return match is not None and _NOTHING_ELSE.match(said[: match.start()]) is not None


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
