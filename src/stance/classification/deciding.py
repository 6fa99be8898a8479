"""Which sentences of a labelled answer may have decided its label.

Two answers to the same recommendation that share sentences and differ in stance (contrast pairs)
tell it: what they share decides nothing. So do gold evidence and gold measures.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from stance.classification.features import normalised
from stance.classification.pairs import Pair, passage_of

# Gold spans may be cut at either end, so their first words are looked for.
_HEAD = 25


def deciding_sentences(
    pairs: Sequence[Pair], answers: Sequence[Sequence[str]]
) -> list[tuple[bool, ...]]:
    """Return for each answer, sentence by sentence, whether it may have decided.

    Args:
        pairs: The labelled pairs.
        answers: Their answers as normalised sentences.
    """
    siblings: dict[tuple[str | None, str], list[int]] = defaultdict(list)
    for number, pair in enumerate(pairs):
        siblings[pair.author, pair.recommendation].append(number)
    found = []
    for pair, answer in zip(pairs, answers, strict=True):
        may = [True] * len(answer)
        if pair.evidence:
            may = _narrowed(may, _containing(answer, pair.evidence))
        else:
            shared: set[str] = set()
            for other in siblings[pair.author, pair.recommendation]:
                if pairs[other].stance != pair.stance:
                    shared |= set(answers[other])
            may = _narrowed(may, [sentence not in shared for sentence in answer])
            # A measure decides where the body accepts; a reservation may stand elsewhere.
            if pair.measure and pair.stance == "agrees":
                may = _narrowed(may, _containing(answer, pair.measure))
        found.append(tuple(may))
    return found


def _containing(answer: Sequence[str], gold: str) -> list[bool]:
    heads = {normalised(gold)[:_HEAD], normalised(passage_of(gold).plain)[:_HEAD]}
    whole = normalised(gold)
    return [sentence in whole or any(head in sentence for head in heads) for sentence in answer]


def _narrowed(may: list[bool], narrower: list[bool]) -> list[bool]:
    """Return both together, unless nothing is left: then the gold cannot be found again."""
    both = [one and other for one, other in zip(may, narrower, strict=True)]
    return both if any(both) else may
