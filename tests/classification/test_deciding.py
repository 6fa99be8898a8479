from __future__ import annotations

import random

import pytest

from stance.classification.background import background_sentences, lengthened
from stance.classification.deciding import deciding_sentences
from stance.classification.pairs import Pair

SHARED = "rapporten behandlades den 3 maj."
YES = "nämnden instämmer i allt."
NO = "nämnden avvisar förslaget."


def pair(stance: str, **labels: str) -> Pair:
    return Pair("Att.", "", stance=stance, author=labels.pop("author", "anna"), **labels)


def test_what_answers_of_different_stance_share_decides_nothing() -> None:
    found = deciding_sentences([pair("agrees"), pair("deflects")], [[SHARED, YES], [SHARED, NO]])
    assert found == [(False, True), (False, True)]


def test_what_answers_of_the_same_stance_share_may_decide() -> None:
    found = deciding_sentences([pair("agrees"), pair("agrees")], [[SHARED, YES], [SHARED, YES]])
    assert found == [(True, True), (True, True)]


def test_only_one_authors_answers_to_one_recommendation_are_contrasted() -> None:
    pairs = [pair("agrees"), pair("deflects", author="bo")]
    assert deciding_sentences(pairs, [[SHARED, YES], [SHARED, NO]]) == [(True, True)] * 2
    other = Pair("Något annat.", "", stance="deflects", author="anna")
    assert deciding_sentences([pair("agrees"), other], [[SHARED], [SHARED]]) == [(True,)] * 2


def test_when_all_is_shared_all_may_decide() -> None:
    assert deciding_sentences([pair("agrees"), pair("deflects")], [[SHARED], [SHARED]]) == [
        (True,),
        (True,),
    ]


@pytest.mark.parametrize("gold", ["Nämnden instämmer i allt.", f"{YES} {NO}", "NÄMNDEN INSTÄMMER"])
def test_gold_evidence_decides(gold: str) -> None:
    (found,) = deciding_sentences([pair("agrees", evidence=gold)], [[SHARED, YES]])
    assert found == (False, True)


def test_gold_evidence_that_is_not_found_narrows_nothing() -> None:
    (found,) = deciding_sentences([pair("agrees", evidence="Helt andra ord här.")], [[SHARED, YES]])
    assert found == (True, True)


def test_a_measure_decides_where_the_body_accepts() -> None:
    answer = [SHARED, "en plan tas fram i maj."]
    measure = "plan tas fram"
    (agrees,) = deciding_sentences([pair("agrees", measure=measure)], [answer])
    (partly,) = deciding_sentences([pair("partly_agrees", measure=measure)], [answer])
    assert agrees == (False, True)
    assert partly == (True, True)


def test_an_empty_answer_has_nothing_that_decides() -> None:
    assert deciding_sentences([pair("deflects")], [[]]) == [()]


def test_background_is_what_decides_nothing_and_is_of_usual_length() -> None:
    usual = "under året har nämnden behandlat ärendet vid flera sammanträden."
    answers = [[usual, YES], [usual, "kort.", "x" * 500]]
    found = background_sentences(answers, [[False, True], [False, False, False]])
    assert found == [usual]


def test_background_is_put_in_without_touching_what_decides() -> None:
    background = [f"bakgrund nummer {number} som inte avgör någonting." for number in range(9)]
    for seed in range(20):
        rng = random.Random(seed)  # noqa: S311
        answer, may = lengthened([SHARED, YES, NO], (False, True, True), background, rng)
        assert 4 <= len(answer) == len(may) <= 8
        kept = [(one, flag) for one, flag in zip(answer, may, strict=True) if one not in background]
        assert kept == [(SHARED, False), (YES, True), (NO, True)]
        assert not any(flag for one, flag in zip(answer, may, strict=True) if one in background)


def test_the_same_seed_puts_the_same_background_in_the_same_places() -> None:
    background = [f"bakgrund nummer {number}." for number in range(9)]
    one, again, other = (
        [lengthened([YES], (True,), background, rng) for _ in range(5)]
        for rng in map(random.Random, (4, 4, 5))
    )
    assert one == again
    assert one != other
