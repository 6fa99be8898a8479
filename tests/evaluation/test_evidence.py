from __future__ import annotations

from collections.abc import Sequence

import pytest

from stance.classification.pairs import Pair, exchange_from_pair
from stance.evaluation.evidence import faithfulness, hit_at_1
from stance.schema import Evidence, Exchange, Judgement

DECIDES = "Nämnden avvisar förslaget."
OTHERS = "Ärendet har beretts. Tack för rapporten. Frågan togs upp i maj."


def pair(response: str, evidence: str | None = DECIDES, author: str = "anna") -> Pair:
    return Pair("Inför en rutin.", response, stance="deflects", evidence=evidence, author=author)


def judgement(probability: float, spans: Sequence[tuple[int, int]] = ()) -> Judgement:
    return Judgement(
        stance="deflects",
        probabilities={"deflects": probability, "agrees": 1 - probability},
        reason=None,
        commitment="none",
        measure=None,
        deadline=None,
        deadline_date=None,
        responsible=None,
        evidence=tuple(Evidence("", span, 0.5) for span in spans),
        weak=True,
        review=False,
    )


def judge(exchanges: Sequence[Exchange]) -> list[Judgement]:
    """Is sure where the sentence that decides is there, and points at it if it can."""
    found = []
    for exchange in exchanges:
        deciding = [each for each in exchange.response if each.text == DECIDES]
        chosen = deciding or exchange.response[:1]
        spans = [(each.start, each.end) for each in chosen[:1]]
        found.append(judgement(0.9 if deciding else 0.3, spans))
    return found


def test_the_first_evidence_must_overlap_the_gold() -> None:
    pairs = [pair(f"Tack. {DECIDES}"), pair(f"{DECIDES} Tack."), pair(DECIDES)]
    judgements = [judgement(0.9, [(6, 20), (0, 5)]), judgement(0.9, [(27, 32)]), judgement(0.9)]
    found = hit_at_1(pairs, judgements)
    assert found is not None
    assert (found["value"], found["n"]) == (pytest.approx(1 / 3), 3)


def test_gold_may_be_cut_or_in_several_lines_and_gold_that_is_not_there_does_not_count() -> None:
    cut = DECIDES + " Slut som inte står där."
    pairs = [pair(DECIDES, cut), pair(f"Tack. {DECIDES}", f"Saknas helt.\n{DECIDES}")]
    found = hit_at_1(pairs, [judgement(0.9, [(0, 5)]), judgement(0.9, [(6, 9)])])
    assert found is not None
    assert (found["value"], found["n"]) == (1.0, 2)
    assert hit_at_1([pair("Tack.", None), pair("Tack.")], [judgement(0.9), judgement(0.9)]) is None


def test_evidence_that_carries_the_verdict_is_comprehensive_and_sufficient() -> None:
    pairs = [pair(f"{OTHERS} {DECIDES}", author=author) for author in ("anna", "bo")]
    exchanges = [exchange_from_pair(each) for each in pairs]
    found = faithfulness(pairs, exchanges, judge(exchanges), judge)
    assert found["comprehensiveness"]["value"] == pytest.approx(0.6)
    assert found["comprehensiveness"]["random"]["value"] == pytest.approx(0)
    assert found["sufficiency"]["value"] == pytest.approx(0)
    assert found["sufficiency"]["random"]["value"] == pytest.approx(0.6)
    assert found["sufficiency"]["n"] == found["sufficiency"]["random"]["n"] == 2
    low, high = found["comprehensiveness"]["ci95"]
    assert low - 1e-9 <= 0.6 <= high + 1e-9


def test_evidence_that_does_not_is_neither() -> None:
    pairs = [pair(f"{OTHERS} {DECIDES}")]
    exchanges = [exchange_from_pair(each) for each in pairs]
    first = exchanges[0].response[0]
    wrong = [judgement(0.9, [(first.start, first.end)])]
    found = faithfulness(pairs, exchanges, wrong, judge)
    assert found["comprehensiveness"]["value"] == pytest.approx(0)
    assert found["sufficiency"]["value"] == pytest.approx(0.6)


def test_answers_with_too_few_other_sentences_are_not_asked() -> None:
    pairs = [pair(DECIDES), pair("")]
    exchanges = [exchange_from_pair(each) for each in pairs]

    def never(_: Sequence[Exchange]) -> list[Judgement]:
        raise AssertionError

    assert faithfulness(pairs, exchanges, judge(exchanges), never) == {}
