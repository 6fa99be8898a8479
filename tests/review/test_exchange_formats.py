from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stance.classification.pairs import read_pairs
from stance.errors import StanceError
from stance.review.exports import ExportFormat, export_text, label_studio_config
from stance.review.imports import import_pairs
from stance.review.label import Choices, Label, machine_label
from stance.review.session import ReviewSession
from stance.review.state import ReviewState
from stance.review.store import ReviewStore
from tests.review.samples import record, records


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ReviewStore]:
    """A review of two of four exchanges: one accepted by both, one corrected by one."""
    with ReviewStore(tmp_path / "x.sqlite") as opened:
        anna = ReviewSession(opened, records(4), "anna")
        bo = ReviewSession(opened, records(4), "bo")
        first, second = anna.keys[:2]
        for each in (anna, bo):
            each.save(first, machine_label(each.record(first)))
        response = anna.record(second)["response"]
        start = response.index("Rapporten")
        anna.save(
            second,
            Label(
                "partly_agrees",
                None,
                "vague",
                measure="se över brandskydd",
                evidence=((0, response.index(" Nämnden")), (start, len(response))),
                comment="Tvekar, se s. 2.",
            ),
        )
        yield opened


def rows(store: ReviewStore, **options: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    text = export_text(store, ExportFormat.JSONL, **options)
    return [json.loads(line) for line in text.splitlines()]


def test_pairs_have_the_form_of_the_corpus(store: ReviewStore, tmp_path: Path) -> None:
    first, second = rows(store)
    assert first["stance"] == "agrees"
    assert first["author"] == "bo"  # Both say the same: the latest.
    assert first["evidence"] in first["response"]
    assert second["author"] == "anna"
    assert (second["stance"], second["model_stance"]) == ("partly_agrees", "agrees")
    assert second["evidence"].split("\n")[1] == "Rapporten har lästs."
    path = tmp_path / "corrections.jsonl"
    path.write_text(export_text(store, ExportFormat.JSONL), encoding="utf-8")
    pairs = read_pairs([path])
    assert [pair.stance for pair in pairs] == ["agrees", "partly_agrees"]
    assert [pair.author for pair in pairs] == ["bo", "anna"]


def test_one_reviewer_s_labels_alone(store: ReviewStore) -> None:
    assert [row["author"] for row in rows(store, reviewer="anna")] == ["anna", "anna"]
    assert [row["author"] for row in rows(store, reviewer="bo")] == ["bo"]
    assert rows(store, reviewer="nobody") == []


def test_what_goes_out_comes_in_again(store: ReviewStore, tmp_path: Path) -> None:
    path = tmp_path / "corrections.jsonl"
    path.write_text(export_text(store, ExportFormat.JSONL), encoding="utf-8")
    # Into its own file: it is all there.
    taken = import_pairs(store, path)
    assert (taken.labels, taken.known, taken.new_items) == (0, 2, 0)
    # Into an empty one: exchanges and labels, comments and evidence.
    with ReviewStore(tmp_path / "other.sqlite") as other:
        taken = import_pairs(other, path)
        assert (taken.labels, taken.known, taken.new_items) == (2, 0, 2)
        kept = ("recommendation", "response", "stance", "reason", "commitment", "evidence")
        for before, after in zip(rows(store), rows(other), strict=True):
            for name in (*kept, "measure", "deadline", "responsible", "author", "comment"):
                assert after[name] == before[name], name
        assert import_pairs(other, path).known == 2
    # Into one with the exchanges alone: they are recognised.
    with ReviewStore(tmp_path / "third.sqlite") as third:
        third.add(records(4))
        assert import_pairs(third, path).new_items == 0
        state = ReviewState(third.events())
        assert state.corrected_since(0) == 1


def test_equal_texts_are_told_apart_by_id(tmp_path: Path) -> None:
    twins = [record(1, document="pairs.jsonl", id=name) for name in ("a", "b")]
    path = tmp_path / "labels.jsonl"
    path.write_text(
        json.dumps(
            {
                "id": "b",
                "recommendation": twins[0]["recommendation"],
                "response": twins[0]["response"],
                "stance": "agrees",
            }
        ),
        encoding="utf-8",
    )
    with ReviewStore(tmp_path / "x.sqlite") as store:
        keys = store.add(twins)
        import_pairs(store, path)
        state = ReviewState(store.events())
        assert state.label(keys[0], "labels") is None
        assert state.label(keys[1], "labels") is not None  # The file's name is the author.


def test_unlabelled_pairs_are_refused_and_nothing_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_text(
        '{"recommendation": "a", "response": "b", "stance": "agrees"}\n'
        '{"recommendation": "c", "response": "d"}\n',
        encoding="utf-8",
    )
    with ReviewStore(tmp_path / "x.sqlite") as store:
        with pytest.raises(StanceError, match="no stance"):
            import_pairs(store, path)
        assert store.events() == []


def test_csv_is_imported_too(tmp_path: Path) -> None:
    path = tmp_path / "labels.csv"
    path.write_text("recommendation,response,stance\nInför X.,Ja.,agrees\n", encoding="utf-8")
    with ReviewStore(tmp_path / "x.sqlite") as store:
        assert import_pairs(store, path).labels == 1


def test_label_studio_tasks_point_into_the_text(store: ReviewStore) -> None:
    tasks = json.loads(export_text(store, ExportFormat.LABEL_STUDIO))
    assert [len(task["annotations"]) for task in tasks] == [2, 1]
    task = tasks[1]
    results = task["annotations"][0]["result"]
    choices = {each["from_name"]: each["value"] for each in results if each["type"] == "choices"}
    assert choices["stance"] == {"choices": ["partly_agrees"]}
    spans = [each["value"] for each in results if each["type"] == "labels"]
    assert {span["labels"][0] for span in spans} == {"evidence", "measure"}
    for span in spans:
        assert task["data"]["response"][span["start"] : span["end"]] == span["text"]
    assert task["predictions"][0]["model_version"] == "stance-sv 0.1.0"
    assert task["predictions"][0]["score"] == records(4)[1]["probabilities"]["agrees"]
    config = label_studio_config(Choices())
    for name in {each["from_name"] for each in results}:
        assert f'name="{name}"' in config


def test_argilla_records_have_responses_and_suggestions(store: ReviewStore) -> None:
    found = json.loads(export_text(store, ExportFormat.ARGILLA))
    assert [len(each["responses"]["stance"]) for each in found] == [2, 1]
    assert found[1]["responses"]["stance"][0]["value"] == "partly_agrees"
    assert found[1]["suggestions"]["stance"]["value"] == "agrees"
    assert found[1]["suggestions"]["stance"]["agent"] == "stance-sv 0.1.0"
    users = {response["user_id"] for each in found for response in each["responses"]["stance"]}
    assert len(users) == 2
    assert set(found[0]["fields"]) == {"recommendation", "response"}


def test_what_has_no_answer_can_be_exported(tmp_path: Path) -> None:
    silent = record(1, response=None, response_spans=[], evidence=[], stance="deflects")
    with ReviewStore(tmp_path / "x.sqlite") as store:
        session = ReviewSession(store, [silent], "anna")
        session.save(session.keys[0], Label("deflects", "no_answer", "none"))
        for form in ExportFormat:
            assert export_text(store, form)
        assert rows(store)[0]["response"] == ""
