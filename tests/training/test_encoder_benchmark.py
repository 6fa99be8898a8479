"""The table of ``benchmarks.encoder``: what it asks of the documents, and what it calls reached."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from benchmarks.encoder import cost, grade, likeness, robustness, table, wide
from benchmarks.encoder_retrieval import (
    CHOICES,
    Choice,
    Question,
    found_first,
    questions,
    remembered,
    share,
)
from numpy.typing import NDArray
from training.encoder.asked import read_asked
from training.encoder.measure import Encode

from stance.encoding import load_encoder

ASKED = "Nämnden bör införa en rutin för nycklar i hemtjänsten."
OTHER = "Nämnden bör införa en rutin för larm i hemtjänsten."
ANSWER = "Nycklarna kvitteras numera mot underskrift. Det gör alla enhetschefer."
TEXT = f"""Yttrande från Socialnämnden

Revisorerna skriver följande om hemtjänsten. {ASKED} {ANSWER}

{OTHER}

Larmen byts ut under hösten av leverantören.
"""


@pytest.fixture
def asked(tmp_path: Path) -> list[Question]:
    (tmp_path / "svar.txt").write_text(TEXT, encoding="utf-8")
    gold = {
        "file": "svar.txt",
        "gold": [
            {"recommendation": ASKED, "response": [ANSWER], "stance": "agrees"},
            {"recommendation": OTHER, "response": ["Larmen byts ut under hösten av leverantören."],
             "stance": "agrees"},
            {"recommendation": "Larmen bör testas.", "response": [], "stance": "deflects"},
        ],
    }  # fmt: skip
    (tmp_path / "svar.json").write_text(json.dumps(gold), encoding="utf-8")
    return [question for document in read_asked(tmp_path) for question in questions(document)]


def about(*words: str) -> Encode:
    """Return an encoder that knows some words."""

    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.array(
            [[word in text.casefold() for word in words] for text in texts], dtype=np.float32
        )
        return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1))

    return encode


def test_candidates_lose_the_words_of_the_recommendation(asked: list[Question]) -> None:
    assert [question.text for question in asked] == [ASKED, OTHER]
    first, second = asked
    holding = [candidate for candidate in first.candidates if candidate.answers]
    assert len(holding) == 1
    assert ASKED not in holding[0].text
    assert holding[0].text.startswith("Revisorerna skriver")
    assert holding[0].text.endswith(ANSWER)
    assert [candidate.text for candidate in first.candidates if candidate.recommends] == [OTHER]
    assert all(OTHER not in candidate.text for candidate in second.candidates)
    assert [c.text for c in second.candidates if c.answers] == [
        "Larmen byts ut under hösten av leverantören."
    ]


def test_another_recommendation_can_be_nearer_than_the_answer(asked: list[Question]) -> None:
    encode = about("rutin", "införa", "hemtjänst", "nyckl", "larm")
    plain, without = Choice("plain"), Choice("without", others=False)
    assert found_first(asked, encode, plain) == [False, False]
    assert found_first(asked, encode, without) == [True, False]


def test_texts_that_were_read_are_remembered() -> None:
    read: list[str] = []

    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        read.extend(texts)
        return np.array([[len(text)] for text in texts], dtype=np.float32).reshape(-1, 1)

    again = remembered(encode)
    assert again(["a", "bb", "a"]).tolist() == [[1], [2], [1]]
    assert again(["bb", "ccc"]).tolist() == [[2], [3]]
    assert again(["a"]).tolist() == [[1]]
    assert read == ["a", "bb", "ccc"]


def test_share_has_its_interval_over_documents() -> None:
    many = [Question(name, "", (), extracted=False) for name in "aaab"]
    found = share(many, [True, True, True, False])
    assert found.value == 0.75
    assert (found.low, found.high) == (0.0, 1.0)


def test_what_is_reached() -> None:
    assert [grade(value, 0.8, 0.95) for value in (0.79, 0.8, 0.95)] == ["NO", "must", "aim"]
    assert [grade(value, 0.6, 0.3, low=True) for value in (0.7, 0.6, 0.3)] == ["NO", "must", "aim"]


def test_rows_that_need_the_corpora_say_so_where_they_are_absent(tmp_path: Path) -> None:
    encoder = load_encoder()
    rows = [
        *likeness(encoder, tmp_path / "no"),
        *robustness(encoder, tmp_path / "no"),
        *cost(encoder, None, tmp_path / "no"),
    ]
    assert [row.value for row in rows[:4]] == ["not measured: needs ../shared/corpora"] * 4
    assert not any(row.reached for row in rows[:4])
    assert rows[4].value.endswith("torch not imported")
    assert table(rows).count("\n") == 6


def test_pieces_are_wide_and_different() -> None:
    pieces = wide([f"mening nummer {number}" for number in range(200)], 20)
    assert {len(piece) for piece in pieces} == {120}
    assert len(set(pieces)) == len(pieces) == 20


def test_choices_have_names() -> None:
    assert len({choice.name for choice in CHOICES}) == len(CHOICES)
