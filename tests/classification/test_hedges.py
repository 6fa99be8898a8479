from __future__ import annotations

import pytest

from stance.classification.hedges import hedged
from stance.classification.model import StanceModel
from stance.classification.pairs import Pair, exchange_from_pair, passage_of


@pytest.mark.parametrize(
    "sentence",
    [
        "Nämnden instämmer delvis i rekommendationen.",
        "Styrelsen delar revisorernas bedömning till viss del.",
        "I huvudsak delar nämnden slutsatsen.",
        "Vi håller inte fullt ut med revisorerna.",
        "Nämnden är inte helt överens med revisorerna.",
    ],
)
def test_partial_agreement_in_so_many_words(sentence: str) -> None:
    assert hedged([passage_of("Ärendet har beretts."), passage_of(sentence)])


@pytest.mark.parametrize(
    "sentence",
    [
        "Nämnden instämmer i rekommendationen.",
        "Arbetet är delvis påbörjat.",
        "Nämnden delar helt revisorernas bedömning.",
        "Lokalerna delas. Rutinen har sedan länge och av flera skäl till viss del saknats.",
        "",
    ],
)
def test_what_is_partial_but_no_agreement_or_the_other_way_round(sentence: str) -> None:
    assert not hedged([passage_of(sentence)])


def test_full_agreement_that_says_it_is_partial_is_never_sure() -> None:
    model = StanceModel.load()
    asked = "Nämnden bör införa en rutin för uppföljning av avtal."
    answers = (
        "Nämnden instämmer delvis i rekommendationen.",
        "Nämnden delar delvis bedömningen och inför en rutin under våren 2025.",
        "Till viss del instämmer nämnden i rekommendationen.",
    )
    for judgement in model.judge([exchange_from_pair(Pair(asked, each)) for each in answers]):
        assert judgement.stance != "agrees" or judgement.review
