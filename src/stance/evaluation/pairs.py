"""How good a model is on labelled pairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from stance.classification.pairs import Pair, exchange_from_pair
from stance.errors import StanceError
from stance.evaluation.breakdowns import by_author, by_length, by_reason, sureness
from stance.evaluation.evidence import faithfulness, hit_at_1
from stance.evaluation.metrics import macro_f1, reliability, selective, stance_numbers
from stance.schema import Judgement

if TYPE_CHECKING:
    from stance.classification.model import StanceModel


def evaluate_pairs(model: StanceModel, pairs: Sequence[Pair]) -> dict[str, Any]:
    """Return the numbers of the contract, and those of reason, commitment, evidence and parts.

    Raises:
        StanceError: ``no-labels`` when a pair has no stance.
    """
    for pair in pairs:
        if pair.stance is None:
            raise StanceError(
                "no-labels",
                f"The pair {pair.identifier or pair.recommendation[:40]!r} has no stance.",
                "Only labelled pairs can be evaluated; add `stance` to each.",
            )
    exchanges = [exchange_from_pair(pair) for pair in pairs]
    judgements = model.judge(exchanges)
    numbers = pair_numbers(pairs, judgements)
    faithful = faithfulness(pairs, exchanges, judgements, model.judge)
    if faithful:
        numbers["evidence"] = {**numbers.get("evidence", {}), **faithful}
    return numbers


def pair_numbers(pairs: Sequence[Pair], judgements: Sequence[Judgement]) -> dict[str, Any]:
    """Return the numbers of some judgements on labelled pairs."""
    truth = [pair.stance or "" for pair in pairs]
    predicted = [judgement.stance for judgement in judgements]
    authors = [pair.author or "" for pair in pairs]
    confidences = [max(judgement.probabilities.values()) for judgement in judgements]
    right = [one == other for one, other in zip(truth, predicted, strict=True)]
    both = list(zip(pairs, judgements, strict=True))
    numbers = stance_numbers(truth, predicted, confidences, authors)
    numbers |= sureness(both)
    numbers |= _more(pairs, judgements)
    hits = hit_at_1(pairs, judgements)
    if hits is not None:
        numbers["evidence"] = {"hit_at_1": hits}
    numbers["reliability"] = reliability(confidences, right)
    numbers["selective"] = selective(confidences, right)
    numbers["per_author"] = by_author(both)
    numbers["per_reason"] = by_reason(both)
    numbers["per_length"] = by_length(both)
    numbers["verdicts"] = [
        {"pair": pair.identifier or str(number), "stance": pair.stance, "verdict": judgement.stance}
        for number, (pair, judgement) in enumerate(zip(pairs, judgements, strict=True), start=1)
    ]
    return numbers


def verdict_changes(
    first: Sequence[Mapping[str, str]], second: Sequence[Mapping[str, str]]
) -> dict[str, list[dict[str, str]]]:
    """Return where a second model's verdicts on the same pairs differ from a first one's.

    Args:
        first: The ``verdicts`` of ``pair_numbers``.
        second: Those of the other model, in the same order.

    Returns:
        ``gained`` (only the second is right), ``lost`` (only the first is) and ``otherwise_wrong``
        (both are wrong, each in its way); each with pair, stance, before and after.
    """
    changes: dict[str, list[dict[str, str]]] = {"gained": [], "lost": [], "otherwise_wrong": []}
    for one, other in zip(first, second, strict=True):
        if one["verdict"] == other["verdict"]:
            continue
        kind = "otherwise_wrong"
        if other["verdict"] == one["stance"]:
            kind = "gained"
        elif one["verdict"] == one["stance"]:
            kind = "lost"
        changes[kind].append(
            {
                "pair": one["pair"],
                "stance": one["stance"],
                "before": one["verdict"],
                "after": other["verdict"],
            }
        )
    return changes


def _more(pairs: Sequence[Pair], judgements: Sequence[Judgement]) -> dict[str, Any]:
    """Return the numbers of the questions that the pairs have labels for."""
    numbers: dict[str, Any] = {}
    both = list(zip(pairs, judgements, strict=True))
    committed = [(pair.commitment, each.commitment) for pair, each in both if pair.commitment]
    if committed:
        numbers["commitment_macro_f1"] = macro_f1(*_columns(committed))
    reasoned = [(pair.reason, each.reason or "-") for pair, each in both if pair.reason]
    if reasoned:
        # A verdict that is no deflection has no reason, and is wrong here too; that wrong answer
        # is not a class of its own.
        labels = sorted({reason for reason, _ in reasoned if reason})
        numbers["reason_macro_f1"] = macro_f1(*_columns(reasoned), labels)
        given = [(one, other) for one, other in reasoned if other != "-"]
        numbers["reason_macro_f1_when_deflecting"] = macro_f1(*_columns(given), labels)
    for name in ("measure", "deadline", "responsible"):
        spans = [(getattr(pair, name), getattr(each, name)) for pair, each in both]
        if any(gold for gold, _ in spans):
            numbers[name] = span_numbers(spans)
    return numbers


def span_numbers(spans: Sequence[tuple[str | None, str | None]]) -> dict[str, float]:
    """Return exact match and mean token F1 of (gold, found) spans, over all where either is."""
    either = [(gold, found) for gold, found in spans if gold or found]
    if not either:
        return {"exact": 0.0, "token_f1": 0.0, "n": 0}
    return {
        "exact": sum(gold == found for gold, found in either) / len(either),
        "token_f1": sum(_token_f1(gold or "", found or "") for gold, found in either) / len(either),
        "n": len(either),
    }


def _token_f1(gold: str, found: str) -> float:
    one, other = gold.lower().split(), found.lower().split()
    rest = list(other)
    same = 0
    for word in one:
        if word in rest:
            rest.remove(word)
            same += 1
    return 2 * same / (len(one) + len(other)) if one and other else 0.0


def _columns(rows: Sequence[tuple[str | None, str | None]]) -> tuple[list[str], list[str]]:
    return [one or "" for one, _ in rows], [other or "" for _, other in rows]
