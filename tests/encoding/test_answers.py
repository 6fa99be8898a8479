"""Which paragraph answers which recommendation."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from stance.encoding import SHIPPED, Vectors, load_encoder
from stance.encoding.answers import (
    NEAR,
    WEIGHTS,
    AnswerFinder,
    Weights,
    best,
    in_order,
    shifted,
)
from stance.errors import StanceError
from stance.manifest import write_manifest
from stance.resources import models_dir

ASKED = ["Nämnden bör införa en rutin för nycklar.", "Nämnden bör se över larmen."]
PARAGRAPHS = [
    "Yttrande över granskning av hemtjänsten",
    ASKED[0],
    "Nämnden instämmer i bedömningen och tar fram ett förslag under hösten.",
    ASKED[1],
    "Utrustningen har nyligen bytts ut av leverantören. Nämnden ser inte skäl att göra mer.",
    "Yttrandet antogs av nämnden den 3 maj.",
]
RESTS = {(0, 1): "", (1, 3): "", (0, 0): "", (1, 0): ""}


class Words:
    """An encoder with a direction for each word that it knows, and no sense of length."""

    name = "words"

    def __init__(self, *words: str) -> None:
        self._words = words
        self.dimensions = len(words)

    def encode(self, texts: Sequence[str]) -> Vectors:
        rows = np.array([[word in text.split() for word in self._words] for text in texts])
        lengths = np.linalg.norm(rows.astype(np.float32), axis=1, keepdims=True)
        return np.asarray(rows / np.maximum(lengths, 1), dtype=np.float32)


def weights(dimensions: int) -> Weights:
    """Return weights under which nothing but the cosine counts."""
    return Weights(
        own=10.0,
        near=np.zeros(len(NEAR), dtype=np.float32),
        other=0.0,
        least=0.0,
        kind=np.zeros(dimensions, dtype=np.float32),
        order=np.zeros(2, dtype=np.float32),
    )


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(models_dir() / SHIPPED, tmp_path / "kopia"))


def test_shipped_finder_finds_answers_where_the_cosine_does_not() -> None:
    finder = AnswerFinder.load()
    scores = finder.scores(ASKED, PARAGRAPHS, RESTS)
    assert scores.dtype == np.float32
    assert scores.shape == (2, 6)
    assert best(scores) == [2, 4]
    assert np.exp(scores).sum(1) == pytest.approx([1.0, 1.0], abs=1e-5)
    assert np.isneginf(scores[[0, 1, 0, 1], [1, 3, 0, 0]]).all()
    vectors = finder.encoder.encode([*ASKED, *PARAGRAPHS])
    plain = vectors[:2] @ vectors[2:].T
    plain[[0, 1, 0, 1], [1, 3, 0, 0]] = -1
    assert best(plain) == [3, 1]


def test_finder_needs_no_torch() -> None:
    program = (
        "import sys\n"
        "from stance.encoding.answers import AnswerFinder\n"
        "AnswerFinder.load().scores(['Inför en rutin.'], ['Ja.', 'En rutin finns.'])\n"
        "print(sorted({'torch', 'sklearn', 'scipy'} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_nothing_asked_and_nothing_there() -> None:
    finder = AnswerFinder(Words("a"), weights(1))
    assert finder.scores([], ["a"]).shape == (0, 1)
    assert finder.scores(["a"], []).shape == (1, 0)
    assert best(finder.scores(["a"], [])) == [None]
    nowhere = finder.scores(["a", "a b"], ["a"], {(0, 0): ""})
    assert best(nowhere) == [None, 0]


def test_rest_of_a_paragraph_counts_and_not_what_it_quotes() -> None:
    finder = AnswerFinder(Words("nycklar", "rutin", "larm"), weights(3))
    paragraphs = ["nycklar rutin och larm", "nycklar x"]
    assert best(finder.scores(["nycklar rutin"], paragraphs)) == [0]
    assert best(finder.scores(["nycklar rutin"], paragraphs, {(0, 0): "och larm"})) == [1]


def test_another_recommendation_is_no_answer() -> None:
    encoder = Words("nämnden", "bör", "nycklar", "larm", "låses")
    asked, paragraphs = ["nämnden bör nycklar", "nämnden bör larm"], ["nämnden bör larm", "nycklar"]
    plain = AnswerFinder(encoder, weights(5)).scores(asked, paragraphs)
    assert best(plain)[0] == 0
    wise = AnswerFinder(encoder, replace(weights(5), other=10.0)).scores(asked, paragraphs)
    assert best(wise)[0] == 1


def test_kind_of_a_paragraph_and_nearness_of_those_before() -> None:
    encoder = Words("ja", "svar", "fråga")
    kind = replace(weights(3), kind=np.array([0, 5, 0], dtype=np.float32))
    assert best(AnswerFinder(encoder, kind).scores(["x"], ["y", "ja", "svar"])) == [2]
    near = weights(3)
    near.near[NEAR.index(2)] = 20
    paragraphs = ["fråga", "y", "z", "w"]
    assert best(AnswerFinder(encoder, near).scores(["fråga"], paragraphs, {(0, 0): ""})) == [2]


def test_answers_stand_in_order() -> None:
    local = np.array([[0, 4, 0, 0], [0, 2.0, 0, 1.9]])
    free = in_order(local, np.zeros(2, dtype=np.float32))
    assert best(free.astype(np.float32)) == [1, 1]
    ordered = in_order(local, np.array([-3, -6], dtype=np.float32))
    assert best(ordered.astype(np.float32)) == [1, 3]
    assert np.exp(ordered).sum(1) == pytest.approx(np.ones(2))


def test_shifted() -> None:
    row = np.array([[1, 2, 3]], dtype=np.float32)
    assert shifted(row, 1).tolist() == [[0, 1, 2]]
    assert shifted(row, -2).tolist() == [[3, 0, 0]]
    assert shifted(row, 0).tolist() == [[1, 2, 3]]
    assert shifted(row, 5).tolist() == [[0, 0, 0]]
    assert shifted(row, -5).tolist() == [[0, 0, 0]]


def test_folder_without_the_weights_loads_and_says_what_is_missing(copied: Path) -> None:
    (copied / WEIGHTS).unlink()
    write_manifest(copied)
    assert len(load_encoder(copied).encode(["Ja."])) == 1
    with pytest.raises(StanceError) as caught:
        AnswerFinder.load(copied)
    assert caught.value.code == "answers-missing"
    assert WEIGHTS in str(caught.value)


def test_weights_are_part_of_the_manifest(copied: Path) -> None:
    content = bytearray((copied / WEIGHTS).read_bytes())
    content[-3] ^= 1
    (copied / WEIGHTS).write_bytes(bytes(content))
    with pytest.raises(StanceError) as caught:
        AnswerFinder.load(copied)
    assert caught.value.code == "model-damaged"


@pytest.mark.parametrize("wrong", [{"kind": 12}, {"own": None}, {"other": np.nan}])
def test_wrong_weights_are_refused(copied: Path, wrong: dict[str, float | None]) -> None:
    from safetensors.numpy import load_file, save_file

    tensors = load_file(copied / WEIGHTS)
    for name, value in wrong.items():
        tensors.pop(name)
        if value is not None:
            tensors[name] = np.array(value, dtype=np.float32)
    save_file(tensors, copied / WEIGHTS)
    write_manifest(copied)
    with pytest.raises(StanceError) as caught:
        AnswerFinder.load(copied)
    assert caught.value.code == "model-damaged"


def test_judge_keeps_its_encoder_with_and_without_the_weights(copied: Path) -> None:
    text = ["Nämnden instämmer i kritiken."]
    (copied / WEIGHTS).unlink()
    write_manifest(copied)
    assert (load_encoder(copied).encode(text) == load_encoder().encode(text)).all()
