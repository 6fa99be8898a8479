"""The parts of the encoder's recipe that would spoil the model without a sound."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

pytest.importorskip("torch")

from training.encoder.measure import cut, recognition_intervals
from training.encoder.noise import noisy
from training.encoder.supervise import at_all_sizes, different_questions
from training.encoder.table import Table, contrastive_loss, ranking_loss
from training.encoder.text import Scored, answers, scored_pairs, sts, sweparaphrase
from training.encoder.tokens import Ragged, learn_tokenizer, number
from training.encoder.vectors import compose, context_vectors, cooccurrences, spelling

CORPORA = Path(__file__).parents[3] / "shared" / "corpora"
TEXTS = [
    "nämnden tar fram en plan för skolan",
    "skolan får en ny plan av nämnden",
    "en katt sover på en stol",
    "katten sover på stolen i skolan",
] * 5
SETTINGS = {"lr_token": 0.01, "lr_ngram": 0.01, "lr_weight": 0.01, "lr_turn": 0.01}


def start() -> tuple[Table, list[list[int]]]:
    tokenizer = learn_tokenizer(TEXTS, {"vocabulary": 80, "alphabet": 40, "fewest": 2})
    near, counts = cooccurrences(tokenizer, TEXTS, 3)
    own = context_vectors(near, {"smoothing": 0.75, "dimensions": 6, "power_iterations": 2}, 1)
    grams = spelling(tokenizer, {"shortest": 3, "longest": 4, "fewest": 1})
    mixing = {"ridge": 1.0, "own_count": 10.0, "share": 1.0, "frequency": 1e-2}
    table = Table(compose(own, counts.astype(np.float64), grams, mixing), grams, SETTINGS)
    return table, number(tokenizer, [*TEXTS[:4], "snö"])


def test_tokenizer_numbers_its_pieces_in_alphabetical_order() -> None:
    tokenizer = learn_tokenizer(TEXTS, {"vocabulary": 60, "alphabet": 40, "fewest": 2})
    numbers = tokenizer.get_vocab()
    pieces = sorted(numbers, key=lambda piece: numbers[piece])
    assert pieces[0] == "[UNK]"
    assert pieces[1:] == sorted(pieces[1:])


def test_tokenizer_does_not_depend_on_the_order_of_its_texts() -> None:
    letters = "abcdeåä"
    # Every pair of letters is as frequent as the next, so that nothing but ties decides.
    texts = [f"{one}{two}{one}{three}" for one in letters for two in letters for three in letters]
    settings = {"vocabulary": 60, "alphabet": 5, "fewest": 1}
    first = learn_tokenizer(texts, settings)
    chance = random.Random(2)  # noqa: S311
    for _ in range(5):
        chance.shuffle(texts)
        assert learn_tokenizer(texts, settings).to_str() == first.to_str()
    assert first.get_vocab_size() == 60
    pieces = set(first.get_vocab())
    assert {"a", "##a", "b"} <= pieces
    # Five letters at most, the folded "a" among them: "å" and "ä" have no piece of their own.
    assert not {"å", "ä", "##,"} & pieces


def test_first_numbers_of_a_vector_learn_too() -> None:
    import torch
    from torch.nn import functional

    whole = [functional.normalize(torch.tensor([[3.0, 4.0, 12.0]]), dim=1)]
    found = list(at_all_sizes(whole, [2], 0.3))
    assert [weight for weight, _ in found] == [1.0, 0.3]
    assert found[0][1] is whole
    assert found[1][1][0].tolist()[0] == pytest.approx([0.6, 0.8])
    assert len(list(at_all_sizes(whole, [2], 0.0))) == 1


def test_no_question_comes_twice_in_a_batch() -> None:
    questions = np.array([0, 0, 0, 1, 1, 2, 3])
    generator = np.random.default_rng(1)
    drawn = [different_questions(questions, 3, generator) for _ in range(40)]
    assert all(len(set(questions[batch])) == 3 for batch in drawn)
    assert set(np.concatenate(drawn)) == set(range(7))


def test_answers_are_read_without_labels(tmp_path: Path) -> None:
    rows = [
        {"recommendation": "Inför en rutin.", "response": "Ja.\u2028Snart.", "stance": "agrees"},
        {"recommendation": "Se över avtalen.", "response": None, "stance": "deflects"},
    ]
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (tmp_path / "b1.jsonl").write_text(lines + "\n", encoding="utf-8")
    assert answers(tmp_path) == [("Inför en rutin.", "Ja.\u2028Snart.")]


def test_vectors_cut_short_are_unit_again() -> None:
    rows = np.array([[3, 4, 12], [0, 0, 0]], dtype=np.float32)
    short = cut(lambda texts: rows[: len(texts)], 2)(["a", "b"])
    assert short == pytest.approx(np.array([[0.6, 0.8], [0, 0]]))


def test_recognition_finds_the_copy() -> None:
    codes = {"ett": [1.0, 0.0], "två": [0.0, 1.0], "ETT": [0.6, 0.8], "TVÅ": [0.0, 1.0]}

    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array([codes[text] for text in texts], dtype=np.float32)

    cosine, found = recognition_intervals(encode, ["ett", "två"], lambda text, _: text.upper())
    assert cosine.value == pytest.approx(0.8)
    assert found.value == pytest.approx(0.5)
    assert (found.low, found.high) == (0.0, 1.0)


def test_cooccurrences_weigh_by_distance_and_stay_within_a_text() -> None:
    tokenizer = learn_tokenizer(["a b c d"] * 3, {"vocabulary": 9, "alphabet": 9, "fewest": 1})
    near, counts = cooccurrences(tokenizer, ["a b c", "d"], 2)
    at = {letter: tokenizer.token_to_id(letter) for letter in "abcd"}
    assert near[at["a"], at["b"]] == 1.0
    assert near[at["a"], at["c"]] == 0.5
    assert near[at["c"], at["d"]] == 0.0
    assert counts.sum() == 4


def test_folded_table_gives_the_vectors_that_were_trained() -> None:
    table, ids = start()
    texts = Ragged(ids[:4])
    for _ in range(3):
        one, two = table.encode([(texts, np.array([0, 2])), (texts, np.array([1, 3]))])
        table.step(contrastive_loss(one, two, None, 10.0))
    trained = table.encode([(texts, np.arange(4))])[0].detach().numpy()
    rows = table.folded()
    sums = np.array([rows[text].sum(0) for text in ids[:4]])
    assert sums / np.linalg.norm(sums, axis=1, keepdims=True) == pytest.approx(trained, abs=1e-5)
    assert not rows[0].any()


def test_learning_reaches_tokens_that_share_letters() -> None:
    table, ids = start()
    before = table.folded()
    texts = Ragged([[ids[2][1]], [ids[0][0]]])  # "katt" and "nämnden"
    one, two = table.encode([(texts, np.array([0])), (texts, np.array([1]))])
    table.step((one * two).sum())
    changed = np.abs(table.folded() - before).max(1) > 1e-4
    assert changed[ids[3][0]]  # "katten" was in no batch


def test_ranking_loss_falls_when_order_is_right() -> None:
    import torch

    near, far = torch.tensor([[1.0, 0.0]]), torch.tensor([[0.0, 1.0]])
    one, two = torch.cat([near, near]), torch.cat([near, far])
    right = ranking_loss(one, two, torch.tensor([5.0, 0.0]), 10.0)
    wrong = ranking_loss(one, two, torch.tensor([0.0, 5.0]), 10.0)
    assert right < 0.01
    assert wrong > 9


def test_ragged_gives_lists_back() -> None:
    ragged = Ragged([[3, 1], [], [5], [7, 8, 9]])
    flat, starts = ragged.take(np.array([3, 1, 0]))
    assert flat.tolist() == [7, 8, 9, 3, 1]
    assert starts.tolist() == [0, 3, 3]


def test_noise_is_seeded_and_changes_text() -> None:
    texts = ["Nämnden har gett förvaltningen i uppdrag att åtgärda bristerna."] * 20
    chance, again = random.Random(1), random.Random(1)  # noqa: S311
    one = [noisy(text, chance) for text in texts]
    assert one == [noisy(text, again) for text in texts]
    assert sum(copy != text for copy, text in zip(one, texts, strict=True)) > 15


def test_pairs_with_a_held_out_sentence_are_left_out() -> None:
    pairs = Scored(["a", "b", "c"], ["x", "y", "z"], [1.0, 2.0, 3.0])
    assert pairs.without({"b", "z"}) == Scored(["a"], ["x"], [1.0])


def test_no_dev_sentence_is_trained_on() -> None:
    if not CORPORA.is_dir():
        pytest.skip("needs ../shared/corpora")
    pairs = scored_pairs(CORPORA)
    seen = {*pairs.first, *pairs.second}
    for dev in (sts(CORPORA, "dev"), sweparaphrase(CORPORA, "dev")):
        assert not seen & {*dev.first, *dev.second}
    assert len(pairs.scores) > 10_000
