"""Whether the sentences shown as evidence are the right ones, and really carried the verdict."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from stance.classification.pairs import Pair
from stance.evaluation.metrics import mean_interval
from stance.schema import Exchange, Judgement, Passage

# Random sentences are drawn so often for each answer.
_DRAWS = 2
# Gold evidence may be cut at either end, so that much of it is looked for.
_LEAST_SHARED = 25

Judge = Callable[[Sequence[Exchange]], Sequence[Judgement]]


def hit_at_1(pairs: Sequence[Pair], judgements: Sequence[Judgement]) -> dict[str, Any] | None:
    """Return how often the first evidence overlaps the gold evidence; None where none is gold.

    A verdict without evidence is no hit. Gold that does not stand in the response is left out.
    """
    hits: list[float] = []
    authors: list[str] = []
    for pair, judgement in zip(pairs, judgements, strict=True):
        gold = _gold_spans(pair)
        if gold:
            start, end = judgement.evidence[0].span if judgement.evidence else (0, 0)
            hits.append(float(any(start < last and first < end for first, last in gold)))
            authors.append(pair.author or "")
    return mean_interval(hits, authors) if hits else None


def faithfulness(
    pairs: Sequence[Pair],
    exchanges: Sequence[Exchange],
    judgements: Sequence[Judgement],
    judge: Judge,
    *,
    seed: int = 0,
) -> dict[str, Any]:
    """Return how much the verdicts rest on their evidence (comprehensiveness, sufficiency).

    ``comprehensiveness`` is what the verdict's probability loses when the evidence is removed,
    ``sufficiency`` what it loses when only the evidence is kept; each with ``random``, the same
    for as many other sentences. The first should be large, the second small. Only answers count
    that have at least as many other sentences as evidence.

    Args:
        pairs: The pairs, for their authors.
        exchanges: The same as exchanges.
        judgements: The verdicts on them.
        judge: What gave the verdicts.
        seed: The same seed draws the same random sentences.
    """
    draw = random.Random(seed)  # noqa: S311 - not for secrets
    cases: list[tuple[int, str, Exchange]] = []
    for number, (exchange, judgement) in enumerate(zip(exchanges, judgements, strict=True)):
        spans = {evidence.span for evidence in judgement.evidence}
        chosen = [each for each in exchange.response if (each.start, each.end) in spans]
        others = [each for each in exchange.response if (each.start, each.end) not in spans]
        if not chosen or len(others) < len(chosen):
            continue
        drawn = [draw.sample(others, len(chosen)) for _ in range(_DRAWS)]
        for kind, removed in [("", chosen), *(("random ", each) for each in drawn)]:
            kept = [each for each in exchange.response if each not in removed]
            cases.append((number, f"{kind}without", _with(exchange, kept)))
            in_order = [each for each in exchange.response if each in removed]
            cases.append((number, f"{kind}alone", _with(exchange, in_order)))
    if not cases:
        return {}
    found = judge([exchange for _, _, exchange in cases])
    losses: dict[str, list[float]] = {}
    authors: dict[str, list[str]] = {}
    for (number, kind, _), after in zip(cases, found, strict=True):
        before = judgements[number]
        lost = before.probabilities[before.stance] - after.probabilities[before.stance]
        losses.setdefault(kind, []).append(lost)
        authors.setdefault(kind, []).append(pairs[number].author or "")
    numbers: dict[str, Any] = {}
    for name, kind in (("comprehensiveness", "without"), ("sufficiency", "alone")):
        if kind in losses:
            rest = f"random {kind}"
            numbers[name] = mean_interval(losses[kind], authors[kind])
            numbers[name]["random"] = mean_interval(losses[rest], authors[rest])
            numbers[name]["random"]["n"] = numbers[name]["n"]
    return numbers


def _with(exchange: Exchange, passages: Sequence[Passage]) -> Exchange:
    return replace(exchange, response=tuple(passages))


def _gold_spans(pair: Pair) -> list[tuple[int, int]]:
    """Return where the gold evidence stands in the response: each of its lines, if it has more."""
    spans = []
    for line in (pair.evidence or "").split("\n"):
        gold = line.strip()
        at = pair.response.find(gold) if gold else -1
        if at < 0 and len(gold) > _LEAST_SHARED:
            at = pair.response.find(gold[:_LEAST_SHARED])
        if at >= 0 and gold:
            spans.append((at, min(at + len(gold), len(pair.response))))
    return spans
