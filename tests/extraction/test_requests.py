from __future__ import annotations

import pytest
from tests.support.responses import analysis_of

from stance.extraction.cues import load_cues
from stance.extraction.mentions.requests import answer_below, asks_by_form


@pytest.mark.parametrize(
    "text",
    [
        "Säkerställ att planen följs.",
        "Att införa en rutin för nycklar.",
        "Snarast ta fram en plan för bullret.",
        "Digitalisera ansökan om bygglov.",
        "Nämnden bör mäta bullret.",
        "Bullret vid skolorna behöver mätas.",
    ],
)
def test_a_request(text: str) -> None:
    assert asks_by_form(analysis_of(text), 0, load_cues())


@pytest.mark.parametrize(
    "text",
    [
        "Planen följs upp varje år.",
        "Utbildning ges till alla anställda.",
        "Vi anser att bullret bör mätas av någon annan.",
        "Bör bullret mätas?",
        "Nämnden bör göra följande:",
        "Bullret bör mätas. Det sker i maj. Sedan sker det aldrig mer.",
    ],
)
def test_no_request(text: str) -> None:
    assert not asks_by_form(analysis_of(text), 0, load_cues())


@pytest.mark.parametrize(
    ("below", "answered"),
    [
        ("Planen antas i maj av nämnden.", True),
        ("Sida 2 (3)\n\nPlanen antas i maj av nämnden.", True),
        ("Svar: Ja.", True),
        ("Mäta bullret vid skolorna.", False),
        ("Chefen", False),
    ],
)
def test_an_answer_below(below: str, answered: bool) -> None:
    analysis = analysis_of(f"Anta en plan för parkerna.\n\n{below}")
    assert answer_below(analysis, 0, load_cues()) is answered
