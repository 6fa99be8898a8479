"""Made-up results for the tests of reports."""

from __future__ import annotations

from stance.results import Record

RESPONSE = (
    "Nämnden tackar för granskningen. Nämnden delar inte uppfattningen att en rutin behövs. "
    "Dagens arbete räcker."
)
DECIDING = "Nämnden delar inte uppfattningen att en rutin behövs."
START = 1000


def record_of(**changes: object) -> Record:
    """Return a weak answer with one deciding sentence, changed as the test needs it."""
    at = START + RESPONSE.index(DECIDING)
    values: Record = {
        "document": "svar.pdf",
        "id": None,
        "municipality": "Exempelby",
        "body": "Socialnämnden",
        "case_number": "SN 2024/7",
        "date": "2024-11-05",
        "kind": "recommendation",
        "recommendation": "Nämnden bör införa en rutin för loggkontroller.",
        "recommendation_span": [900, 947],
        "recommendation_page": 1,
        "response": RESPONSE,
        "response_spans": [[START, START + len(RESPONSE)]],
        "response_page": 2,
        "stance": "deflects",
        "probabilities": {"agrees": 0.05, "partly_agrees": 0.1, "deflects": 0.85},
        "reason": "existing_work",
        "commitment": "none",
        "measure": None,
        "deadline": None,
        "deadline_date": None,
        "responsible": None,
        "evidence": [{"text": DECIDING, "span": [at, at + len(DECIDING)], "weight": 0.7}],
        "weak": True,
        "review": False,
        "model": "stance-sv 0.1.0",
        "by_reference": False,
        "context": {"before": "Yttrande över granskningen.", "after": "Nämndens beslut."},
    }
    return {**values, **changes}


def agreed(**changes: object) -> Record:
    """Return an answer that agrees and says what, when and who."""
    response = "Nämnden instämmer. Ekonomichefen tar fram en mall senast den 31 mars 2025."
    deciding = "Ekonomichefen tar fram en mall senast den 31 mars 2025."
    return record_of(
        **{
            "recommendation": "Nämnden bör följa upp målen varje tertial.",
            "response": response,
            "response_spans": [[START, START + len(response)]],
            "stance": "agrees",
            "probabilities": {"agrees": 0.97, "partly_agrees": 0.02, "deflects": 0.01},
            "reason": None,
            "commitment": "concrete",
            "measure": "tar fram en mall",
            "deadline": "senast den 31 mars 2025",
            "deadline_date": "2025-03-31",
            "responsible": "Ekonomichefen",
            "evidence": [
                {"text": deciding, "span": [START + 19, START + len(response)], "weight": 0.9}
            ],
            "weak": False,
            **changes,
        }
    )


def doubtful(**changes: object) -> Record:
    """Return an answer in part, of which the model is not sure."""
    return agreed(
        **{
            "recommendation": "Nämnden bör utbilda all personal i dokumentation.",
            "stance": "partly_agrees",
            "probabilities": {"agrees": 0.4, "partly_agrees": 0.45, "deflects": 0.15},
            "commitment": "vague",
            "deadline": None,
            "deadline_date": None,
            "responsible": None,
            "weak": True,
            "review": True,
            **changes,
        }
    )


def unanswered(**changes: object) -> Record:
    """Return a recommendation that nobody answers."""
    return record_of(
        **{
            "recommendation": "Nämnden bör se över reglementet för verksamheten.",
            "response": None,
            "response_spans": [],
            "response_page": None,
            "probabilities": {"agrees": 0.0, "partly_agrees": 0.0, "deflects": 1.0},
            "reason": "no_answer",
            "evidence": [],
            "context": None,
            **changes,
        }
    )


def mixed() -> list[Record]:
    """Return one of each, and a second body that answers the same recommendation."""
    return [
        agreed(),
        record_of(),
        doubtful(),
        unanswered(),
        agreed(
            document="utbildning.docx",
            body="Utbildningsnämnden",
            recommendation="Nämnden bör införa en rutin för loggkontroller.",
            recommendation_page=None,
            response_page=None,
        ),
    ]


def hostile() -> Record:
    """Return a record whose every text tries to be more than text."""
    script = "<script>window.hacked = 1</script></script><img src=x onerror='window.hacked=2'>"
    link = '[läs](javascript:window.hacked=3) <a href="javascript:window.hacked=4">här</a> ]]>-->'
    turned = "\u202eMÄNMA\u202c \u2066x \x00\x1b[31m &lt;b&gt; {{ 7 * 7 }} {% raw %} ${7*7}"
    endless = "x" * 1_000_000
    response = f"{script} {link} {turned} {endless}"
    return record_of(
        document=f"../{script}.pdf",
        id=link,
        municipality=f"{script} {turned}",
        body=f'" onclick="window.hacked=5" {script} {"y" * 500}',
        case_number=turned,
        date=script,
        recommendation=f"{script} {link} {turned} {endless}",
        response=response,
        response_spans=[[START, START + len(response)]],
        measure=script,
        deadline=link,
        deadline_date=turned,
        responsible=endless,
        reason=script,
        commitment=f"'\"><svg/onload=window.hacked=6> {endless}",
        evidence=[
            {"text": script, "span": [START, START + len(script)], "weight": 0.6},
            {
                "text": endless,
                "span": [START + len(response) - len(endless), START + len(response)],
                "weight": 0.3,
            },
        ],
        model=script,
        context={"before": script, "after": turned},
    )
