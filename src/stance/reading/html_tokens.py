"""Cuts HTML into tags and text, in linear time and with the place of every character.

An own tokenizer, because lxml forgets where a text stood in the file and gives up on deep nesting,
and the standard library's parser takes quadratic time on hostile input.
"""

from __future__ import annotations

import html
import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field

from stance.reading.builder import Piece
from stance.reading.lines import visible_pieces


@dataclass(frozen=True, slots=True)
class Text:
    """Characters ``[start, end)`` of the source between tags."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Tag:
    """A start tag or an end tag.

    Attributes:
        name: In lower case.
        end: True for an end tag.
        source: What stands between the name and ``>``.
        position: Where ``<`` stands.
    """

    name: str
    end: bool
    source: str
    position: int

    def attribute(self, name: str) -> str | None:
        """Return an attribute's value; "" when it has none; None when it is absent."""
        if name not in self.source.lower():
            return None
        for match in _ATTRIBUTE.finditer(self.source):
            if match.group(1).lower() == name:
                found = match.group(2) or match.group(3) or match.group(4) or ""
                return html.unescape(found)
        return None


_MAX_ATTRIBUTES = 4000
_NAME = re.compile(r"[a-zA-Z][^\s/>]{0,40}")
_ATTRIBUTE = re.compile(r"""([^\s=/>"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?""")
_QUOTE_OR_END = re.compile(r"[\"'>]")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});?")
# Between these tags there is no mark-up.
_RAW = {
    name: re.compile(f"</{name}(?=[\\s/>])", re.IGNORECASE)
    for name in ("script", "style", "textarea", "title", "xmp")
}


@dataclass(slots=True)
class _Scanner:
    """Finds ends, and remembers what does not come again, so that no search is made twice."""

    source: str
    _absent: set[str] = field(default_factory=set)
    _quotes: bool = True

    def find(self, text: str, start: int) -> int:
        """Return where a text comes next, or -1."""
        if text in self._absent:
            return -1
        at = self.source.find(text, start)
        if at < 0:
            self._absent.add(text)
        return at

    def search(self, pattern: re.Pattern[str], start: int) -> re.Match[str] | None:
        """Return the next match of a pattern, or None."""
        if pattern.pattern in self._absent:
            return None
        match = pattern.search(self.source, start)
        if match is None:
            self._absent.add(pattern.pattern)
        return match

    def tag_end(self, start: int) -> int:
        """Return where the ``>`` of a tag stands, not counting those in quotes; -1 if nowhere."""
        at = start
        while self._quotes and (match := _QUOTE_OR_END.search(self.source, at)):
            at = match.end()
            if match.group() == ">":
                return match.start()
            if self._after_equals(match.start()):
                closing = self.find(match.group(), at)
                at = closing + 1 if closing >= 0 else at
        # Some quote is never closed; from here on quotes mean nothing.
        self._quotes = False
        return self.find(">", start)

    def _after_equals(self, at: int) -> bool:
        """Tell whether a quote opens a value: ``=`` stands before it, spaces aside."""
        return self.source[max(at - 8, 0) : at].rstrip().endswith("=")


def tokens(source: str) -> Iterator[Text | Tag]:
    """Yield the tags and texts of an HTML source in order; comments and scripts are left out."""
    scanner = _Scanner(source)
    xml = source.lstrip().startswith("<?xml")
    at = text_from = 0
    while (opening := scanner.find("<", at)) >= 0:
        end, token, shown = _token(scanner, opening)
        if end < 0:
            at = opening + 1
            continue
        if opening > text_from:
            yield Text(text_from, opening)
        if shown is not None:
            yield shown
        if token is not None:
            yield token
            if not token.end and token.name in _RAW and not (xml and token.source.endswith("/")):
                end = yield from _raw(scanner, token.name, end)
        at = text_from = end
    if text_from < len(source):
        yield Text(text_from, len(source))


def _token(scanner: _Scanner, opening: int) -> tuple[int, Tag | None, Text | None]:
    """Return (end, tag, text) of the mark-up at ``<``; end is -1 when it is just a character."""
    source = scanner.source
    following = source[opening + 1 : opening + 2]
    if following in ("!", "?"):
        return _declaration(scanner, opening)
    closing = following == "/"
    name = _NAME.match(source, opening + 1 + closing)
    if name is None:
        if closing and (end := scanner.find(">", opening)) >= 0:
            return end + 1, None, None
        return -1, None, None
    end = scanner.tag_end(name.end())
    if end < 0:
        return -1, None, None
    attributes = source[name.end() : end]
    if len(attributes) > _MAX_ATTRIBUTES:
        attributes = attributes[:_MAX_ATTRIBUTES]
    return end + 1, Tag(name.group().lower(), closing, attributes, opening), None


def _declaration(scanner: _Scanner, opening: int) -> tuple[int, Tag | None, Text | None]:
    """Skip a comment or declaration; the inside of a CDATA section is text."""
    source = scanner.source
    if source.startswith("<!--", opening):
        if source.startswith(("<!-->", "<!--->"), opening):
            return source.index(">", opening) + 1, None, None
        end = scanner.find("-->", opening + 4)
        if end >= 0:
            return end + 3, None, None
    elif source.startswith("<![CDATA[", opening):
        end = scanner.find("]]>", opening)
        if end >= 0:
            return end + 3, None, Text(opening + 9, end)
    end = scanner.find(">", opening)
    return end + 1 if end >= 0 else -1, None, None


def _raw(scanner: _Scanner, name: str, start: int) -> Generator[Text | Tag, None, int]:
    """Yield the text of an element without mark-up; return where it ends."""
    match = scanner.search(_RAW[name], start)
    if match is None:
        # Browsers would take the whole rest for a script; here no text is given up.
        yield Tag(name, True, "", start)
        return start
    yield Text(start, match.start())
    return match.start()


def text_pieces(source: str, text: Text, style: str) -> Iterator[Piece]:
    """Yield the pieces of a text, with entities resolved."""
    raw = source[text.start : text.end]
    at = 0
    if "&" in raw:
        for match in _ENTITY.finditer(raw):
            shown = html.unescape(match.group())
            if shown == match.group():
                continue
            if match.start() > at:
                yield from visible_pieces(raw[at : match.start()], text.start + at, style)
            yield from visible_pieces(shown, None, style)
            at = match.end()
    if at < len(raw):
        yield from visible_pieces(raw[at:], text.start + at, style)
