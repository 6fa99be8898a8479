from __future__ import annotations

import pytest

from stance.classification.pairs import passage_of
from stance.classification.plain_words import contradicted


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
def test_partial_agreement_in_so_many_words_is_no_full_agreement(sentence: str) -> None:
    passages = [passage_of("Ärendet har beretts."), passage_of(sentence)]
    assert contradicted("agrees", passages)
    assert not contradicted("partly_agrees", passages)
    assert not contradicted("deflects", passages)


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
    assert not contradicted("agrees", [passage_of(sentence)])


@pytest.mark.parametrize(
    "sentence",
    [
        "Nämnden delar bedömningen.",
        "Vi håller med om att en rutin behövs.",
        "Rutinen är framtagen.",
        "Planen har reviderats.",
        "Åtgärdat.",
    ],
)
def test_plain_acceptance_and_deeds_are_neither_partial_nor_evasive(sentence: str) -> None:
    assert contradicted("partly_agrees", [passage_of(sentence)])
    assert contradicted("deflects", [passage_of(sentence)])
    assert not contradicted("agrees", [passage_of(sentence)])
    # Beside other sentences it may be held back.
    assert not contradicted("deflects", [passage_of(sentence), passage_of("Så sker i dag.")])


@pytest.mark.parametrize(
    "sentence",
    [
        "Nämnden delar inte bedömningen.",
        "Nämnden delar bedömningen men avstår.",
        "Rutinen är framtagen sedan tidigare.",
        "Vi håller med om medel tillskjuts.",
        "Nämnden har noterat rapporten.",
        "Nämnden delar bedömningen att en rutin bör finnas för alla som har avtal.",
        "",
    ],
)
def test_what_is_limited_denied_or_long_may_be_anything(sentence: str) -> None:
    assert not contradicted("deflects", [passage_of(sentence)])


def test_of_labels_that_are_not_the_projects_nothing_is_known() -> None:
    assert not contradicted("for", [passage_of("Nämnden delar bedömningen.")])


@pytest.mark.parametrize("sentence", ["Ärendet är beslutat att avslås.", "Klart att det avvisas."])
def test_what_refuses_is_no_plain_acceptance(sentence: str) -> None:
    assert not contradicted("deflects", [passage_of(sentence)])
