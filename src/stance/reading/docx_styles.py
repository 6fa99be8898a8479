"""Styles and list numbering of a DOCX."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from lxml import etree

from stance.reading.docx_package import WORD, child, is_on, number, value
from stance.reading.lines import Label

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


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    kind: str
    pattern: str
    restart: int | None
    style: str | None
    legal: bool


@dataclass(slots=True)
class Numbering:
    """Computes list numbers as Word shows them; ask once per paragraph, in order."""

    root: etree._Element | None
    _levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    _nums: dict[int, etree._Element] = field(default_factory=dict)
    _counters: dict[str, list[int | None]] = field(default_factory=dict)
    _started: set[int] = field(default_factory=set)
    _own: dict[int, dict[int, _Level]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index the definitions."""
        for element in () if self.root is None else self.root:
            if element.tag == f"{{{WORD}}}abstractNum":
                levels = (_level(item) for item in element.findall(f"{{{WORD}}}lvl"))
                self._levels[value(element, "abstractNumId") or ""] = dict(
                    item for item in levels if item is not None
                )
            elif element.tag == f"{{{WORD}}}num":
                num_id = number(value(element, "numId"))
                if num_id is not None:
                    self._nums[num_id] = element

    def level_of_style(self, num_id: int, style: str | None) -> int:
        """Return the level that a definition ties to a paragraph style, or the outermost."""
        levels = self._definition(num_id)[1]
        return next((at for at, item in levels.items() if style and item.style == style), 0)

    def next(self, num_id: int, level: int) -> Label | None:
        """Count one paragraph and return its marker; None when it shows none."""
        abstract, levels = self._definition(num_id)
        if level not in levels:
            return None
        counters = self._counters.setdefault(abstract, [None] * _LEVELS)
        self._start(num_id, counters)
        current = counters[level]
        counters[level] = levels[level].start if current is None else current + 1
        for deeper in range(level + 1, _LEVELS):
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or level < restart:
                counters[deeper] = None
        return _shown(levels, counters, level)

    def _definition(self, num_id: int) -> tuple[str, dict[int, _Level]]:
        """Return the abstract definition's identifier and the levels with overrides."""
        num = self._nums.get(num_id)
        abstract = value(child(num, "abstractNumId")) or ""
        if num_id not in self._own:
            levels = dict(self._levels.get(abstract, {}))
            for override in () if num is None else num.findall(f"{{{WORD}}}lvlOverride"):
                at = number(value(override, "ilvl"))
                replaced = child(override, "lvl")
                new = None if replaced is None else _level(replaced)
                start = number(value(child(override, "startOverride")))
                if new is not None:
                    levels[new[0]] = new[1]
                if start is not None and at in levels:
                    levels[at] = replace(levels[at], start=start)
            self._own[num_id] = levels
        return abstract, self._own[num_id]

    def _start(self, num_id: int, counters: list[int | None]) -> None:
        """Let a list that overrides its start begin anew when it is first used."""
        if num_id in self._started:
            return
        self._started.add(num_id)
        for override in self._nums[num_id].findall(f"{{{WORD}}}lvlOverride"):
            at = number(value(override, "ilvl"))
            if (
                at is not None
                and 0 <= at < _LEVELS
                and child(override, "startOverride") is not None
            ):
                counters[at] = None


def _level(element: etree._Element) -> tuple[int, _Level] | None:
    at = number(value(element, "ilvl"))
    if at is None or not 0 <= at < _LEVELS:
        return None
    start = number(value(child(element, "start")))
    return at, _Level(
        start=1 if start is None else start,
        kind=value(child(element, "numFmt")) or "decimal",
        pattern=(value(child(element, "lvlText")) or "")[:60],
        restart=number(value(child(element, "lvlRestart"))),
        style=value(child(element, "pStyle")),
        legal=bool(is_on(child(element, "isLgl"))),
    )


_PLACE = re.compile(r"%([1-9])")


def _shown(levels: dict[int, _Level], counters: list[int | None], at: int) -> Label | None:
    """Return the marker of a level, as "2.1." or "a)"; bullets of all shapes are "-"."""
    level = levels[at]
    if level.kind == "bullet":
        return Label("-", "-")
    places = list(_PLACE.finditer(level.pattern))
    if level.kind == "none" or not places:
        return None

    def fill(match: re.Match[str]) -> str:
        index = int(match.group(1)) - 1
        part = levels.get(index)
        if part is None:
            return ""
        count = counters[index]
        kind = "decimal" if level.legal else part.kind
        return formatted(part.start if count is None else count, kind)

    text = _PLACE.sub(fill, level.pattern)
    inner = level.pattern[places[0].start() : places[-1].end()]
    return Label(" ".join(text.split()), _PLACE.sub(fill, inner))


def formatted(count: int, kind: str) -> str:
    """Return a list number in Word's format ``kind``; decimal when it is unknown.

    Examples:
        >>> formatted(3, "lowerLetter"), formatted(4, "upperRoman"), formatted(7, "decimal")
        ('c', 'IV', '7')
    """
    make = _FORMATS.get(kind)
    return str(count) if make is None or not 0 < count < 4000 else make(count)


def _letter(count: int) -> str:
    # After z comes aa, then bb.
    return chr(ord("a") + (count - 1) % 26) * min((count - 1) // 26 + 1, 3)


def _roman(count: int) -> str:
    text = ""
    for size, digits in _ROMAN:
        text += digits * (count // size)
        count %= size
    return text


_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_FORMATS: dict[str, Callable[[int], str]] = {
    "lowerLetter": _letter,
    "upperLetter": lambda count: _letter(count).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda count: _roman(count).upper(),
    "decimalZero": lambda count: f"{count:02d}",
}
