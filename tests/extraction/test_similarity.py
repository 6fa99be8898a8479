from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from stance.extraction.similarity import topic_similarity

_ASKED = ["anta en underhallsplan for parkerna", "fol upp bullret vid skolorna"]


def test_the_topic_decides() -> None:
    said = ["planen for parkernas underhall tas i maj", "buller mats vid varje skola"]
    matrix = topic_similarity(said, _ASKED)
    assert matrix.shape == (2, 2)
    assert matrix.argmax(axis=1).tolist() == [0, 1]


def test_words_of_the_trade_say_nothing_about_the_topic() -> None:
    matrix = topic_similarity(["namnden delar revisorernas uppfattning"], _ASKED)
    assert matrix.max() < 0.05


def test_the_same_text_is_as_like_as_can_be() -> None:
    matrix = topic_similarity(_ASKED, _ASKED)
    assert matrix.diagonal() == pytest.approx([1.0, 1.0], abs=1e-5)


@pytest.mark.parametrize(("said", "asked"), [([], _ASKED), (_ASKED, []), ([], [])])
def test_nothing_gives_an_empty_matrix(said: list[str], asked: list[str]) -> None:
    assert topic_similarity(said, asked).shape == (len(said), len(asked))


def test_texts_without_words_are_like_nothing() -> None:
    assert np.isfinite(topic_similarity(["..."], ["!"])).all()


class _OneMeaning:
    """An encoder for which the first two texts mean the same and the third is apart."""

    name = "test"
    dimensions = 2

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = {"gungor": [1.0, 0.0], "lekredskap": [1.0, 0.0]}
        return np.array([vectors.get(text, [0.0, 1.0]) for text in texts], dtype=np.float32)


def test_with_an_encoder_meaning_counts_too() -> None:
    said, asked = ["gungor"], ["lekredskap", "bokslut"]
    without = topic_similarity(said, asked)
    with_meaning = topic_similarity(said, asked, _OneMeaning())
    assert without[0, 0] == without[0, 1]
    assert with_meaning[0, 0] > with_meaning[0, 1]
