"""Responses to an audit report whose recommendations they do not repeat."""

from __future__ import annotations

import numpy as np
import pytest
from tests.support.responses import answer_in, document_of

from stance.extraction import extract
from stance.extraction.pairing.one_to_one import one_to_one

_WANTED = [
    "Anta en plan för underhållet av lekplatserna.",
    "Se till att fallskador på lekplatserna registreras.",
    "Ta ut avgift av föreningar som hyr kolonilotter.",
]


def _answers(response: str, wanted: list[str], name: str = "svar.txt") -> list[str]:
    exchanges = extract(document_of(response, name), recommendations=wanted).exchanges
    return [answer_in(e) for e in exchanges]


def _by_request(response: str) -> list[str]:
    """Return the answers in the order of the report."""
    exchanges = extract(document_of(response), recommendations=_WANTED).exchanges
    answers = {e.recommendation.text: answer_in(e) for e in exchanges}
    return [answers[wanted] for wanted in _WANTED]


def test_each_paragraph_answers_one_whatever_the_order() -> None:
    response = """
        Svar på granskning av parkerna

        Nämnden har läst rapporten och lämnar här sitt svar.

        Föreningarna på kolonilotterna betalar ingenting i dag. Nämnden inför en avgift för dem
        från och med nästa år.

        Gungor och klätterställningar har lagats när de gått sönder. En plan för underhållet av
        lekplatserna antas i maj.

        Den som faller och skadar sig ringer till växeln. Nämnden avser att registrera skadorna i
        det system som redan finns.
        """
    plan, injuries, fee = _by_request(response)
    assert "antas i maj" in plan
    assert "registrera skadorna" in injuries
    assert "avgift för dem" in fee
    assert "läst rapporten" not in plan + injuries + fee


def test_what_nobody_answers_stays_without_an_answer() -> None:
    response = """
        Svar på granskning av parkerna

        En plan för underhållet av lekplatserna antas av nämnden i maj.

        Nämnden inför en avgift för de föreningar som hyr kolonilotter.
        """
    plan, injuries, fee = _by_request(response)
    assert "antas" in plan
    assert not injuries
    assert "avgift" in fee


def test_items_that_say_one_by_one_what_the_report_says() -> None:
    response = """
        Svar till revisorerna

        1. Ni vill ha en plan för lekplatsernas underhåll.

        Den är klar i maj.

        2. Ni tar upp hur fallskador registreras.

        Växeln skriver upp dem, och så förblir det.

        3. Ni menar att föreningarna ska betala för sina kolonilotter.

        Det tycker inte vi.
        """
    assert _answers(response, _WANTED) == [
        "Den är klar i maj.",
        "Växeln skriver upp dem, och så förblir det.",
        "Det tycker inte vi.",
    ]


def test_points_named_by_ordinals_without_a_noun() -> None:
    response = """
        Svar till revisorerna

        Första punkten. Den är klar i maj.

        Andra. Växeln skriver upp dem, och så förblir det.

        Jag svarar på trean eftersom jag sköter den. Det tycker inte vi.
        """
    plan, injuries, fee = _answers(response, _WANTED)
    assert plan.endswith("Den är klar i maj.")
    assert injuries.endswith("och så förblir det.")
    assert fee.endswith("Det tycker inte vi.")


def test_two_bodies_that_repeat_the_same_recommendation() -> None:
    response = """
        # Samlat svar på granskning av skolvägarna

        ## A. Tekniska nämnden (§ 12)

        "Nämnderna bör varje år gå igenom skolvägarna tillsammans."

        Nämnden deltar i genomgången från och med hösten.

        ## B. Utbildningsnämnden (§ 30)

        "Nämnderna bör varje år gå igenom skolvägarna tillsammans."

        Nämnden anser att det är tekniska nämndens sak.
        """
    wanted = ["Nämnderna bör varje år gå igenom skolvägarna tillsammans."]
    assert _answers(response, wanted, "svar.md") == [
        "Nämnden deltar i genomgången från och med hösten.",
        "Nämnden anser att det är tekniska nämndens sak.",
    ]


def test_an_answer_that_stands_in_a_note_below_the_table() -> None:
    response = """
        # Svar på granskning av lekplatserna

        | Nr | Rekommendation | Svar |
        |----|----------------|------|
        | 1 | Anta en plan för lekplatserna | Se kommentar A. |
        | 2 | Registrera fallskador på lekplatserna | Det görs från i höst. |

        ## Kommentar A

        En plan tar tid från annat och antas inte i år.
        """
    first, second = _answers(response, ["Anta en plan", "Registrera fallskador"], "svar.md")
    assert "antas inte i år" in first
    assert "i höst" in second
    assert "antas" not in second


def test_a_letter_about_other_things_answers_nothing() -> None:
    response = """
        Till revisorerna

        Tack för rapporten. Revisorerna rekommenderar nämnden att

        - anta en plan för underhållet av lekplatserna,

        - registrera fallskador på lekplatserna.

        Vi har fått en faktura från konsulten som avser en annan kommun. Ekonomikontoret vill att
        ni ber om en ny.

        Mötet den 5 maj flyttas till kommunhusets stora sal. Kaffe är beställt till åtta personer.
        """
    exchanges = extract(document_of(response)).exchanges
    assert len(exchanges) == 2
    assert not any(e.response for e in exchanges)


@pytest.mark.parametrize(
    ("worth", "pairs"),
    [
        ([[3.0, 2.0], [2.0, 0.0]], [(0, 1), (1, 0)]),
        ([[1.0, 5.0, 2.0]], [(0, 1)]),
        ([[1.0], [5.0], [2.0]], [(1, 0)]),
    ],
)
def test_the_pairs_that_are_worth_most_together(
    worth: list[list[float]], pairs: list[tuple[int, int]]
) -> None:
    assert one_to_one(np.array(worth)) == pairs


def test_nothing_to_pair() -> None:
    assert one_to_one(np.zeros((0, 3))) == []


def test_a_list_that_goes_on_with_another_number_is_no_obstacle() -> None:
    response = """
        Svar på granskning av parkerna

        4. Nämnden antar en plan för underhållet av lekplatserna i maj.

        5. Fallskador på lekplatserna registreras sedan i våras.
        """
    exchanges = extract(document_of(response), recommendations=_WANTED).exchanges
    assert len(exchanges) == len(_WANTED)
