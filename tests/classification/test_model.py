from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from stance.classification.labels import is_weak
from stance.classification.model import StanceModel
from stance.classification.pairs import Pair, exchange_from_pair
from stance.errors import StanceError
from stance.schema import Exchange, Judgement, Passage
from tests.classification.conftest import Trained
from tests.classification.corpus import corpus, quick_train


def judged(model: StanceModel, response: str, reference: date | None = None) -> Judgement:
    exchange = exchange_from_pair(Pair("Nämnden bör stärka uppföljningen.", response))
    return model.judge([exchange], reference)[0]


@pytest.mark.parametrize(
    ("stance", "commitment", "weak"),
    [
        ("agrees", "concrete", False),
        ("agrees", "vague", False),
        ("agrees", "none", True),
        ("partly_agrees", "concrete", False),
        ("partly_agrees", "vague", True),
        ("partly_agrees", "none", True),
        ("deflects", "concrete", True),
        ("deflects", "vague", True),
        ("deflects", "none", True),
    ],
)
def test_what_is_weak_by_the_guideline(stance: str, commitment: str, weak: bool) -> None:
    assert is_weak(stance, commitment) is weak


@pytest.mark.parametrize("response", ["", "  \n", "---", "Sida 3 av 7"])
def test_no_answer_is_judged_by_the_guideline(trained: Trained, response: str) -> None:
    found = judged(trained.model, response)
    assert (found.stance, found.reason, found.commitment) == ("deflects", "no_answer", "none")
    assert found.probabilities == {"agrees": 0.0, "partly_agrees": 0.0, "deflects": 1.0}
    assert (found.weak, found.review, found.evidence) == (True, False, ())
    assert found.measure is found.deadline is found.deadline_date is found.responsible is None


def test_judgements_hold_together(trained: Trained) -> None:
    exchanges = [exchange_from_pair(pair) for pair in trained.pairs]
    judgements = trained.model.judge(exchanges, date(2025, 1, 15))
    for pair, found in zip(trained.pairs, judgements, strict=True):
        assert sum(found.probabilities.values()) == pytest.approx(1, abs=1e-3)
        assert tuple(found.probabilities) == trained.model.labels
        assert found.probabilities[found.stance] == max(found.probabilities.values())
        assert (found.reason is None) == (found.stance != "deflects")
        assert found.weak is is_weak(found.stance, found.commitment)
        for words in (found.measure, found.deadline, found.responsible):
            assert words is None or words in pair.response
        if found.commitment != "concrete":
            assert found.deadline is found.deadline_date is found.responsible is None
        if found.commitment == "none":
            assert found.measure is None
        if found.deadline_date is not None:
            assert date.fromisoformat(found.deadline_date).year == 2025
        assert 1 <= len(found.evidence) <= 3
        assert sum(each.weight for each in found.evidence) <= 1 + 1e-6
        for each in found.evidence:
            assert pair.response[slice(*each.span)] == each.text
    right = sum(
        (found.stance, found.reason, found.commitment)
        == (pair.stance, pair.reason, pair.commitment)
        for pair, found in zip(trained.pairs, judgements, strict=True)
    )
    assert right >= 80
    assert {found.commitment for found in judgements} == {"none", "vague", "concrete"}


def test_the_spans_of_a_concrete_commitment(trained: Trained) -> None:
    found = judged(
        trained.model,
        "Nämnden instämmer och ger skolchefen i uppdrag att ta fram en plan för skolfrånvaro "
        "senast i maj.",
        date(2024, 11, 2),
    )
    assert (found.stance, found.commitment) == ("agrees", "concrete")
    assert found.measure == "ta fram en plan för skolfrånvaro"
    assert (found.deadline, found.deadline_date) == ("senast i maj", "2025-05-31")
    assert found.responsible == "skolchefen"


def test_a_damaged_answer_is_read_and_quoted_as_it_stands(trained: Trained) -> None:
    response = (
        "Ndmnden instimmer och ger skolchefen i uppdrag att ta fram en atgirdsplan for\n"
        "skolfranvaro senast i maj 2025. Férvaltningen foljer upp att atgirderna genomférs."
    )
    found = judged(trained.model, response)
    for words in (found.measure, found.deadline, found.responsible):
        assert words is None or words in response
    assert all(response[slice(*each.span)] == each.text for each in found.evidence)


