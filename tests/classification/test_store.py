from __future__ import annotations

import numpy as np
import pytest

from stance.classification.features import Featurizer, Vocabulary
from stance.classification.rows import rows_of
from stance.classification.store import Remembered, SentenceStore
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
    remembering = store.featurizer(learnt, encoder)
    plain = Featurizer(Vocabulary.of(learnt), encoder)
    assert remembering.vocabulary.words == plain.vocabulary.words
    assert remembering.vocabulary.characters == plain.vocabulary.characters
    assert remembering.vocabulary.rarity == pytest.approx(plain.vocabulary.rarity)
    assert remembering.plain().vocabulary is remembering.vocabulary
    one, other = (rows_of(each, [ASKED] * 4, ANSWERS) for each in (remembering, plain))
    assert one.ends.tolist() == other.ends.tolist() == [0, 3, 6, 7, 8]
    assert np.allclose(one.matrix.toarray(), other.matrix.toarray(), atol=1e-6)


def test_what_stands_in_for_an_encoder_has_no_vectors_of_its_own() -> None:
    encoder = FakeEncoder()
    store = SentenceStore([ASKED], encoder)
    absent = Remembered(encoder)
    one, other = (store.featurizer([[ASKED]], each) for each in (encoder, absent))
    assert one.width == other.width
    assert np.array_equal(one.look([ASKED]).vectors, other.look([ASKED]).vectors)
    with pytest.raises(LookupError):
        absent.encode([ASKED])
