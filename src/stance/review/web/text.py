"""Texts of documents as the page shows them: as text, whatever stands in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from stance.classification.pairs import response_passages
from stance.results import Record
from stance.schema import Passage, Span

# Far more than an answer; a browser lays out no megabyte in an instant.
MOST_CHARACTERS = 20_000
_LONGEST_NAME = 300
# What turns or hides text: direction marks, invisible characters, control characters.
_HIDDEN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the answer as it is shown.

    Attributes:
        text: What it says.
        start: Where it begins in the response.
        end: One past its end.
        sentence: Whether it can be marked.
        weight: The model's share in per cent; 0 where it did not look.
        marked: Whether the reviewer has marked it.
    """

    text: str
    start: int
    end: int
    sentence: bool = False
    weight: int = 0
    marked: bool = False


def shown(text: str) -> Markup:
    """Return text as HTML, with a visible mark for each character that turns or hides others."""
    safe = Markup()
    last = 0
    for match in _HIDDEN.finditer(text):
        safe += escape(text[last : match.start()])
        safe += Markup('<span class="hidden-character">U+{:04X}</span>').format(ord(match[0]))
        last = match.end()
    return safe + escape(text[last:])


def name_of(text: str) -> str:
    """Return a name, cut where no name is that long."""
    return text if len(text) <= _LONGEST_NAME else text[: _LONGEST_NAME - 1] + "…"


def pieces_of(
    record: Record, marked: Sequence[Span], *, whole: bool = False
) -> tuple[list[Piece], bool]:
    """Return the answer in pieces, and whether something was left out.

    Args:
        record: The exchange.
        marked: What the reviewer has marked.
        whole: Show all of it, however long.
    """
    response: str = record["response"] or ""
    cut = not whole and len(response) > MOST_CHARACTERS
    text = response[:MOST_CHARACTERS] if cut else response
    weights = _weights(record, response)
    pieces: list[Piece] = []
    last = 0
    for passage in response_passages(text[:MOST_CHARACTERS]):
        if passage.start > last:
            pieces.append(Piece(text[last : passage.start], last, passage.start))
        weight = max((share for span, share in weights if _meet(span, passage)), default=0)
        pieces.append(
            Piece(
                passage.text,
                passage.start,
                passage.end,
                sentence=True,
                weight=weight,
                marked=any(_meet(span, passage) for span in marked),
            )
        )
        last = passage.end
    if last < len(text):
        pieces.append(Piece(text[last:], last, len(text)))
    return pieces, cut


def _weights(record: Record, response: str) -> list[tuple[Span, int]]:
    found = []
    for evidence in record["evidence"]:
        start = response.find(evidence["text"]) if evidence["text"] else -1
        if start >= 0:
            share = max(1, min(100, round(100 * evidence["weight"])))
            found.append(((start, start + len(evidence["text"])), share))
    return found


def _meet(span: Span, passage: Passage) -> bool:
    return span[0] < passage.end and passage.start < span[1]
