from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.extraction.alignment import align


def _align(rows: list[list[float]], paragraphs: list[int]) -> list[int | None]:
    return align(np.array(rows, dtype=np.float32), paragraphs)


def test_each_paragraph_goes_to_what_it_is_about() -> None:
    assert _align([[0.5, 0.0], [0.0, 0.5]], [0, 1]) == [0, 1]


def test_a_sentence_with_no_likeness_stays_with_its_paragraph() -> None:
    assert _align([[0.0, 0.4], [0.0, 0.0], [0.0, 0.0]], [0, 0, 0]) == [1, 1, 1]


def test_a_weak_likeness_inside_a_paragraph_does_not_move_the_answer() -> None:
    assert _align([[0.5, 0.0], [0.0, 0.1], [0.3, 0.0]], [0, 0, 0]) == [0, 0, 0]


def test_a_strong_likeness_inside_a_paragraph_moves_it() -> None:
    assert _align([[0.5, 0.0], [0.0, 0.6]], [0, 0]) == [0, 1]


def test_what_is_like_nothing_is_nobodys() -> None:
    assert _align([[0.0, 0.0], [0.0, 0.0]], [0, 1]) == [None, None]


def test_an_explicit_reference_beats_any_likeness() -> None:
    assert _align([[0.9, 2.0]], [0]) == [1]


def test_going_on_is_cheaper_than_going_back() -> None:
    rows = [[0.0, 0.5, 0.0], [0.2, 0.0, 0.2]]
    assert _align(rows, [0, 1]) == [1, 2]


@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (0, 0)])
def test_nothing_to_align(shape: tuple[int, int]) -> None:
    assert align(np.zeros(shape, dtype=np.float32), list(range(shape[0]))) == [None] * shape[0]


@given(st.data())
def test_every_sentence_gets_one_place_or_none(data: st.DataObject) -> None:
    count, choices = data.draw(st.integers(1, 8)), data.draw(st.integers(1, 5))
    row = st.lists(st.floats(0, 3, width=32), min_size=choices, max_size=choices)
    rows = data.draw(st.lists(row, min_size=count, max_size=count))
    walk = _align(rows, [place // 2 for place in range(count)])
    assert len(walk) == count
    assert all(place is None or 0 <= place < choices for place in walk)
