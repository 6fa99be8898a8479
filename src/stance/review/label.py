"""What a reviewer says of one exchange, and whether it can be said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from stance.classification.labels import DEFLECTS, NO_COMMITMENT
from stance.output.labels import SWEDISH
from stance.results import Record
from stance.schema import Span

# In the order of the labelling guideline, which is that of the words for them.
STANCES = tuple(SWEDISH.stances)
REASONS = tuple(SWEDISH.reasons)
COMMITMENTS = tuple(SWEDISH.commitments)
QUESTIONS = ("stance", "reason", "commitment")
QUOTES = ("measure", "deadline", "responsible")


@dataclass(frozen=True, slots=True)
class Label:
    """One reviewer's labels of one exchange.

    Attributes:
        stance: The stance.
        reason: Why, for deflections.
        commitment: How much is committed to.
        measure: What is to be done, as it stands in the response.
        deadline: By when, as it stands.
        responsible: By whom, as it stands.
        evidence: Where in the response the deciding sentences stand.
        comment: What the reviewer wants to remember; training does not read it.
    """

    stance: str
    reason: str | None = None
    commitment: str | None = None
    measure: str | None = None
    deadline: str | None = None
    responsible: str | None = None
    evidence: tuple[Span, ...] = ()
    comment: str | None = None

    def values(self) -> dict[str, Any]:
        """Return the label as JSON can hold it."""
        return {**asdict(self), "evidence": [list(span) for span in self.evidence]}

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Label:
        """Return the label that ``values`` gave; keys of later versions are passed over."""
        known: dict[str, Any] = {each.name: values.get(each.name) for each in fields(cls)}
        known["stance"] = known["stance"] or ""
        known["evidence"] = tuple((int(start), int(end)) for start, end in known["evidence"] or ())
        return cls(**known)

    def says_the_same(self, other: Label) -> bool:
        """Tell whether stance, reason and commitment are the same."""
        return all(getattr(self, each) == getattr(other, each) for each in QUESTIONS)

    def is_written_as(self, other: Label, response: str) -> bool:
        """Tell whether a pair file would say the same of both, comments included."""
        same = all(getattr(self, each) == getattr(other, each) for each in (*QUOTES, "comment"))
        same = same and self.evidence_in(response) == other.evidence_in(response)
        return same and self.says_the_same(other)

    def evidence_in(self, response: str) -> str | None:
        """Return the deciding sentences as the pair files write them.

        Sentences that follow each other are quoted in one piece; between others is a line break.
        """
        pieces: list[Span] = []
        for start, end in sorted(self.evidence):
            if pieces and not response[pieces[-1][1] : start].strip():
                pieces[-1] = (pieces[-1][0], end)
            else:
                pieces.append((start, end))
        return "\n".join(response[start:end] for start, end in pieces) or None


@dataclass(frozen=True, slots=True)
class Choices:
    """The labels that can be chosen.

    Attributes:
        stances: In the order of the page.
        reasons: For deflections.
        commitments: In the order of the page.
    """

    stances: tuple[str, ...] = STANCES
    reasons: tuple[str, ...] = REASONS
    commitments: tuple[str, ...] = COMMITMENTS

    @classmethod
    def of(cls, stances: Iterable[str]) -> Choices:
        """Return the choices for the stances that a model gives; any label set will do."""
        found = set(stances)
        if found <= set(STANCES):
            return cls()
        known = tuple(stance for stance in STANCES if stance in found)
        return cls(stances=(*known, *sorted(found - set(known))))


def machine_label(record: Record) -> Label:
    """Return what the model says of an exchange."""
    response = record["response"] or ""
    spans = []
    for evidence in record["evidence"]:
        # The record counts in the document's text; a label counts in the response.
        start = response.find(evidence["text"])
        if evidence["text"] and start >= 0:
            spans.append((start, start + len(evidence["text"])))
    return Label.of({**record, "evidence": spans, "comment": None})


def problems_of(label: Label, response: str, choices: Choices) -> list[str]:
    """Return what is wrong with a label, as names that ``words.toml`` explains; none if right."""
    problems = []
    if label.stance not in choices.stances:
        problems.append("no_stance")
    if label.stance == DEFLECTS and label.reason not in choices.reasons:
        problems.append("no_reason")
    if label.stance != DEFLECTS and label.reason is not None:
        problems.append("odd_reason")
    if label.commitment not in choices.commitments:
        problems.append("no_commitment")
    if label.commitment == NO_COMMITMENT and label.measure:
        problems.append("measure_of_none")
    problems += [
        f"{name}_not_there"
        for name in QUOTES
        if (quote := getattr(label, name)) not in (None, "") and quote not in response
    ]
    if any(not 0 <= start < end <= len(response) for start, end in label.evidence):
        problems.append("evidence_not_there")
    return problems
