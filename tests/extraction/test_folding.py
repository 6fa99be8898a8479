from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.extraction.folding import fold


@given(st.text())
def test_offsets_still_fit(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_letters_that_grow_in_lower_case_keep_the_length() -> None:
    assert len(fold("İnget SVAR")) == len("İnget SVAR")
    assert fold("İnget SVAR").endswith("nget svar")


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Åtgärd över Nämnd", "atgard over namnd"),
        ("Idé à la Carte", "ide a la carte"),
        ("”Svar” »så«", '"svar" "sa"'),
        ("2021–2023", "2021-2023"),
        ("§\u00a05", "§ 5"),
    ],
)
def test_case_diacritics_quotes_and_dashes_are_levelled(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(st.text(alphabet="åÄöé”–\u00a0 aB7£", max_size=90))
def test_short_and_long_texts_are_folded_alike(text: str) -> None:
    assert fold(text) == "".join(map(fold, text))
