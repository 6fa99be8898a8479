"""What an evaluation found, as tables for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

# Of the documents' numbers: key, heading.
_DOCUMENT_COLUMNS = (
    ("gold", "gold"),
    ("found", "found"),
    ("paired", "paired"),
    ("judged_right_of_paired", "right of paired"),
    ("judged_right_of_all", "right of all"),
    ("extra", "extra"),
)
_METRICS = (
    "n",
    "accuracy",
    "macro_f1",
    "macro_f1_ci95",
    "alpha",
    "ece",
    "coverage",
    "error_when_sure",
    "commitment_macro_f1",
    "reason_macro_f1",
)
# Names of formats can be whole sentences.
_FIRST_WIDTH = 32


def write_evaluation(console: Console, results: Sequence[Mapping[str, Any]]) -> str:
    """Return the tables of one model, or of two side by side, as they are to be written.

    Args:
        console: What it is written for.
        results: One mapping per model, as ``stance evaluate --format json`` prints it.
    """
    with console.capture() as capture:
        console.print(Group(*_parts(results)))
    return "".join(f"{line.rstrip()}\n" for line in capture.get().split("\n")[:-1])


def _parts(results: Sequence[Mapping[str, Any]]) -> Iterator[RenderableType]:
    if "noise" in results[-1]:
        yield _noise(*results)
        return
    if any(metric in results[0] for metric in _METRICS):
        yield from _metrics(results)
    yield from _changes(results[-1].get("changes") or {})
    for result in results:
        documents = result.get("documents")
        if documents:
            yield Text(f"Documents: {result['model']}", "bold")
            yield _documents(documents)
            yield from _problems(documents)


def _metrics(results: Sequence[Mapping[str, Any]]) -> Iterator[RenderableType]:
    table = _table("", *(str(result["model"]) for result in results))
    for metric in _METRICS:
        if any(metric in result for result in results):
            table.add_row(metric, *(_number(result.get(metric)) for result in results))
    yield table
    for result in results:
        yield Text("")
        yield Text(f"Stance by label: {result['model']}", "bold")
        yield _labels(result.get("per_label") or {})
        yield Text("")


def _noise(sound: Mapping[str, Any], noisy: Mapping[str, Any]) -> Table:
    """One row for each measure: on sound texts, on the same with noise, and the difference."""
    table = _table("", str(sound["model"]), f"with noise ({noisy['noise']})", "difference")
    rows: list[tuple[str, object, object]] = [
        (metric, sound.get(metric), noisy.get(metric)) for metric in _METRICS
    ]
    if "documents" in sound:
        rows += [
            (f"documents: {heading}", sound["documents"].get(key), noisy["documents"].get(key))
            for key, heading in _DOCUMENT_COLUMNS
        ]
    for name, one, other in rows:
        if one is None and other is None:
            continue
        both = isinstance(one, float) and isinstance(other, float)
        difference = f"{other - one:+.3f}" if both else ""  # type: ignore[operator]
        table.add_row(name, _number(one), _number(other), difference)
    return table


def _changes(changes: Mapping[str, Sequence[Mapping[str, str]]]) -> Iterator[RenderableType]:
    """One row for each verdict that the second model changes, after how many there are."""
    for kind, rows in changes.items():
        yield Text(f"{kind.replace('_', ' ')}: {len(rows)}", "bold")
        if rows:
            table = _table("pair", "stance", "before", "after")
            for row in rows:
                table.add_row(row["pair"], row["stance"], row["before"], row["after"])
            yield table
        yield Text("")


def _labels(labels: Mapping[str, Mapping[str, Any]]) -> Table:
    columns = ("precision", "recall", "f1", "n")
    table = _table("label", *columns)
    for label, numbers in labels.items():
        table.add_row(label, *(_number(numbers.get(column)) for column in columns))
    return table


def _documents(documents: Mapping[str, Any]) -> Table:
    """One row for each form of document, and one for all of them."""
    table = _table("format", *(heading for _, heading in _DOCUMENT_COLUMNS))
    rows = [*documents["per_format"].items(), ("all", documents)]
    for name, numbers in rows:
        table.add_row(
            name,
            *(_number(numbers.get(key)) for key, _ in _DOCUMENT_COLUMNS),
            style="bold" if numbers is documents else "",
        )
    return table


def _problems(documents: Mapping[str, Any]) -> Iterator[RenderableType]:
    """One line for each thing that went wrong, below the document in which it did."""
    if any(document["problems"] for document in documents["per_document"]):
        yield Text("")
        yield Text("What went wrong", "bold")
    for document in documents["per_document"]:
        if document["problems"]:
            yield _one_line(document["document"])
        for problem in document["problems"]:
            yield _one_line(
                f"  {problem['problem']}: {' '.join(problem['recommendation'].split())}"
            )


def _one_line(text: str) -> Text:
    return Text(text, no_wrap=True, overflow="ellipsis")


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(first, no_wrap=True, max_width=_FIRST_WIDTH)
    for heading in others:
        table.add_column(heading, justify="right")
    return table


def _number(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.3f}"
    if isinstance(value, list | tuple):
        return "–".join(_number(part) for part in value)
    return str(value)
