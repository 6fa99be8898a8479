from __future__ import annotations

import pytest
from tests.support.responses import analysis_of

from stance.extraction.cues import load_cues
from stance.extraction.mentions.runs import chains_of, requests_in, runs_of


def _chains(text: str) -> list[list[list[str]]]:
    analysis = analysis_of(text)
    chains = chains_of(analysis, list(runs_of(analysis, load_cues())))
    return [[[analysis.units[n].folded for n in run] for run in chain] for chain in chains]


@pytest.mark.parametrize(
    "markers", [("1.", "2."), ("a)", "b)"), ("R1.", "R2."), ("3.1", "3.2"), ("•", "•")]
)
def test_a_list_goes_on_after_other_text(markers: tuple[str, str]) -> None:
    chains = _chains(f"""
        {markers[0]} Anta en plan för parkerna

        Planen antas i maj av nämnden.

        {markers[1]} Mät bullret vid skolorna hur det än går
        """)
    assert [[len(run) for run in chain] for chain in chains] == [[1, 1]]


def test_another_list_begins_where_the_numbers_begin_again() -> None:
    chains = _chains("""
        1. att anta en plan
        2. att mäta bullret
        1. Planen antas i maj.
        2. Bullret mäts redan.
        """)
    assert [[len(run) for run in chain] for chain in chains] == [[2], [2]]


def test_bullets_in_one_piece_are_not_joined_with_others() -> None:
    chains = _chains("""
        • Anta en plan
        • Mät bullret hur det än går

        Planen antas i maj av nämnden.

        • Den gäller i fyra år
        """)
    assert [[len(run) for run in chain] for chain in chains] == [[2], [1]]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Anta en plan. Mäta bullret.", 2),
        ("Anta en plan. Räkna bilarna. Följ upp bullret.", 3),
        ("Anta en plan. Den ska gälla i fyra år.", 0),
        ("Planen antas i maj. Följ upp bullret.", 0),
    ],
)
def test_sentences_that_do_nothing_but_ask(text: str, count: int) -> None:
    assert len(requests_in(analysis_of(text), 0, load_cues())) == count
