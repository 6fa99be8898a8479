from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, cast

import pytest

from stance.classification.model import StanceModel
from stance.classification.pairs import Pair
from stance.errors import StanceError
from stance.evaluation.pairs import (
    evaluate_pairs,
    pair_numbers,
    span_numbers,
    verdict_changes,
)
from stance.schema import Exchange, Judgement

PAIRS = [
    Pair("Ett.", "Ja, en plan tas fram.", stance="agrees", commitment="vague", author="anna",
         measure="en plan tas fram"),
    Pair("Två.", "Nej.", stance="deflects", reason="rejects", commitment="none", author="anna"),
    Pair("Tre.", "Räcker.", stance="deflects", reason="existing_work", commitment="none",
         author="bo"),
    Pair("Fyra.", "Nja.", stance="partly_agrees", commitment="none", author="bo"),
]  # fmt: skip


def judgement(stance: str, sure: float = 0.8, **more: Any) -> Judgement:  # noqa: ANN401
    fields: dict[str, Any] = {
        "stance": stance,
        "probabilities": {stance: sure, "x": 1 - sure},
        "reason": None,
        "commitment": "none",
        "measure": None,
        "deadline": None,
        "deadline_date": None,
        "responsible": None,
        "evidence": (),
        "weak": False,
        "review": False,
    }
    return Judgement(**{**fields, **more})


JUDGEMENTS = [
    judgement("agrees", commitment="vague", measure="en plan"),
    judgement("deflects", reason="rejects"),
    judgement("agrees"),
    judgement("deflects", reason="rejects", review=True),
]


class FakeModel:
    """Gives the judgements above."""

    def judge(self, exchanges: Sequence[Exchange]) -> list[Judgement]:
        assert [exchange.recommendation.text for exchange in exchanges] == [
            pair.recommendation for pair in PAIRS
        ]
        return JUDGEMENTS


def test_the_numbers_of_the_contract_are_there_and_can_be_printed() -> None:
    found = evaluate_pairs(cast(StanceModel, FakeModel()), PAIRS)
    wanted = {"n", "accuracy", "macro_f1", "per_label", "confusion", "alpha", "ece"}
    assert {*wanted, "macro_f1_ci95"} <= set(found)
    assert set(found["per_label"]["agrees"]) == {"precision", "recall", "f1", "n"}
    assert json.loads(json.dumps(found)) == found
    assert found == pair_numbers(PAIRS, JUDGEMENTS)


def test_the_numbers_by_hand() -> None:
    found = pair_numbers(PAIRS, JUDGEMENTS)
    assert (found["n"], found["accuracy"]) == (4, 0.5)
    assert found["macro_f1"] == pytest.approx((2 / 3 + 1 / 2 + 0) / 3)
    assert found["ece"] == pytest.approx(0.3)
    assert found["coverage"] == 0.75
    assert found["error_when_sure"] == pytest.approx(1 / 3)
    anna = {"n": 2, "macro_f1": 1.0, "accuracy": 1.0, "coverage": 1.0, "error_when_sure": 0.0}
    assert found["per_author"]["anna"] == anna
    assert found["per_author"]["bo"]["macro_f1"] == 0.0
    assert found["per_reason"]["rejects"] == {"n": 1, "stance_right": 1.0, "reason_right": 1.0}
    assert found["per_length"].keys() == {"under 30 words"}
    assert [row["n"] for row in found["reliability"]] == [4]
    assert [row["coverage"] for row in found["selective"]] == [0.0, 0.0, 0.0]
    assert "evidence" not in found
    assert found["commitment_macro_f1"] == 1.0
    # One of the two reasons was not seen: its pair was judged as agreement.
    assert found["reason_macro_f1"] == pytest.approx(0.5)
    assert found["reason_macro_f1_when_deflecting"] == pytest.approx(0.5)
    assert found["measure"] == {"exact": 0.0, "token_f1": pytest.approx(2 / 3), "n": 1}
    assert "deadline" not in found


def test_questions_without_labels_have_no_numbers() -> None:
    pairs = [Pair("Ett.", "Ja.", stance="agrees"), Pair("Två.", "Nej.", stance="deflects")]
    found = pair_numbers(pairs, JUDGEMENTS[:2])
    assert not {"commitment_macro_f1", "reason_macro_f1", "measure"} & set(found)
    assert pair_numbers([], [])["n"] == 0


def test_a_pair_without_stance_is_named() -> None:
    pairs = [PAIRS[0], Pair("Fem.", "Ja.", identifier="x-5")]
    with pytest.raises(StanceError) as caught:
        evaluate_pairs(cast(StanceModel, FakeModel()), pairs)
    assert caught.value.code == "no-labels"
    assert "x-5" in caught.value.message
    assert caught.value.remedy


def test_spans_are_compared_where_either_has_one() -> None:
    found = span_numbers(
        [("en plan", "en plan"), ("en ny plan", "en plan"), (None, "x"), ("y", None), (None, None)]
    )
    assert found["n"] == 4
    assert found["exact"] == 0.25
    assert found["token_f1"] == pytest.approx((1 + 4 / 5) / 4)
    assert span_numbers([(None, None)]) == {"exact": 0.0, "token_f1": 0.0, "n": 0}


def test_the_verdicts_that_another_model_changes() -> None:
    def verdicts(*found: str) -> list[dict[str, str]]:
        return [
            {"pair": f"x-{number}", "stance": "agrees", "verdict": verdict}
            for number, verdict in enumerate(found)
        ]

    changes = verdict_changes(
        verdicts("agrees", "deflects", "agrees", "deflects"),
        verdicts("agrees", "agrees", "deflects", "partly_agrees"),
    )
    assert {kind: [row["pair"] for row in rows] for kind, rows in changes.items()} == {
        "gained": ["x-1"],
        "lost": ["x-2"],
        "otherwise_wrong": ["x-3"],
    }
    assert changes["lost"][0]["before"] == "agrees"
    assert changes["lost"][0]["after"] == "deflects"
