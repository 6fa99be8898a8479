"""What an evaluation found, as tables for people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
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


def write_evaluation(
    console: Console, results: Sequence[Mapping[str, Any]], *, details: bool = False
) -> str:
    """Return the tables of one model, or of two side by side, as they are to be written.

    Args:
        console: What it is written for.
        results: One mapping per model, as ``stance evaluate --format json`` prints it.
        details: Show the breakdowns of each model, too.
    """
    parts = list(_parts(results))
    if details:
        from stance.output.breakdowns import breakdowns

        parts += [part for result in results for part in breakdowns(result)]
    with console.capture() as capture:
        console.print(Group(*parts))
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
            yield from _facts(documents.get("facts") or {})
            yield from _problems(documents)


def _metrics(results: Sequence[Mapping[str, Any]]) -> Iterator[RenderableType]:
    table = table_of("", *(str(result["model"]) for result in results))
    for metric in _METRICS:
        if any(metric in result for result in results):
            table.add_row(metric, *(number(result.get(metric)) for result in results))
    for name, read in _EVIDENCE:
        values = [read(result.get("evidence") or {}) for result in results]
        if any(values):
            table.add_row(name, *(value or "-" for value in values))
    yield table
    for result in results:
        yield Text("")
        yield Text(f"Stance by label: {result['model']}", "bold")
        yield _labels(result.get("per_label") or {})
        yield Text("")


def _hits(evidence: Mapping[str, Any]) -> str:
    hits = evidence.get("hit_at_1")
    return f"{number(hits['value'])} ({number(hits['ci95'])})" if hits else ""


def _lost(name: str) -> Callable[[Mapping[str, Any]], str]:
    """Return what reads one of the measures of faithfulness."""

    def read(evidence: Mapping[str, Any]) -> str:
        lost = evidence.get(name)
        if not lost:
            return ""
        return f"{number(lost['value'])} (random {number(lost['random']['value'])})"

    return read


_EVIDENCE = (
    ("evidence_hit_at_1", _hits),
    ("evidence_comprehensiveness", _lost("comprehensiveness")),
    ("evidence_sufficiency", _lost("sufficiency")),
)


def _noise(sound: Mapping[str, Any], noisy: Mapping[str, Any]) -> Table:
    """One row for each measure: on sound texts, on the same with noise, and the difference."""
    table = table_of("", str(sound["model"]), f"with noise ({noisy['noise']})", "difference")
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
        table.add_row(name, number(one), number(other), difference)
    return table


def _changes(changes: Mapping[str, Sequence[Mapping[str, str]]]) -> Iterator[RenderableType]:
    """One row for each verdict that the second model changes, after how many there are."""
    for kind, rows in changes.items():
        yield Text(f"{kind.replace('_', ' ')}: {len(rows)}", "bold")
        if rows:
            table = table_of("pair", "stance", "before", "after")
            for row in rows:
                table.add_row(row["pair"], row["stance"], row["before"], row["after"])
            yield table
        yield Text("")


def _labels(labels: Mapping[str, Mapping[str, Any]]) -> Table:
    columns = ("precision", "recall", "f1", "n")
    table = table_of("label", *columns)
    for label, numbers in labels.items():
        table.add_row(label, *(number(numbers.get(column)) for column in columns))
    return table


def _documents(documents: Mapping[str, Any]) -> Table:
    """One row for each form of document, and one for all of them."""
    table = table_of("format", *(heading for _, heading in _DOCUMENT_COLUMNS))
    rows = [*documents["per_format"].items(), ("all", documents)]
    for name, numbers in rows:
        table.add_row(
            name,
            *(number(numbers.get(key)) for key, _ in _DOCUMENT_COLUMNS),
            style="bold" if numbers is documents else "",
        )
    return table


def _facts(facts: Mapping[str, float]) -> Iterator[RenderableType]:
    """One line: in how many of the documents whose gold has it each header fact is right."""
    if facts:
        shares = (f"{fact.replace('_', ' ')} {number(share)}" for fact, share in facts.items())
        yield Text("")
        yield Text(f"Facts right: {', '.join(shares)}")


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


def table_of(first: str, *others: str) -> Table:
    """Return an empty table: one column of names, the others of numbers."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(first, no_wrap=True, max_width=_FIRST_WIDTH)
    for heading in others:
        table.add_column(heading, justify="right")
    return table


def number(value: object) -> str:
    """Return a number as it is shown: shares with three decimals, a dash for nothing."""
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.3f}"
    if isinstance(value, list | tuple):
        return "–".join(number(part) for part in value)
    return str(value)
