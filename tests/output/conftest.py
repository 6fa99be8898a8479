from __future__ import annotations

import pytest

from stance.schema import Evidence, Exchange, HeaderFacts, Judgement, Kind, Passage, Verdict
from stance.scoring import Assessment

TEXT = (
    "Nämnden bör införa en rutin för loggkontroller.\n"
    "Nämnden instämmer inte. Dagens arbete räcker enligt nämnden.\n"
    "Nämnden bör följa upp målen.\n"
    "=Ekonomichefen tar fram en mall senast den 31 mars 2025."
)
FACTS = HeaderFacts("Exempelby", "Socialnämnden", "SN 2024/7", "2024-11-05", "Yttrande")


def passage(words: str, page: int) -> Passage:
    start = TEXT.index(words)
    return Passage(words, start, start + len(words), page)


def evidence(words: str, weight: float) -> Evidence:
    start = TEXT.index(words)
    return Evidence(words, (start, start + len(words)), weight)


@pytest.fixture
def deflected() -> Verdict:
    one, two = (
        passage("Nämnden instämmer inte.", 2),
        passage("Dagens arbete räcker enligt nämnden.", 2),
    )
    exchange = Exchange(
        recommendation=passage("Nämnden bör införa en rutin för loggkontroller.", 1),
        response=(one, two),
        response_spans=((one.start, two.end),),
        facts=FACTS,
    )
    judgement = Judgement(
        stance="deflects",
        probabilities={"agrees": 0.1111111, "partly_agrees": 0.2222222, "deflects": 0.6666667},
        reason="existing_work",
        commitment="none",
        measure=None,
        deadline=None,
        deadline_date=None,
        responsible=None,
        evidence=(
            evidence("Nämnden instämmer inte.", 0.25),
            evidence("Dagens arbete räcker enligt nämnden.", 0.7123456),
        ),
        weak=True,
        review=True,
    )
    return Verdict("svar.pdf", exchange, judgement, "stance-sv 0.1.0")


@pytest.fixture
def agreed() -> Verdict:
    answer = passage("=Ekonomichefen tar fram en mall senast den 31 mars 2025.", 3)
    exchange = Exchange(
        recommendation=passage("Nämnden bör följa upp målen.", 3),
        response=(answer,),
        response_spans=((answer.start, answer.end),),
        kind=Kind.FINDING,
        body="Kommunstyrelsen",
        facts=FACTS,
    )
    judgement = Judgement(
        stance="agrees",
        probabilities={"agrees": 0.9, "partly_agrees": 0.06, "deflects": 0.04},
        reason=None,
        commitment="concrete",
        measure="tar fram en mall",
        deadline="senast den 31 mars 2025",
        deadline_date="2025-03-31",
        responsible="Ekonomichefen",
        evidence=(evidence("=Ekonomichefen tar fram en mall senast den 31 mars 2025.", 0.9),),
        weak=False,
        review=False,
    )
    return Verdict("svar.pdf", exchange, judgement, "stance-sv 0.1.0")


@pytest.fixture
def unanswered() -> Verdict:
    exchange = Exchange(
        recommendation=Passage("Att se över reglementet.", 0, 24),
        recommendation_in_document=False,
        facts=FACTS,
    )
    judgement = Judgement(
        stance="deflects",
        probabilities={"agrees": 0.0, "partly_agrees": 0.0, "deflects": 1.0},
        reason="no_answer",
        commitment="none",
        measure=None,
        deadline=None,
        deadline_date=None,
        responsible=None,
        evidence=(),
        weak=True,
        review=False,
    )
    return Verdict("svar.pdf", exchange, judgement, "stance-sv 0.1.0")


@pytest.fixture
def assessment(deflected: Verdict, agreed: Verdict, unanswered: Verdict) -> Assessment:
    return Assessment("svar.pdf", facts=FACTS, verdicts=(deflected, agreed, unanswered), text=TEXT)
