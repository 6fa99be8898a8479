"""The forms in which recommendations are written, each in a document of its own."""

from __future__ import annotations

import pytest
from tests.support.responses import extraction_of, pairs_in

from stance.extraction.mentions import find_mentions
from stance.schema import Kind

_PLAN = "Säkerställ att det finns en plan för parkernas skötsel."
_NOISE = "Följ upp bullret vid skolorna varje år."


def _asked(text: str, name: str = "svar.md") -> list[str]:
    return [e.recommendation.text for e in extraction_of(text, name).exchanges]


@pytest.mark.parametrize("mark", ["**", "*", "***"])
def test_emphasised(mark: str) -> None:
    asked = _asked(f"""
        # Yttrande över granskning av parker

        {mark}{_PLAN}{mark}

        Nämnden delar synen. En plan antas i maj.

        {mark}{_NOISE}{mark}

        Nämnden avser inte att mäta buller.
        """)
    assert asked == [_PLAN, _NOISE]


def test_emphasised_before_an_answer_label() -> None:
    asked = _asked(f"""
        # Svar på granskning av parker

        **{_PLAN}**

        Svar: En plan antas i maj.

        **{_NOISE}**

        Svar: Vi mäter inte buller.
        """)
    assert asked == [_PLAN, _NOISE]


@pytest.mark.parametrize("quotes", ["»«", "»»", "«»", '""', "””", "“”"])
def test_quoted(quotes: str) -> None:
    plan, noise = (f"{quotes[0]}{text}{quotes[1]}" for text in (_PLAN, _NOISE))
    asked = _asked(
        f"""
        Yttrande över granskning av parker

        {plan}

        Nämnden delar synen. En plan antas i maj.

        {noise}

        Nämnden avser inte att mäta buller.
        """,
        "svar.txt",
    )
    assert asked == [plan, noise]


@pytest.mark.parametrize(
    ("first", "second"),
    [("1.", "2."), ("1)", "2)"), ("a)", "b)"), ("•", "•"), ("-", "-"), ("R1.", "R2.")],
)
def test_listed(first: str, second: str) -> None:
    asked = _asked(
        f"""
        Yttrande över granskning av parker

        Revisorerna rekommenderar nämnden följande:

        {first} {_PLAN}

        {second} {_NOISE}

        Nämndens svar

        En plan för parkerna antas i maj.
        """,
        "svar.txt",
    )
    assert asked == [_PLAN, _NOISE]


def test_listed_under_a_heading_alone() -> None:
    asked = _asked(f"""
        # Svar på granskning av parker

        ## Revisorernas rekommendationer

        - {_PLAN}
        - {_NOISE}

        ## Nämndens svar

        En plan för parkerna antas i maj.
        """)
    assert asked == [_PLAN, _NOISE]


def test_an_item_keeps_its_sub_items() -> None:
    (asked,) = _asked("""
        # Svar på granskning av parker

        Revisorerna rekommenderar nämnden följande:

        - Anta en plan för parkerna som omfattar
          - skötsel av gräsytor
          - byte av lekredskap

        Nämnden antar en plan i maj.
        """)
    assert asked.startswith("Anta en plan")
    assert asked.endswith("byte av lekredskap")


def test_att_clauses_in_a_list() -> None:
    asked = _asked(
        """
        Yttrande över granskning av parker

        Revisorerna rekommenderar nämnden

        att anta en plan för parkernas skötsel,

        att mäta bullret vid skolorna, samt

        att redovisa resultatet varje år.

        Nämndens svar

        En plan för parkerna antas i maj.
        """,
        "svar.txt",
    )
    assert asked == [
        "att anta en plan för parkernas skötsel",
        "att mäta bullret vid skolorna",
        "att redovisa resultatet varje år.",
    ]


