"""The three real documents in ../shared, as text and set as PDF and DOCX."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from tests.support.render import to_docx, to_pdf
from tests.support.responses import verdict_of

from stance.evaluation.gold import GoldDocument, GoldItem, read_gold
from stance.evaluation.matching import assign, extracted_response, gold_response, words
from stance.extraction import Extraction, extract
from stance.reading.read import read_bytes
from stance.schema import Document

_FOLDER = Path(__file__).parents[3] / "shared" / "documents"
_RECOMMENDATIONS = 9
_LEAST_PAIRED = 8
_WORD = re.compile(r"\w+")
_BROKEN = re.compile(r"-[ \t]*\n[ \t]*")

_FORMS: dict[str, Callable[[str], bytes]] = {
    "txt": str.encode,
    "pdf": to_pdf,
    "docx": to_docx,
}


@cache
def _gold() -> tuple[GoldDocument, ...]:
    return tuple(read_gold(_FOLDER / "gold.jsonl"))


@cache
def _extracted(form: str) -> tuple[tuple[GoldDocument, Extraction], ...]:
    if not (_FOLDER / "gold.jsonl").is_file():
        pytest.skip("needs ../shared/documents")
    return tuple((gold, extract(_document(gold, form))) for gold in _gold())


def _document(gold: GoldDocument, form: str) -> Document:
    assert gold.path is not None
    text = gold.path.read_text(encoding="utf-8")
    return read_bytes(_FORMS[form](text), f"{gold.path.stem}.{form}")


def _matched(gold: GoldDocument, extraction: Extraction) -> list[tuple[GoldItem, str]]:
    """Return each gold item that was found with the response that was extracted for it."""
    verdicts = [verdict_of(exchange) for exchange in extraction.exchanges]
    responses = [gold_response(item, "") for item in gold.items]
    pairs = assign(gold, verdicts, responses, [extracted_response(v) for v in verdicts])
    return [
        (item, " ".join(p.text for p in verdicts[pairs[index]].exchange.response))
        for index, item in enumerate(gold.items)
        if index in pairs
    ]


def _normal(text: str) -> str:
    return " ".join(_WORD.findall(_BROKEN.sub("", text).casefold()))


@pytest.mark.parametrize("form", _FORMS)
def test_all_recommendations_are_found(form: str) -> None:
    assert sum(len(_matched(*both)) for both in _extracted(form)) == _RECOMMENDATIONS


@pytest.mark.parametrize("form", _FORMS)
def test_the_deciding_sentence_is_in_the_answer(form: str) -> None:
    missing = [
        item.recommendation
        for both in _extracted(form)
        for item, response in _matched(*both)
        if not all(_normal(sentence) in _normal(response) for sentence in item.evidence)
    ]
    assert len(missing) <= _RECOMMENDATIONS - _LEAST_PAIRED, missing


@pytest.mark.parametrize("form", _FORMS)
@pytest.mark.parametrize("fact", ["municipality", "body", "case_number"])
def test_header_facts(form: str, fact: str) -> None:
    known = [
        (getattr(gold.facts, fact), getattr(extraction.facts, fact))
        for gold, extraction in _extracted(form)
        if getattr(gold.facts, fact) is not None
    ]
    assert known
    for expected, found in known:
        assert words(found or "") == words(expected)
