from __future__ import annotations

import pytest
from tests.support.responses import units_in

from stance.schema import BlockKind


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("Svar: Ja.", "svar"),
        ("SVAR: Ja.", "svar"),
        ("Kommentar: Ja.", "kommentar"),
        ("Nämndens svar: Ja.", "namndens svar"),
        ("Förvaltningens bedömning: Ja.", "forvaltningens bedomning"),
        ("Vidtagna åtgärder: Ja.", "vidtagna atgarder"),
        ("Svar på rekommendation 2: Ja.", "svar pa rekommendation 2"),
        ("Svar – Ja.", "svar"),
    ],
)
def test_an_answer_label_is_taken_off(line: str, label: str) -> None:
    (unit,) = units_in(line)
    assert (unit.label_kind, unit.label, unit.folded) == ("answer", label, "ja.")


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("Rekommendation 3: Anta en plan.", "3"),
        ("Rekommendation nr 3: Anta en plan.", "3"),
        ("Revisorernas rekommendation: Anta en plan.", None),
        ("Iakttagelse b: Anta en plan.", "b"),
    ],
)
def test_a_recommendation_label_is_taken_off(line: str, number: str | None) -> None:
    (unit,) = units_in(line)
    assert (unit.label_kind, unit.number) == ("recommendation", number)
    assert unit.folded == "anta en plan."


@pytest.mark.parametrize("line", ["Ansvarig: Parkchefen", "Klart: Q1 2025", "Tidplan: hösten"])
def test_a_detail_label_is_taken_off(line: str) -> None:
    (unit,) = units_in(line)
    assert unit.label_kind == "detail"


@pytest.mark.parametrize(
    "line",
    [
        "Svaret är att nämnden avstår.",
        "Detta är viktigt: svara i tid.",
        "Rekommendationerna är bra.",
        "Kommentarer saknas i ärendet.",
    ],
)
def test_running_text_has_no_label(line: str) -> None:
    (unit,) = units_in(line)
    assert unit.label_kind is None


def test_a_label_alone_opens_what_comes_after() -> None:
    label, answer = units_in("Nämndens svar\n\nVi antar en plan i maj.")
    assert label.empty
    assert label.label_kind == "answer"
    assert not answer.empty


def test_a_label_inside_a_paragraph_cuts_it() -> None:
    asked, answer = units_in("Nämnden bör anta en plan. Svar: Det gör vi i maj.")
    assert asked.folded == "namnden bor anta en plan."
    assert (answer.label, answer.folded) == ("svar", "det gor vi i maj.")
    assert asked.block == answer.block


def test_a_bold_opening_is_cut_off() -> None:
    asked, answer = units_in("**Nämnden bör anta en plan.** Det gör vi gärna i maj.", "svar.md")
    assert asked.emphasised == pytest.approx(1.0)
    assert answer.emphasised == 0.0
    assert answer.folded == "det gor vi garna i maj."


def test_a_bold_word_is_no_opening() -> None:
    assert len(units_in("**Nämnden** antar en plan i maj.", "svar.md")) == 1


@pytest.mark.parametrize("code", ["R1.", "R1:", "R 1)", "Rekommendation R1:"])
def test_a_code_is_a_marker(code: str) -> None:
    (unit,) = units_in(f"{code} Anta en plan för parkerna.")
    assert (unit.kind, unit.marker) == (BlockKind.LIST_ITEM, "r1")
    assert unit.folded == "anta en plan for parkerna."


def test_list_markers_and_depth_are_kept() -> None:
    first, child, second = units_in("""
        - Anta en plan.
          - Redovisa den.
        - Följ upp den.
        """)
    assert (first.marker, second.marker) == ("-", "-")
    assert child.level > first.level == second.level


def test_cells_keep_their_place() -> None:
    units = units_in("| Rekommendation | Svar |\n|---|---|\n| Anta en plan. | Ja. |", "svar.md")
    assert [(unit.row, unit.column) for unit in units] == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert units[1].label_kind == "answer"


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("# Bakgrund", True),
        ("**Planen för parkerna**", True),
        ("**Nämnden antar planen i maj.**", False),
        ("Planen för parkerna", False),
    ],
)
def test_headings_are_set_as_such_or_short_and_bold(text: str, heading: bool) -> None:
    units = units_in(f"{text}\n\nVi antar planen i maj, som bestämt.", "svar.md")
    assert units[0].is_heading is heading


def test_units_are_where_they_say() -> None:
    text = "Svar: Det gör vi i maj.\n\nR1. Anta en plan."
    for unit in units_in(text):
        assert text[unit.start : unit.end].casefold().startswith(unit.folded[:3])
