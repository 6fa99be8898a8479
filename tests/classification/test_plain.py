"""The plainest answers: whoever tries the program begins with these."""

from __future__ import annotations

import pytest

from stance.classification.model import StanceModel
from stance.classification.pairs import Pair, exchange_from_pair

ASKED = "Nämnden bör införa en rutin för uppföljning av avtal."
PLAIN = {
    "agrees": (
        "Nämnden instämmer i rekommendationen.",
        "Nämnden delar revisorernas bedömning och kommer att införa en rutin under våren 2025.",
        "En rutin för uppföljning av avtal beslutades den 4 mars.",
        "Förvaltningschefen får i uppdrag att ta fram en rutin senast den 30 juni 2025.",
    ),
    "deflects": (
        "Nämnden delar inte revisorernas bedömning.",
        "Nämnden avslår rekommendationen.",
        "Nämnden instämmer inte i rekommendationen.",
        "Nämnden kommer inte att införa någon rutin.",
        "Nämnden anser inte att det behövs någon rutin.",
        "Nämnden noterar rekommendationen.",
        "Rekommendationen är en fråga för kommunstyrelsen.",
        "Det finns inte ekonomiskt utrymme för detta.",
        "Nämnden har redan en rutin som fungerar väl.",
    ),
    "partly_agrees": (
        "Nämnden delar delvis revisorernas bedömning.",
        "Nämnden delar bedömningen men kan inte införa rutinen för mindre avtal.",
    ),
}


@pytest.fixture(scope="module")
def shipped() -> StanceModel:
    return StanceModel.load()


@pytest.mark.parametrize(
    ("stance", "answer"), [(stance, answer) for stance, said in PLAIN.items() for answer in said]
)
def test_a_plain_answer_is_understood(shipped: StanceModel, stance: str, answer: str) -> None:
    judgement = shipped.judge([exchange_from_pair(Pair(ASKED, answer))])[0]
    assert judgement.stance == stance, judgement.probabilities


@pytest.mark.parametrize(
    ("stance", "answer"),
    [
        ("agrees", "Nämnden delar bedömningen."),
        ("agrees", "Vi håller med om att en rutin behövs."),
        ("agrees", "Rutinen är framtagen."),
        ("agrees", "Åtgärdat."),
        ("partly_agrees", "Nämnden instämmer delvis i rekommendationen."),
        ("partly_agrees", "Nämnden delar delvis bedömningen och inför en rutin under våren 2025."),
        ("partly_agrees", "Till viss del instämmer nämnden i rekommendationen."),
    ],
)
def test_what_is_misread_is_never_sure(shipped: StanceModel, stance: str, answer: str) -> None:
    judgement = shipped.judge([exchange_from_pair(Pair(ASKED, answer))])[0]
    assert judgement.stance == stance or judgement.review
