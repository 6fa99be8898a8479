"""How much of documents with gold is found, paired with its answer, and judged right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from stance.evaluation import metrics
from stance.evaluation.gold import GoldDocument, GoldItem
from stance.evaluation.matching import (
    assign,
    extracted_response,
    gold_response,
    is_paired,
    words,
)
from stance.schema import HeaderFacts, Status, Verdict
from stance.scoring import Assessment

Assess: TypeAlias = Callable[[GoldDocument], Assessment]

# In confusions: no verdict on the item's own answer.
_NOTHING = "not found"


@dataclass(frozen=True, slots=True)
class Match:
    """What became of one gold item.

    Attributes:
        gold: The item.
        verdict: The verdict on it; None when the recommendation was not found.
        paired: Whether the extracted response is the gold's.
    """

    gold: GoldItem
    verdict: Verdict | None = None
    paired: bool = False

    @property
    def right(self) -> bool:
        """Tell whether the item was found, paired and given the gold's stance."""
        return (
            self.verdict is not None
            and self.paired
            and self.verdict.judgement.stance == self.gold.stance
        )

    @property
    def problem(self) -> str | None:
        """Say in a few words what went wrong; None when nothing did."""
        if self.verdict is None:
            return "not found"
        if not self.paired:
            return "not paired"
        if not self.right:
            return f"{self.verdict.judgement.stance} instead of {self.gold.stance}"
        return None


@dataclass(frozen=True, slots=True)
class DocumentResult:
    """What became of one document.

    Attributes:
        identifier: The document's.
        format: The form that it is written in.
        status: How its assessment ended.
        matches: One for each gold item.
        extra: Extracted exchanges that are none of the gold's.
        facts: For each header fact that the gold knows, whether it was found.
    """

    identifier: str
    format: str
    status: Status
    matches: tuple[Match, ...]
    extra: int
    facts: Mapping[str, bool] = field(default_factory=dict)


def evaluate_documents(assess: Assess, documents: Iterable[GoldDocument]) -> list[DocumentResult]:
    """Assess each document and compare with its gold."""
    return [compare(document, assess(document)) for document in documents]


def compare(document: GoldDocument, assessment: Assessment) -> DocumentResult:
    """Compare the assessment of a document with its gold."""
    text = assessment.text if document.text is None else document.text
    responses = [gold_response(item, text) for item in document.items]
    extracted = [extracted_response(verdict) for verdict in assessment.verdicts]
    pairs = assign(document, assessment.verdicts, responses, extracted)
    matches = tuple(
        Match(item)
        if index not in pairs
        else Match(
            item,
            assessment.verdicts[pairs[index]],
            is_paired(index, document.items, responses[index], extracted[pairs[index]]),
        )
        for index, item in enumerate(document.items)
    )
    return DocumentResult(
        identifier=document.identifier,
        format=document.format,
        status=assessment.status,
        matches=matches,
        extra=len(assessment.verdicts) - len(pairs),
        facts=_facts(document, assessment.facts),
    )


def summary(results: Sequence[DocumentResult]) -> dict[str, object]:
    """Return the numbers, over all, by format and by document, ready for JSON."""
    formats = sorted({result.format for result in results})
    facts: dict[str, list[bool]] = {}
    for result in results:
        for fact, found in result.facts.items():
            facts.setdefault(fact, []).append(found)
    return {
        "documents": len(results),
        **_counts(results),
        "facts": {fact: sum(found) / len(found) for fact, found in facts.items()},
        "per_format": {
            format_: _counts([result for result in results if result.format == format_])
            for format_ in formats
        },
        "per_document": [
            {
                "document": result.identifier,
                "format": result.format,
                "status": result.status.value,
                **_counts([result]),
                "facts": dict(result.facts),
                "problems": list(_problems(result)),
            }
            for result in results
        ],
    }


def stance_numbers(results: Sequence[DocumentResult]) -> dict[str, Any]:
    """Return the stance numbers over all gold items; what was not found or paired is wrong.

    The calibration error is that of the verdicts alone: no probability was given for the others.
    """
    truth: list[str] = []
    said: list[str] = []
    groups: list[str] = []
    judged: list[tuple[float, bool]] = []
    for result in results:
        for match in result.matches:
            if match.gold.stance is None:
                continue
            truth.append(match.gold.stance)
            groups.append(result.identifier)
            if match.verdict is None or not match.paired:
                said.append(_NOTHING)
                continue
            judgement = match.verdict.judgement
            said.append(judgement.stance)
            probability = judgement.probabilities.get(judgement.stance, 0.0)
            judged.append((probability, match.right))
    labels = sorted({*truth, *said} - {_NOTHING})
    numbers = metrics.stance_numbers(truth, said, [0.0] * len(said), groups, labels)
    numbers["ece"] = metrics.expected_calibration_error(
        [probability for probability, _ in judged], [right for _, right in judged]
    )
    confusion = metrics.confusion(truth, said)
    numbers["confusion"] = {label: confusion[label] for label in labels}
    return numbers


def _counts(results: Sequence[DocumentResult]) -> dict[str, object]:
    matches = [match for result in results for match in result.matches]
    found = [match for match in matches if match.verdict is not None]
    paired = [match for match in found if match.paired]
    right = [match for match in paired if match.right]
    extra = sum(result.extra for result in results)
    return {
        "gold": len(matches),
        "found": _share(len(found), len(matches)),
        "paired": _share(len(paired), len(matches)),
        "judged_right_of_paired": _share(len(right), len(paired)),
        "judged_right_of_all": _share(len(right), len(matches)),
        "reason_right_of_paired": _agreement(
            (match.gold.reason, match.verdict.judgement.reason)
            for match in paired
            if match.verdict and match.gold.reason is not None
        ),
        "commitment_right_of_paired": _agreement(
            (match.gold.commitment, match.verdict.judgement.commitment)
            for match in paired
            if match.verdict and match.gold.commitment is not None
        ),
        "extra": extra,
        "precision": _share(len(found), len(found) + extra),
    }


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _agreement(pairs: Iterable[tuple[object, object]]) -> float | None:
    same = [gold == said for gold, said in pairs]
    return _share(sum(same), len(same))


def _problems(result: DocumentResult) -> Iterator[dict[str, str]]:
    for match in result.matches:
        if match.problem is not None:
            yield {"recommendation": match.gold.recommendation, "problem": match.problem}


def _facts(document: GoldDocument, facts: HeaderFacts) -> dict[str, bool]:
    return {
        fact: words(getattr(document.facts, fact) or "") == words(getattr(facts, fact) or "")
        for fact in document.known_facts
    }
