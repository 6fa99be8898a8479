"""The parts of the encoder's recipe that would spoil the model without a sound."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")

from training.encoder.noise import noisy
from training.encoder.table import Table, contrastive_loss, ranking_loss
from training.encoder.text import Scored, scored_pairs, sts, sweparaphrase
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
