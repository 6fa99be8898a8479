"""The ways in which an answer belongs to a recommendation, each in a document of its own."""

from __future__ import annotations

import pytest
from tests.support.responses import answer_in, extraction_of, pairs_in

from stance.extraction.pairing import distinct

_LIST = """
Yttrande över granskning av biblioteken

Revisorerna rekommenderar nämnden följande:

1. Säkerställ öppethållandet på lördagar.

2. Utveckla samarbetet med skolorna.

3. Upprätta en plan för bokinköpen.
"""


def _answers(text: str, name: str = "svar.md") -> list[str]:
    return [answer for _, answer in pairs_in(extraction_of(text, name))]


_LABELS = [
    "Svar",
    "Nämndens svar",
    "Kommentar",
    "Förvaltningens bedömning",
    "Åtgärd",
    "Nämndens ställningstagande",
    "Bolagets kommentar",
]


@pytest.mark.parametrize("label", _LABELS)
def test_after_a_label(label: str) -> None:
    answers = _answers(f"""
        # Yttrande över granskning av biblioteken

        1. Säkerställ öppethållandet på lördagar.

        {label}: Biblioteken får öppet på lördagar. Det sker i höst.

        2. Utveckla samarbetet med skolorna.

        {label}: Samarbetet är redan gott.
        """)
    assert answers == [
        "Biblioteken får öppet på lördagar. Det sker i höst.",
        "Samarbetet är redan gott.",
    ]


@pytest.mark.parametrize("label", _LABELS)
def test_after_a_label_on_a_line_of_its_own(label: str) -> None:
    answers = _answers(f"""
        # Yttrande över granskning av biblioteken

        **Säkerställ öppethållandet på lördagar under vintern.**

        {label}

        Biblioteken får öppet på lördagar.

        Det sker i höst.

        **Utveckla samarbetet med kommunens skolor.**

        {label}

        Samarbetet är redan gott.
        """)
    assert answers == [
        "Biblioteken får öppet på lördagar. Det sker i höst.",
        "Samarbetet är redan gott.",
    ]


def test_in_table_cells() -> None:
    answers = _answers("""
        # Svar på granskning av biblioteken

        | Nr | Rekommendation | Svar | Kommentar |
        |---|---|---|---|
        | 1 | Säkerställ öppethållandet på lördagar. | Ja. | Det sker i höst. |
        | 2 | Utveckla samarbetet med skolorna. | Nej. | - |
        | 3 | Upprätta en plan för bokinköpen. |  |  |
        """)
    assert answers == ["Ja. Det sker i höst.", "Nej.", ""]


def test_in_a_later_numbered_list() -> None:
    answers = _answers(
        _LIST
        + """
Nämndens svar

1. Vi inför detta i höst.

2. Det arbetet pågår redan.

3. Någon sådan tas inte fram.
"""
    )
    assert answers == [
        "Vi inför detta i höst.",
        "Det arbetet pågår redan.",
        "Någon sådan tas inte fram.",
    ]


def test_under_headings_that_name_the_number() -> None:
    answers = _answers(
        _LIST
        + """
Svar på rekommendation 2

Det arbetet pågår redan och räcker gott.

Svar på rekommendation 1 och 3

Vi inför båda delarna till hösten.
"""
    )
    both = "Vi inför båda delarna till hösten."
    assert answers == [both, "Det arbetet pågår redan och räcker gott.", both]


def test_by_topic_in_order() -> None:
    answers = _answers(
        _LIST
        + """
Nämndens svar

Lördagsöppet införs i höst. Det gäller alla filialer.

Med skolorna finns redan ett gott samarbete.

Bokinköpen får en plan under våren.
"""
    )
    assert answers == [
        "Lördagsöppet införs i höst. Det gäller alla filialer.",
        "Med skolorna finns redan ett gott samarbete.",
        "Bokinköpen får en plan under våren.",
    ]


def test_by_topic_out_of_order() -> None:
    answers = _answers(
        _LIST
        + """
Nämndens svar

Bokinköpen får en plan under våren.

Lördagsöppet införs i höst i alla filialer.
"""
    )
    assert answers == [
        "Lördagsöppet införs i höst i alla filialer.",
        "",
        "Bokinköpen får en plan under våren.",
    ]


def test_interleaved_in_prose() -> None:
    pairs = pairs_in(
        extraction_of("""
        Kulturnämndens yttrande över granskning av biblioteken

        Revisorerna rekommenderar nämnden att hålla öppet på lördagar. Nämnden instämmer och
        inför lördagsöppet i höst. Vidare rekommenderar revisorerna att samarbetet med skolorna
        utvecklas. Här anser nämnden att dagens samarbete räcker.
        """)
    )
    assert pairs == [
        ("hålla öppet på lördagar", "Nämnden instämmer och inför lördagsöppet i höst."),
        (
            "samarbetet med skolorna utvecklas",
            "Här anser nämnden att dagens samarbete räcker.",
        ),
    ]


