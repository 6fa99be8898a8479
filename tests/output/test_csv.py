from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest

from stance.output import csv as output
from stance.output.jsonl import record
from stance.schema import Verdict
from stance.scoring import Assessment


def rows_of(written: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written, newline="")))


def test_it_holds_all_that_the_json_lines_hold(assessment: Assessment) -> None:
    written = output.header() + "".join(
        output.line(verdict, assessment.text) for verdict in assessment.verdicts
    )
    rows = rows_of(written)
    assert len(rows) == 3
    values = record(assessment.verdicts[0], assessment.text)
    assert set(values) < set(rows[0])
    assert rows[0]["recommendation"] == values["recommendation"]
    assert json.loads(rows[0]["evidence"]) == values["evidence"]
    assert json.loads(rows[0]["response_spans"]) == values["response_spans"]
    assert rows[0]["weak"] == "true"
    assert rows[2]["response"] == ""


def test_people_get_the_probability_and_the_deciding_sentence(deflected: Verdict) -> None:
    (row,) = rows_of(output.header() + output.line(deflected, "x" * 200))
    assert row["probability"] == "0.6667"
    assert row["deciding_sentence"] == "Dagens arbete räcker enligt nämnden."


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_no_cell_is_a_formula(deflected: Verdict, start: str) -> None:
    hostile = replace(deflected, document=start + "cmd|'/c calc'!A0")
    (row,) = rows_of(output.header() + output.line(hostile, "x" * 200))
    assert row["document"] == "'" + start + "cmd|'/c calc'!A0"


def test_line_breaks_and_quotes_stay_in_their_cell(deflected: Verdict) -> None:
    awkward = replace(deflected, document='a "b"\rc,d;e')
    (row,) = rows_of(output.header() + output.line(awkward, "x" * 200))
    assert row["document"] == 'a "b"\nc,d;e'
