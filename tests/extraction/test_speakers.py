from __future__ import annotations

import pytest
from tests.support.responses import analysis_of

from stance.extraction.cues import load_cues
from stance.extraction.folding import fold
from stance.extraction.sections import section_of
from stance.extraction.speakers import Role, role_of


def _role(sentence: str, section: str = "") -> Role:
    return role_of(fold(sentence), section, load_cues())


@pytest.mark.parametrize(
    "sentence",
    [
        "Revisorerna bedömer att skötseln brister.",
        "Enligt revisorerna saknas en plan.",
        "Vidare konstaterar revisionen att målen är otydliga.",
        "I granskningen framkommer att planen är gammal.",
        "PwC har på uppdrag av revisorerna granskat parkerna.",
        "Granskningens syfte var att bedöma skötseln.",
    ],
)
def test_the_auditors_words(sentence: str) -> None:
    assert _role(sentence) is Role.AUDITOR
    assert _role(sentence, "answer") is Role.AUDITOR


@pytest.mark.parametrize(
    "sentence",
    [
        "Nämnden delar revisorernas bedömning.",
        "Vi instämmer i kritiken.",
        "Förvaltningen avser att ta fram en plan.",
        "Kommunstyrelsen anser att skötseln är god.",
        "Bolaget har redan infört en ny rutin.",
        "Revisorerna anser att planen brister, vilket nämnden delar.",
    ],
)
def test_the_bodys_words(sentence: str) -> None:
    assert _role(sentence) is Role.BODY
    assert _role(sentence, "auditor") is Role.BODY


@pytest.mark.parametrize(
    "sentence",
    [
        "Med vänlig hälsning",
        "Förslaget har inga ekonomiska konsekvenser.",
        "Beslutet skickas till revisorerna.",
        "Nämnden vill avslutningsvis tacka för granskningen.",
    ],
)
def test_boilerplate(sentence: str) -> None:
    assert _role(sentence, "answer") is Role.BOILERPLATE


@pytest.mark.parametrize(
    "sentence", ["Justerandes sign", "Sida 4", "Dnr KS 2024/1", "3 (7)", "§ 45 Svar på granskning"]
)
def test_lines_of_the_page(sentence: str) -> None:
    assert _role(sentence, "answer") is Role.FURNITURE


@pytest.mark.parametrize(
    ("section", "role"),
    [
        ("auditor", Role.AUDITOR),
        ("questions", Role.AUDITOR),
        ("boilerplate", Role.BOILERPLATE),
        ("answer", Role.OTHER),
        ("", Role.OTHER),
    ],
)
def test_a_plain_sentence_is_its_sections(section: str, role: Role) -> None:
    assert _role("Skötseln är ojämn i de yttre parkerna.", section) is role


@pytest.mark.parametrize(
    ("heading", "section"),
    [
        ("Nämndens svar", "answer"),
        ("Förvaltningens bedömning", "answer"),
        ("Svar på rekommendationerna", "answer"),
        ("Revisorernas rekommendationer", "auditor"),
        ("Revisorernas rekommendationer och nämndens svar", "answer"),
        ("Iakttagelser och kommentarer", "answer"),
        ("Rekommendationer", "auditor"),
        ("Revisionsfrågor", "questions"),
        ("Syfte", "questions"),
        ("Förslag till beslut", "proposal"),
        ("Beslut", "decision"),
        ("Beslutsunderlag", "boilerplate"),
        ("Ekonomiska konsekvenser", "boilerplate"),
        ("Barnkonsekvensanalys", "boilerplate"),
        ("Beslutet skickas till", "boilerplate"),
        ("Bakgrund", "background"),
        ("Parker och grönområden", ""),
    ],
)
def test_headings_name_their_section(heading: str, section: str) -> None:
    assert section_of(fold(heading), load_cues()) == section


def test_sentences_stand_in_the_section_of_their_heading() -> None:
    analysis = analysis_of(
        """
        # Svar på granskning av parker

        ## Bakgrund

        Skötseln granskades under våren.

        ## Nämndens svar

        Skötseln har blivit bättre.

        ### Lekplatser

        Gungorna byts ut i maj.

        ## Ekonomiska konsekvenser

        Svaret ryms i årets ramar.
        """,
        "svar.md",
    )
    found = [(analysis.sections[s.unit], analysis.owners[s.unit]) for s in analysis.sentences]
    assert found == [
        ("background", "bakgrund"),
        ("answer", "namndens svar"),
        ("answer", "lekplatser"),
        ("boilerplate", "ekonomiska konsekvenser"),
    ]


def test_an_opening_sentence_begins_the_answer() -> None:
    analysis = analysis_of("""
        Nämnden lämnar följande yttrande över granskningen av parkerna.

        Skötseln har blivit bättre.
        """)
    assert analysis.sections == ("answer", "answer")


def test_headings_have_no_sentences() -> None:
    analysis = analysis_of("# Nämndens svar\n\nVi antar en plan.", "svar.md")
    assert [s.folded for s in analysis.sentences] == ["vi antar en plan."]
    assert analysis.headings == (True, False)
