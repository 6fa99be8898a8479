from __future__ import annotations

import csv
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from stance.archive.summary import LabelledSample, summarise
from stance.archive.summary.groups import Measure
from stance.archive.summary.labelled import match, read_labels
from stance.archive.summary.parts import open_tables
from stance.errors import StanceError
from stance.results import exchange_key
from tests.archive.summary.made import archive, drawn, exchange

WEAK = Measure("weak")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, Any]]]:
    """An archive and the labels of all its exchanges."""
    folder = tmp_path_factory.mktemp("labelled")
    documents, labels = drawn(400, error=0.3)
    return archive(folder / "out", documents), labels


def write(folder: Path, labels: Sequence[dict[str, Any]]) -> Path:
    path = folder / "labels.jsonl"
    path.write_text("".join(json.dumps(label) + "\n" for label in labels), encoding="utf-8")
    return path


def sample_of(
    world: tuple[Path, list[dict[str, Any]]],
    folder: Path,
    labels: Sequence[dict[str, Any]],
    by: Sequence[str] = (),
) -> LabelledSample:
    found = summarise(world[0], by, labelled=write(folder, labels)).sample
    assert found is not None
    return found


def is_weak(label: dict[str, Any]) -> bool:
    return (
        label["stance"] == "deflects"
        or label["commitment"] == "none"
        or (label["stance"], label["commitment"]) == ("partly_agrees", "vague")
    )


def test_the_corrected_share_is_near_the_truth(
    world: tuple[Path, list[dict[str, Any]]], tmp_path: Path
) -> None:
    truth = sum(map(is_weak, world[1])) / len(world[1])
    labels = random.Random(6).sample(world[1], 200)  # noqa: S311 - no secrets
    found = sample_of(world, tmp_path, labels, ["year", "stance"])
    weak = found.corrections["all"][""][WEAK]
    assert weak.corrected.low <= truth <= weak.corrected.high
    assert weak.narrower > 0.1
    assert found.matched == 200
    assert not found.machine_made
    assert not found.oddities
    assert not found.corrections["stance"]
    # Two hundred labels are few for twelve years.
    assert len(found.corrections["year"]) < 8


def test_with_all_labelled_the_correction_is_the_truth(
    world: tuple[Path, list[dict[str, Any]]], tmp_path: Path
) -> None:
    found = sample_of(world, tmp_path, world[1])
    for measure, correction in found.corrections["all"][""].items():
        if measure.name == "stance":
            truth = sum(label["stance"] == measure.label for label in world[1]) / len(world[1])
            assert correction.corrected.value == pytest.approx(truth)


def test_a_sample_of_the_doubtful_is_told(
    world: tuple[Path, list[dict[str, Any]]], tmp_path: Path
) -> None:
    labels = [label for label in world[1] if label["stance"] == "deflects"][:150]
    odd = {(each.by, each.name) for each in sample_of(world, tmp_path, labels).oddities}
    assert ("stance", "deflects") in odd
    assert any(by == "year" for by, _ in odd)


def test_labels_of_elsewhere_are_left_out_and_told(
    world: tuple[Path, list[dict[str, Any]]], tmp_path: Path
) -> None:
    strange = {"recommendation": "Någon annans.", "response": "Ja.", "stance": "agrees"}
    found = sample_of(world, tmp_path, [*world[1][:50], strange])
    assert (found.matched, len(found.missing)) == (50, 1)
    with pytest.raises(StanceError, match=r"Of the 1 labels in .*, 0 belong"):
        summarise(world[0], labelled=write(tmp_path, [strange]))


def test_without_commitments_only_stances_are_corrected(
    world: tuple[Path, list[dict[str, Any]]], tmp_path: Path
) -> None:
    labels = [{**label, "commitment": None} for label in world[1][:60]]
    found = sample_of(world, tmp_path, labels)
    assert found.without_commitment == 60
    assert {measure.name for measure in found.corrections["all"][""]} == {"stance"}


def test_a_later_label_of_an_exchange_counts(tmp_path: Path) -> None:
    out = archive(tmp_path / "out", [("a.pdf", [exchange()]), ("b.pdf", [exchange(response="B")])])
    rows = [
        {"recommendation": "Ta fram en plan.", "response": text, "stance": said}
        for text, said in (("B", "agrees"), ("B", "deflects"))
    ]
    with open_tables(out) as tables:
        found = match(read_labels(write(tmp_path, rows)), tables)
    assert found.repeated == 1
    assert [each.label.stance for each in found.found] == ["deflects"]


def test_alike_exchanges_are_told_apart_by_id_and_document(tmp_path: Path) -> None:
    out = archive(
        tmp_path / "out", [(name, [exchange()]) for name in ("x/a.pdf", "b.pdf", "c.pdf")]
    )
    texts = {"recommendation": "Ta  fram en plan.", "response": "Nämnden tar\nfram en plan."}
    key = exchange_key({**exchange(), "document": "c.pdf"})
    rows = [
        {**texts, "stance": "1", "id": key[:12]},
        {**texts, "stance": "2", "document": "a.pdf"},
        {**texts, "stance": "3"},
    ]
    with open_tables(out) as tables:
        found = match(read_labels(write(tmp_path, rows)), tables)
    assert {each.label.stance: each.exchange["path"] for each in found.found} == {
        "1": "c.pdf",
        "2": "x/a.pdf",
        "3": "b.pdf",
    }


def test_an_answer_that_is_missing_matches_an_empty_one(tmp_path: Path) -> None:
    out = archive(tmp_path / "out", [("a.pdf", [exchange("deflects", "none", response=None)])])
    row = {"recommendation": "Ta fram en plan.", "response": "", "stance": "deflects"}
    with open_tables(out) as tables:
        assert len(match(read_labels(write(tmp_path, [row])), tables).found) == 1


def test_csv_for_spreadsheets_is_read(tmp_path: Path) -> None:
    path = tmp_path / "labels.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(["recommendation", "response", "stance", "commitment"])
        writer.writerow(["'=Plan", "'- Ja", "agrees", ""])
    (label,) = read_labels(path)
    assert (label.recommendation, label.response) == ("=Plan", "- Ja")
    assert label.commitment is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nej\n", "Line 1 .* is not JSON"),
        ("\n[]\n", "Line 2 .* is not a JSON object"),
        ('{"recommendation": "a", "response": "b"}', "has no `stance`"),
        ('{"recommendation": "a", "stance": "b"}', "has no `response`"),
        ('{"recommendation": 1, "response": "b", "stance": "b"}', "that is not text"),
        ("", "holds no labels"),
        ("[" * 100_000, "is not JSON"),
    ],
)
def test_what_is_wrong_with_labels_is_told(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(StanceError, match=said):
        read_labels(path)
