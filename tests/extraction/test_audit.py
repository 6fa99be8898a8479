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


def test_sentences_that_go_on_asking_in_prose() -> None:
    report = """
Granskning av kajerna

Mot bakgrund av granskningen anser vi att **styrelsen bör besluta om en underhållsplan**. Dessutom
bör **avgifterna räknas om**. För att öka tryggheten bör **belysningen byggas ut**. Slutligen bör
**styrelsen låta besiktiga bommarna**.

Vi emotser styrelsens svar senast den 1 maj.
"""
    asked = recommendations_of(document_of(report))
    wanted = ("underhållsplan", "avgifterna räknas om", "belysningen byggas ut", "bommarna")
    assert len(asked) == len(wanted)
    assert all(words in text for words, text in zip(wanted, asked, strict=True))


def test_the_line_above_the_list_is_no_recommendation() -> None:
    report = """
# Rekommendationer

Med utgångspunkt i granskningen rekommenderar vi kulturnämnden följande.

**Räkna besökarna varje vecka.**

**Inför lån utan personal på kvällarna.**

Karlshamn den 14 juni 2018
"""
    asked = recommendations_of(document_of(report, "rapport.md"))
    assert asked == ["Räkna besökarna varje vecka.", "Inför lån utan personal på kvällarna."]


def test_a_request_for_an_answer_is_no_recommendation() -> None:
    report = "Vi rekommenderar nämnden att räkna besökarna. Revisorerna vill att nämnden svarar."
    assert recommendations_of(document_of(report)) == ["räkna besökarna"]


_ROWS = """
# Svar på granskning av biblioteken

| Nr | Revisorernas förslag i korthet | Svar |
|----|--------------------------------|------|
| 1 | Biblioteken ska hållas öppna på lördagar. | Det sker från hösten. |
| 2 | Det behövs ett sätt att bestämma vilka böcker som köps. | Det finns redan. |
| 3 | Utlåningen bör följas upp varje år. | Det sker i årsboken. |
"""


def test_rows_with_the_numbers_of_the_report_are_its_recommendations_in_other_words() -> None:
    exchanges = extract(document_of(_ROWS, "svar.md"), recommendations=_WANTED).exchanges
    assert [answer_in(e) for e in exchanges] == [
        "Det sker från hösten.",
        "Det finns redan.",
        "Det sker i årsboken.",
    ]
    assert all(e.recommendation_in_document for e in exchanges)


def test_answers_that_are_numbered_like_the_report_are_no_recommendations() -> None:
    response = """
Kulturnämndens svar på granskning av biblioteken

Rekommendation 1

Biblioteken får lördagsöppet från hösten 2024.

Rekommendation 2

Någon plan för bokinköpen behövs inte enligt nämnden.

Rekommendation 3

Utlåningen redovisas i årsboken.
"""
    exchanges = extract(document_of(response), recommendations=_WANTED).exchanges
    assert [e.recommendation.text for e in exchanges] == _WANTED
    assert "lördagsöppet" in answer_in(exchanges[0])
    assert "årsboken" in answer_in(exchanges[2])


def test_a_paper_that_neither_quotes_nor_heads_its_answers() -> None:
    minutes = """
Kulturnämnden

Ärendet

Nämnden har 41 anställda och en budget om 38 miljoner kronor. Året var gott.

Att hålla biblioteken öppna på lördagar skulle kosta mer än det smakar. Nämnden avstår.

Någon plan för bokinköpen har aldrig saknats, då bokinköpen görs av den som läser mest.
"""
    exchanges = extract(document_of(minutes), recommendations=_WANTED).exchanges
    answers = {e.recommendation.text: answer_in(e) for e in exchanges}
    assert "Nämnden avstår" in answers[_WANTED[0]]
    assert "aldrig saknats" in answers[_WANTED[1]]
    assert answers[_WANTED[2]] == ""
    assert not any("41 anställda" in answer for answer in answers.values())
