from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.classification.evidence import evidence_of, sentence_weights
from stance.classification.labels import Floats
from stance.schema import Passage
from tests.classification.corpus import Tiny, tiny
from tests.classification.reference import by_rows, read

TEXTS = ("tack för rapporten.", "nämnden instämmer helt.", "arbetet har börjat.", "vi avvisar.")


@pytest.fixture(scope="module")
def fitted() -> Tiny:
    return tiny()


def log_odds(model: Tiny, texts: list[str], stance: int) -> float:
    scores, _ = by_rows(model.parts.head, model.parts.featurizer, "", texts)
    shares = np.exp(scores.stance)
    return float(np.log(shares[stance]) - np.log(np.delete(shares, stance).sum()))


def weights(model: Tiny, texts: list[str], stance: int) -> Floats:
    (found,) = sentence_weights(
        [read(model.parts.head, model.parts.featurizer, "", texts)], [stance]
    )
    return found


@pytest.mark.parametrize("stance", [0, 1])
def test_without_the_first_evidence_the_verdict_loses_most(fitted: Tiny, stance: int) -> None:
    texts = list(TEXTS)
    found = weights(fitted, texts, stance)
    whole = log_odds(fitted, texts, stance)
    losses = [
        whole - log_odds(fitted, texts[:number] + texts[number + 1 :], stance)
        for number in range(len(texts))
    ]
    assert int(np.argmax(found)) == int(np.argmax(losses)) == (1 if stance == 0 else 3)
    positive = np.maximum(losses, 0)
    assert found == pytest.approx(positive / positive.sum(), abs=1e-3)


def test_weights_are_shares(fitted: Tiny) -> None:
    for texts in (["ja."], ["qqq", "qqq"], list(TEXTS), list(TEXTS) * 10):
        found = weights(fitted, texts, 0)
        assert len(found) == len(texts)
        assert (found >= 0).all()
        assert float(found.sum()) <= 1 + 1e-5
    assert weights(fitted, ["ja."], 0).tolist() == [1.0]


def test_of_many_sentences_the_one_that_counts_is_still_found(fitted: Tiny) -> None:
    texts = ["tack för rapporten."] * 60
    texts[33] = "nämnden instämmer helt."
    assert int(np.argmax(weights(fitted, texts, 0))) == 33


def passages(count: int) -> list[Passage]:
    return [Passage(f"Mening {n}.", 20 * n, 20 * n + len(f"Mening {n}.")) for n in range(count)]


def test_at_most_three_sentences_the_weightiest_first() -> None:
    shares = np.array([0.2, 0.05, 0.3, 0.24, 0.21], np.float32)
    found = evidence_of(passages(5), shares)
    assert [each.weight for each in found] == [0.3, 0.24, 0.21]
    assert [each.span for each in found] == [(40, 49), (60, 69), (80, 89)]
    assert [each.text for each in found] == ["Mening 2.", "Mening 3.", "Mening 4."]


def test_sentences_of_little_weight_are_no_evidence() -> None:
    found = evidence_of(passages(3), np.array([0.86, 0.14, 0.0], np.float32))
    assert [each.text for each in found] == ["Mening 0."]


def test_when_nothing_counts_the_first_sentence_stands_with_no_weight() -> None:
    (only,) = evidence_of(passages(3), np.zeros(3, np.float32))
    assert (only.text, only.weight) == ("Mening 0.", 0.0)
    assert evidence_of([], np.zeros(0, np.float32)) == ()


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(1, 10_000), min_size=1, max_size=6))
def test_weights_as_printed_sum_to_at_most_one(parts: list[int]) -> None:
    shares = np.array(parts, np.float32) / np.float32(sum(parts))
    found = evidence_of(passages(len(parts)), shares)
    assert 1 <= len(found) <= 3
    assert sum(round(1000 * each.weight) for each in found) <= 1000
    assert [each.weight for each in found] == sorted((e.weight for e in found), reverse=True)
