from __future__ import annotations

import json

from stance.output.jsonl import line, record
from stance.schema import Verdict
from stance.scoring import Assessment

CONTRACT = [
    "document",
    "id",
    "municipality",
    "body",
    "case_number",
    "date",
    "kind",
    "recommendation",
    "recommendation_span",
    "recommendation_page",
    "response",
    "response_spans",
    "response_page",
    "stance",
    "probabilities",
    "reason",
    "commitment",
    "measure",
    "deadline",
    "deadline_date",
    "responsible",
    "evidence",
    "weak",
    "review",
    "model",
]


def test_the_keys_come_in_the_order_of_the_contract(assessment: Assessment) -> None:
    for verdict in assessment.verdicts:
        assert list(record(verdict, assessment.text))[: len(CONTRACT)] == CONTRACT


def test_every_quoted_text_stands_at_its_span(assessment: Assessment) -> None:
    text = assessment.text
    for verdict in assessment.verdicts[:2]:
        values = json.loads(line(verdict, text))
        start, end = values["recommendation_span"]
        assert text[start:end] == values["recommendation"]
        assert "\n".join(text[a:b] for a, b in values["response_spans"]) == values["response"]
        for item in values["evidence"]:
            assert text[slice(*item["span"])] == item["text"]


def test_a_line_is_one_line_of_plain_utf8(deflected: Verdict, assessment: Assessment) -> None:
    written = line(deflected, assessment.text)
    assert written.endswith("}\n")
    assert written.count("\n") == 1
    assert "Nämnden instämmer inte." in written


def test_probabilities_are_rounded_and_still_sum_to_one(deflected: Verdict) -> None:
    probabilities = record(deflected, "")["probabilities"]
    assert probabilities == {"agrees": 0.1111, "partly_agrees": 0.2222, "deflects": 0.6667}


def test_the_body_of_the_exchange_wins_over_that_of_the_document(
    agreed: Verdict, deflected: Verdict
) -> None:
    assert record(agreed, "")["body"] == "Kommunstyrelsen"
    assert record(deflected, "")["body"] == "Socialnämnden"


def test_what_is_not_known_is_null(unanswered: Verdict) -> None:
    values = record(unanswered, "")
    assert values["response"] is None
    assert values["response_spans"] == []
    assert values["response_page"] is None
    assert values["recommendation_span"] is None
    assert values["recommendation_page"] is None
    assert values["id"] is None
    assert (values["stance"], values["reason"]) == ("deflects", "no_answer")
