from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from stance.classification.cues import cue_vector
from stance.classification.features import PLACES, RELATIONS, Featurizer, Vocabulary
from stance.classification.rows import rows_of
from tests.classification.corpus import FakeEncoder

TEXTS = ("nämnden instämmer i kritiken.", "en plan tas fram i maj.", "nämnden tar fram en plan.")
ASKED = "ta fram en plan."


@pytest.fixture
def featurizer() -> Featurizer:
    return Featurizer(Vocabulary.of([[text] for text in TEXTS], at_least=1))


def rows(featurizer: Featurizer, *texts: str, asked: str = ASKED) -> NDArray[np.float32]:
    found: NDArray[np.float32] = rows_of(featurizer, [asked], [texts]).matrix.toarray()
    return found


def grams(featurizer: Featurizer, row: NDArray[np.float32]) -> NDArray[np.float32]:
    return row[: len(featurizer.vocabulary)]


def relation(featurizer: Featurizer, *texts: str) -> list[float]:
    """What the rows say of how near each is to what is asked, unweighted."""
    column = featurizer.width - featurizer.vector_width - RELATIONS
    return [float(near) / 0.5 for near in rows(featurizer, *texts)[: len(texts), column]]


def test_words_and_characters_are_of_unit_length(featurizer: Featurizer) -> None:
    words = len(featurizer.vocabulary.words)
    for row in rows(featurizer, *TEXTS):
        assert np.linalg.norm(row[:words]) == pytest.approx(1)
        assert np.linalg.norm(grams(featurizer, row)[words:]) == pytest.approx(1)


def test_each_two_sentences_in_succession_have_a_row_with_the_n_grams_of_both(
    featurizer: Featurizer,
) -> None:
    found = [grams(featurizer, row) for row in rows(featurizer, *TEXTS)]
    assert len(found) == 5
    for number, row in enumerate(found[3:]):
        both = (found[number] != 0) | (found[number + 1] != 0)
        assert ((row != 0) == both).all()
    # What both have counts as often as in both.
    plan = featurizer.vocabulary.words.index("plan")
    en_plan, alone = rows(featurizer, "en plan.", "en plan."), rows(featurizer, "en plan.")
    assert en_plan[2, plan] == pytest.approx(alone[0, plan])


def test_rows_of_answers_stand_one_behind_the_other(featurizer: Featurizer) -> None:
    answers = [TEXTS[:2], [], TEXTS, ["qqq"], TEXTS[:2]]
    asked = [ASKED, ASKED, "maj", ASKED, ASKED]
    together = rows_of(featurizer, asked, answers)
    assert together.matrix.shape == (12, featurizer.width)
    assert together.matrix.dtype == np.float32
    assert together.ends.tolist() == [0, 3, 3, 8, 9, 12]
    for number, (request, texts) in enumerate(zip(asked, answers, strict=True)):
        part = together.matrix[together.ends[number] : together.ends[number + 1]].toarray()
        assert np.array_equal(part, rows(featurizer, *texts, asked=request))


def test_unseen_words_and_silence(featurizer: Featurizer) -> None:
    found = rows(featurizer, "xyz", "qqq wåw", "", asked="")
    assert np.isfinite(found).all()
    assert not found[:, : len(featurizer.vocabulary)].any()
    assert rows(featurizer).shape == (0, featurizer.width)
    assert rows_of(featurizer, [], []).matrix.shape == (0, featurizer.width)


def test_cues_stand_in_the_rows(featurizer: Featurizer) -> None:
    start = len(featurizer.vocabulary)
    cues = cue_vector("qqq instämmer") > 0
    assert cues.any()
    plain, cued, both = rows(featurizer, "qqq", "qqq instämmer")[:, start : start + len(cues)]
    assert (plain[cues] == 0).all()
    assert (cued[cues] > 0).all()
    assert np.array_equal(both, cued)


def test_places_tell_first_and_last(featurizer: Featurizer) -> None:
    end = featurizer.width - featurizer.vector_width - RELATIONS
    places = rows(featurizer, *TEXTS)[:, end - PLACES : end] / np.float32(0.3)
    expected = [[0, 1, 0.25, 0], [0, 0, 0.5, 0], [1, 0, 1, 0], [0, 0, 0.5, 0], [1, 0, 1, 0]]
    assert places == pytest.approx(np.array(expected))


def test_a_sentence_on_the_subject_is_nearer(featurizer: Featurizer) -> None:
    near, far, same = relation(featurizer, "nämnden har en plan.", "kritiken är hård.", ASKED)
    assert 0 <= far < near < same
    assert same == pytest.approx(1.0)
    assert relation(featurizer, "") == [0.0]


def test_vectors_and_their_likeness_to_what_is_asked_come_last(featurizer: Featurizer) -> None:
    reading = Featurizer(featurizer.vocabulary, FakeEncoder(dimensions=8))
    other, same, both = rows(reading, TEXTS[0], ASKED)[:, -9:]
    assert same[-1] == pytest.approx(1.0, abs=1e-5)
    assert other[-1] < 0.99
    assert np.linalg.norm(same[:-1]) == pytest.approx(0.4, abs=1e-5)
    assert both == pytest.approx((other + same) / 2)
