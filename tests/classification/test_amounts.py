from __future__ import annotations

import pytest

from stance.classification.amounts import AMOUNTS, amounts_of


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("", (0, 0, 0)),
        ("samtliga skolor besöks varje år.", (2, 0, 0)),
        ("endast två av skolorna omfattas", (0, 2, 0)),
        ("planen antas inte, och ingen annan heller", (0, 0, 3)),
        ("12 av 30 enheter samt undantagen", (0, 1, 0)),
        ("deltagande allmänt nejlika", (0, 0, 0)),
    ],
)
def test_words_are_counted_by_kind(text: str, amounts: tuple[int, ...]) -> None:
    assert amounts_of(text) == tuple(map(float, amounts))
    assert len(amounts) == AMOUNTS
