from __future__ import annotations

import pytest
from tests.support.responses import extraction_of


def _fields(text: str) -> dict[str, str | None]:
    (exchange,) = extraction_of(text, "svar.md").exchanges
    return {passage.text: passage.field for passage in exchange.response}


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("Ansvarig", "responsible"),
        ("Ansvarig funktion", "responsible"),
        ("Klart", "deadline"),
        ("Klart senast", "deadline"),
        ("Tidplan", "deadline"),
    ],
)
def test_an_entry_under_a_label(label: str, field: str) -> None:
    fields = _fields(f"""
        # Svar på granskning av parker

        **Nämnden bör anta en plan för parkerna.**

        Svar: Nämnden antar en plan.

        {label}: Parkenheten i maj 2025
        """)
    assert fields == {"Nämnden antar en plan.": None, "Parkenheten i maj 2025": field}


def test_an_entry_in_a_column() -> None:
    fields = _fields("""
        # Svar på granskning av parker

        | Rekommendation | Svar | Ansvarig | Klart |
        |---|---|---|---|
        | Anta en plan för parkernas skötsel. | Nämnden antar en plan. | Parkchefen | Q1 2025 |
        """)
    assert fields == {
        "Nämnden antar en plan.": None,
        "Parkchefen": "responsible",
        "Q1 2025": "deadline",
    }


def test_a_long_entry_is_an_answer_whatever_stands_above_it() -> None:
    entry = "Planen antas stegvis, " * 6 + "och den första delen blir klar i maj."
    fields = _fields(f"""
        # Svar på granskning av parker

        **Nämnden bör anta en plan för parkerna.**

        Svar: Nämnden antar en plan.

        Tidplan: {entry}
        """)
    assert set(fields.values()) == {None}


def test_other_columns_are_no_fields() -> None:
    fields = _fields("""
        | Rekommendation | Svar | Uppföljning |
        |---|---|---|
        | Anta en plan för parkernas skötsel. | Nämnden antar en plan. | Varje höst |
        """)
    assert set(fields.values()) == {None}
