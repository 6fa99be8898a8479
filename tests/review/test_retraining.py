from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from stance.classification.model import StanceModel
from stance.classification.pairs import Pair
from stance.errors import StanceError
from stance.output.jsonl import record as written
from stance.results import Record
from stance.review.changes import Changes
from stance.review.job import RetrainingJob, last_changes
from stance.review.label import Label
from stance.review.retraining import corpus_files, labelled_pairs, retrain
from stance.review.session import ReviewSession
from stance.review.state import ReviewState
from stance.review.store import Act, ReviewStore
from stance.scoring import StanceScorer
from tests.classification.corpus import corpus, quick_train

# Words that the corpus does not have: the old model cannot know what they mean.
_UNHEARD = "Saken bordläggs tills vidare."


def _train(pairs: Sequence[Pair], *, out: Path, **_: Any) -> Any:  # noqa: ANN401
    return quick_train(pairs, out)


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "old"
    quick_train(corpus(), folder)
    return folder


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pairs") / "base.jsonl"
    rows = [{**asdict(pair), "id": pair.identifier} for pair in corpus()]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


@pytest.fixture
def results(old: Path) -> list[Record]:
    answers = [
        (f"Nämnden bör stärka {subject}.", f"Rapporten om {subject} har lästs. {_UNHEARD}")
        for subject in (
            "arkivet",
            "snöröjningen",
            "simhallen",
            "dagvattnet",
            "parkerna",
            "bygdegården",
        )
    ]
    answers.append(("Nämnden bör se över taxan.", "Nämnden avvisar förslaget om taxan."))
    with StanceScorer.load(old) as scorer:
        return [
            json.loads(json.dumps({**written(verdict, answer), "context": None}))
            for verdict, (_, answer) in zip(scorer.score_pairs(answers), answers, strict=True)
        ]


@pytest.fixture
def store(tmp_path: Path, results: list[Record]) -> Iterator[ReviewStore]:
    with ReviewStore(tmp_path / "svar.review.sqlite") as opened:
        session = ReviewSession(opened, results, "anna")
        for key in session.keys[:4]:
            session.save(key, Label("partly_agrees", None, "vague"))
        yield opened


def test_it_says_what_the_corrections_change(
    store: ReviewStore, old: Path, base: Path, tmp_path: Path
) -> None:
    said: list[str] = []
    out = tmp_path / "new"
    before = {path: path.read_bytes() for path in old.iterdir()}
    changes = retrain(
        store, out=out, reviewer="anna", base=[base], model=old, train=_train, progress=said.append
    )
    assert said[-1] == "Comparing the verdicts"
    assert {path: path.read_bytes() for path in old.iterdir()} == before
    assert StanceModel.load(out).name == changes.new
    assert (changes.labelled, changes.others, changes.seen) == (4, 3, True)
    # The corrections are learnt, and answers like them turn.
    wrong = [key for key, one in store.records() if one["stance"] != "partly_agrees"]
    assert wrong[:4] == [key for key, _ in store.records()][:4]
    assert {turn.item for turn in changes.gained} == set(wrong[:4])
    assert changes.lost == ()
    assert {turn.item for turn in changes.turned} <= set(wrong[4:])
    assert changes.turned
    assert {turn.after for turn in changes.turned} == {"partly_agrees"}
    # It is kept beside the model and in the review file.
    assert Changes.read(tmp_path / "new.changes.json") == changes
    state = ReviewState(store.events())
    event = state.retrainings()[-1]
    assert (event.kind, event.model) == (Act.RETRAIN, changes.new)
    assert last_changes(state) == (changes, out)
    assert state.corrected_since(event.number) == 0


def test_held_out_labels_are_judged_by_models_that_had_not_read_them(
    store: ReviewStore, old: Path, base: Path, tmp_path: Path
) -> None:
    learnt: list[set[str]] = []

    def train(pairs: Sequence[Pair], *, out: Path, **_: Any) -> Any:  # noqa: ANN401
        learnt.append({pair.recommendation for pair in pairs} & asked)
        return quick_train(pairs, out)

    asked = {pair.recommendation for pair in labelled_pairs(store, _state(store)).values()}
    changes = retrain(
        store,
        out=tmp_path / "new",
        reviewer="anna",
        base=[base],
        model=old,
        held_out=True,
        train=train,
    )
    assert not changes.seen
    assert learnt[0] == asked
    assert learnt[1] | learnt[2] == asked
    assert not learnt[1] & learnt[2]
    assert [path.name for path in tmp_path.glob(".new-half-*")] == []


def test_no_model_is_overwritten(store: ReviewStore, old: Path, base: Path, tmp_path: Path) -> None:
    with pytest.raises(StanceError, match="there already"):
        retrain(store, out=old, reviewer="anna", base=[base], train=_train)
    with pytest.raises(StanceError, match="no folder"):
        retrain(store, out=tmp_path / "no" / "new", reviewer="anna", base=[base], train=_train)


def test_there_must_be_labels_and_pairs(store: ReviewStore, base: Path, tmp_path: Path) -> None:
    with pytest.raises(StanceError, match="too few"):
        retrain(store, out=tmp_path / "new", reviewer="anna", base=[], train=_train)
    with (
        ReviewStore(tmp_path / "empty.sqlite") as empty,
        pytest.raises(StanceError, match="Nothing"),
    ):
        retrain(empty, out=tmp_path / "new", reviewer="anna", base=[base], train=_train)


def test_a_checkout_has_its_corpus() -> None:
    assert any(path.name == "b01.jsonl" for path in corpus_files())


def test_damaged_changes_are_none(tmp_path: Path) -> None:
    path = tmp_path / "x.changes.json"
    assert Changes.read(path) is None
    for text in ("{", "[]", '{"gained": [{"odd": 1}]}'):
        path.write_text(text)
        assert Changes.read(path) is None


def _state(store: ReviewStore) -> ReviewState:
    return ReviewState(store.events())


class TestJob:
    """The process in the background, played by small programs."""

    @staticmethod
    def job(
        folder: Path, program: str, base: Sequence[Path] = (Path("base.jsonl"),)
    ) -> RetrainingJob:
        command = [sys.executable, "-c", program]
        return RetrainingJob(folder / "x.review.sqlite", "anna", base, command=command)

    @staticmethod
    def finished(job: RetrainingJob) -> None:
        while job.state().running:
            time.sleep(0.01)

    def test_it_is_told_what_to_do(self, tmp_path: Path) -> None:
        (tmp_path / "x.review-model-1").mkdir()
        job = self.job(tmp_path, "import sys; print(*sys.argv[1:], sep='|')")
        assert not job.state().running
        assert job.start()
        self.finished(job)
        arguments = job.state().said.split("|")
        assert arguments[:3] == ["review", "retrain", str(tmp_path / "x.review.sqlite")]
        assert str(tmp_path / "x.review-model-2") in arguments
        assert "--reviewer=anna" in arguments
        assert not job.state().failed

    def test_one_at_a_time(self, tmp_path: Path) -> None:
        job = self.job(tmp_path, "import time; time.sleep(60)")
        assert job.start()
        assert not job.start()
        job.stop()
        assert not job.state().running

    def test_it_says_why_it_failed(self, tmp_path: Path) -> None:
        job = self.job(tmp_path, "import sys; print('Fold 1'); sys.exit('error: no room')")
        job.start()
        self.finished(job)
        state = job.state()
        assert (state.failed, state.said) == (True, "error: no room")

    def test_without_pairs_it_is_not_possible(self, tmp_path: Path) -> None:
        job = self.job(tmp_path, "", base=())
        assert not job.possible
        assert not job.start()
        job.stop()
