"""The words that people read for the labels that models write, in Swedish and in English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Labels:
    """All the words of one language.

    Attributes:
        stances: By stance, for the start of a line.
        reasons: By reason, to stand after a stance and a colon.
        commitments: By commitment, for the start of a line.
        terms: Headings, flags and patterns, by the names that ``output.table`` uses.
    """

    stances: Mapping[str, str]
    reasons: Mapping[str, str]
    commitments: Mapping[str, str]
    terms: Mapping[str, str]

    def stance(self, label: str) -> str:
        """Return the words for a stance; labels of other label sets stand for themselves."""
        return self.stances.get(label, _spelled_out(label))

    def reason(self, label: str) -> str:
        """Return the words for a reason."""
        return self.reasons.get(label, _spelled_out(label))

    def commitment(self, label: str) -> str:
        """Return the words for a commitment."""
        return self.commitments.get(label, _spelled_out(label))


def _spelled_out(label: str) -> str:
    return label.replace("_", " ")


SWEDISH = Labels(
    stances={
        "agrees": "Instämmer",
        "partly_agrees": "Instämmer delvis",
        "deflects": "Avvisar eller undviker",
    },
    reasons={
        "rejects": "avvisar rekommendationen",
        "existing_work": "menar att dagens arbete räcker",
        "shifts_responsibility": "lägger ansvaret på någon annan",
        "lack_of_resources": "hänvisar till bristande resurser",
        "notes_only": "noterar utan att ta sig an något",
        "postpones": "skjuter upp frågan utan slutdatum",
        "no_answer": "svarar inte på rekommendationen",
    },
    commitments={
        "concrete": "Konkret",
        "vague": "Vagt",
        "none": "Inget",
    },
    terms={
        "recommendation": "Rekommendation",
        "finding": "Iakttagelse",
        "body": "Svarande",
        "commitment": "Åtagande",
        "deadline": "Tidpunkt",
        "responsible": "Ansvarig",
        "evidence": "Avgörande",
        "response": "Svar",
        "page": "s. {page}",
        "percent": "{percent} %",
        "quote": "”{text}”",
        "weak": "SVAGT SVAR",
        "review": "Osäker: läs svaret",
        "by_reference": "Hänvisar bara till en bilaga som inte finns i dokumentet.",
        "no_response": "Inget svar hittades i dokumentet – läs själv.",
        "one_exchange": "1 rekommendation",
        "exchanges": "{count} rekommendationer",
        "no_weak": "Inget svagt svar",
        "one_weak": "1 svagt svar: nr {numbers}",
        "weak_ones": "{count} svaga svar: nr {numbers}",
        "one_review": "1 osäker bedömning: nr {numbers}",
        "reviews": "{count} osäkra bedömningar: nr {numbers}",
        "nothing": "Inga rekommendationer med svar hittades.",
    },
)

ENGLISH = Labels(
    stances={
        "agrees": "Agrees",
        "partly_agrees": "Partly agrees",
        "deflects": "Deflects",
    },
    reasons={
        "rejects": "rejects the recommendation",
        "existing_work": "says that today's work suffices",
        "shifts_responsibility": "hands it to someone else",
        "lack_of_resources": "pleads lack of resources",
        "notes_only": "takes note and takes nothing on",
        "postpones": "postpones it with no end",
        "no_answer": "does not answer it",
    },
    commitments={
        "concrete": "Concrete",
        "vague": "Vague",
        "none": "None",
    },
    terms={
        "recommendation": "Recommendation",
        "finding": "Finding",
        "body": "Answered by",
        "commitment": "Commitment",
        "deadline": "Deadline",
        "responsible": "Responsible",
        "evidence": "Evidence",
        "response": "Response",
        "page": "p. {page}",
        "percent": "{percent}%",
        "quote": "“{text}”",
        "weak": "WEAK",
        "review": "Uncertain: read the answer",
        "by_reference": "Only points to an attachment that is not in the document.",
        "no_response": "No answer was found in the document – read it yourself.",
        "one_exchange": "1 recommendation",
        "exchanges": "{count} recommendations",
        "no_weak": "No weak answer",
        "one_weak": "1 weak answer: no. {numbers}",
        "weak_ones": "{count} weak answers: no. {numbers}",
        "one_review": "1 uncertain verdict: no. {numbers}",
        "reviews": "{count} uncertain verdicts: no. {numbers}",
        "nothing": "No recommendations with answers were found.",
    },
)

LANGUAGES: Mapping[str, Labels] = {"sv": SWEDISH, "en": ENGLISH}
