"""Verdicts as JSON lines: the form that other programs read."""

from __future__ import annotations

import json
from collections.abc import Mapping

from stance.schema import Evidence, Exchange, Verdict

# Enough to tell any two verdicts apart, few enough that the last bit of a float never shows.
_DECIMALS = 4
# Enough of the document around a response to see where it stands: two or three lines.
_CONTEXT = 200


def record(verdict: Verdict, text: str) -> dict[str, object]:
    """Return the verdict as the mapping that is printed, its keys in the order of the contract.

    Args:
        verdict: The verdict.
        text: What the verdict's spans refer to: the document's text, or the pair's response.
    """
    exchange, judgement, facts = verdict.exchange, verdict.judgement, verdict.exchange.facts
    recommendation = exchange.recommendation
    inside = exchange.recommendation_in_document
    return {
        "document": verdict.document,
        "id": exchange.identifier,
        "municipality": facts.municipality,
        "body": exchange.body or facts.body,
        "case_number": facts.case_number,
        "date": facts.date,
        "kind": exchange.kind.value,
        "recommendation": recommendation.text,
        "recommendation_span": [recommendation.start, recommendation.end] if inside else None,
        "recommendation_page": recommendation.page if inside else None,
        "response": response_text(exchange, text),
        "response_spans": [[start, end] for start, end in exchange.response_spans],
        "response_page": exchange.response[0].page if exchange.response else None,
        "stance": judgement.stance,
        "probabilities": _rounded(judgement.probabilities),
        "reason": judgement.reason,
        "commitment": judgement.commitment,
        "measure": judgement.measure,
        "deadline": judgement.deadline,
        "deadline_date": judgement.deadline_date,
        "responsible": judgement.responsible,
        "evidence": [
            {
                "text": evidence.text,
                "span": list(evidence.span),
                "weight": round(evidence.weight, _DECIMALS),
            }
            for evidence in judgement.evidence
        ],
        "weak": judgement.weak,
        "review": judgement.review,
        "model": verdict.model,
        "by_reference": exchange.by_reference,
        "context": context(exchange, text),
        "evidence_pages": [page_of(exchange, evidence) for evidence in judgement.evidence],
    }


def line(verdict: Verdict, text: str) -> str:
    """Return the verdict as one line of JSON, with its line break."""
    return json.dumps(record(verdict, text), ensure_ascii=False, allow_nan=False) + "\n"


def response_text(exchange: Exchange, text: str) -> str | None:
    """Return the response as it stands in the text, one line for each stretch; None without one."""
    if not exchange.response_spans:
        return None
    return "\n".join(text[start:end] for start, end in exchange.response_spans)


def page_of(exchange: Exchange, evidence: Evidence) -> int | None:
    """Return the page on which a sentence of the evidence begins; None where there are no pages."""
    start = evidence.span[0]
    return next((each.page for each in exchange.response if each.start <= start < each.end), None)


def context(exchange: Exchange, text: str) -> dict[str, str] | None:
    """Return what stands in the document before and after the response, cut between words.

    None without a response, and for pairs: there the text is the response, and nothing more.
    """
    if not exchange.response_spans:
        return None
    start, end = exchange.response_spans[0][0], exchange.response_spans[-1][1]
    before, after = text[max(0, start - _CONTEXT) : start], text[end : end + _CONTEXT]
    if start > _CONTEXT and not text[start - _CONTEXT - 1].isspace():
        before = _without_first_word(before)
    if end + _CONTEXT < len(text) and not text[end + _CONTEXT].isspace():
        after = _without_first_word(after[::-1])[::-1]
    before, after = before.strip(), after.strip()
    return {"before": before, "after": after} if before or after else None


def _without_first_word(text: str) -> str:
    """Drop a word that is cut in two; a word longer than the context stays, cut."""
    rest = text.lstrip()
    for at, sign in enumerate(rest):
        if sign.isspace():
            return rest[at:]
    return text


def _rounded(probabilities: Mapping[str, float]) -> dict[str, float]:
    """Round so that the sum is still 1: the likeliest label takes the difference."""
    rounded = {label: round(value, _DECIMALS) for label, value in probabilities.items()}
    if rounded:
        likeliest = max(rounded, key=lambda label: probabilities[label])
        others = sum(value for label, value in rounded.items() if label != likeliest)
        rounded[likeliest] = round(1 - others, _DECIMALS)
    return rounded
