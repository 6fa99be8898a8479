from __future__ import annotations

import numpy as np
import pytest

from stance.classification.features import Featurizer, Vocabulary
from stance.classification.store import SentenceStore
from tests.classification.corpus import FakeEncoder

ASKED = "nämnden bör anta en plan."
ANSWERS = (
    ("nämnden antar en plan i maj.", "planen följs upp."),
    ("en plan finns redan.", "planen följs upp."),
    ("vi antar ingen plan.",),
    ("helt annat.",),
)


@pytest.mark.parametrize("encoder", [None, FakeEncoder()])
def test_what_the_store_remembers_is_what_a_plain_featurizer_finds(
    encoder: FakeEncoder | None,
) -> None:
    store = SentenceStore([ASKED, *(text for answer in ANSWERS for text in answer)], encoder)
    learnt = ANSWERS[:3]  # A fold: the last answer is not in its vocabulary.
    remembering = store.featurizer(learnt)
    plain = Featurizer(Vocabulary.of(learnt), encoder)
    assert remembering.vocabulary.words == plain.vocabulary.words
    assert remembering.vocabulary.characters == plain.vocabulary.characters
    assert remembering.vocabulary.rarity == pytest.approx(plain.vocabulary.rarity)
    assert remembering.plain().vocabulary is remembering.vocabulary
    for answer in ANSWERS:
        one = remembering.rows(remembering.sentences(ASKED, answer))
        other = plain.rows(plain.sentences(ASKED, answer))
        assert len(one) == len(other) == 2 * len(answer) - 1
        for mine, theirs in zip(one, other, strict=True):
            assert mine.columns.tolist() == theirs.columns.tolist()
            assert np.allclose(mine.values, theirs.values, atol=1e-6)