@pytest.mark.parametrize(
    "clauses",
    [
        "att anta en plan för parkerna, att mäta bullret vid skolorna samt att redovisa utfallet.",
        "att anta en plan för parkerna; att mäta bullret vid skolorna; samt att redovisa utfallet.",
        "att anta en plan för parkerna; mäta bullret vid skolorna; redovisa utfallet.",
    ],
)
def test_clauses_in_one_sentence(clauses: str) -> None:
    asked = _asked(f"""
        # Yttrande över granskning av parker

        Revisorerna rekommenderar nämnden {clauses}

        ## Nämndens svar

        En plan för parkerna antas i maj.
        """)
    assert asked == ["anta en plan för parkerna", "mäta bullret vid skolorna", "redovisa utfallet"]


def test_table_rows() -> None:
    asked = _asked(f"""
        # Svar på granskning av parker

        | Nr | Rekommendation | Nämndens svar |
        |---|---|---|
        | 1 | {_PLAN} | Planen antas i maj. |
        | 2 | {_NOISE} | Nej. |
        """)
    assert asked == [_PLAN, _NOISE]


def test_the_paragraph_above_a_table_is_none() -> None:
    """The header cell once made the heading "Nämndens svar" look like a label in use."""
    asked = _asked(f"""
        # Yttrande över granskning av parker

        Granskningen gällde om nämnden har en plan för parkerna och om den följs upp i tid.

        Nämndens svar

        | Nr | Rekommendation | Nämndens svar |
        |---|---|---|
        | 1 | {_PLAN} | Planen antas i maj. |
        """)
    assert asked == [_PLAN]


def test_a_table_of_something_else_holds_none() -> None:
    extraction = extraction_of(
        """
        # Årsbudget för parker

        | Post | Belopp | Kommentar |
        |---|---|---|
        | Skötsel av gräsytor | 300 tkr | Ökar |
        """,
        "svar.md",
    )
    assert extraction.exchanges == ()


@pytest.mark.parametrize("label", ["Rekommendation 1:", "Revisorernas rekommendation:"])
def test_labelled(label: str) -> None:
    asked = _asked(f"""
        # Svar på granskning av parker

        {label} {_PLAN}

        Nämnden antar en plan i maj.
        """)
    assert asked == [_PLAN]


def test_a_plain_paragraph_before_an_answer_label() -> None:
    """A title that begins with "Svar" once hid the first, and the first answer the second."""
    pairs = pairs_in(
        extraction_of("""
        Svar på granskning av trafiken

        Nämnden bör införa en plan för gatornas underhåll.
        Svar: Nämnden instämmer. En plan antas i maj.

        Nämnden bör följa upp buller vid skolorna.
        Svar: Nämnden avser inte att mäta buller.
        """)
    )
    assert pairs == [
        (
            "Nämnden bör införa en plan för gatornas underhåll.",
            "Nämnden instämmer. En plan antas i maj.",
        ),
        ("Nämnden bör följa upp buller vid skolorna.", "Nämnden avser inte att mäta buller."),
    ]


def test_a_reported_recommendation_before_an_answer_label() -> None:
    asked = _asked("""
        Brev om parkerna

        Revisionen rekommenderar: Att nämnden antar en plan för parkerna.

        Nämndens kommentar: Planen finns redan.

        Revisionen rekommenderar: Att nämnden mäter bullret vid skolorna.

        Nämndens kommentar: Det gör vi i höst.
        """)
    assert asked == [
        "nämnden antar en plan för parkerna",
        "nämnden mäter bullret vid skolorna",
    ]


@pytest.mark.parametrize(
    ("sentence", "clause"),
    [
        (
            "I rapporten rekommenderar revisorerna nämnden att anta en plan för parkerna.",
            "anta en plan för parkerna",
        ),
        (
            "Revisorerna anser att nämnden bör anta en plan för parkerna.",
            "nämnden bör anta en plan för parkerna",
        ),
    ],
)
def test_prose(sentence: str, clause: str) -> None:
    asked = _asked(f"""
        # Svar på granskning av parker

        {sentence} Nämnden instämmer i detta och antar en plan i maj.
        """)
    assert asked == [clause]


