"""List numbers of a DOCX, computed as Word shows them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from lxml import etree

from stance.reading.docx_package import WORD, child, is_on, number, value
from stance.reading.lines import Label
from stance.reading.numerals import formatted

_LEVELS = 9


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
