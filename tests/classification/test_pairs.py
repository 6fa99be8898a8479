from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.classification.pairs import (
    Pair,
    exchange_from_pair,
    passage_of,
    read_pairs,
    response_passages,
)
from stance.errors import StanceError

ROW = {"recommendation": "Att följa upp avtalen.", "response": "Nämnden instämmer."}


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_text(text, encoding=encoding)
    return path


def refused(path: Path) -> StanceError:
    with pytest.raises(StanceError) as caught:
        read_pairs([path])
    assert caught.value.code == "bad-pairs"
    assert str(path) in caught.value.message
    assert caught.value.remedy
    return caught.value


def test_json_lines_with_all_labels(tmp_path: Path) -> None:
    labels = {
        "stance": "agrees",
        "reason": None,
        "commitment": "concrete",
        "measure": "en plan",
        "deadline": "i maj",
        "responsible": "skolchefen",
        "evidence": "Nämnden instämmer.",
        "author": "anna",
    }
    path = write(tmp_path / "p.jsonl", json.dumps({**ROW, "id": 7, **labels}) + "\n\n")
    (pair,) = read_pairs([path])
    assert pair == Pair(ROW["recommendation"], ROW["response"], identifier="7", **labels)


def test_the_file_is_the_author_and_the_identifier_is_optional(tmp_path: Path) -> None:
    one = write(tmp_path / "anna.jsonl", json.dumps(ROW))
    other = write(tmp_path / "bo.csv", "recommendation,response\nAtt.,Ja.\n")
    pairs = read_pairs([one, other])
    assert [(pair.author, pair.identifier) for pair in pairs] == [("anna", None), ("bo", None)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_with_any_usual_delimiter(tmp_path: Path, delimiter: str) -> None:
    lines = [["recommendation", "response", "id", "stance"], ["Att.", '"Ja,\nmen; sen."', "a", ""]]
    text = "\r\n".join(delimiter.join(line) for line in lines) + "\r\n"
    (pair,) = read_pairs([write(tmp_path / "p.CSV", text)])
    assert (pair.response, pair.identifier, pair.stance) == ("Ja,\nmen; sen.", "a", None)


@pytest.mark.parametrize("name", ["p.jsonl", "p.csv"])
def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path, name: str) -> None:
    text = json.dumps(ROW) if name == "p.jsonl" else "recommendation,response\nAtt.,Ja.\n"
    (pair,) = read_pairs([write(tmp_path / name, text, "utf-8-sig")])
    assert pair.recommendation.startswith("Att")


def test_a_line_separator_inside_a_text_ends_no_line(tmp_path: Path) -> None:
    text = json.dumps({**ROW, "response": "Ja.\u2028Nej."}, ensure_ascii=False)
    (pair,) = read_pairs([write(tmp_path / "p.jsonl", text)])
    assert pair.response == "Ja.\u2028Nej."


def test_half_characters_become_marks_and_keep_the_offsets(tmp_path: Path) -> None:
    row = dict.fromkeys((*ROW, "id", "stance", "measure"), "Ja \ud800.")
    text = json.dumps(row)
    (pair,) = read_pairs([write(tmp_path / "p.jsonl", text)])
    for each in (pair.recommendation, pair.response, pair.identifier, pair.stance, pair.measure):
        assert each == "Ja \ufffd."


def test_any_labels_may_be_used(tmp_path: Path) -> None:
    path = write(tmp_path / "p.jsonl", json.dumps({**ROW, "stance": "för", "commitment": "hög"}))
    (pair,) = read_pairs([path])
    assert (pair.stance, pair.commitment) == ("för", "hög")


@pytest.mark.parametrize("response", [None, "", "  \n"])
def test_no_answer_is_an_empty_response(tmp_path: Path, response: str | None) -> None:
    path = write(tmp_path / "p.jsonl", json.dumps({**ROW, "response": response}))
    exchange = exchange_from_pair(read_pairs([path])[0])
    assert (exchange.response, exchange.response_spans) == ((), ())


@pytest.mark.parametrize(
    ("row", "cause"),
    [
        ({"response": "Ja."}, "has no `recommendation`"),
        ({"recommendation": "Att."}, "has no `response`"),
        ({**ROW, "recommendation": " "}, "empty `recommendation`"),
        ({**ROW, "recommendation": 3}, "empty `recommendation`"),
        ({**ROW, "response": ["Ja."]}, "`response` that is not text"),
        ({**ROW, "stance": 1}, "`stance` that is not text"),
        ([], "not a JSON object"),
    ],
)
def test_a_bad_row_is_named_with_its_line(tmp_path: Path, row: object, cause: str) -> None:
    path = write(tmp_path / "p.jsonl", f"{json.dumps(ROW)}\n\n{json.dumps(row)}\n")
    error = refused(path)
    assert cause in error.message
    assert "Line 3 " in error.message


