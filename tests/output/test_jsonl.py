from __future__ import annotations

import json
from dataclasses import replace

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


def test_the_context_is_what_stands_around_the_response(
    deflected: Verdict, assessment: Assessment
) -> None:
    context = record(deflected, assessment.text)["context"]
    assert context == {
        "before": "Nämnden bör införa en rutin för loggkontroller.",
        "after": "Nämnden bör följa upp målen.\n"
        "=Ekonomichefen tar fram en mall senast den 31 mars 2025.",
    }


def test_a_long_context_is_cut_between_words(deflected: Verdict, assessment: Assessment) -> None:
    start, end = deflected.exchange.response_spans[0]
    text = assessment.text
    long = "rutin " * 50 + "a" + text[start:end] + "b" + " uppföljning" * 50
    moved = replace(
        deflected, exchange=replace(deflected.exchange, response_spans=((301, 301 + end - start),))
    )
    context = record(moved, long)["context"]
    assert isinstance(context, dict)
    assert set(context["before"].split()) == {"rutin", "a"}
    assert set(context["after"].split()) == {"b", "uppföljning"}
    assert 180 < len(context["before"]) <= 200
    assert 180 < len(context["after"]) <= 200


def test_a_context_of_one_endless_word_is_cut_in_it(deflected: Verdict) -> None:
    moved = replace(deflected, exchange=replace(deflected.exchange, response_spans=((1000, 1001),)))
    context = record(moved, "x" * 5000)["context"]
    assert context == {"before": "x" * 200, "after": "x" * 200}


def test_pairs_and_what_is_unanswered_have_no_context(
    agreed: Verdict, unanswered: Verdict, assessment: Assessment
) -> None:
    response = "Nämnden tar fram en mall."
    pair = replace(agreed, exchange=replace(agreed.exchange, response_spans=((0, len(response)),)))
    assert record(pair, response)["context"] is None
    assert record(unanswered, assessment.text)["context"] is None


def test_each_sentence_of_the_evidence_has_its_page(deflected: Verdict) -> None:
    one, two = deflected.exchange.response
    exchange = replace(deflected.exchange, response=(one, replace(two, page=3)))
    assert record(replace(deflected, exchange=exchange), "")["evidence_pages"] == [2, 3]
    unpaged = replace(exchange, response=(replace(one, page=None), replace(two, page=None)))
    assert record(replace(deflected, exchange=unpaged), "")["evidence_pages"] == [None, None]