def test_one_sentence_that_answers_two() -> None:
    together = "Samarbetet med skolorna och planen för bokinköpen tas upp i nästa års budget."
    answers = _answers(
        _LIST
        + f"""
Nämndens svar

Nämnden instämmer i att öppethållandet på lördagar ska säkerställas. {together}
"""
    )
    assert answers == [
        "Nämnden instämmer i att öppethållandet på lördagar ska säkerställas.",
        together,
        together,
    ]


def test_one_sentence_that_answers_all() -> None:
    answers = _answers(
        _LIST
        + """
Nämndens svar

Nämnden instämmer i samtliga rekommendationer och genomför dem under nästa år.
"""
    )
    sentence = "Nämnden instämmer i samtliga rekommendationer och genomför dem under nästa år."
    assert answers == [sentence] * 3


def test_by_reference_to_another_answer() -> None:
    answers = _answers(
        _LIST
        + """
Nämndens svar

1. Vi inför detta i höst.

2. Det arbetet pågår redan.

3. Se svar på punkt 1.
"""
    )
    assert answers == [
        "Vi inför detta i höst.",
        "Det arbetet pågår redan.",
        "Se svar på punkt 1. Vi inför detta i höst.",
    ]


def test_by_reference_to_the_answer_above() -> None:
    answers = _answers("""
        # Yttrande över granskning av biblioteken

        **Säkerställ öppethållandet på lördagar under vintern.**

        Svar: Biblioteken får öppet på lördagar i höst.

        **Säkerställ öppethållandet på kvällar under vintern.**

        Svar: Se svar ovan.
        """)
    assert answers[1].endswith("Biblioteken får öppet på lördagar i höst.")


def test_a_decision_may_be_the_answer() -> None:
    answers = _answers("""
        Kulturnämnden

        Granskning av biblioteken

        Revisorerna rekommenderar kulturnämnden att:

        - Säkerställa öppethållandet på lördagar.
        - Upprätta en plan för bokinköpen.

        Beslut

        Kulturnämnden beslutar

        att godkänna yttrandet som sitt eget,

        att uppdra åt bibliotekschefen att upprätta en plan för bokinköpen till den 1 mars.

        Beslutet skickas till

        Revisorerna
        """)
    assert answers == [
        "",
        "att uppdra åt bibliotekschefen att upprätta en plan för bokinköpen till den 1 mars.",
    ]


def test_several_bodies_under_headings() -> None:
    exchanges = extraction_of(
        """
        Samlat svar på granskning av biblioteken

        Revisorernas rekommendationer

        1. Säkerställ öppethållandet på lördagar.

        2. Upprätta en plan för bokinköpen.

        Kulturnämndens svar

        1. Nämnden inför öppet på lördagar i höst.

        2. En plan för bokinköpen finns redan.

        Utbildningsnämndens svar

        1. Skolbiblioteken är inte öppna på lördagar, och behov saknas.
        """
    ).exchanges
    assert [(e.recommendation.text[:8], e.body, answer_in(e)[:12]) for e in exchanges] == [
        ("Säkerstä", "Kulturnämnden", "Nämnden infö"),
        ("Säkerstä", "Utbildningsnämnden", "Skolbibliote"),
        ("Upprätta", "Kulturnämnden", "En plan för "),
        ("Upprätta", "Utbildningsnämnden", ""),
    ]


def test_several_bodies_under_labels() -> None:
    exchanges = extraction_of(
        """
        # Samlat svar på granskning av biblioteken

        **Säkerställ öppethållandet på lördagar under vintern.**

        Kulturnämndens svar: Nämnden inför öppet på lördagar i höst.

        Utbildningsnämndens svar: Skolbiblioteken har inget behov av lördagsöppet.
        """,
        "svar.md",
    ).exchanges
    assert [(e.body, answer_in(e)) for e in exchanges] == [
        ("Kulturnämnden", "Nämnden inför öppet på lördagar i höst."),
        ("Utbildningsnämnden", "Skolbiblioteken har inget behov av lördagsöppet."),
    ]


def test_a_recommendation_written_twice_counts_once() -> None:
    """The item that is repeated as a heading once ended up in the other one's answer."""
    pairs = pairs_in(
        extraction_of(
            """
            # Yttrande över granskning av biblioteken

            Revisorerna rekommenderar nämnden att:

            - Säkerställa öppethållandet på lördagar.
            - Upprätta en plan för bokinköpen.

            ## Nämndens svar

            **Säkerställa öppethållandet på lördagar**

            Nämnden inför lördagsöppet i höst.

            **Upprätta en plan för bokinköpen**

            En plan finns redan.
            """,
            "svar.md",
        )
    )
    assert [answer for _, answer in pairs] == [
        "Nämnden inför lördagsöppet i höst.",
        "En plan finns redan.",
    ]


