from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from stance.errors import StanceError
from stance.results import Record, exchange_key, is_doubtful, read_results
from stance.schema import Status
from stance.scoring import Assessment, StanceScorer

ONE: Record = {
    "document": "svar.pdf",
    "recommendation": "Nämnden bör införa en rutin.",
    "response": "Nämnden instämmer.",
    "response_spans": [[40, 58]],
    "stance": "agrees",
    "probabilities": {"agrees": 0.9, "partly_agrees": 0.06, "deflects": 0.04},
    "evidence": [{"text": "Nämnden instämmer.", "span": [40, 58], "weight": 1.0}],
    "commitment": "none",
    "weak": True,
}


def lines(folder: Path, *values: object, name: str = "svar.jsonl") -> Path:
    path = folder / name
    written = [value if isinstance(value, str) else json.dumps(value) for value in values]
    path.write_text("\n".join(written) + "\n", encoding="utf-8")
    return path


def test_json_lines_come_back_whole(tmp_path: Path) -> None:
    (back,) = read_results(lines(tmp_path, ONE))
    assert {key: back[key] for key in ONE} == ONE
    assert (back["kind"], back["review"], back["context"], back["id"]) == (
        "recommendation",
        False,
        None,
        None,
    )


def test_empty_lines_and_a_byte_order_mark_are_passed_over(tmp_path: Path) -> None:
    path = lines(tmp_path, ONE, "", ONE)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert len(list(read_results(path))) == 2


def test_null_is_what_is_not_known_and_lists_stay_lists(tmp_path: Path) -> None:
    (back,) = read_results(lines(tmp_path, {**ONE, "evidence": None, "probabilities": None}))
    assert (back["evidence"], back["probabilities"]) == ([], {})


def test_half_characters_are_replaced(tmp_path: Path) -> None:
    (back,) = read_results(lines(tmp_path, {**ONE, "response": "Ja\ud800"}))
    assert back["response"] == "Ja\ufffd"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "line 1 is not JSON"),
        ("[" * 100_000, "line 1 is not JSON"),
        ("[]", "line 1 is not an object"),
        ({"recommendation": "A", "response": "B"}, "line 1 has no `document`"),
        ({**ONE, "response": 7}, "`response` of another form"),
        ({**ONE, "evidence": [{"text": "x"}]}, "`evidence` of another form"),
        ({**ONE, "probabilities": {"agrees": "1"}}, "`probabilities` of another form"),
        ({**ONE, "probabilities": {"agrees": float("nan")}}, "`probabilities` of another form"),
        ({**ONE, "response_spans": [[1]]}, "`response_spans` of another form"),
        ({**ONE, "weak": "yes"}, "`weak` of another form"),
        ({**ONE, "response_page": True}, "`response_page` of another form"),
    ],
)
def test_a_file_of_something_else_is_refused(tmp_path: Path, line: object, said: str) -> None:
    with pytest.raises(StanceError, match="stance score") as caught:
        list(read_results(lines(tmp_path, line)))
    assert caught.value.code == "bad-results"
    assert said in caught.value.message


def test_nothing_there_and_tables_are_refused(tmp_path: Path) -> None:
    with pytest.raises(StanceError, match="no file or folder"):
        list(read_results(tmp_path / "nothing.jsonl"))
    (tmp_path / "svar.csv").write_text("a,b\n", encoding="utf-8")
    with pytest.raises(StanceError, match="no results"):
        list(read_results(tmp_path / "svar.csv"))
    (tmp_path / "empty").mkdir()
    with pytest.raises(StanceError, match="no documents"):
        list(read_results(tmp_path / "empty"))


class Scorer:
    """Finds nothing in documents, and stumbles over those named after it."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Sequence[str] | None]] = []

    def recommendations_of(self, audit: Path) -> list[str]:
        return [f"Nämnden bör läsa {audit.name}."]

    def __enter__(self) -> Scorer:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def assess(
        self, path: Path, *, name: str, recommendations: Sequence[str] | None = None
    ) -> Assessment:
        self.asked.append((name, recommendations))
        if path.stem == "crash":
            raise RecursionError("deep")
        if path.stem == "locked":
            return Assessment(name, Status.ENCRYPTED, "It needs a password.")
        return Assessment(name)


class Account:
    """Writes down what became of each document."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []

    def document(self, assessment: Assessment) -> None:
        self.told.append((assessment.document, assessment.status.value))

    def failed_document(self, name: str, error: StanceError) -> None:
        self.told.append((name, error.code))


def test_a_folders_failures_are_told_and_the_rest_is_scored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(StanceScorer, "load", lambda model=None: Scorer())
    for name in ("a/locked.pdf", "crash.txt", "svar.docx", ".hidden.pdf", "README.md", "x.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("", encoding="utf-8")
    account = Account()
    assert list(read_results(tmp_path, account=account)) == []
    assert account.told == [
        ("crash.txt", "damaged"),
        ("svar.docx", "ok"),
        ("a/locked.pdf", "encrypted"),
    ]
    with pytest.raises(StanceError, match="password"):
        list(read_results(tmp_path / "a" / "locked.pdf"))


def test_documents_are_scored_with_the_audit_report_but_not_the_report_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scorer = Scorer()
    monkeypatch.setattr(StanceScorer, "load", lambda model=None: scorer)
    for name in ("rapport.txt", "svar.text"):
        (tmp_path / name).write_text("", encoding="utf-8")
    list(read_results(tmp_path, audit=tmp_path / "rapport.txt"))
    assert scorer.asked == [("svar.text", ["Nämnden bör läsa rapport.txt."])]


def test_an_audit_report_for_what_is_scored_already_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StanceError, match=r"svar\.jsonl is scored already") as caught:
        list(read_results(lines(tmp_path, ONE), audit=tmp_path / "rapport.pdf"))
    assert caught.value.exit_code == 2


def test_labels_are_no_results_and_it_is_said_what_to_do(tmp_path: Path) -> None:
    label = {key: ONE[key] for key in ("document", "recommendation", "response", "stance")}
    exported = lines(tmp_path, {**label, "author": "Anna Lind", "evidence": None})
    with pytest.raises(StanceError, match=r"line 1 is a label .* `stance report RESULTS`"):
        list(read_results(exported))


def test_what_nobody_answers_is_doubtful() -> None:
    assert not is_doubtful({**ONE, "review": False})
    assert is_doubtful({**ONE, "review": True})
    assert is_doubtful({**ONE, "review": False, "response": None})


def test_the_key_rests_on_the_texts_and_not_on_the_verdict() -> None:
    key = exchange_key(ONE)
    assert len(key) == 32
    assert exchange_key({**ONE, "stance": "deflects", "weak": False}) == key
    for change in ({"document": "b"}, {"recommendation": "b"}, {"response": None}, {"id": "1"}):
        assert exchange_key({**ONE, **change}) != key


def test_the_key_does_not_depend_on_the_run() -> None:
    # Corrections are kept under these keys: changing them loses people's work.
    assert exchange_key(ONE) == "bb33a3739944fc1ce9eae1446f822dfa"


def test_an_archives_records_come_as_all_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import stance.archive

    monkeypatch.setattr(stance.archive, "records", lambda folder: iter([{**ONE, "id": None}]))
    (tmp_path / "archive.json").write_text("{}", encoding="utf-8")
    (back,) = read_results(tmp_path)
    assert (back["document"], back["context"], back["kind"]) == ("svar.pdf", None, "recommendation")
    assert exchange_key(back) == exchange_key(ONE)