@pytest.mark.parametrize("line", ['{"recommendation": "A', "recommendation", "[" * 100_000])
def test_a_broken_line_is_named(tmp_path: Path, line: str) -> None:
    error = refused(write(tmp_path / "p.jsonl", f"{json.dumps(ROW)}\n{line}\n"))
    assert "Line 2 " in error.message
    assert "is not JSON" in error.message


def test_a_csv_without_the_columns_is_refused(tmp_path: Path) -> None:
    error = refused(write(tmp_path / "p.csv", "rekommendation,svar\nAtt.,Ja.\n"))
    assert "Line 1 " in error.message
    assert "`recommendation`" in error.message


def test_a_csv_cell_beyond_all_measure_is_refused(tmp_path: Path) -> None:
    error = refused(write(tmp_path / "p.csv", f"recommendation,response\nAtt.,{'a' * 200_000}\n"))
    assert "is not CSV" in error.message


def test_another_encoding_is_refused(tmp_path: Path) -> None:
    error = refused(write(tmp_path / "p.jsonl", '{"recommendation": "åäö"}', "latin-1"))
    assert "UTF-8" in error.message


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    refused(tmp_path / "none.jsonl")
    refused(tmp_path)


DAMAGED = (
    "Ndmnden instimmer i revisorernas beddmning och delar uppfattningen att styrmingen\n"
    "behéver stirkas. Férvaltningen far i uppdrag att ta fram en atgards-\n"
    "plan for fdrvaltningens arbete. Atgarderna ska f6ljas upp av namnden under aret."
)


def assert_offsets_hold(text: str) -> None:
    last = 0
    for passage in response_passages(text):
        assert text[passage.start : passage.end] == passage.text
        assert last <= passage.start < passage.end
        last = passage.end
        if passage.offsets is not None:
            assert len(passage.offsets) == len(passage.plain) + 1
            assert list(passage.offsets) == sorted(passage.offsets)
            assert passage.offsets[-1] <= len(passage.text)
        assert passage.as_written(0, len(passage.plain)) in text


def test_a_scanned_answer_is_repaired_and_keeps_its_offsets() -> None:
    exchange = exchange_from_pair(Pair("Att.", DAMAGED))
    assert_offsets_hold(DAMAGED)
    assert exchange.response_spans == ((0, len(DAMAGED)),)
    assert len(exchange.response) == 3
    plain = " ".join(passage.plain for passage in exchange.response)
    assert plain != DAMAGED
    assert "åtgärdsplan" in plain
    assert "\n" not in plain


def test_wrapped_lines_belong_together_but_list_items_do_not() -> None:
    text = "Nämnden tar fram\nen plan. Den ska\n- följas upp\n- redovisas\n\nNämnden återkommer."
    found = [passage.plain for passage in response_passages(text)]
    assert found[0] == "Nämnden tar fram en plan."
    assert found[-1] == "Nämnden återkommer."
    assert "- följas upp" in found
    assert_offsets_hold(text)


def test_page_numbers_and_running_headers_are_no_sentences() -> None:
    text = "Nämnden instämmer.\n\nSida 3 av 7\n\n3 (7)\n\nDnr 2024/12\n\n***\n\nEn plan tas fram."
    found = [passage.text for passage in response_passages(text)]
    assert found == ["Nämnden instämmer.", "En plan tas fram."]


@settings(max_examples=100, deadline=None)
@given(
    st.text(alphabet="abåäöNÅ16-.,?\n \u00ad\u2028éf", max_size=80)
    | st.lists(st.sampled_from(DAMAGED.split(" ")), max_size=12).map(" ".join)
)
def test_offsets_hold_for_any_text(text: str) -> None:
    assert_offsets_hold(text)


def test_a_whole_text_is_one_passage() -> None:
    passage = passage_of("Att följa upp avtals-\ntroheten varje\når.")
    assert passage.plain == "Att följa upp avtalstroheten varje år."
    assert (passage.start, passage.end) == (0, len(passage.text))


def test_rubbish_lines_without_end_are_read() -> None:
    # Quadratic patterns would be seen here: by the time the suite takes.
    text = "a" + " \n" * 100_000 + "b"
    assert [passage.text for passage in response_passages(text)] == []


def test_a_csv_file_without_rows_still_needs_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text("recommendation;note\n", encoding="utf-8")
    with pytest.raises(StanceError, match="no column `response`"):
        read_pairs([path])


@pytest.mark.parametrize("name", ["results.jsonl", "results.csv"])
def test_results_are_no_pairs(tmp_path: Path, name: str) -> None:
    row = {"recommendation": "A", "response": "B", "response_spans": "[]", "probabilities": "{}"}
    path = tmp_path / name
    if path.suffix == ".csv":
        path.write_text(",".join(row) + "\n" + ",".join(row.values()) + "\n", encoding="utf-8")
    else:
        path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    with pytest.raises(StanceError, match=r"is a result of `stance score` already.*stance report"):
        read_pairs([path])
