"""What stands on a page before layout: stretches of text, ruled lines, images."""

from __future__ import annotations

from dataclasses import dataclass

SNAP = 2.5  # points within which two lines are the same


@dataclass(slots=True)
class Segment:
    """Text of one line between wide gaps.

    Attributes:
        text: Characters as they stand in the page's raw text.
        start: Offset of the first one there.
        styles: Stretches ``(start, end, style)`` of the text, covering its words.
        left: Left edge in points from the page's left.
        right: Right edge.
        baseline: Height of the base line above the page's bottom.
        size: Font size in points.
        page: 1-based page number.
        order: Place in the order in which the file draws its text.
    """

    text: str
    start: int
    styles: list[tuple[int, int, str]]
    left: float
    right: float
    baseline: float
    size: float
    page: int | None
    order: int

    @property
    def style(self) -> str:
        """The style when it is the same all over, else ``""``."""
        return self.styles[0][2] if len(self.styles) == 1 else ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line along one axis.

    Attributes:
        at: Its place across the axis (x of a vertical, y of a horizontal line).
        start: Where it begins along the axis.
        end: Where it ends.
    """

    at: float
    start: float
    end: float

    def covers(self, place: float) -> bool:
        """Whether the line passes ``place`` on its own axis."""
        return self.start - SNAP <= place <= self.end + SNAP


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a page holds beside text.

    Attributes:
        across: Horizontal rules, by position.
        uprights: Vertical rules, by position.
        image_share: Part of the page that its largest image covers.
        paths: Number of drawn shapes.
    """

    across: tuple[Rule, ...] = ()
    uprights: tuple[Rule, ...] = ()
    image_share: float = 0.0
    paths: int = 0
