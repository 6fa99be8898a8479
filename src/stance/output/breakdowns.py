"""The finer numbers of an evaluation, as tables for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from stance.output.evaluation import number, table_of

# Of each part: key in the numbers, title, first heading, columns.
_PARTS = (
    ("per_reason", "Deflections by reason", "reason", ("n", "stance_right", "reason_right")),
    (
        "per_length",
        "By length of the answer",
        "length",
        ("n", "macro_f1", "accuracy", "coverage", "error_when_sure"),
    ),
    (
        "per_author",
        "By author",
        "author",
        ("n", "macro_f1", "accuracy", "coverage", "error_when_sure"),
    ),
)


def breakdowns(result: Mapping[str, Any]) -> Iterator[RenderableType]:
    """Yield the tables of one model: reliability, selection, and the numbers by part."""
    if result.get("reliability"):
        yield Text("")
        yield Text(f"How reliable the probabilities are: {result['model']}", "bold")
        table = table_of("probability", "n", "stated", "right")
        for row in result["reliability"]:
            name = f"{row['from']:.1f}-{row['to']:.1f}"
            table.add_row(name, *(number(row[key]) for key in ("n", "stated", "right")))
        yield table
    if result.get("selective"):
        yield Text("")
        yield Text("How many of the surest verdicts could be kept", "bold")
        table = table_of("wrong among them", "coverage", "from probability")
        for row in result["selective"]:
            name = f"{row['error']:.0%}"
            table.add_row(name, number(row["coverage"]), number(row["confidence"]))
        yield table
    for key, title, first, columns in _PARTS:
        if result.get(key):
            yield Text("")
            yield Text(title, "bold")
            table = table_of(first, *(column.replace("_", " ") for column in columns))
            for name, row in result[key].items():
                table.add_row(name or "-", *(number(row.get(column)) for column in columns))
            yield table
