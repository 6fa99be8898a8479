from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from training.stance.train import CONFIG, pairs_of_document, training_pairs

from stance.classification.pairs import Pair
from stance.errors import StanceError
from tests.classification.conftest import Trained
from tests.classification.corpus import corpus, quick_train


def test_the_same_pairs_and_seed_give_the_same_bytes(trained: Trained, tmp_path: Path) -> None:
    again = tmp_path / trained.folder.name
    report = quick_train(trained.pairs, again)
    assert str(report) == str(trained.report)
    names = sorted(path.name for path in trained.folder.iterdir())
    assert names == sorted(path.name for path in again.iterdir())
    for name in names:
        assert (again / name).read_bytes() == (trained.folder / name).read_bytes()


def test_the_report_says_what_the_model_is_worth(trained: Trained) -> None:
    report = trained.report
    assert (report.pairs, report.authors) == (84, 3)
    first, second = str(report).split("\n")
    assert first.startswith("small ")
    assert first.endswith(": 84 pairs by 3 authors.")
    assert f"macro-F1 of stance {report.numbers['macro_f1']:.3f}" in second
    assert report.numbers["n"] == 84
    assert set(report.numbers["per_author"]) == {"anna", "bo", "cilla"}


@pytest.mark.parametrize(
    ("pairs", "count"),
    [([], 0), (corpus()[:9], 9), ([replace(corpus()[0], identifier=None)] * 20, 20)],
)
def test_too_little_to_learn_from(tmp_path: Path, pairs: list[Pair], count: int) -> None:
    with pytest.raises(StanceError) as caught:
        quick_train(pairs, tmp_path / "out")
    assert caught.value.code == "few-labels"
    assert f"{count} pairs" in caught.value.message
    assert caught.value.remedy
    assert list(tmp_path.iterdir()) == []


def test_a_pair_without_stance_is_named(tmp_path: Path) -> None:
    pairs = [*corpus()[:20], Pair("Att.", "Ja.", identifier="x-7")]
    with pytest.raises(StanceError) as caught:
        quick_train(pairs, tmp_path / "out")
    assert caught.value.code == "no-labels"
    assert "x-7" in caught.value.message


def test_one_author_is_validated_by_recommendation(tmp_path: Path) -> None:
    said: list[str] = []
    pairs = [pair for pair in corpus() if pair.author == "anna"]
    report = quick_train(pairs, tmp_path / "out", name="one 2.0", progress=said.append)
    assert report.name == "one 2.0"
    assert report.authors == 1
    assert len([line for line in said if line.startswith("Fold ")]) == 5
    assert said[1] == "Learning from all 28 pairs"
    assert report.numbers["n"] == 28


def test_a_single_recommendation_cannot_be_validated_but_can_be_learnt(tmp_path: Path) -> None:
    pairs = [replace(pair, recommendation="Att.", author="anna") for pair in corpus()[:12]]
    report = quick_train(pairs, tmp_path / "out")
    assert report.numbers["n"] == 0
    assert (tmp_path / "out" / "manifest.json").is_file()


def test_a_folder_that_is_no_model_is_never_replaced(tmp_path: Path) -> None:
    mine = tmp_path / "documents"
    mine.mkdir()
    (mine / "thesis.txt").write_text("years of work")
    with pytest.raises(StanceError) as caught:
        quick_train(corpus()[:12], mine)
    assert caught.value.remedy
    assert (mine / "thesis.txt").read_text() == "years of work"
    with pytest.raises(StanceError):
        quick_train(corpus()[:12], mine / "thesis.txt")
    assert (mine / "thesis.txt").read_text() == "years of work"


def test_documents_become_pairs() -> None:
    items = [
        {
            "recommendation": "Att.",
            "response": ["Ja.", "Nu."],
            "stance": "agrees",
            "evidence": ["Ja."],
            "measure": "nu",
        },
        {"recommendation": "Inte märkt.", "response": None},
        {"recommendation": "Obesvarad.", "stance": "deflects", "reason": "no_answer"},
    ]
    one, other = pairs_of_document({"id": "d", "author": "w9", "gold": items})
    assert (one.response, one.evidence, one.measure) == ("Ja.\nNu.", "Ja.", "nu")
    assert (one.identifier, one.author) == ("d#1", "w9")
    assert (other.identifier, other.response, other.reason) == ("d#3", "", "no_answer")


def test_documents_from_where_test_pairs_play_are_left_out(tmp_path: Path) -> None:
    for name, place in (("a", "Vara"), ("b", "Hjo")):
        item = {"recommendation": "Att.", "response": "Ja.", "stance": "agrees"}
        gold = {"id": name, "author": "w9", "municipality": place, "gold": [item]}
        (tmp_path / f"{name}.json").write_text(json.dumps(gold))
    row = {"recommendation": "Att.", "response": "Nej.", "stance": "deflects"}
    (tmp_path / "test.jsonl").write_text(json.dumps(row | {"municipality": "Hjo"}))
    config = {"pairs": [], "documents": ["*.json"], "apart_from": ["test.jsonl"]}
    assert [pair.identifier for pair in training_pairs(config, tmp_path)] == ["a#1"]


def test_the_held_out_documents_are_not_trained_on() -> None:
    import tomllib

    config = tomllib.loads(CONFIG.read_text(encoding="utf-8"))
    root = CONFIG.parents[2]
    trained = {path for pattern in config["documents"] for path in root.glob(pattern)}
    assert trained
    assert not {path.parent.name for path in trained} & {"w11", "w16"}
