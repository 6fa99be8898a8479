from __future__ import annotations

import json
from pathlib import Path

import pytest

from stance.errors import StanceError
from stance.evaluation.gold import is_gold, read_gold, role_spans

ITEM = {"recommendation": "Att göra mer.", "response": ["Ja.", " "], "stance": "agrees"}


def write(path: Path, *entries: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(json.dumps(entry) for entry in entries), encoding="utf-8")
    return path


def test_a_folder_of_documents_beside_their_gold(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.txt").write_text("text")
    (tmp_path / "a" / "y.pdf").write_text("text")
    write(tmp_path / "a" / "x.json", {"file": "x.txt", "format": "table", "gold": [ITEM]})
    write(tmp_path / "a" / "y.json", {"id": "ypsilon", "body": None, "gold": [ITEM, ITEM]})
    one, two = read_gold(tmp_path)
    assert (one.identifier, one.format, one.path) == ("x.txt", "table", tmp_path / "a" / "x.txt")
    assert (two.identifier, two.format, two.path) == ("ypsilon", "pdf", tmp_path / "a" / "y.pdf")
    assert two.known_facts == ("body",)
    assert one.items[0].response == ("Ja.",)
    assert len(two.items) == 2


def test_json_lines_with_items_and_with_text(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("text")
    evidence = {"recommendation": "Att.", "evidence": "Ja.", "stance": "agrees", "body": "Nämnden"}
    path = write(
        tmp_path / "gold.jsonl",
        {"document": "x.txt", "municipality": "Borås", "items": [evidence]},
        {
            "id": "y",
            "text": "Ja.",
            "gold": [{"recommendation": "Att.", "response_spans": [[0, 3]]}],
        },
    )
    one, two = read_gold(path)
    assert one.facts.municipality == "Borås"
    assert (one.items[0].evidence, one.items[0].body) == (("Ja.",), "Nämnden")
    assert (two.text, two.path, two.format) == ("Ja.", None, "text")
    assert two.items[0].response_spans == ((0, 3),)
    assert two.items[0].answered


def test_pairs_are_no_gold(tmp_path: Path) -> None:
    pairs = write(tmp_path / "pairs.jsonl", {"recommendation": "Att.", "response": "Ja."})
    assert not is_gold(pairs)
    assert not is_gold(tmp_path / "pairs.csv")
    assert is_gold(tmp_path)
    assert is_gold(write(tmp_path / "gold.jsonl", {"text": "x", "gold": []}))


@pytest.mark.parametrize(
    "entry",
    [
        {"file": "saknas.txt", "gold": []},
        {"text": "x"},
        {"text": "x", "gold": [{"stance": "agrees"}]},
        {"text": "x", "gold": ["Att."]},
        {"text": "x", "gold": [{"recommendation": "Att.", "response_spans": [1]}]},
        {"text": "x", "gold": [], "audit": "saknas.txt"},
        {"text": "x", "gold": [], "roles": "body"},
        {"text": "x", "gold": [], "roles": [["chair", "x"]]},
        {"text": "x", "gold": [], "roles": [["body"]]},
        ["text"],
    ],
)
def test_malformed_gold_is_named(tmp_path: Path, entry: object) -> None:
    path = write(tmp_path / "gold.json", entry)
    with pytest.raises(StanceError, match=r"gold\.json is not a document with gold") as caught:
        read_gold(path)
    assert caught.value.code == "gold-damaged"


def test_broken_json_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"text": "x", "gold": []}\n{"text":')
    with pytest.raises(StanceError, match=r"gold\.jsonl:2 is not"):
        read_gold(path)


def test_a_folder_without_gold(tmp_path: Path) -> None:
    with pytest.raises(StanceError) as caught:
        read_gold(tmp_path)
    assert caught.value.code == "gold-missing"


def test_an_audit_report_beside_the_document(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("svar")
    (tmp_path / "x.audit.txt").write_text("rapport")
    write(tmp_path / "x.json", {"audit": "x.audit.txt", "gold": [ITEM]})
    (document,) = read_gold(tmp_path)
    assert (document.path, document.audit) == (tmp_path / "x.txt", tmp_path / "x.audit.txt")


def test_roles_are_runs_from_their_first_words_on(tmp_path: Path) -> None:
    text = "Sida 1\n\nRevisorerna vill\nha en rutin. Vi inför den.\nSida 2\nVi inför mer."
    roles = [
        ["boilerplate", "Sida"],
        ["auditor", "Revisorerna  vill ha"],
        ["body", "Vi inför"],
        ["boilerplate", "Sida"],
        ["body", "Vi"],
    ]
    path = write(tmp_path / "x.json", {"text": text, "gold": [], "roles": roles})
    (document,) = read_gold(path)
    spans = role_spans(text, document.roles)
    assert [(text[start:end].split()[0], role) for start, end, role in spans] == [
        ("Sida", "boilerplate"),
        ("Revisorerna", "auditor"),
        ("Vi", "body"),
        ("Sida", "boilerplate"),
        ("Vi", "body"),
    ]
    assert "".join(text[start:end] for start, end, _ in spans) == text


def test_roles_that_do_not_fit_the_text() -> None:
    with pytest.raises(ValueError, match="no 'Vi inför' after 'Vi inför'"):
        role_spans("Vi inför den.", [("body", "Vi inför"), ("body", "Vi inför")])
    with pytest.raises(ValueError, match="no role for what stands before 'den'"):
        role_spans("Vi inför den.", [("body", "den")])
    assert role_spans("Vi inför den.", []) == []


def test_page_heads_that_are_not_in_the_text_have_no_place() -> None:
    roles = [("body", "Vi"), ("boilerplate", "Vara kommun 2(3)"), ("auditor", "Revisorerna")]
    furniture = ("Vara kommun    2(3)",)
    spans = role_spans("Vi inför den. Revisorerna bör.", roles, furniture)
    assert [role for _, _, role in spans] == ["body", "auditor"]
    for wrong in ([("boilerplate", "kommun Vara")], [("body", "Vara kommun 2(3)")]):
        with pytest.raises(ValueError, match="no"):
            role_spans("Vi inför den.", [("body", "Vi"), *wrong], furniture)
    with pytest.raises(ValueError, match="no run"):
        role_spans("Vi inför den.", [("boilerplate", "Vara kommun")], furniture)
