from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.classification.answers import AnswerReader
from stance.classification.cues import cue_matrix, load_cues, required_strings
from stance.classification.features import Featurizer, Vocabulary
from stance.classification.head import Head
from stance.classification.labels import LabelTable
from tests.classification.corpus import ANSWERS, FakeEncoder
from tests.classification.reference import by_rows, read

SENTENCES = [
    "nämnden instämmer helt.",
    "vi avvisar det, men tar fram en plan senast i maj 2025.",
    "tack för rapporten.",
    "",
    "en plan, en plan och en plan till.",
    "nämnden bör stärka arbetet.",
    "qqq",
]
ASKED = "nämnden bör stärka arbetet med en plan."
LABELS = LabelTable.of([*(label for _, label in ANSWERS), ("partly_agrees", None, "concrete")])


@pytest.fixture(scope="module", params=[None, 16], ids=["n-grams", "with an encoder"])
def judge(request: pytest.FixtureRequest) -> tuple[Head, Featurizer]:
    """A head whose weights are drawn, so that everything that is read matters."""
    encoder = None if request.param is None else FakeEncoder(dimensions=request.param)
    vocabulary = Vocabulary.of([[text] for text in SENTENCES], at_least=1)
    featurizer = Featurizer(vocabulary, encoder)
    rng = np.random.default_rng(0)
    weights = rng.normal(0, 1, (featurizer.width, len(LABELS.joint))).astype(np.float32)
    bias = rng.normal(0, 1, len(LABELS.joint)).astype(np.float32)
    return Head(LABELS, weights, bias), featurizer


def check(judge: tuple[Head, Featurizer], asked: str, texts: list[str]) -> None:
    """What is read at once must be what is read row by row, with and without each sentence."""
    head, featurizer = judge
    reading = read(head, featurizer, asked, texts)
    scores, logits = by_rows(head, featurizer, asked, texts)
    assert np.allclose(reading.logits, logits[: len(texts)], atol=1e-4)
    for name in ("stance", "commitment", "reason"):
        assert np.allclose(getattr(reading.scores, name), getattr(scores, name), atol=1e-4)
    assert len(reading.left_out) == len(reading.without) == (len(texts) if len(texts) > 1 else 0)
    for number, found in zip(reading.left_out, reading.without, strict=True):
        rest, _ = by_rows(head, featurizer, asked, texts[:number] + texts[number + 1 :])
        assert np.allclose(found, rest.stance, atol=1e-4)


@pytest.mark.parametrize("count", range(7))
def test_all_at_once_is_row_by_row(judge: tuple[Head, Featurizer], count: int) -> None:
    check(judge, ASKED, SENTENCES[:count])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(SENTENCES), max_size=9), st.sampled_from(["", ASKED, "maj"]))
def test_any_order_and_repetition(
    judge: tuple[Head, Featurizer], texts: list[str], asked: str
) -> None:
    check(judge, asked, texts)


def test_answers_read_together_are_read_as_each_alone(judge: tuple[Head, Featurizer]) -> None:
    head, featurizer = judge
    answers = [SENTENCES[:4], [], SENTENCES[2:], ["qqq"], SENTENCES[:4][::-1], SENTENCES[:4]]
    asked = [ASKED, "", "maj", ASKED, "plan", ASKED]
    together = AnswerReader(head, featurizer).read(asked, answers)
    for reading, request, texts in zip(together, asked, answers, strict=True):
        alone = read(head, featurizer, request, texts)
        assert np.allclose(reading.scores.stance, alone.scores.stance, atol=1e-5)
        assert np.allclose(reading.without, alone.without, atol=1e-5)
    assert AnswerReader(head, featurizer).read([], []) == []


def test_of_a_long_answer_the_strongest_sentences_and_the_last_are_left_out(
    judge: tuple[Head, Featurizer],
) -> None:
    head, featurizer = judge
    texts = [f"{SENTENCES[number % 3]} {number}" for number in range(40)]
    reading = read(head, featurizer, ASKED, texts)
    chosen = reading.left_out.tolist()
    assert len(chosen) == 16
    assert chosen == sorted(set(chosen))
    assert chosen[-1] == 39
    others = [number for number in range(39) if number not in chosen]
    strongest = reading.logits.max(1)
    assert strongest[others].max() <= strongest[chosen[:-1]].min()
    rest, _ = by_rows(head, featurizer, ASKED, texts[: chosen[3]] + texts[chosen[3] + 1 :])
    assert np.allclose(reading.without[3], rest.stance, atol=1e-4)


# At least one sentence for nearly every cue; what none has is still searched, see below.
SPOKEN = [
    "nämnden delar revisorernas uppfattning och instämmer.",
    "styrelsen är ense med revisionen; inga invändningar.",
    "bristerna beklagas, men medel saknas och ryms inte i budgeten.",
    "arbetet ska påbörjas, avses bli klart före sommaren q2 2025 och följs upp varje år.",
    "förvaltningen har antagit en rutin som infördes i mars.",
    "ansvaret ligger hos kommunstyrelsen, nämnden avvaktar och noterar.",
    "granskningen visar att ekonomichefen får i uppdrag att se över riktlinjerna.",
    "det är inte aktuellt, nämnden avvisar förslaget eftersom rutinen redan finns.",
    "på sikt bör detta övervägas, dock endast delvis och om medel tillskjuts.",
]


def test_the_cue_finder_finds_what_a_search_for_every_cue_finds() -> None:
    vocabulary = Vocabulary.of([[text] for text in SPOKEN], at_least=1)
    texts = [*SPOKEN, *SENTENCES, " ".join(SPOKEN)]
    counts = vocabulary.table.count(texts)
    expected = cue_matrix(texts)
    assert expected.any(0).sum() > 30
    found = vocabulary.cue_finder.find(texts, counts, range(len(texts)))
    assert (found == expected).all()
    some = vocabulary.cue_finder.find(texts, counts, [0, 2])
    assert (some[[0, 2]] == expected[[0, 2]]).all()
    assert not np.delete(some, [0, 2], 0).any()


def test_every_cue_is_spared_most_sentences() -> None:
    names, _ = load_cues()
    assert [
        name for name, strings in zip(names, required_strings(), strict=True) if not strings
    ] == []
