"""Finds the ruled lines of a PDF page: the borders that tables are drawn with."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any, TypeAlias

import pypdfium2.raw as raw

from stance.reading.marks import SNAP, Drawing, Rule
from stance.reading.unchecked import object_type, page_object

PdfObject: TypeAlias = Any  # pypdfium2 publishes no types

_THIN = 3.0  # points: a filled box this thin is a line
_SHORT = 8.0  # points: shorter strokes are underlines of letters, ticks, parts of logos
_MAX_OBJECTS = 20_000
_MAX_SEGMENTS = 400
_MAX_RULES = 3_000
_SEEN = frozenset((raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM))


def drawing_of(page: PdfObject) -> Drawing:
    """Look through a page's objects once, for rules and images."""
    handle = page.raw
    count = min(raw.FPDFPage_CountObjects(handle), _MAX_OBJECTS)
    width, height = page.get_size()
    area = max(width * height, 1.0)
    edges = [ctypes.c_float() for _ in range(4)]
    references = [ctypes.byref(edge) for edge in edges]
    across: list[Rule] = []
    uprights: list[Rule] = []
    share = 0.0
    paths = 0
    for at in range(count):
        item = page_object(handle, at)
        kind = object_type(item)
        if kind not in _SEEN:
            continue
        if not raw.FPDFPageObj_GetBounds(item, *references):
            continue
        box = (edges[0].value, edges[1].value, edges[2].value, edges[3].value)
        if kind == raw.FPDF_PAGEOBJ_PATH:
            paths += 1
            if len(across) + len(uprights) < _MAX_RULES:
                _add_path(item, box, across, uprights)
        else:
            if kind == raw.FPDF_PAGEOBJ_FORM and not _holds_image(item):
                continue
            share = max(share, (box[2] - box[0]) * (box[3] - box[1]) / area)
    if page.get_rotation() % 360:
        across, uprights = [], []  # rare; such tables are read by their columns
    return Drawing(_merged(across), _merged(uprights), share, paths)


def _holds_image(form: PdfObject) -> bool:
    count = min(raw.FPDFFormObj_CountObjects(form), 50)
    return any(
        raw.FPDFPageObj_GetType(raw.FPDFFormObj_GetObject(form, at)) == raw.FPDF_PAGEOBJ_IMAGE
        for at in range(count)
    )


def _add_path(
    item: PdfObject,
    box: tuple[float, float, float, float],
    across: list[Rule],
    uprights: list[Rule],
) -> None:
    """Add the straight lines of one path."""
    left, bottom, right, top = box
    width, height = right - left, top - bottom
    if height <= _THIN:
        if width >= _SHORT:
            across.append(Rule((bottom + top) / 2, left, right))
        return
    if width <= _THIN:
        if height >= _SHORT:
            uprights.append(Rule((left + right) / 2, bottom, top))
        return
    segments = raw.FPDFPath_CountSegments(item)
    if segments > _MAX_SEGMENTS or segments < 2:
        return
    if segments <= 6:
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(item, ctypes.byref(fill), ctypes.byref(stroke))
        if not stroke.value:
            return  # a shaded area: its edges are not lines that a reader sees
    for start, end in _strokes(item, segments):
        dx, dy = abs(end[0] - start[0]), abs(end[1] - start[1])
        if dy <= 1 and dx >= _SHORT:
            across.append(
                Rule((start[1] + end[1]) / 2, min(start[0], end[0]), max(start[0], end[0]))
            )
        elif dx <= 1 and dy >= _SHORT:
            uprights.append(
                Rule((start[0] + end[0]) / 2, min(start[1], end[1]), max(start[1], end[1]))
            )


def _strokes(
    item: PdfObject, segments: int
) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """Yield the straight strokes of a path in page coordinates."""
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, ctypes.byref(matrix))
    x, y = ctypes.c_float(), ctypes.c_float()
    first: tuple[float, float] | None = None
    last: tuple[float, float] | None = None
    for at in range(segments):
        segment = raw.FPDFPath_GetPathSegment(item, at)
        if not raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y)):
            continue
        point = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == raw.FPDF_SEGMENT_LINETO and last is not None:
            yield last, point
        if raw.FPDFPathSegment_GetClose(segment) and first is not None:
            yield point, first
        last = point


def _merged(rules: list[Rule]) -> tuple[Rule, ...]:
    """Join lines that lie on each other or go on where another ends."""
    groups: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda rule: rule.at):
        if groups and rule.at - groups[-1][0].at <= SNAP:
            groups[-1].append(rule)
        else:
            groups.append([rule])
    merged: list[Rule] = []
    for group in groups:
        place = group[0].at
        group.sort(key=lambda rule: rule.start)
        start, end = group[0].start, group[0].end
        for rule in group[1:]:
            if rule.start <= end + SNAP:
                end = max(end, rule.end)
            else:
                merged.append(Rule(place, start, end))
                start, end = rule.start, rule.end
        merged.append(Rule(place, start, end))
    return tuple(merged)