def test_a_finding_counts_where_nothing_is_recommended() -> None:
    (exchange,) = extraction_of("""
        Svar på granskning av parker

        Revisorerna konstaterar att det saknas en plan för parkerna. Nämnden delar inte den bilden.
        """).exchanges
    assert exchange.kind is Kind.FINDING
    assert exchange.recommendation.text.endswith("saknas en plan för parkerna.")


def test_a_finding_beside_a_recommendation_is_left() -> None:
    extraction = extraction_of("""
        Svar på granskning av parker

        Revisorerna konstaterar att det saknas en plan för parkerna.

        Revisorerna rekommenderar nämnden att anta en sådan plan. Nämnden antar den i maj.
        """)
    assert [e.kind for e in extraction.exchanges] == [Kind.RECOMMENDATION]


def test_a_criticism_in_a_list_is_a_finding() -> None:
    kinds = [
        exchange.kind
        for exchange in extraction_of("""
        Svar på granskning av parker

        Revisorerna lämnar följande synpunkter:

        1. Det saknas en dokumenterad plan för parkerna.

        2. Nämnden bör mäta bullret vid skolorna.

        Nämndens svar

        En plan för parkerna antas i maj.
        """).exchanges
    ]
    assert kinds == [Kind.FINDING, Kind.RECOMMENDATION]


def test_audit_questions_are_none() -> None:
    asked = _asked(f"""
        # Svar på granskning av parker

        Granskningen ska besvara följande revisionsfrågor:

        - Har nämnden säkerställt att det finns en plan?
        - Finns det mätningar av buller vid skolorna?

        Revisorerna rekommenderar nämnden följande:

        - {_PLAN}

        ## Nämndens svar

        En plan för parkerna antas i maj.
        """)
    assert asked == [_PLAN]


def test_questions_under_their_heading_are_none() -> None:
    extraction = extraction_of(
        """
        # Granskning av parker

        ## Revisionsfrågor

        1. Nämnden ska säkerställa en plan för parkerna
        2. Nämnden ska mäta bullret vid skolorna
        """,
        "svar.md",
    )
    assert extraction.exchanges == ()


def test_the_memos_own_proposals_are_none() -> None:
    asked = _asked(
        """
        Tjänsteskrivelse

        Svar på granskning av parker

        Förvaltningens förslag till beslut

        Kulturnämnden föreslås besluta

        1. att godkänna förvaltningens förslag till svar,

        2. att ge förvaltningen i uppdrag att upprätta en ny budget.

        Bakgrund

        Revisorerna rekommenderar nämnden att anta en plan för parkerna.

        Förvaltningens bedömning

        Planen för parkerna antas i maj.
        """,
        "svar.txt",
    )
    assert asked == ["anta en plan för parkerna"]


def test_what_the_body_plans_in_a_list_is_none() -> None:
    asked = _asked(f"""
        # Svar på granskning av parker

        **{_PLAN}**

        Nämnden instämmer och avser att:

        - upprätta en plan för skötseln,
        - utbilda parkarbetarna i maj.
        """)
    assert asked == [_PLAN]


def test_nothing_at_all() -> None:
    assert _asked("Vi ses på måndag. Ta med kaffe.") == []


def test_numbers_and_places_are_kept() -> None:
    from tests.support.responses import analysis_of

    from stance.extraction.cues import load_cues

    analysis = analysis_of(f"""
        Revisorerna rekommenderar nämnden följande:

        1. {_PLAN}

        2. {_NOISE}
        """)
    mentions = find_mentions(analysis, load_cues())
    assert [m.number for m in mentions] == ["1", "2"]
    assert all(m.listed for m in mentions)
    assert [m.words(analysis.layout.text) for m in mentions] == [_PLAN, _NOISE]
