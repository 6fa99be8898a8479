from __future__ import annotations

import numpy as np
import pytest

from stance.classification.cues import cue_matrix, cue_vector, load_cues
from stance.classification.features import (
    Featurizer,
    SparseRow,
    Vocabulary,
    character_grams,
    normalised,
    passages_read,
    word_grams,
)
from stance.schema import Exchange, Passage
from tests.classification.corpus import FakeEncoder

TEXTS = ("nämnden instämmer i kritiken.", "en plan tas fram i maj.", "nämnden tar fram en plan.")
ASKED = "ta fram en plan."


@pytest.fixture
def featurizer() -> Featurizer:
    return Featurizer(Vocabulary.of([[text] for text in TEXTS], at_least=1))


def parts(featurizer: Featurizer, row: SparseRow) -> list[float]:
    """The lengths of the word part and of the character part of a row's n-grams."""
    words, grams = len(featurizer.vocabulary.words), len(featurizer.vocabulary)
    return [
        float(np.linalg.norm(row.values[(row.columns >= low) & (row.columns < high)]))
        for low, high in ((0, words), (words, grams))
    ]


def test_words_and_characters_are_of_unit_length(featurizer: Featurizer) -> None:
    sentences = featurizer.sentences(ASKED, TEXTS)
    for row in featurizer.rows(sentences):
        assert parts(featurizer, row) == pytest.approx([1, 1])


def test_two_sentences_in_succession_have_a_row_of_their_own(featurizer: Featurizer) -> None:
    sentences = featurizer.sentences(ASKED, TEXTS)
    rows = featurizer.rows(sentences)
    assert len(rows) == 2 * len(TEXTS) - 1
    words = len(featurizer.vocabulary)
    for number, row in enumerate(rows[len(TEXTS) :]):
        both = {*sentences[number].columns.tolist(), *sentences[number + 1].columns.tolist()}
        assert {column for column in row.columns.tolist() if column < words} == both


def test_rows_stay_inside_their_width_and_name_no_column_twice(featurizer: Featurizer) -> None:
    sentences = featurizer.sentences(ASKED, TEXTS)
    for one in featurizer.rows(sentences):
        assert len(set(one.columns.tolist())) == len(one.columns) == len(one.values)
        assert one.columns.max() < featurizer.width


def test_unseen_words_are_left_out(featurizer: Featurizer) -> None:
    sentences = featurizer.sentences(ASKED, ["xyz", "qqq wåw"])
    assert all(sentence.columns.size == 0 for sentence in sentences)
    assert all(np.isfinite(row.values).all() for row in featurizer.rows(sentences))
    vocabulary = featurizer.vocabulary
    columns, counts = vocabulary.count("plan plan zzz")
    known = dict(zip(columns.tolist(), counts.tolist(), strict=True))
    assert known[vocabulary.words.index("plan")] == 2
    assert columns.tolist() == sorted(known)
    assert "zzz" not in vocabulary.words


def test_an_empty_sentence_and_an_empty_answer(featurizer: Featurizer) -> None:
    sentences = featurizer.sentences("", [""])
    assert sentences[0].relation == 0.0
    for row in featurizer.rows(sentences):
        assert np.isfinite(row.values).all()
    assert featurizer.rows([]) == []


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


def test_cues_stand_in_the_rows(featurizer: Featurizer) -> None:
    plain, cued = featurizer.sentences(ASKED, ["qqq", "qqq instämmer"])
    width = len(featurizer.vocabulary)
    rows = featurizer.rows([plain, cued])
    beyond = [row.columns[row.columns >= width] - width for row in rows]
    cues = np.flatnonzero(cued.cues)
    assert cues.size
    assert set(cues) <= set(beyond[1])
    assert not set(cues) & set(beyond[0])


def test_a_sentence_on_the_subject_is_nearer(featurizer: Featurizer) -> None:
    near, far, same = featurizer.sentences(
        ASKED, ["nämnden har en plan.", "kritiken är hård.", ASKED]
    )
    assert 0 <= far.relation < near.relation < same.relation
    assert same.relation == pytest.approx(1.0)


def test_vectors_are_there_only_with_an_encoder(featurizer: Featurizer) -> None:
    assert all(sentence.vector.size == 0 for sentence in featurizer.sentences(ASKED, TEXTS))
    reading = Featurizer(featurizer.vocabulary, FakeEncoder(dimensions=8))
    assert reading.width == featurizer.width + 8 + 1
    (other, same) = reading.sentences(ASKED, [TEXTS[0], ASKED])
    assert same.vector.shape == (9,)
    assert same.vector[-1] == pytest.approx(1.0, abs=1e-5)
    assert other.vector[-1] < 0.99
    assert reading.sentences(ASKED, []) == []
