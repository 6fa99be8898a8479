"""Tells headings by size, by bold type, or by their place above running text."""

from __future__ import annotations

from collections.abc import Sequence

from stance.reading.flow import Draft
from stance.reading.markers import heading_number
from stance.schema import BlockKind

_MAX_LEVELS = 4
_BOLD_HEADING = 60


def set_headings(drafts: Sequence[Draft], size: float) -> None:
    """Make headings of what is set larger, and of short bold lines that stand alone."""
    sizes = sorted({_size_step(draft) for draft in drafts if _is_large(draft, size)}, reverse=True)
    levels = {step: min(at + 1, _MAX_LEVELS) for at, step in enumerate(sizes)}
    for draft in drafts:
        if draft.kind not in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
            continue
        if _is_large(draft, size):
            level = levels[_size_step(draft)]
        elif _is_bold_heading(draft):
            level = min(len(sizes) + 1, _MAX_LEVELS + 1)
        else:
            continue
        number = heading_number(draft.text)
        draft.kind, draft.level = BlockKind.HEADING, level
        draft.marker, draft.marker_length = number or (None, 0)


def _size_step(draft: Draft) -> float:
    return round(draft.lines[0].size)


def _is_large(draft: Draft, size: float) -> bool:
    return (
        draft.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
        and draft.lines[0].size >= max(size * 1.12, size + 0.9)
        and draft.marker != "-"
        and len(draft.lines) <= 6
        and len(draft.text) <= 300
    )


def _is_bold_heading(draft: Draft) -> bool:
    line = draft.lines[0]
    text = line.text
    return (
        len(draft.lines) == 1
        and line.style == "bold"
        and draft.kind is BlockKind.PARAGRAPH
        and len(text) <= _BOLD_HEADING
        and len(text.split()) <= 7
        and text[:1].isupper()
        and text[-1:].isalnum()
    )


def set_plain_headings(drafts: Sequence[Draft]) -> None:
    """Make headings of short lines above running text, only where that is clear."""
    for at, draft in enumerate(drafts[:-1]):
        following = drafts[at + 1]
        text = draft.text
        words = text.split()
        if (
            draft.kind is not BlockKind.PARAGRAPH
            or len(draft.lines) > 1
            or len(text) > 80
            or len(words) > 10
            or not text[:1].isupper()
            or not text[-1:].isalpha()
            or "@" in text
        ):
            continue
        opens_text = following.kind is BlockKind.LIST_ITEM or (
            following.kind is BlockKind.PARAGRAPH and len(following.text) >= 60
        )
        title = len(words) == 1 or any(word[:1].islower() for word in words[1:])
        if opens_text and title and following.text[:1].isupper() | (following.marker is not None):
            draft.kind, draft.level = BlockKind.HEADING, 1