def test_the_same_question_has_the_same_answer(trained: Trained) -> None:
    exchanges = [exchange_from_pair(pair) for pair in trained.pairs[:8]]
    together = trained.model.judge(exchanges)
    alone = [trained.model.judge([exchange])[0] for exchange in reversed(exchanges)]
    assert together == list(reversed(alone))
    assert together == StanceModel.load(trained.folder).judge(exchanges)
    assert trained.model.judge([]) == []


@pytest.mark.parametrize(
    "response",
    ["\x00\x01", "🙂" * 50, "a" * 200_000, "." * 50_000, "Ja. " * 5_000, "Nämnden \ud800 avvisar."],
)
def test_any_text_is_judged(trained: Trained, response: str) -> None:
    assert judged(trained.model, response).stance in trained.model.labels


def test_entries_for_date_and_person_are_taken_over(trained: Trained) -> None:
    said = "Nämnden instämmer och ger skolchefen i uppdrag att ta fram en plan för hemtjänst."
    passages = (
        Passage(said, 0, len(said)),
        Passage("Q1 2026", 100, 107, field="deadline"),
        Passage("Bo Ek", 110, 115, field="responsible"),
    )
    found = trained.model.judge([Exchange(Passage("Att.", 0, 4), passages)])[0]
    assert (found.deadline, found.deadline_date) == ("Q1 2026", "2026-03-31")
    assert found.responsible == "Bo Ek"


def test_any_label_set_can_be_learnt_and_judged(tmp_path: Path) -> None:
    renamed = {"agrees": "för", "deflects": "emot"}
    pairs = [
        Pair(pair.recommendation, pair.response, stance=renamed[pair.stance], author=pair.author)
        for pair in corpus()[:56]
        if pair.stance in renamed
    ]
    report = quick_train(pairs, tmp_path / "two")
    model = StanceModel.load(tmp_path / "two")
    assert set(report.numbers["per_label"]) == {"för", "emot"}
    assert (model.labels, model.reasons, model.commitments) == (("emot", "för"), (), ())
    exchanges = [exchange_from_pair(pair) for pair in pairs]
    judgements = model.judge(exchanges)
    right = [pair.stance == found.stance for pair, found in zip(pairs, judgements, strict=True)]
    assert sum(right) > 0.9 * len(right)
    silent = model.judge([Exchange(Passage("Att.", 0, 4))])[0]
    for found in (*judgements, silent):
        assert set(found.probabilities) == {"för", "emot"}
        assert sum(found.probabilities.values()) == pytest.approx(1, abs=1e-3)
        assert (found.reason, found.commitment, found.measure) == (None, "none", None)
    assert silent.evidence == ()


def test_a_model_that_knows_no_commitments_calls_no_acceptance_weak(tmp_path: Path) -> None:
    pairs = [
        Pair(pair.recommendation, pair.response, stance=pair.stance, author=pair.author)
        for pair in corpus()[:28]
    ]
    quick_train(pairs, tmp_path / "stances")
    model = StanceModel.load(tmp_path / "stances")
    exchanges = [exchange_from_pair(pair) for pair in pairs]
    for found in model.judge(exchanges):
        assert found.weak is (found.stance == "deflects")


def test_there_is_no_model_where_there_is_no_folder(tmp_path: Path) -> None:
    with pytest.raises(StanceError) as caught:
        StanceModel.load(tmp_path / "none")
    assert caught.value.code == "model-missing"


_JUDGE = """
import sys
from stance.classification.model import StanceModel
from stance.classification.pairs import Pair, exchange_from_pair
model = StanceModel.load()
model.judge([exchange_from_pair(Pair("Att.", "Ndmnden instimmer och tar fram en plan i maj."))])
heavy = {"sklearn", "scipy", "torch", "sentence_transformers", "transformers", "pyarrow", "spacy"}
print(sorted(heavy & {name.partition(".")[0] for name in sys.modules}))
"""


def test_judging_imports_nothing_that_only_training_needs() -> None:
    found = subprocess.run(
        [sys.executable, "-c", _JUDGE], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"
