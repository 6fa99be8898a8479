"""``stance evaluate``: how good a model is on pairs and on documents with gold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stance.cli.options import ModelFolder

if TYPE_CHECKING:
    from stance.classification.pairs import Pair
    from stance.evaluation.gold import GoldDocument
    from stance.scoring import Assessment, StanceScorer


class Noise(StrEnum):
    """What befalls the noisy copies."""

    OCR = "ocr"
    LAYOUT = "layout"


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
    model: ModelFolder = None,
    compare: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Another model, shown beside the first, with the verdicts that change.",
        ),
    ] = None,
    noise: Annotated[
        Noise | None,
        typer.Option(
            help="Also measure on copies that a bad scan might have left (ocr), or with sound "
            "letters but broken lines and page heads between (layout): up to 150 pairs and 15 "
            "documents, beside the same ones sound.",
        ),
    ] = None,
    error_rate: Annotated[
        float | None,
        typer.Option(
            metavar="SHARE",
            help="How often the stances that remain possible may miss the right one. By default "
            "0.1; coverage is the share of verdicts of which then one stance remains.",
            show_default=False,
        ),
    ] = None,
    details: Annotated[
        bool,
        typer.Option(
            "--details",
            help="Show also how reliable and how selective the probabilities are, and the numbers "
            "by reason, length of the answer and author.",
        ),
    ] = False,
    output: Annotated[Format, typer.Option("--format", help="For people or for programs.")] = (
        Format.TABLE
    ),
) -> None:
    """Measure a model on labelled pairs and documents."""
    if noise is not None and compare is not None:
        raise typer.BadParameter("give --noise or --compare, not both")
    models = [model] if compare is None else [model, compare]
    evaluate(
        inputs,
        models=models,
        noise=noise,
        error_rate=error_rate,
        details=details,
        output=output,
    )


def evaluate(
    inputs: Sequence[Path],
    *,
    models: Sequence[Path | None],
    noise: Noise | None = None,
    error_rate: float | None = None,
    details: bool = False,
    output: Format,
) -> None:
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
        if noise is None:
            measured = [_measure(model, pairs, documents, error_rate) for model in models]
        else:
            measured = _measure_noise(models[0], pairs, documents, noise, error_rate)
        if noise is None and pairs and len(measured) > 1:
            from stance.evaluation.pairs import verdict_changes

            changes = verdict_changes(measured[0]["verdicts"], measured[1]["verdicts"])
            measured[1]["changes"] = changes
        if output is Format.JSON:
            first, *others = measured
            second = "compare" if noise is None else "noise"
            whole = {**first, second: others[0]} if others else first
            results.write(json.dumps(whole, ensure_ascii=False, indent=2) + "\n")
            return
        from stance.output.evaluation import write_evaluation
        from stance.output.table import console_for

        console = console_for(results.stream, terminal=results.terminal)
        results.write(write_evaluation(console, measured, details=details))


def _measure(
    model: Path | None,
    pairs: Sequence[Pair],
    documents: Sequence[GoldDocument],
    error_rate: float | None,
) -> dict[str, Any]:
    """Return the numbers of one model: those of the pairs on top, documents below their name."""
    from stance.scoring import StanceScorer

    with StanceScorer.load(model, error_rate=error_rate) as scorer:
        measured: dict[str, Any] = {"model": scorer.model.name}
        if error_rate is not None:
            measured["error_rate"] = error_rate
        if pairs:
            from stance.evaluation.pairs import evaluate_pairs

            measured |= evaluate_pairs(scorer.model, pairs)
        if documents:
            numbers = _measure_documents(scorer, documents)
            # Without pairs, the stances of the documents are what the top-level numbers tell.
            stances = numbers.pop("stances")
            measured = {**(measured if pairs else {**measured, **stances}), "documents": numbers}
    return measured


def _measure_noise(
    model: Path | None,
    pairs: Sequence[Pair],
    documents: Sequence[GoldDocument],
    noise: Noise,
    error_rate: float | None,
) -> list[dict[str, Any]]:
    """Return the numbers on some of the pairs and documents, and on noisy copies of them."""
    from stance.evaluation import noise as noisy
    from stance.reading import read_document

    pairs = noisy.chosen(pairs, noisy.PAIRS)
    documents = noisy.chosen(documents, noisy.DOCUMENTS)
    copies = [
        noisy.noisy_document(
            document,
            read_document(document.path).text if document.path else document.text or "",
            noise.value,
        )
        for document in documents
    ]
    sound = _measure(model, pairs, documents, error_rate)
    damaged = _measure(model, noisy.noisy_pairs(pairs, noise.value), copies, error_rate)
    return [sound, {**damaged, "noise": noise.value}]


def _measure_documents(scorer: StanceScorer, documents: Sequence[GoldDocument]) -> dict[str, Any]:
    from stance.evaluation.documents import evaluate_documents, stance_numbers, summary

    def assess(document: GoldDocument) -> Assessment:
        asked = None if document.audit is None else _asked(scorer, document.audit)
        if document.path is not None:
            return scorer.assess(document.path, name=document.identifier, recommendations=asked)
        from stance.reading import read_bytes

        text = (document.text or "").encode("utf-8", "backslashreplace")
        read = read_bytes(text, f"{document.identifier}.txt")
        return scorer.assess_document(read, recommendations=asked)

    results = evaluate_documents(assess, documents)
    numbers: Mapping[str, Any] = summary(results)
    return {**numbers, "stances": stance_numbers(results)}


def _asked(scorer: StanceScorer, audit: Path) -> list[str] | None:
    """Return the recommendations of an audit report; None when none are found in it.

    Then the document is measured without them, as it would have to be scored.
    """
    from stance.errors import StanceError

    try:
        return scorer.recommendations_of(audit)
    except StanceError:
        return None
