from __future__ import annotations

import os
from collections.abc import Sequence
from typing import cast

import pytest

from stance.classification.folder import Parts
from stance.errors import StanceError
from stance.learning import Learner
from stance.workers import fitted_apart, workers_for
from tests.classification.corpus import FakeEncoder, corpus


class Dying:
    """Learns nothing: its process ends as one does that is killed."""

    encoder = None

    def portable(self) -> Dying:
        return self

    def fit(self, places: Sequence[int]) -> Parts:
        os._exit(len(places))


def test_what_is_learnt_in_other_processes_is_the_same() -> None:
    pairs, encoder = corpus(), FakeEncoder()
    tasks = [range(len(pairs)), range(0, len(pairs), 2)]
    here, there = (list(fitted_apart(Learner(pairs, encoder), tasks, n)) for n in (1, 2))
    assert len(here) == len(there) == 2
    for one, other in zip(here, there, strict=True):
        assert one.head.weights.tobytes() == other.head.weights.tobytes()
        assert one.featurizer.vocabulary.words == other.featurizer.vocabulary.words
        assert other.featurizer.encoder is encoder
        assert set(one.taggers) == set(other.taggers) == {"measure", "responsible"}
        for field, tagger in one.taggers.items():
            assert tagger.weights.tobytes() == other.taggers[field].weights.tobytes()


def test_a_process_that_dies_is_told_of_with_what_to_do() -> None:
    with pytest.raises(StanceError) as caught:
        list(fitted_apart(cast(Learner, Dying()), [[1, 2]], 2))
    assert caught.value.code == "worker-died"
    assert "--workers 1" in caught.value.remedy


def test_few_pairs_are_learnt_from_in_one_process() -> None:
    assert workers_for(100) == 1
    assert 1 <= workers_for(3000) <= 4
