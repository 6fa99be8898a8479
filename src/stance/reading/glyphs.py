"""Takes text with its geometry and style out of one PDF page, by pypdfium2's raw interface.

A segment is a stretch of one printed line without a wide gap: the unit that layout works on.
Only two boxes a word are fetched, for a call per character would cost most of the time budget.
"""

from __future__ import annotations

import ctypes
import math
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

import pypdfium2.raw as raw

from stance.reading.markers import opens_with_marker_only
from stance.reading.marks import Rule, Segment
from stance.reading.rawtext import line_bounds, raw_text
from stance.reading.rules import PdfObject
from stance.reading.unchecked import (
    char_matrix,
    char_origin,
    count_rects,
    font_info,
    font_size,
    loose_char_box,
)

_WORD = re.compile(r"\S+")
_BOLD = re.compile(r"(?i:bold|black|heavy|demi)|(?<=[a-z,_-])Bd\b")
_ITALIC = re.compile(r"(?i:ital|obli|kursiv)|(?<=[-a-z])It\b")
_PLAIN = re.compile(r"regular|roman|book|light|medium|normal", re.IGNORECASE)
_ITALIC_FLAG = 1 << 6
_FORCE_BOLD_FLAG = 1 << 18
_BOLD_WEIGHT = 700
_WIDE_GAP = 1.0  # in font sizes; justified lines of prose stay below
_MARKER_GAP = 5.0
_JUSTIFIED_GAP = 6.0
_MAX_LINES = 20_000
_NAME_LENGTH = 128


@dataclass(slots=True)
class Fonts:
    """Styles by font name and flags, kept for a whole document."""

    known: dict[tuple[bytes, int], str] = field(default_factory=dict)


