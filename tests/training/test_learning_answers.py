"""Learning which paragraphs answer."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")

from training.encoder.answer_lessons import Learner, Read, learn, lessons
from training.encoder.answers import answer_settings, found_by, left_out, nearest, parted, share_of
from training.encoder.asked import Asked, read_asked
from training.encoder.card import with_answers

from stance.encoding import load_encoder
from stance.encoding.answers import AnswerFinder, in_order

THINGS = ["nycklar", "larm", "avtal", "register", "arkiv", "fordon"]
SETTINGS = {"authors": ["a", "b"], "least": 0.15, "steps": 15, "decays": [1e-3]}


def write(folder: Path, name: str, things: list[str]) -> None:
    """Write a document in which every answer stands below what was asked."""
    asked = [f"Nämnden bör införa en rutin för {thing}." for thing in things]
    answers = [
        f"Nämnden instämmer och tar fram riktlinjer om {thing} under hösten." for thing in things
    ]
    lines = ["Yttrande över granskning"]
    for question, answer in zip(asked, answers, strict=True):
        lines += [question, "Svar på rekommendationen", answer]
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.txt").write_text("\n\n".join([*lines, "Justerat den 3 maj."]), "utf-8")
    gold = [
        {"recommendation": question, "response": [answer], "stance": "agrees"}
        for question, answer in zip(asked, answers, strict=True)
    ]
    content = {"file": f"{name}.txt", "gold": gold}
    (folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> list[Asked]:
    folder = tmp_path_factory.mktemp("documents")
    write(folder / "a", "a1", THINGS[:3])
    write(folder / "a", "a2", THINGS[3:5])
    write(folder / "b", "b1", THINGS[2:5])
    write(folder / "c", "c1", THINGS[1:6:2])
    return read_asked(folder)


def test_documents_are_parted_by_author(documents: list[Asked]) -> None:
    ours, others = parted(documents, SETTINGS)
    assert [asked.author for asked in ours] == ["a", "a", "b"]
    assert [asked.author for asked in others] == ["c"]
    assert not set(answer_settings()["authors"]) & {f"w{number}" for number in range(8, 30)}


def test_questions_know_their_answers(documents: list[Asked]) -> None:
    asked = documents[0]
    assert len(asked.recommendations) == len(asked.questions) == 3
    for question in asked.questions:
        holding = [asked.paragraphs[k] for k in np.flatnonzero(question.answers)]
        assert len(holding) == 1
        assert holding[0].startswith("Nämnden instämmer")
        own = asked.paragraphs.index(asked.recommendations[question.number])
        assert asked.candidate(question.number, own) == ""
        assert asked.candidate((question.number + 1) % 3, own) != ""


def test_what_is_learnt_is_what_is_used(documents: list[Asked]) -> None:
    """The sum in torch and the one in numpy are the same."""
    import torch

    encoder = load_encoder()
    learner = Learner(encoder.dimensions, 0.15)
    with torch.no_grad():
        chance = np.random.default_rng(1)
        for parameter in learner.parameters():
            parameter.add_(torch.from_numpy(np.array(chance.normal(0, 0.5, parameter.shape))))
    finder = AnswerFinder(encoder, learner.weights())
    for asked in documents:
        (lesson,) = lessons([Read.of(asked, encoder)], 0.15)
        expected = learner(lesson)[0].detach().numpy()
        scores = finder.scores(asked.recommendations, asked.paragraphs, asked.rest)
        possible = np.isfinite(scores)
        assert possible.any(axis=1).all()
        assert scores[possible] == pytest.approx(expected[possible], abs=1e-3)
        assert (expected[~possible] < -1000).all()


def test_documents_of_different_length_are_stacked(documents: list[Asked]) -> None:
    encoder = load_encoder()
    learner = Learner(encoder.dimensions, 0.15)
    read = [Read.of(asked, encoder) for asked in documents]
    alone = sum(learner.loss(lesson).item() for one in read for lesson in lessons([one], 0.15))
    together = sum(learner.loss(lesson).item() for lesson in lessons(read, 0.15))
    assert together == pytest.approx(alone)


def test_learning_finds_more_than_the_cosine_and_the_same_every_time(
    documents: list[Asked],
) -> None:
    encoder = load_encoder()
    plain = nearest(documents, encoder.encode)
    found = left_out(documents, encoder, SETTINGS, 1e-3)
    assert len(plain) == len(found) == 11
    assert sum(found) > sum(plain)
    assert share_of(documents, found).value == np.mean(found)
    read = [Read.of(asked, encoder) for asked in documents[:2]]
    one, two = (learn(read, SETTINGS, 1e-3) for _ in range(2))
    assert all((one.tensors()[name] == two.tensors()[name]).all() for name in one.tensors())
    assert len(found_by(AnswerFinder(encoder, one), documents)) == 11


def test_order_is_a_chain() -> None:
    """Against adding up the chances of every combination."""
    chance = np.random.default_rng(3)
    local, order = chance.normal(0, 1, (3, 4)), np.array([-0.7, -1.9], dtype=np.float32)
    same, back = np.exp(order)
    total = np.zeros((3, 4))
    for places in np.ndindex(4, 4, 4):
        weight = np.exp(sum(local[i, place] for i, place in enumerate(places)))
        for before, after in pairwise(places):
            weight *= 1.0 if after > before else same if after == before else back
        for i, place in enumerate(places):
            total[i, place] += weight
    expected = total / total.sum(1, keepdims=True)
    assert np.exp(in_order(local, order)) == pytest.approx(expected, abs=1e-4)


def test_card_takes_the_figures_in() -> None:
    interval = {"value": 0.8, "low": 0.7, "high": 0.9}
    part = {
        "authors": {"w1": 0.8}, "documents": 2, "questions": 5, "nearest": interval,
        "found": interval,
    }  # fmt: skip
    figures = {
        "authors": ["w1"],
        "left_out": part,
        "never_seen": {"questions": 0},
        "asked_elsewhere": {"questions": 0},
    }
    card = "# x\n\n## Finding answers\n\nNot learnt yet.\n\n## Data\n\nrest\n"
    once = with_answers(card, figures)
    assert "0.800 [0.700, 0.900]" in once
    assert "never learnt from" not in once
    assert "Not learnt yet" not in once
    assert once.endswith("\n## Data\n\nrest\n")
    assert with_answers(once, figures) == once


def test_shipped_card_has_the_figures_of_the_shipped_weights() -> None:
    from training.encoder.answers import FIGURES, ROOT

    card = (ROOT / "models" / "encoder-sv" / "README.md").read_text(encoding="utf-8")
    figures = json.loads(FIGURES.read_text(encoding="utf-8"))
    assert with_answers(card, figures) == card
    assert figures["authors"] == answer_settings()["authors"]
