from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from stance.errors import StanceError
from stance.scoring import StanceScorer

if TYPE_CHECKING:
    from tests.cli.conftest import Outcome

    from stance.schema import Document
    from stance.scoring import Assessment

Run = Callable[..., "Outcome"]

pytestmark = pytest.mark.usefixtures("fakes")

CONTRACT = {
    "n",
    "accuracy",
    "macro_f1",
    "per_label",
    "confusion",
    "alpha",
    "ece",
    "macro_f1_ci95",
}


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    path = tmp_path / "pairs.jsonl"
    rows = [
        {"recommendation": "Inför en rutin.", "response": "Ja.", "stance": stance}
        for stance in ("agrees", "agrees", "deflects")
    ]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "svar.txt").write_text("Inför en rutin.|Ja, till våren.\nUtbilda alla.|Nej.")
    gold = [
        {"recommendation": "Inför en rutin.", "response": ["Ja, till våren."], "stance": "agrees"},
        {"recommendation": "Utbilda alla.", "response": ["Nej."], "stance": "deflects"},
    ]
    (folder / "svar.json").write_text(json.dumps({"file": "svar.txt", "gold": gold}))
    return folder


def test_pairs_as_json_have_the_numbers_of_the_contract(run: Run, pairs: Path) -> None:
    done = run("evaluate", "--format", "json", pairs)
    assert done.code == 0, done.err
    numbers = json.loads(done.out)
    assert numbers.keys() >= CONTRACT
    assert (numbers["n"], numbers["accuracy"]) == (3, pytest.approx(2 / 3))
    assert numbers["model"] == "fake 1.0"


def test_documents_as_json_have_them_too(run: Run, documents: Path) -> None:
    done = run("evaluate", "--format", "json", documents)
    assert done.code == 0, done.err
    numbers = json.loads(done.out)
    assert numbers.keys() >= CONTRACT
    assert (numbers["n"], numbers["accuracy"]) == (2, 1 / 2)
    assert numbers["documents"]["found"] == numbers["documents"]["paired"] == 1
    assert "stances" not in numbers["documents"]


def test_both_at_once_and_two_models(run: Run, pairs: Path, documents: Path) -> None:
    done = run("evaluate", "--format", "json", pairs, documents, "--compare", "other")
    numbers = json.loads(done.out)
    assert numbers["n"] == numbers["compare"]["n"] == 3
    assert numbers["documents"]["gold"] == numbers["compare"]["documents"]["gold"] == 2
    assert numbers["compare"]["changes"].keys() == {"gained", "lost", "otherwise_wrong"}


def test_the_table_is_for_people(run: Run, pairs: Path, documents: Path) -> None:
    done = run("evaluate", pairs, documents)
    assert done.code == 0, done.err
    assert "macro_f1" in done.out
    assert "  agrees instead of deflects: Utbilda alla." in done.out.splitlines()


def test_pairs_without_labels_cannot_be_evaluated(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_text('{"recommendation": "Inför.", "response": "Ja."}')
    done = run("evaluate", path)
    assert done.code != 0
    assert done.err.startswith("error: ")
    assert "Traceback" not in done.err


def test_inputs_that_are_not_there(run: Run, tmp_path: Path) -> None:
    for name in ("saknas.jsonl", "saknas.json", "saknas"):
        done = run("evaluate", tmp_path / name)
        assert done.code != 0
        assert done.err.startswith("error: "), name


def test_noise_stands_beside_the_sound_data(run: Run, pairs: Path, documents: Path) -> None:
    done = run("evaluate", "--format", "json", pairs, documents, "--noise", "ocr")
    assert done.code == 0, done.err
    numbers = json.loads(done.out)
    assert numbers["n"] == numbers["noise"]["n"] == 3
    assert numbers["documents"]["gold"] == numbers["noise"]["documents"]["gold"] == 2
    done = run("evaluate", pairs, documents, "--noise", "layout")
    head, *rows = [line.split() for line in done.out.splitlines()]
    assert head == ["fake", "1.0", "with", "noise", "(layout)", "difference"]
    assert ["accuracy", "0.667", "0.667", "+0.000"] in rows
    assert ["documents:", "found", "1.000", "1.000", "+0.000"] in rows


def test_noise_and_two_models_at_once(run: Run, pairs: Path) -> None:
    assert run("evaluate", pairs, "--noise", "ocr", "--compare", "other").code == 2


def test_an_audit_report_is_used_where_the_gold_names_one(
    run: Run, documents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = type(StanceScorer.load())
    asked: list[list[str] | None] = []
    assess = kind.assess_document

    def noted(self: StanceScorer, document: Document, **options: Any) -> Assessment:  # noqa: ANN401
        asked.append(options["recommendations"])
        return assess(self, document, **options)

    def found_in(audit: Path) -> list[str]:
        if not (text := audit.read_text()):
            raise StanceError("no-recommendations", "None.", "")
        return [text]

    monkeypatch.setattr(kind, "assess_document", noted)
    monkeypatch.setattr(kind, "recommendations_of", lambda self, audit: found_in(audit))
    (documents / "svar.audit.txt").write_text("Inför en rutin.")
    gold = json.loads((documents / "svar.json").read_text())
    (documents / "svar.json").write_text(json.dumps({**gold, "audit": "svar.audit.txt"}))
    assert run("evaluate", documents).code == 0
    (documents / "svar.audit.txt").write_text("")
    assert run("evaluate", documents).code == 0
    assert asked == [["Inför en rutin."], None]


def test_the_error_rate_reaches_the_model_and_details_are_shown(run: Run, pairs: Path) -> None:
    numbers = json.loads(run("evaluate", "--format", "json", pairs, "--error-rate", "0.7").out)
    assert (numbers["error_rate"], numbers["coverage"]) == (0.7, 0.0)
    numbers = json.loads(run("evaluate", "--format", "json", pairs).out)
    assert "error_rate" not in numbers
    assert numbers["coverage"] == 1.0
    done = run("evaluate", pairs, "--details")
    assert "By length of the answer" in done.out
    assert "By length of the answer" not in run("evaluate", pairs).out
