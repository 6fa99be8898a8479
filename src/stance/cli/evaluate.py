"""``stance evaluate``: how good a model is on pairs and on documents with gold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from stance.classification.pairs import Pair
    from stance.evaluation.gold import GoldDocument
    from stance.scoring import Assessment, StanceScorer


class Format(StrEnum):
    """How the numbers are written."""

    TABLE = "table"
    JSON = "json"


def evaluate_cli(
    inputs: Annotated[
        list[Path],
        typer.Argument(
            metavar="PAIRS_OR_DOCUMENTS...",
            help="Files of labelled pairs (.jsonl, .csv); folders, .json or .jsonl files of "
            "documents with gold.",
            show_default=False,
        ),
    ],
    model: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="A model folder; without it, the shipped model."),
    ] = None,
    compare: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Another model, shown beside the first, with the verdicts that change.",
        ),
    ] = None,
    output: Annotated[Format, typer.Option("--format", help="For people or for programs.")] = (
        Format.TABLE
    ),
) -> None:
    """Measure a model on labelled pairs and documents."""
    evaluate(inputs, models=[model] if compare is None else [model, compare], output=output)


def evaluate(inputs: Sequence[Path], *, models: Sequence[Path | None], output: Format) -> None:
    """Measure each model on all inputs, and print the numbers."""
    import json

    from stance.classification.pairs import read_pairs
    from stance.cli.streams import results_to
    from stance.evaluation.gold import is_gold, read_gold

    with results_to(None) as results:
        golds = [path for path in inputs if is_gold(path)]
        documents = [document for path in golds for document in read_gold(path)]
        pair_files = [path for path in inputs if path not in golds]
        pairs = read_pairs(pair_files) if pair_files else []
        measured = [_measure(model, pairs, documents) for model in models]
        if pairs and len(measured) > 1:
            from stance.evaluation.pairs import verdict_changes

            changes = verdict_changes(measured[0]["verdicts"], measured[1]["verdicts"])
            measured[1]["changes"] = changes
        if output is Format.JSON:
            first, *others = measured
            whole = {**first, "compare": others[0]} if others else first
            results.write(json.dumps(whole, ensure_ascii=False, indent=2) + "\n")
            return
        from stance.output.evaluation import write_evaluation
        from stance.output.table import console_for

        console = console_for(results.stream, terminal=results.terminal)
        results.write(write_evaluation(console, measured))


def _measure(
    model: Path | None, pairs: Sequence[Pair], documents: Sequence[GoldDocument]
) -> dict[str, Any]:
    """Return the numbers of one model: those of the pairs on top, documents below their name."""
    from stance.scoring import StanceScorer

    with StanceScorer.load(model) as scorer:
        measured: dict[str, Any] = {"model": scorer.model.name}
        if pairs:
            from stance.evaluation.pairs import evaluate_pairs

            measured |= evaluate_pairs(scorer.model, pairs)
        if documents:
            numbers = _measure_documents(scorer, documents)
            # Without pairs, the stances of the documents are what the top-level numbers tell.
            stances = numbers.pop("stances")
            measured = {**(measured if pairs else {**measured, **stances}), "documents": numbers}
    return measured


def _measure_documents(scorer: StanceScorer, documents: Sequence[GoldDocument]) -> dict[str, Any]:
    from stance.evaluation.documents import evaluate_documents, stance_numbers, summary

    def assess(document: GoldDocument) -> Assessment:
        if document.path is not None:
            return scorer.assess(document.path, name=document.identifier)
        from stance.reading import read_bytes

        text = (document.text or "").encode("utf-8", "backslashreplace")
        read = read_bytes(text, f"{document.identifier}.txt")
        return scorer.assess_document(read)

    results = evaluate_documents(assess, documents)
    numbers: Mapping[str, Any] = summary(results)
    return {**numbers, "stances": stance_numbers(results)}
