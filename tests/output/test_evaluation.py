from __future__ import annotations

import io
from typing import Any

from stance.output.evaluation import write_evaluation
from stance.output.table import console_for

STANCES: dict[str, Any] = {
    "n": 4,
    "accuracy": 0.75,
    "macro_f1": 0.7,
    "macro_f1_ci95": [0.51234, 0.9],
    "alpha": None,
    "ece": 0.05,
    "per_label": {"agrees": {"precision": 1.0, "recall": 0.5, "f1": 0.667, "n": 2}},
}
COUNTS: dict[str, Any] = {
    "gold": 2,
    "found": 1.0,
    "paired": 0.5,
    "judged_right_of_paired": None,
    "judged_right_of_all": 0.0,
    "extra": 3,
}
DOCUMENTS: dict[str, Any] = {
    **COUNTS,
    "per_format": {"a very long name of a form in which answers come": COUNTS},
    "per_document": [
        {
            "document": "svar-1",
            "problems": [{"problem": "not found", "recommendation": "Att se\növer " * 20}],
        },
        {"document": "svar-2", "problems": []},
    ],
}


def written(*results: dict[str, Any]) -> list[str]:
    console = console_for(io.StringIO(), terminal=False, width=80)
    return write_evaluation(console, results).splitlines()


def test_pairs_show_the_numbers_and_each_label() -> None:
    lines = written({"model": "one", **STANCES})
    assert ["macro_f1_ci95", "0.512–0.900"] in [line.split() for line in lines]
    assert ["alpha", "-"] in [line.split() for line in lines]
    assert ["agrees", "1.000", "0.500", "0.667", "2"] in [line.split() for line in lines]


def test_two_models_stand_side_by_side() -> None:
    lines = written({"model": "one", **STANCES}, {"model": "two", **STANCES, "accuracy": 0.5})
    assert ["accuracy", "0.750", "0.500"] in [line.split() for line in lines]


def test_documents_show_each_format_and_what_went_wrong() -> None:
    lines = written({"model": "one", "documents": DOCUMENTS})
    assert ["all", "2", "1.000", "0.500", "-", "0.000", "3"] in [line.split() for line in lines]
    place = lines.index("svar-1")
    assert lines[place + 1].startswith("  not found: Att se över Att se över")
    assert "svar-2" not in lines
    assert max(map(len, lines)) <= 80


def test_documents_show_how_often_each_header_fact_is_right() -> None:
    line = "Facts right: body 0.667, case number 1.000"
    facts = {"body": 2 / 3, "case_number": 1.0}
    assert line in written({"model": "one", "documents": {**DOCUMENTS, "facts": facts}})
    assert "Facts right" not in "".join(written({"model": "one", "documents": DOCUMENTS}))


EVIDENCE: dict[str, Any] = {
    "hit_at_1": {"value": 0.8567, "ci95": [0.8, 0.9], "n": 3},
    "comprehensiveness": {"value": 0.45, "random": {"value": -0.03}},
}
PARTS: dict[str, Any] = {
    "reliability": [{"from": 0.9, "to": 1.0, "n": 4, "stated": 0.95, "right": 0.75}],
    "selective": [{"error": 0.1, "coverage": 0.5, "confidence": 0.85}],
    "per_reason": {"rejects": {"n": 2, "stance_right": 1.0, "reason_right": 0.5}},
    "per_author": {"": {"n": 4, "macro_f1": 0.7, "accuracy": 0.75, "coverage": 0.5}},
}


def test_evidence_is_shown_beside_chance() -> None:
    lines = [line.split() for line in written({"model": "one", **STANCES, "evidence": EVIDENCE})]
    assert ["evidence_hit_at_1", "0.857", "(0.800–0.900)"] in lines
    assert ["evidence_comprehensiveness", "0.450", "(random", "-0.030)"] in lines
    assert not [line for line in lines if "evidence_sufficiency" in line]


def test_details_are_shown_when_asked_for() -> None:
    result = {"model": "one", **STANCES, **PARTS}
    assert "rejects" not in "".join(written(result))
    console = console_for(io.StringIO(), terminal=False, width=80)
    lines = [
        line.split() for line in write_evaluation(console, [result], details=True).splitlines()
    ]
    for row in (
        ["0.9-1.0", "4", "0.950", "0.750"],
        ["10%", "0.500", "0.850"],
        ["rejects", "2", "1.000", "0.500"],
        ["-", "4", "0.700", "0.750", "0.500", "-"],
    ):
        assert row in lines, row
