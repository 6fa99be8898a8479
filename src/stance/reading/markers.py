"""Recognises list markers and the numbers of headings."""

from __future__ import annotations

import re

_BULLETS = "•●◦▪■□☐∙·‣►➢➤✓✔*\uf0b7\uf0a7\uf0d8\uf0fc\uf06f\u2043\u25cb\u2756\uf076"
_MARKER = re.compile(
    rf"(?P<bullet>[{_BULLETS}]|[-–—+](?=\s)|o(?=\s+(?:[A-ZÅÄÖ”\"]|att\s)))(?:\s+|$)"
    r"|\(?(?P<number>\d{1,2}|[a-zåäö]|[ivx]{1,4})\)(?:\s+|$)"
    r"|(?P<point>\d{1,2}|[a-h])\.(?:\s+|$)"
    r"|(?P<capital>[A-H])\)(?:\s+|$)"
    r"|(?P<levels>\d{1,2}(?:\.\d{1,2}){1,3})\.?\s+(?=[A-ZÅÄÖ])"
)
_MARKER_ONLY = re.compile(
    rf"(?:[{_BULLETS}]|[-–—+o]|\(?(?:\d{{1,2}}|[a-zåäö]|[ivx]{{1,4}})[.)]|\d{{1,2}}(?:\.\d{{1,2}}){{0,3}}\.?)"
)
_HEADING_NUMBER = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,3})\.?\s+(?=[A-ZÅÄÖ])")


def opens_with_marker_only(text: str) -> bool:
    """Whether text is nothing but a list marker, waiting for its words."""
    return len(text) <= 12 and _MARKER_ONLY.fullmatch(text) is not None


def marker_of(text: str) -> tuple[str, int] | None:
    """Return a list marker (``-`` for bullets) and its length with punctuation, or None."""
    found = _MARKER.match(text)
    if found is None:
        return None
    length = len(found.group().rstrip())
    if found["bullet"]:
        return "-", length
    return found["number"] or found["point"] or found["capital"] or found["levels"], length


def heading_number(text: str) -> tuple[str, int] | None:
    """Return the number that a heading opens with and its length, or None."""
    found = _HEADING_NUMBER.match(text)
    return (found[1], len(found.group().rstrip())) if found else None
