"""How much of the project's own documents with gold is found and paired."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from tests.support.responses import verdict_of

from stance.evaluation.documents import DocumentResult, compare
from stance.evaluation.gold import GoldDocument, read_gold
from stance.extraction import extract
from stance.reading.read import read_bytes
from stance.schema import Status
from stance.scoring import Assessment

_DATA = Path(__file__).parents[2] / "data"
_SETS = {
    "w1": _DATA / "documents" / "w1",
    "w2": _DATA / "documents" / "w2",
    "samples": _DATA / "samples" / "gold.jsonl",
}
_LEAST_FOUND = 0.90
_LEAST_PAIRED = 0.85
_LEAST_PRECISION = 0.90


@cache
def _results(name: str) -> tuple[DocumentResult, ...]:
    return tuple(compare(gold, _assessment(gold)) for gold in read_gold(_SETS[name]))


def _assessment(gold: GoldDocument) -> Assessment:
    assert gold.path is not None
    document = read_bytes(gold.path.read_bytes(), gold.path.name)
    extraction = extract(document)
    return Assessment(
        document.name,
        extraction.status,
        facts=extraction.facts,
        verdicts=tuple(map(verdict_of, extraction.exchanges)),
        text=document.text,
    )


def _problems(name: str) -> list[str]:
    return [
        f"{result.identifier}: {match.gold.recommendation[:60]}: {match.problem}"
        for result in _results(name)
        for match in result.matches
        if not match.paired
    ]


@pytest.mark.parametrize("name", _SETS)
def test_every_document_is_read(name: str) -> None:
    bad = [r.identifier for r in _results(name) if r.status not in {Status.OK, Status.NO_ANSWER}]
    assert not bad


@pytest.mark.parametrize("name", _SETS)
def test_recommendations_are_found(name: str) -> None:
    matches = [match for result in _results(name) for match in result.matches]
    found = sum(match.verdict is not None for match in matches)
    assert found / len(matches) >= _LEAST_FOUND, _problems(name)


@pytest.mark.parametrize("name", _SETS)
def test_answers_are_paired(name: str) -> None:
    matches = [match for result in _results(name) for match in result.matches]
    paired = sum(match.paired for match in matches)
    assert paired / len(matches) >= _LEAST_PAIRED, _problems(name)


@pytest.mark.parametrize("name", _SETS)
def test_little_else_is_taken_for_a_recommendation(name: str) -> None:
    results = _results(name)
    found = sum(match.verdict is not None for result in results for match in result.matches)
    extra = sum(result.extra for result in results)
    assert found / (found + extra) >= _LEAST_PRECISION
