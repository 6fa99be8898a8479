"""The "att ..." clauses in which a sentence reports what the auditors ask for."""

from __future__ import annotations

import re

from stance.extraction.cues import Cues
from stance.schema import Span

_MIN_CHARACTERS = 15
_CONJUNCTION = re.compile(
    r"(?:,|;)? (?:samt|och|dels|liksom|respektive)(?: (?:aven|dels|slutligen|ocksa))? (?=att )|"
    r"[,;] (?=att )|; (?:samt |och )?(?=[a-z])"
)
_ENUMERATION = re.compile(r" ?(?:\(?(?:\d|[a-h])\)|(?<= )\d\.) ")


def clauses_of(folded: str, cues: Cues) -> list[Span]:
    """Return the spans in a folded sentence that say what the auditors want done.

    One sentence may hold several ("rekommenderar nämnden att A, att B samt att C"): each is a
    span of its own. A sentence that recommends nothing gives an empty list.
    """
    match = cues.mentions["prose_recommendation"].search(folded)
    if match is None:
        return []
    start = match.end()
    end = len(folded.rstrip(" .:;\"'"))
    # "Vad gäller rekommendationen att A, vill nämnden framhålla att ...": only A was asked for.
    replies = cues.mentions["body_replies"].search(folded, start, end)
    if replies is not None:
        end = replies.start()
    if start >= end:
        return []
    parts = _split(folded, start, end, cues)
    return [(a, b) for a, b in parts if b - a >= _MIN_CHARACTERS]


def split_items(folded: str, cues: Cues) -> list[Span]:
    """Return the clauses that a list item holds besides its own, or an empty list."""
    opens = folded.startswith("att ") or cues.says("imperative_start", folded)
    if not opens:
        return []
    parts = _split(folded, 0, len(folded.rstrip(" .:;")), cues)
    return parts if len(parts) > 1 else []


def _split(folded: str, start: int, end: int, cues: Cues) -> list[Span]:
    """Split a clause at "1) ... 2) ...", at another "att", or where infinitives follow."""
    infinitives = cues.mentions["next_infinitive"]
    for pattern in (_ENUMERATION, _CONJUNCTION, infinitives):
        cuts = list(pattern.finditer(folded, start, end))
        pieces: list[Span] = []
        begin = start
        for cut in cuts:
            pieces.append((begin, cut.start()))
            begin = cut.end()
        pieces.append((begin, end))
        pieces = [_trim(folded, a, b) for a, b in pieces]
        pieces = [(a, b) for a, b in pieces if b > a]
        if len(pieces) > 1 and all(folded[a:b].count(" ") >= 1 for a, b in pieces):
            return pieces
    return [_trim(folded, start, end)]


def _trim(folded: str, start: int, end: int) -> Span:
    """Cut white space, a leading "att" and closing punctuation off a span."""
    while start < end and folded[start] in " ,;:":
        start += 1
    if folded.startswith("att ", start, end):
        start += 4
    while end > start and folded[end - 1] in " ,;":
        end -= 1
    return start, end
