from __future__ import annotations

import numpy as np
import pytest

from stance.classification.cues import cue_matrix, cue_vector, load_cues
from stance.classification.features import (
    Featurizer,
    Vocabulary,
    character_grams,
    normalised,
    passages_read,
    word_grams,
)
from stance.schema import Exchange, Passage
from tests.classification.corpus import FakeEncoder

TEXTS = ("nämnden instämmer i kritiken.", "en plan tas fram i maj.", "nämnden tar fram en plan.")


@pytest.fixture
def featurizer() -> Featurizer:
    return Featurizer(Vocabulary.of([[text] for text in TEXTS], at_least=1))


def test_only_known_n_grams_are_counted(featurizer: Featurizer) -> None:
    words = featurizer.vocabulary.words
    known, unknown, empty = featurizer.look(["plan plan zzz", "qqq wåw", ""]).counts.toarray()
    assert known[words.index("plan")] == 2
    assert "zzz" not in words
    assert not unknown.any()
    assert not empty.any()


def test_rubbish_without_end_costs_no_more_than_a_long_sentence(featurizer: Featurizer) -> None:
    text = normalised("Nämnden " * 100_000)
    assert len(text) <= 1500
    assert len(character_grams(text)) < 4 * 1500
    sentences = tuple(Passage(f"{number}.", number, number + 1) for number in range(10_000))
    read = passages_read(Exchange(Passage("Att.", 0, 4), sentences))
    assert len(read) == 80
    assert (read[0], read[-1]) == (sentences[0], sentences[-1])


def test_entries_that_say_only_when_or_who_are_not_read() -> None:
    said = Passage("Nämnden instämmer.", 0, 18)
    entry = Passage("Q1 2025", 20, 27, field="deadline")
    assert passages_read(Exchange(Passage("Att.", 0, 4), (said, entry))) == (said,)
    assert passages_read(Exchange(Passage("Att.", 0, 4), (entry,))) == (entry,)


def test_normalised_text_is_lower_case_with_single_spaces() -> None:
    assert normalised("  Nämnden\n\tINSTÄMMER  helt. ") == "nämnden instämmer helt."
    assert normalised(" \n") == ""


def test_grams() -> None:
    assert word_grams("en plan, nu") == ["en", "plan", ",", "nu", "en plan", "plan ,", ", nu"]
    assert character_grams("abc") == ["ab", "bc", "abc"]


def test_the_vocabulary_keeps_what_occurs_often_enough_and_knows_what_is_rare() -> None:
    vocabulary = Vocabulary.of([["en plan"], ["en plan"], ["en rutin", "en rutin"]])
    assert vocabulary.words == ("en", "en plan", "plan")  # "rutin" is in one answer only.
    rarity = dict(zip(vocabulary.words, vocabulary.rarity.tolist(), strict=False))
    assert rarity["en"] == pytest.approx(1.0)
    assert rarity["plan"] == pytest.approx(np.log(4 / 3) + 1)
    assert len(vocabulary) == len(vocabulary.rarity)


def test_cues_tell_what_they_are_named_for() -> None:
    names, patterns = load_cues()
    assert len(names) == len(patterns) == len(set(names))
    assert cue_matrix([]).shape == (0, len(names))
    rows = cue_matrix(["nämnden instämmer i bedömningen.", "qqq"])
    assert rows[0].any()
    assert not rows[1].any()
    assert (rows[0] == cue_vector("nämnden instämmer i bedömningen.")).all()


def test_vectors_are_there_only_with_an_encoder(featurizer: Featurizer) -> None:
    assert featurizer.look(TEXTS).vectors.shape == (3, 0)
    reading = Featurizer(featurizer.vocabulary, FakeEncoder(dimensions=8))
    assert reading.width == featurizer.width + 8 + 1
    assert reading.look(TEXTS).vectors.shape == (3, 8)
    assert reading.look([]).vectors.shape == (0, 8)
