"""How much of documents with gold is found, paired with its answer, and judged right."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from stance.evaluation.gold import GoldDocument, GoldItem
from stance.schema import HeaderFacts, Status, Verdict
from stance.scoring import Assessment

Assess: TypeAlias = Callable[[GoldDocument], Assessment]

_WORD = re.compile(r"\w+")
_BROKEN_WORD = re.compile(r"-[ \t]*\n[ \t]*")
# A recommendation is found when its words and the extracted ones are mostly the same,
_FOUND_F1 = 0.7
# or when one holds nearly all of the other and is not out of all proportion to it.
_CONTAINED = 0.9
_PROPORTION = 0.3
# An answer is paired when at least this share of it is there, and at least this share of what was
# extracted belongs to it.
_PAIRED_RECALL = 0.5
_PAIRED_PRECISION = 0.5
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
    responses = [_gold_response(item, text) for item in document.items]
    extracted = [_extracted_response(verdict) for verdict in assessment.verdicts]
    pairs = _assign(document, assessment.verdicts, responses, extracted)
    matches = tuple(
        Match(item)
        if index not in pairs
        else Match(
            item,
            assessment.verdicts[pairs[index]],
            _is_paired(index, document.items, responses[index], extracted[pairs[index]]),
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


def stance_numbers(results: Sequence[DocumentResult]) -> dict[str, object]:
    """Return the stance numbers over all gold items; what was not found or paired is wrong."""
    matches = [match for result in results for match in result.matches if match.gold.stance]
    said = [
        match.verdict.judgement.stance if match.verdict and match.paired else _NOTHING
        for match in matches
    ]
    gold = [match.gold.stance or "" for match in matches]
    labels = sorted({*gold, *said} - {_NOTHING})
    per_label = {label: _label_numbers(label, gold, said) for label in labels}
    f1s = [numbers["f1"] for numbers in per_label.values() if numbers["n"]]
    confusion = Counter(zip(gold, said, strict=True))
    columns = [*labels, *([_NOTHING] if _NOTHING in said else [])]
    return {
        "n": len(gold),
        "accuracy": _share(sum(one == two for one, two in zip(gold, said, strict=True)), len(gold)),
        "macro_f1": sum(f1s) / len(f1s) if f1s else None,
        "per_label": per_label,
        "confusion": {
            row: {column: confusion[row, column] for column in columns} for row in labels
        },
    }


def _label_numbers(label: str, gold: Sequence[str], said: Sequence[str]) -> dict[str, float]:
    right = sum(one == two == label for one, two in zip(gold, said, strict=True))
    in_gold, in_said = gold.count(label), said.count(label)
    return {
        "precision": right / in_said if in_said else 0.0,
        "recall": right / in_gold if in_gold else 0.0,
        "f1": 2 * right / (in_gold + in_said) if in_gold + in_said else 0.0,
        "n": in_gold,
    }


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
        fact: _words(getattr(document.facts, fact) or "") == _words(getattr(facts, fact) or "")
        for fact in document.known_facts
    }


def _assign(
    document: GoldDocument,
    verdicts: Sequence[Verdict],
    responses: Sequence[Counter[str]],
    extracted: Sequence[Counter[str]],
) -> dict[int, int]:
    """Give each gold item at most one verdict, the best fitting first.

    Where several bodies answer the same recommendation, the body and the response tell which
    verdict belongs to which item.
    """
    candidates: list[tuple[float, bool, float, float, int, int]] = []
    golds = [_words(item.recommendation) for item in document.items]
    founds = [_words(verdict.exchange.recommendation.text) for verdict in verdicts]
    for gold, item in enumerate(document.items):
        for found, verdict in enumerate(verdicts):
            likeness = _likeness(golds[gold], founds[found])
            if likeness is None:
                continue
            body = verdict.exchange.body or verdict.exchange.facts.body
            same_body = item.body is not None and _words(item.body) == _words(body or "")
            overlap = _f1(responses[gold] or _evidence(item), extracted[found])
            # The order of the document decides among equals.
            candidates.append((round(likeness, 1), same_body, overlap, likeness, -gold, -found))
    assigned: dict[int, int] = {}
    taken: set[int] = set()
    for *_, negative_gold, negative_found in sorted(candidates, reverse=True):
        gold, found = -negative_gold, -negative_found
        if gold not in assigned and found not in taken:
            assigned[gold] = found
            taken.add(found)
    return assigned


def _likeness(gold: Counter[str], found: Counter[str]) -> float | None:
    """Return how alike two recommendations are, or None when they are not the same."""
    smaller, larger = sorted((gold.total(), found.total()))
    if not smaller:
        return None
    common = (gold & found).total()
    f1 = 2 * common / (smaller + larger)
    contained = common / smaller >= _CONTAINED and smaller / larger >= _PROPORTION
    return f1 if f1 >= _FOUND_F1 or contained else None


def _is_paired(
    index: int, items: Sequence[GoldItem], response: Counter[str], extracted: Counter[str]
) -> bool:
    """Tell whether the extracted response is the gold's: enough of it, and little else."""
    item = items[index]
    if not item.answered:
        return not extracted
    there = _holds(extracted, _evidence(item))
    if response:
        common = (response & extracted).total()
        there = there or common / response.total() >= _PAIRED_RECALL
        return there and common / max(extracted.total(), 1) >= _PAIRED_PRECISION
    # Only the deciding sentence is known: then no other item's may be there.
    foreign = [
        other.evidence
        for place, other in enumerate(items)
        if place != index and other.evidence and other.evidence != item.evidence
    ]
    return there and not any(_holds(extracted, _counted(evidence)) for evidence in foreign)


def _holds(extracted: Counter[str], evidence: Counter[str]) -> bool:
    return bool(evidence) and (evidence & extracted).total() / evidence.total() >= _CONTAINED


def _f1(one: Counter[str], other: Counter[str]) -> float:
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0


def _evidence(item: GoldItem) -> Counter[str]:
    return _counted(item.evidence)


def _gold_response(item: GoldItem, text: str) -> Counter[str]:
    return _counted(item.response or [text[start:end] for start, end in item.response_spans])


def _extracted_response(verdict: Verdict) -> Counter[str]:
    return _counted(passage.text for passage in verdict.exchange.response)


def _counted(texts: Iterable[str]) -> Counter[str]:
    return _words(" ".join(texts))


def _words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(_BROKEN_WORD.sub("", text).casefold()))