class PageReader:
    """Reads the segments of one page; the buffers are reused from call to call."""

    def __init__(self, page: PdfObject, text_page: PdfObject, number: int, fonts: Fonts) -> None:
        """Fetch the page's characters."""
        self.number = number
        self.width, self.height = page.get_size()
        self.text = raw_text(text_page)
        self._text_page = text_page  # kept: pdfium frees the page with its wrapper
        self._page = text_page.raw
        self._fonts = fonts
        self._rotation = page.get_rotation() % 360
        self._box = raw.FS_RECTF()
        self._box_ref = ctypes.byref(self._box)
        self._matrix = raw.FS_MATRIX()
        self._matrix_ref = ctypes.byref(self._matrix)
        self._name = ctypes.create_string_buffer(_NAME_LENGTH)
        self._name_length = ctypes.c_ulong(_NAME_LENGTH)
        self._flags = ctypes.c_int()
        self._flags_ref = ctypes.byref(self._flags)
        self._x = ctypes.c_double()
        self._y = ctypes.c_double()
        self._origin_refs = ctypes.byref(self._x), ctypes.byref(self._y)

    def segments(self, uprights: Sequence[Rule]) -> list[Segment]:
        """Return the page's segments in drawing order.

        Args:
            uprights: Vertical rules of tables, sorted by position: they part words however close.
        """
        found: list[Segment] = []
        positions = [rule.at for rule in uprights]
        for start, end in line_bounds(self.text):
            if len(found) >= _MAX_LINES:
                break
            self._read_line(start, end, uprights, positions, found)
        return found

    def _read_line(
        self,
        start: int,
        end: int,
        uprights: Sequence[Rule],
        positions: Sequence[float],
        found: list[Segment],
    ) -> None:
        """Append the segments of one line as pdfium sees it."""
        if self._is_plain(start, end):
            self._read_plain_line(start, end, found)
            return
        open_segment: Segment | None = None
        for word in _WORD.finditer(self.text, start, end):
            first, last = word.start(), word.end() - 1
            left, right, low = self._span(first, last)
            styles = self._styles(first, last)
            if open_segment is not None and self._continues(
                open_segment, left, low, first, uprights, positions
            ):
                self._extend(open_segment, last + 1, right, styles)
                continue
            baseline = self._baseline(first)
            size = self._size(first)
            open_segment = Segment(
                word.group(), first, styles, left, right, baseline, size,
                self.number, len(found),
            )  # fmt: skip
            self._low = low
            found.append(open_segment)

    def _is_plain(self, start: int, end: int) -> bool:
        """Whether a line was drawn at one stroke: it has one style and no gap between cells."""
        one = count_rects(self._page, start, end - start) == 1
        return one and self.text.find("   ", start, end) < 0

    def _read_plain_line(self, start: int, end: int, found: list[Segment]) -> None:
        body = self.text[start:end]
        text = body.strip()
        if not text:
            return
        first = start + len(body) - len(body.lstrip())
        last = first + len(text)
        left, right, _ = self._span(first, last - 1)
        styles = [(first, last, self._style(first))]
        baseline, size = self._baseline(first), self._size(first)
        found.append(
            Segment(text, first, styles, left, right, baseline, size, self.number, len(found))
        )

    def _continues(
        self,
        segment: Segment,
        left: float,
        low: float,
        first: int,
        uprights: Sequence[Rule],
        positions: Sequence[float],
    ) -> bool:
        """Whether a word at ``left`` stands in the same segment."""
        size = segment.size
        if abs(low - self._low) > 0.6 * size or left < segment.right - 2 * size:
            return False
        if positions:
            at = bisect_right(positions, segment.right - 1)
            while at < len(positions) and positions[at] <= left + 1:
                if uprights[at].covers(segment.baseline + size * 0.3):
                    return False
                at += 1
        gap = (left - segment.right) / size
        if gap <= _WIDE_GAP:
            return True
        if gap < _MARKER_GAP and opens_with_marker_only(segment.text):
            return True
        # A justified line is drawn at one stroke, columns and cells are not.
        return gap < _JUSTIFIED_GAP and self._object(first) == self._object(
            segment.start + len(segment.text) - 1
        )

    def _object(self, index: int) -> int | None:
        """Return the address of the text object that a character belongs to."""
        item = raw.FPDFText_GetTextObject(self._page, index)
        return ctypes.cast(item, ctypes.c_void_p).value

    def _extend(
        self, segment: Segment, end: int, right: float, styles: list[tuple[int, int, str]]
    ) -> None:
        segment.text = self.text[segment.start : end]
        segment.right = max(segment.right, right)
        last = segment.styles[-1]
        for first, stop, style in styles:
            if last[2] == style:
                last = segment.styles[-1] = (last[0], stop, style)
            else:
                last = (first, stop, style)
                segment.styles.append(last)

    def _styles(self, first: int, last: int) -> list[tuple[int, int, str]]:
        """Return a word's styles: its closing mark often has another one than its letters."""
        style = self._style(first)
        if first < last and not self.text[last].isalnum():
            closing = self._style(last)
            if closing != style:
                return [(first, last, style), (last, last + 1, closing)]
        return [(first, last + 1, style)]

    def _span(self, first: int, last: int) -> tuple[float, float, float]:
        """Left, right and lower edge of a word, upright as the reader sees the page."""
        box, rotation = self._box, self._rotation
        loose_char_box(self._page, first, self._box_ref)
        if not rotation:
            left, low = box.left, box.bottom
            if last == first:
                return left, box.right, low
            loose_char_box(self._page, last, self._box_ref)
            return left, max(box.right, left), low
        one = self._turned(box.left, box.bottom, box.right, box.top)
        loose_char_box(self._page, last, self._box_ref)
        two = self._turned(box.left, box.bottom, box.right, box.top)
        return one[0], max(one[2], two[2]), one[1]

    def _turned(
        self, left: float, bottom: float, right: float, top: float
    ) -> tuple[float, float, float, float]:
        """Turn a box by the page's rotation: left, bottom, right, top."""
        if self._rotation == 90:
            return bottom, self.height - right, top, self.height - left
        if self._rotation == 270:
            return self.width - top, left, self.width - bottom, right
        return self.width - right, self.height - top, self.width - left, self.height - bottom

    def _baseline(self, index: int) -> float:
        char_origin(self._page, index, *self._origin_refs)
        x, y = self._x.value, self._y.value
        return self._turned(x, y, x, y)[1] if self._rotation else y

    def _size(self, index: int) -> float:
        """Font size as printed: the set size times the scale of the text matrix."""
        size: float = font_size(self._page, index)
        matrix = self._matrix
        if char_matrix(self._page, index, self._matrix_ref):
            scale = math.hypot(matrix.c, matrix.d)
            if scale > 0:
                size *= scale
        return min(max(size, 1.0), 200.0)

    def _style(self, index: int) -> str:
        length = font_info(self._page, index, self._name, self._name_length, self._flags_ref)
        name = self._name.value if 0 < length <= _NAME_LENGTH else b""
        key = (name, self._flags.value)
        style = self._fonts.known.get(key)
        if style is None:
            weight = raw.FPDFText_GetFontWeight(self._page, index)
            style = self._fonts.known[key] = style_of_font(
                name.decode("latin-1"), self._flags.value, weight
            )
        return style


def style_of_font(name: str, flags: int, weight: int) -> str:
    """Return the emphasis that a font stands for.

    The weight comes from stem widths that many writers invent, so a plain name outweighs it.
    """
    face = name.partition("+")[2] or name
    bold = bool(_BOLD.search(face)) or bool(flags & _FORCE_BOLD_FLAG)
    if not bold and weight >= _BOLD_WEIGHT and not _PLAIN.search(face):
        bold = weight < 1000  # larger numbers are broken stem widths
    italic = bool(_ITALIC.search(face)) or bool(flags & _ITALIC_FLAG)
    return ("bold_italic" if italic else "bold") if bold else "italic" if italic else ""