@pytest.mark.parametrize(
    "pointing",
    [
        "Beträffande öppethållandet på lördagar hänvisas till bilaga 2.",
        "Svaret om öppethållandet på lördagar framgår av förvaltningens skrivelse, bilaga 2.",
    ],
)
def test_an_attachment_is_no_answer_in_the_document(pointing: str) -> None:
    first, _, third = extraction_of(
        _LIST
        + f"""
Nämndens yttrande

{pointing}

Nämnden avser att upprätta en plan för bokinköpen.
"""
    ).exchanges
    assert (answer_in(first), first.by_reference) == (pointing, True)
    assert not third.by_reference


def test_what_is_passed_over_has_no_answer() -> None:
    exchanges = extraction_of(
        """
        # Yttrande över granskning av biblioteken

        **Säkerställ öppethållandet på lördagar under vintern.**

        Svar: Nämnden inför lördagsöppet i höst.

        **Upprätta en plan för bokinköpen i kommunen.**

        ## Beslutsunderlag

        Revisionsrapport 2024-03-01

        Med vänlig hälsning

        Karin Ek
        """,
        "svar.md",
    ).exchanges
    assert exchanges[0].response
    assert exchanges[1].response == ()
    assert exchanges[1].response_spans == ()


@pytest.mark.parametrize(
    "strange",
    [
        "Revisorerna konstaterar att filialerna är stängda.",
        "Enligt granskningen är filialerna stängda på lördagar.",
        "Förslaget har inga ekonomiska konsekvenser.",
        "Justerandes sign",
        "Beslutet skickas till revisorerna.",
    ],
)
@pytest.mark.parametrize("before", [True, False])
def test_others_words_are_never_in_the_answer(strange: str, before: bool) -> None:
    own = "Nämnden inför lördagsöppet i höst."
    order = (strange, own) if before else (own, strange)
    answers = _answers(f"""
        # Yttrande över granskning av biblioteken

        **Säkerställ öppethållandet på lördagar under vintern.**

        {order[0]}

        {order[1]}

        Med vänlig hälsning

        Karin Ek

        Ordförande
        """)
    assert answers == [own]


def test_an_answer_goes_on_over_a_line_of_the_page() -> None:
    answers = _answers("""
        # Yttrande över granskning av biblioteken

        **Säkerställ öppethållandet på lördagar under vintern.**

        Svar: Nämnden inför lördagsöppet i höst.

        Justerandes sign

        Protokollsutdrag

        Nämnden redovisar utfallet i mars.
        """)
    assert answers == ["Nämnden inför lördagsöppet i höst. Nämnden redovisar utfallet i mars."]


def test_an_answer_goes_on_over_the_head_of_a_page() -> None:
    answers = _answers(
        """
        Rekommendation 1. Nämnden bör säkerställa öppethållandet på lördagar.

        Svar: Nämnden inför lördagsöppet i höst, även om det ännu är

        Justerandes signatur          Utdragsbestyrkande

        Trelleborgs kommun     SAMMANTRÄDESPROTOKOLL      10
        Kulturnämnden          2024-11-05

        oklart hur personalen ska räcka till på de små filialerna.

        Rekommendation 2. Nämnden bör upprätta en plan för bokinköpen.

        Svar: En plan finns redan.
        """,
        "svar.txt",
    )
    assert answers == [
        "Nämnden inför lördagsöppet i höst, även om det ännu är "
        "oklart hur personalen ska räcka till på de små filialerna.",
        "En plan finns redan.",
    ]


@pytest.mark.parametrize(
    ("texts", "groups"),
    [
        (["Anta en plan för parkerna.", "anta en plan för parkerna"], [[0, 1]]),
        (["Anta en plan för parkerna.", "Mät bullret vid skolorna."], [[0], [1]]),
        (
            [
                "Anta en ny plan för parkernas skötsel",
                "Mät buller",
                "Att nämnden ska anta en ny plan för parkernas skötsel före utgången av året",
            ],
            [[0, 2], [1]],
        ),
        ([], []),
    ],
)
def test_the_same_recommendation_in_other_dress(texts: list[str], groups: list[list[int]]) -> None:
    assert distinct(texts) == groups


def test_what_follows_the_last_criticism_answers_those_before_it_too() -> None:
    answers = _answers("""
        # Yttrande över granskning av badhusen

        ## Revisorernas iakttagelser

        Revisorerna noterar att vattenprover inte tas varje dag.

        Revisorerna noterar att livräddarna saknar utbildning.

        ## Nämndens bedömning

        Vattenproverna tas numera varje morgon av vaktmästaren.

        Livräddarnas utbildning börjar i mars. Alla ska gå den.
        """)
    assert answers == [
        "Vattenproverna tas numera varje morgon av vaktmästaren.",
        "Livräddarnas utbildning börjar i mars. Alla ska gå den.",
    ]
