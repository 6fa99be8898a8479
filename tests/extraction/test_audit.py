from __future__ import annotations

from tests.support.responses import answer_in, document_of, extraction_of

from stance.extraction import extract, recommendations_of
from stance.schema import Document, Status

_REPORT = """
Granskningsrapport om biblioteken

Syftet med granskningen är att bedöma biblioteken. Följande revisionsfrågor besvaras:

• Är biblioteken öppna när invånarna kan komma?

Rekommendationer

Utifrån granskningens resultat rekommenderar vi kulturnämnden att:

1. Säkerställa att biblioteken är öppna på lördagar.

2. Upprätta en plan för bokinköpen.

3. Följa upp utlåningen varje år.
"""
_WANTED = [
    "Säkerställa att biblioteken är öppna på lördagar.",
    "Upprätta en plan för bokinköpen.",
    "Följa upp utlåningen varje år.",
]


def test_a_report_says_what_it_recommends() -> None:
    assert recommendations_of(document_of(_REPORT)) == _WANTED


def test_a_summary_that_repeats_them_adds_nothing() -> None:
    summary = """
Sammanfattning

Vi rekommenderar nämnden att:

• Säkerställa att biblioteken är öppna på lördagar.

• Upprätta en plan för bokinköpen.

• Följa upp utlåningen varje år.
"""
    assert recommendations_of(document_of(summary + _REPORT)) == _WANTED


def test_findings_count_where_nothing_is_recommended() -> None:
    report = "Granskningsrapport\n\nRevisorerna konstaterar att det saknas en plan för bokinköpen."
    (finding,) = recommendations_of(document_of(report))
    assert finding.endswith("saknas en plan för bokinköpen.")


def test_a_report_that_could_not_be_read_gives_none() -> None:
    assert recommendations_of(Document("rapport.pdf", Status.NEEDS_OCR, "Scannad.")) == []


_RESPONSE = """
Kulturnämndens svar på granskning av biblioteken

Biblioteken får lördagsöppet från hösten 2024.

Någon plan för bokinköpen behövs inte enligt nämnden.
"""


def test_a_response_that_does_not_repeat_them() -> None:
    assert extraction_of(_RESPONSE).status is Status.NO_ANSWER
    extraction = extract(document_of(_RESPONSE), recommendations=_WANTED)
    assert extraction.status is Status.OK
    assert [e.recommendation.text for e in extraction.exchanges] == _WANTED
    assert [answer_in(e) for e in extraction.exchanges] == [
        "Biblioteken får lördagsöppet från hösten 2024.",
        "Någon plan för bokinköpen behövs inte enligt nämnden.",
        "",
    ]
    assert not any(e.recommendation_in_document for e in extraction.exchanges)


def test_a_response_that_paraphrases_them() -> None:
    response = """
        # Kulturnämndens svar på granskning av biblioteken

        **Nämnden bör säkerställa att biblioteken är öppna också på lördagar.**

        Svar: Nämnden inför lördagsöppet från hösten 2024.

        **Nämnden bör ta fram en plan för bokinköpen.**

        Svar: Det behövs inte enligt nämnden.
        """
    exchanges = extract(document_of(response, "svar.md"), recommendations=_WANTED).exchanges
    assert [(e.recommendation_in_document, answer_in(e)) for e in exchanges] == [
        (True, "Nämnden inför lördagsöppet från hösten 2024."),
        (True, "Det behövs inte enligt nämnden."),
        (False, ""),
    ]
    assert exchanges[2].recommendation.text == _WANTED[2]


def test_a_recommendation_of_another_report_is_dropped() -> None:
    response = """
        # Kulturnämndens svar

        **Nämnden bör upprätta en plan för bokinköpen.**

        Svar: Det sker i höst.

        **Nämnden bör renovera simhallens omklädningsrum.**

        Svar: Det sker aldrig.
        """
    exchanges = extract(document_of(response, "svar.md"), recommendations=_WANTED).exchanges
    assert not any("simhall" in e.recommendation.text for e in exchanges)


def test_no_wanted_recommendations_changes_nothing() -> None:
    response = "Revisorerna rekommenderar nämnden att anta en plan. Nämnden antar den i maj."
    document = document_of(response)
    assert extract(document, recommendations=[]) == extract(document)
