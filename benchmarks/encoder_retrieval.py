"""Does the encoder find the answer to a recommendation among all paragraphs of the document?

The documents with gold of ``data/documents`` ask and judge, see ``training.encoder.asked``; the
answer is found when the first candidate holds words that the gold quotes as the response.

Cosines alone cannot know that another recommendation is no answer, that "Svar" is a label, or that
the paragraph after the recommendation answers it: ``Choice`` tells what each such piece of
knowledge is worth, ``stance.encoding.answers`` learns them all, and ``Question.extracted`` tells
what the program makes of the layout.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from training.encoder.asked import FEWEST, OVERLAP, Asked, Letters
from training.encoder.asked import Question as GoldQuestion
from training.encoder.measure import Encode, Interval, share_interval

from stance.extraction import extract, recommendations_of
from stance.extraction.sentences import split_sentences
from stance.reading import read_document
from stance.schema import Exchange


@dataclass(frozen=True)
class Candidate:
    """A paragraph without the words of the recommendation."""

    text: str
    answers: bool
    recommends: bool  # Nearly all of it is another recommendation of the document.


@dataclass(frozen=True)
class Question:
    """A recommendation that the document answers, and where the answer could be."""

    document: str
    text: str
    candidates: tuple[Candidate, ...]
    extracted: bool  # What the program pairs with it overlaps the gold's response.


@dataclass(frozen=True)
class Choice:
    """How the best candidate is chosen.

    Attributes:
        name: What the table calls it.
        shortest: Characters that a candidate must have.
        others: Whether paragraphs that are other recommendations are candidates.
        by_sentence: A paragraph is as near as its nearest sentence, not as its mean.
    """

    name: str
    shortest: int = 0
    others: bool = True
    by_sentence: bool = False


CHOICES = (
    Choice("plain cosine"),
    Choice("nearest sentence of a paragraph", by_sentence=True),
    Choice("without other recommendations", others=False),
    Choice("without those and paragraphs under 80 characters", 80, others=False),
)


def questions(asked: Asked) -> list[Question]:
    """Return the answered recommendations of a document."""
    found = _extracted(asked)
    return [
        Question(
            asked.name,
            asked.recommendations[question.number],
            tuple(_candidates(asked, question)),
            _is_extracted(asked, question, found),
        )
        for question in asked.questions
    ]


def _candidates(asked: Asked, question: GoldQuestion) -> Iterable[Candidate]:
    own = asked.own[question.number]
    others = np.any(asked.own, axis=0) & ~own
    for place, block in enumerate(asked.document.blocks):
        text = asked.candidate(question.number, place)
        if not text:
            continue
        within = asked.letters.between(block.start, block.end)
        said = (~own[within] & ~others[within]).sum()
        yield Candidate(text, bool(question.answers[place]), recommends=bool(said < FEWEST))


def _extracted(asked: Asked) -> list[Exchange]:
    """Return what the program finds, with the audit report's help where there is one."""
    wanted = recommendations_of(read_document(asked.audit)) if asked.audit else None
    return list(extract(asked.document, recommendations=wanted or None).exchanges)


def _is_extracted(asked: Asked, question: GoldQuestion, found: Sequence[Exchange]) -> bool:
    letters = asked.letters
    return any(
        question.quoted[letters.between(*span)].sum() >= OVERLAP
        for exchange in found
        if _is_asked(asked, question.number, exchange)
        for span in exchange.response_spans
    )


def _is_asked(asked: Asked, number: int, exchange: Exchange) -> bool:
    """Tell whether an exchange has the words of a recommendation."""
    passage = exchange.recommendation
    if exchange.recommendation_in_document:
        within = asked.letters.between(passage.start, passage.end)
        if asked.own[number][within].sum() >= OVERLAP:
            return True
    said, wanted = Letters(passage.text).text, Letters(asked.recommendations[number]).text
    return min(len(said), len(wanted)) >= OVERLAP and (said in wanted or wanted in said)


def remembered(encode: Encode) -> Encode:
    """Return the encoder so that no text is read twice: the questions of a document share most."""
    known: dict[str, NDArray[np.float32]] = {}

    def look_up(texts: Sequence[str]) -> NDArray[np.float32]:
        new = [text for text in dict.fromkeys(texts) if text not in known]
        if new:
            known.update(zip(new, encode(new), strict=True))
        return np.array([known[text] for text in texts], dtype=np.float32)

    return look_up


def found_first(asked: Sequence[Question], encode: Encode, choice: Choice) -> list[bool]:
    """Tell for each question whether the nearest candidate answers it."""
    return [_is_first(question, encode, choice) for question in asked]


def _is_first(question: Question, encode: Encode, choice: Choice) -> bool:
    candidates = [
        candidate
        for candidate in question.candidates
        if len(candidate.text) >= choice.shortest and (choice.others or not candidate.recommends)
    ]
    if not candidates:
        return False
    parts = [
        _sentences(candidate.text) if choice.by_sentence else [candidate.text]
        for candidate in candidates
    ]
    vectors = encode([question.text, *(part for several in parts for part in several)])
    nearness = vectors[1:] @ vectors[0]
    starts = np.cumsum([0, *(len(several) for several in parts)])[:-1]
    return candidates[int(np.maximum.reduceat(nearness, starts).argmax())].answers


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)] or [text]


def share(asked: Sequence[Question], found: Sequence[bool]) -> Interval:
    """Return the share of questions whose answer is found, its interval over documents."""
    return share_interval([question.document for question in asked], found)
