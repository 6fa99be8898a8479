"""The deciding sentences, found in the response that a record quotes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import NamedTuple, TypeAlias

from stance.results import Record

LeftOut: TypeAlias = Callable[[int], str]

# A mark lighter than this says nothing; it only unsettles the eye.
_LIGHTEST = 0.05


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a response.

    Attributes:
        text: What it says.
        weight: The program's share of the verdict; 0 where nothing was decided.
        marked: Whether a reviewer marked it, which has no weight in numbers.
        page: The page on which a deciding sentence begins; None where it is not known.
    """

    text: str
    weight: float = 0.0
    marked: bool = False
    page: int | None = None


class Mark(NamedTuple):
    """Where a deciding sentence stands in a response, its weight, and its page in the document."""

    start: int
    end: int
    weight: float
    page: int | None


def pieces_of(record: Record) -> list[Piece]:
    """Return a record's response cut into pieces, each marked or not; empty without a response.

    What a reviewer marked (``marked``, see ``as_reviewed``) stands for what the program marked.
    """
    response: str = record["response"] or ""
    by_person = bool(record.get("marked"))
    if by_person:
        found = [Mark(start, min(end, len(response)), 1.0, None) for start, end in record["marked"]]
    else:
        found = list(_marks(record, response))
    pieces: list[Piece] = []
    at = 0
    for mark in _apart(sorted(found, key=lambda mark: (mark.start, mark.end))):
        if mark.start > at:
            pieces.append(Piece(response[at : mark.start]))
        text = response[mark.start : mark.end]
        pieces.append(Piece(text, mark.weight, by_person, mark.page))
        at = mark.end
    if at < len(response):
        pieces.append(Piece(response[at:]))
    return pieces


def shortened(pieces: Sequence[Piece], longest: int, left_out: LeftOut) -> list[Piece]:
    """Return the pieces with the middle of every overlong one left out.

    Args:
        pieces: The pieces of a response.
        longest: How many characters of one piece are kept.
        left_out: Returns what to write instead of so many characters.
    """
    return [replace(piece, text=cut_middle(piece.text, longest, left_out)) for piece in pieces]


def cut_middle(text: str, longest: int, left_out: LeftOut) -> str:
    """Return a text with its middle left out, and how much that was said in its place."""
    if len(text) <= longest:
        return text
    half = longest // 2
    return f"{text[:half]} {left_out(len(text) - 2 * half)} {text[-half:]}"


def _marks(record: Record, response: str) -> Iterator[Mark]:
    """Yield where the evidence stands in the response."""
    # Results of earlier versions, and of documents without pages, have none.
    pages = record.get("evidence_pages") or ()
    for item, page in zip_longest(record["evidence"], pages[: len(record["evidence"])]):
        if item["weight"] < _LIGHTEST:
            continue
        found = list(_placed(record["response_spans"], item["span"]))
        written = "".join(response[start:end] for start, end in found)
        if "".join(written.split()) != "".join(item["text"].split()):
            # The spans count another text than this one: go by the words.
            start = response.find(item["text"]) if item["text"] else -1
            found = [(start, start + len(item["text"]))] if start >= 0 else []
        for start, end in found:
            yield Mark(start, end, item["weight"], page)


def _placed(stretches: Sequence[Sequence[int]], span: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the parts of a span of the document as offsets in the response.

    The response is its stretches in the document, one line break between them.
    """
    at = 0
    for start, end in stretches:
        first, last = max(start, span[0]), min(end, span[1])
        if first < last:
            yield at + first - start, at + last - start
        at += end - start + 1


def _apart(marks: Iterable[Mark]) -> Iterator[Mark]:
    """Yield the marks without overlap: what an earlier one covers, a later one does not."""
    at = 0
    for mark in marks:
        if mark.end > max(mark.start, at):
            yield mark._replace(start=max(mark.start, at))
            at = mark.end
