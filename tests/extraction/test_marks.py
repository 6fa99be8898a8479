from __future__ import annotations

import pytest

from stance.extraction.cues import load_cues
from stance.extraction.marks import with_marks
from stance.extraction.units import Unit
from stance.schema import BlockKind


def _units(*texts: str) -> list[Unit]:
    units, start = [], 0
    for text in texts:
        units.append(Unit(start, start + len(text), BlockKind.PARAGRAPH, text.lower()))
        start += len(text) + 2
    return units


def _marks(*texts: str) -> list[tuple[str | None, str]]:
    return [(unit.marker, unit.folded) for unit in with_marks(_units(*texts), load_cues())]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["rek. 1 mata", "rek. 2 rakna"], [("1", "mata"), ("2", "rakna")]),
        (["a. mata", "b. rakna"], [("a", "mata"), ("b", "rakna")]),
        (["ø mata", "ø rakna"], [("-", "mata"), ("-", "rakna")]),
        (["forslag 1: mata", "nagot", "forslag 2: rakna"], [("1", "mata"), ("2", "rakna")]),
    ],
)
def test_what_counts_on_or_repeats_marks_items(
    texts: list[str], expected: list[tuple[str, str]]
) -> None:
    assert [mark for mark in _marks(*texts) if mark[0]] == expected


@pytest.mark.parametrize(
    "texts",
    [
        ["rek. 1 mata", "sedan mats mer"],  # Once is no list.
        ["sida 1 av 3", "sida 2 av 3"],
        ["1 maj ar en rod dag", "2 maj ar det inte"],
        ["i maj rensas dikena", "a sidan av vagen"],
        ["a. mata", *["text"] * 9, "b. rakna"],  # Too far away from each other.
    ],
)
def test_other_openings_are_left(texts: list[str]) -> None:
    assert all(marker is None for marker, _ in _marks(*texts))


def test_bare_numbers_mark_a_row_of_requests_with_answers_between_them() -> None:
    between = ["larmet ar bestallt"] * 9
    marks = _marks("1 infor larm", *between, "2 vakta larmet", *between, "3 anta en plan")
    assert [mark for mark in marks if mark[0]] == [
        ("1", "infor larm"),
        ("2", "vakta larmet"),
        ("3", "anta en plan"),
    ]


def test_bare_numbers_that_ask_for_nothing_are_left() -> None:
    assert all(marker is None for marker, _ in _marks("1 inledning", "text", "2 bakgrund", "text"))


def test_a_line_that_is_only_the_mark_names_what_is_below() -> None:
    units = with_marks(_units("rek. 1 mata", "rek. 2 rakna", "rek. 1", "vi mater"), load_cues())
    assert units[2].label == "punkt 1"
    assert units[2].marker is None


def test_offsets_follow_the_words() -> None:
    units = with_marks(_units("rek. 1 mata", "rek. 2 rakna"), load_cues())
    assert [(unit.end - unit.start) == len(unit.folded) for unit in units] == [True, True]
