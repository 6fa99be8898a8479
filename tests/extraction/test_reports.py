from __future__ import annotations

from tests.support.responses import document_of

from stance.extraction import recommendations_of


def test_sentences_that_ask_in_a_report_without_a_list() -> None:
    report = """
        Granskning av badhuset

        Besökarna som bor i de yttre orterna får vänta länge. Revisorerna har läst 40 protokoll.
        Det borde finnas en plan för bemanningen i simhallen.

        Vi anser att nämnden ska mäta vattenkvaliteten varje vecka. Personalen borde ha larmat.

        Nämnden bör dessutom införa ett gemensamt bokningssystem. Det bör kunna nås på nätet.

        Av svaret bör framgå vad nämnden tänker göra. Vi emotser svar senast den 1 juni.
        """
    assert recommendations_of(document_of(report)) == [
        "Det borde finnas en plan för bemanningen i simhallen",
        "Vi anser att nämnden ska mäta vattenkvaliteten varje vecka",
        "Nämnden bör dessutom införa ett gemensamt bokningssystem",
    ]


def test_a_paragraph_that_counts_its_recommendations() -> None:
    report = """
        # Granskning av parkeringen

        ## Bedömning och rekommendationer

        Vår rekommendation till nämnden är för det första att anta en plan för parkeringen. För
        det andra bör nämnden följa upp intäkterna varje kvartal.
        """
    assert recommendations_of(document_of(report, "rapport.md")) == [
        "anta en plan för parkeringen",
        "För det andra bör nämnden följa upp intäkterna varje kvartal",
    ]


def test_bold_lines_that_ask_and_not_what_explains_them() -> None:
    report = """
        # Granskning av energin

        Vi lämnar följande rekommendationer.

        **Bolaget bör ta fram en plan för solcellerna.**

        Planen bör omfatta tio år.

        **Styrelsen bör besluta om mål för energianvändningen.**

        Målen bör kunna mätas.
        """
    assert recommendations_of(document_of(report, "rapport.md")) == [
        "Bolaget bör ta fram en plan för solcellerna.",
        "Styrelsen bör besluta om mål för energianvändningen.",
    ]


def test_every_item_of_an_announced_list_and_no_list_of_findings() -> None:
    report = """
        Granskning av lokalerna

        Av granskningen framgår

        - att nämnden saknar en plan för lokalerna,

        - att ingen har ansvar för nycklarna.

        Vi rekommenderar nämnden att:

        1. Upprätta en plan för lokalerna.

        2. En gång om året ta emot en redovisning av det som inte har åtgärdats.

        3. För in krav på städning i avtalen, och vite för den som inte städar.
        """
    assert recommendations_of(document_of(report)) == [
        "Upprätta en plan för lokalerna.",
        "En gång om året ta emot en redovisning av det som inte har åtgärdats.",
        "För in krav på städning i avtalen, och vite för den som inte städar.",
    ]
