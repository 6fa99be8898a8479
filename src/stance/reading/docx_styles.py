"""Styles and list numbering of a DOCX."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from lxml import etree

from stance.reading.docx_package import WORD, child, is_on, number, value

# Word translates names that it shows, and other programs write what they show.
_HEADING_NAME = re.compile(r"(?:heading|rubrik|überschrift|titre|otsikko|overskrift) ?([1-9])")
_TITLES = {"title": 1, "rubrik": 1, "subtitle": 2, "underrubrik": 2}
_MAX_CHAIN = 30
_LEVELS = 9
_BODY_TEXT = 9


@dataclass(frozen=True, slots=True)
class Style:
    """What a style, with those it is based on, says; None where it says nothing."""

    heading: int | None = None
    num_id: int | None = None
    num_level: int | None = None
    bold: bool | None = None
    italic: bool | None = None
    hidden: bool | None = None


PLAIN = Style()


def run_style(properties: etree._Element | None, base: Style) -> Style:
    """Return a style with the bold, italic and hidden of ``w:rPr`` laid over it."""
    if properties is None:
        return base
    bold = is_on(child(properties, "b"))
    italic = is_on(child(properties, "i"))
    hidden = is_on(child(properties, "vanish"))
    return replace(
        base,
        bold=base.bold if bold is None else bold,
        italic=base.italic if italic is None else italic,
        hidden=base.hidden if hidden is None else hidden,
    )


def outline_level(properties: etree._Element | None) -> int | None:
    """Return the heading level that ``w:pPr`` gives; 0 for body text."""
    level = number(value(child(properties, "outlineLvl")))
    if level is None:
        return None
    return level + 1 if 0 <= level < _BODY_TEXT else 0


@dataclass(slots=True)
class Styles:
    """The styles of a document by their identifier."""

    root: etree._Element | None
    _elements: dict[str, etree._Element] = field(default_factory=dict)
    _resolved: dict[str, Style] = field(default_factory=dict)
    _default: str | None = None

    def __post_init__(self) -> None:
        """Index the style elements."""
        for element in () if self.root is None else self.root.findall(f"{{{WORD}}}style"):
            identifier = value(element, "styleId")
            if identifier is None:
                continue
            self._elements.setdefault(identifier, element)
            if value(element, "type") == "paragraph" and value(element, "default") in {"1", "true"}:
                self._default = identifier

    def get(self, identifier: str | None, *, paragraph: bool = False) -> Style:
        """Return a style, resolved over those that it is based on."""
        if identifier is None:
            identifier = self._default if paragraph else None
        if identifier is None:
            return PLAIN
        if identifier not in self._resolved:
            self._resolved[identifier] = self._resolve(identifier)
        return self._resolved[identifier]

    def _resolve(self, identifier: str) -> Style:
        chain: list[etree._Element] = []
        at: str | None = identifier
        while at is not None and at in self._elements and len(chain) < _MAX_CHAIN:
            chain.append(self._elements[at])
            at = value(child(self._elements[at], "basedOn"))
        style = PLAIN if chain else Style(heading=_heading_by_name(identifier))
        for element in reversed(chain):
            style = _laid_over(style, element)
        return style


def _laid_over(base: Style, element: etree._Element) -> Style:
    """Return a style with what one style element says laid over it."""
    paragraph = child(element, "pPr")
    heading = outline_level(paragraph)
    if heading is None:
        heading = _heading_by_name(value(child(element, "name")) or "")
    numbering = child(paragraph, "numPr")
    num_id = number(value(child(numbering, "numId")))
    level = number(value(child(numbering, "ilvl")))
    style = run_style(child(element, "rPr"), base)
    return replace(
        style,
        heading=base.heading if heading is None else heading,
        num_id=base.num_id if num_id is None else num_id,
        num_level=base.num_level if level is None else level,
    )


def _heading_by_name(name: str) -> int | None:
    name = name.strip().lower()
    match = _HEADING_NAME.fullmatch(name)
    return int(match.group(1)) if match else _TITLES.get(name)
