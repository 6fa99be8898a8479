"""Which extracted exchange belongs to which gold item: a comparison of words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from stance.evaluation.gold import GoldDocument, GoldItem
from stance.schema import Verdict

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
# With the deciding sentence there, and no other item's, more may stand around it.
_EVIDENCE_PRECISION = 1 / 3


def assign(
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
    golds = [words(item.recommendation) for item in document.items]
    founds = [words(verdict.exchange.recommendation.text) for verdict in verdicts]
    for gold, item in enumerate(document.items):
        for found, verdict in enumerate(verdicts):
            likeness = _likeness(golds[gold], founds[found])
            if likeness is None:
                continue
            body = verdict.exchange.body or verdict.exchange.facts.body
            same_body = item.body is not None and words(item.body) == words(body or "")
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
    if document.audit is not None:
        assigned |= _by_response(document, verdicts, responses, extracted, assigned)
    return assigned


def _by_response(
    document: GoldDocument,
    verdicts: Sequence[Verdict],
    responses: Sequence[Counter[str]],
    extracted: Sequence[Counter[str]],
    assigned: Mapping[int, int],
) -> dict[int, int]:
    """Give gold items verdicts that say the same in other words, for a document with a report.

    One of the two has the words of the audit report and the other those of the response. Which
    of those left over mean the same is told by the recommendations alone, each given to the one
    that it is nearest to; they count where the answer is the gold's, too. An answer that was
    given to the wrong recommendation is thus never taken for the one that it belongs to.
    """
    from stance.encoding import shared_encoder
    from stance.extraction.folding import fold
    from stance.extraction.similarity import topic_similarity

    golds = [gold for gold in range(len(document.items)) if gold not in assigned]
    founds = [found for found in range(len(verdicts)) if found not in set(assigned.values())]
    if not golds or not founds:
        return {}
    asked = [fold(document.items[gold].recommendation) for gold in golds]
    heard = [fold(verdicts[found].exchange.recommendation.text) for found in founds]
    likeness = topic_similarity(asked, heard, shared_encoder())
    nearest: dict[int, int] = {}
    for place in (-likeness).ravel().argsort(kind="stable"):
        row, column = divmod(int(place), len(founds))
        gold, found = golds[row], founds[column]
        if likeness[row, column] > 0 and gold not in nearest and found not in nearest.values():
            nearest[gold] = found
    return {
        gold: found
        for gold, found in nearest.items()
        if document.items[gold].answered
        and is_paired(gold, document.items, responses[gold], extracted[found])
    }


def _likeness(gold: Counter[str], found: Counter[str]) -> float | None:
    """Return how alike two recommendations are, or None when they are not the same."""
    smaller, larger = sorted((gold.total(), found.total()))
    if not smaller:
        return None
    common = (gold & found).total()
    f1 = 2 * common / (smaller + larger)
    contained = common / smaller >= _CONTAINED and smaller / larger >= _PROPORTION
    return f1 if f1 >= _FOUND_F1 or contained else None


def is_paired(
    index: int, items: Sequence[GoldItem], response: Counter[str], extracted: Counter[str]
) -> bool:
    """Tell whether the extracted response is the gold's: enough of it, and little else."""
    item = items[index]
    if not item.answered:
        return not extracted
    common = (response & extracted).total()
    belongs = common / extracted.total() if extracted else 0.0
    if response and common / response.total() >= _PAIRED_RECALL and belongs >= _PAIRED_PRECISION:
        return True
    if not _holds(extracted, _evidence(item)) or (response and belongs < _EVIDENCE_PRECISION):
        return False
    # The deciding sentence is there; then another item's may not be, or it could be anybody's.
    own = response | _evidence(item)
    return not any(
        _holds(extracted, _evidence(other)) and not _holds(own, _evidence(other))
        for other in items
        if other is not item
    )


def _holds(extracted: Counter[str], evidence: Counter[str]) -> bool:
    return bool(evidence) and (evidence & extracted).total() / evidence.total() >= _CONTAINED


def _f1(one: Counter[str], other: Counter[str]) -> float:
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0


def _evidence(item: GoldItem) -> Counter[str]:
    return _counted(item.evidence)


def gold_response(item: GoldItem, text: str) -> Counter[str]:
    """Return the words of a gold item's response; ``text`` is what its spans refer to."""
    return _counted(item.response or [text[start:end] for start, end in item.response_spans])


def extracted_response(verdict: Verdict) -> Counter[str]:
    """Return the words of the response that a verdict rests on."""
    return _counted(passage.text for passage in verdict.exchange.response)


def _counted(texts: Iterable[str]) -> Counter[str]:
    return words(" ".join(texts))


def words(text: str) -> Counter[str]:
    """Return the words of a text as often as they occur, whatever their case and line ends."""
    return Counter(_WORD.findall(_BROKEN_WORD.sub("", text).casefold()))
