"""Reads Markdown's marks: which lines are headings, which characters are marks, what is bold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from stance.reading.characters import DROPPED

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(?=\S)")
_CLOSING = re.compile(r"[ \t]#{1,6}[ \t]*$")
_QUOTE = re.compile(r" {0,3}(?:> ?)+")
_DIVIDER = re.compile(r"[ \t]*\|?[ \t:|-]*-[ \t:|-]*$")
# A bold stretch may run over the line ends of its paragraph.
_STRONG = re.compile(r"\*\*[^\s*][^*\n]{0,400}(?:\n[^*\n]{1,400}){0,8}\*\*")
_TOKEN = re.compile(
    r"\\[!-/:-@\[-`{-~]|\*{1,3}|_{1,3}|`|<br ?/?>|!?\[(?=[^\]\n]{0,400}\]\()|\]\([^)\s]{0,400}\)"
)
_STYLES = {1: "italic", 2: "bold", 3: "bold_italic"}
_RULE_MARKS = frozenset("-*_=")


@dataclass(frozen=True, slots=True)
class Opening:
    """What a line opens with.

    Attributes:
        level: Heading level, 0 for none.
        length: Characters of the mark.
    """

    level: int = 0
    length: int = 0


def looks_like_markdown(text: str) -> bool:
    """Whether plain text carries Markdown's marks."""
    sample = text[:200_000]
    lines = sample.splitlines()
    if any(_HEADING.match(line) for line in lines):
        return True
    if any("|" in line and len(line) < 500 and is_divider(line) for line in lines):
        return True
    return sum(1 for _ in zip(_STRONG.finditer(sample), range(2), strict=False)) >= 2


def opening_of(line: str) -> Opening:
    """Return the heading or quotation mark that a line opens with."""
    heading = _HEADING.match(line)
    if heading:
        return Opening(len(heading[1]), heading.end())
    quote = _QUOTE.match(line)
    return Opening(0, quote.end()) if quote else Opening()


def closing_length(line: str) -> int:
    """Return how many characters the closing number signs of a heading take."""
    tail = line[-40:]
    found = _CLOSING.search(tail)
    return len(tail) - found.start() if found else 0


def is_rule(line: str) -> bool:
    """Whether a line is only a ruler: ``---``, ``***``, ``===``."""
    bare = line.replace(" ", "").replace("\t", "")
    return len(bare) >= 3 and len(set(bare)) == 1 and bare[0] in _RULE_MARKS


def is_divider(line: str) -> bool:
    """Whether a line is the ruler below the head of a pipe table."""
    return "-" in line and _DIVIDER.match(line) is not None


def inline_styles(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int, str]]:
    """Return the stretches of one paragraph with their styles, marks as ``dropped``.

    Args:
        text: The whole decoded file.
        spans: Bounds of the paragraph's lines in it.
    """
    marks: list[tuple[int, int, str, str]] = []  # start, end, token, role
    for start, end in spans:
        for token in _TOKEN.finditer(text, start, end):
            marks.append((token.start(), token.end(), token.group(), ""))
    paired = _paired(text, marks, spans[0][0] if spans else 0)
    stretches: list[tuple[int, int, str]] = []
    style = ""
    at = spans[0][0] if spans else 0
    for start, end, becomes in paired:
        if start > at:
            stretches.append((at, start, style))
        stretches.append((start, end, DROPPED))
        style = becomes if becomes is not None else style
        at = end
    if spans and at < spans[-1][1]:
        stretches.append((at, spans[-1][1], style))
    return stretches


def _paired(
    text: str, marks: Sequence[tuple[int, int, str, str]], begin: int
) -> list[tuple[int, int, str | None]]:
    """Return the marks that count, each with the style after it (None: unchanged)."""
    found: list[tuple[int, int, str | None]] = []
    open_at: dict[str, int] = {}
    stack: list[str] = []
    for start, end, token, _ in marks:
        if token[0] in "*_":
            before = text[start - 1] if start > begin else " "
            after = text[end] if end < len(text) else " "
            closes = token in open_at and not before.isspace()
            inside = token[0] == "_" and before.isalnum() and after.isalnum()
            if inside:
                continue
            if closes:
                stack.remove(token)
                found.append((start, end, _style(stack)))
                del open_at[token]
            elif not after.isspace() and token not in open_at and not before.isalnum():
                open_at[token] = len(found)
                stack.append(token)
                found.append((start, end, _style(stack)))
        elif token[0] == "\\":
            found.append((start, start + 1, None))
        else:
            found.append((start, end, None))
    if not open_at:
        return found
    return _without(found, sorted(open_at.values()), stack)


def _without(
    found: list[tuple[int, int, str | None]], unclosed: Sequence[int], stack: Sequence[str]
) -> list[tuple[int, int, str | None]]:
    """Leave out marks that nothing closes; what followed them is plain."""
    gone = set(unclosed)
    kept: list[tuple[int, int, str | None]] = []
    lonely = {_style([token]) for token in stack}
    for at, (start, end, style) in enumerate(found):
        if at not in gone:
            kept.append((start, end, "" if style in lonely and at > unclosed[0] else style))
    return kept


def _style(stack: Sequence[str]) -> str:
    strength = 0
    for token in stack:
        strength |= len(token)
    return _STYLES.get(strength, "")
