"""Does the encoder find the answer to a recommendation among all paragraphs of the document?

The documents with gold of ``data/documents`` ask and judge. A question is a recommendation as the
gold has it; the candidates are the document's paragraphs, list items and table cells, without the
words of the recommendation itself, wherever the document says them; the answer is found when the
first candidate holds words that the gold quotes as the response.

Cosines alone cannot know that another recommendation is no answer, that "Svar" is a label, or that
the paragraph after the recommendation answers it: ``Choice`` tells what each such piece of
knowledge is worth, and ``Question.extracted`` what the program makes of all of it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from training.encoder.measure import Encode, Interval

from stance.evaluation.gold import GoldDocument, read_gold
from stance.extraction import extract
from stance.extraction.sentences import split_sentences
from stance.reading import read_document
from stance.schema import BlockKind, Document, Span

_FEWEST = 15  # Letters and digits of a candidate: less is a number or a mark.
_OVERLAP = 10  # Of them that a candidate and the gold's response must share.
_RESAMPLES = 1000


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


class _Letters:
    """A text's letters and digits without case, and where each of them stands."""

    def __init__(self, text: str) -> None:
        self.places = [at for at, letter in enumerate(text) if letter.isalnum()]
        self.text = "".join(text[at].casefold()[:1] for at in self.places)

    def mask(self, quotes: Iterable[str]) -> NDArray[np.bool_]:
        """Tell for each letter whether it stands within one of the quotes."""
        found = np.zeros(len(self.text), dtype=np.bool_)
        for quote in quotes:
            wanted = _Letters(quote).text
            at = self.text.find(wanted) if wanted else -1
            while at >= 0:
                found[at : at + len(wanted)] = True
                at = self.text.find(wanted, at + len(wanted))
        return found

    def between(self, start: int, end: int) -> slice:
        """Return which letters stand between two places of the text."""
        return slice(bisect_left(self.places, start), bisect_left(self.places, end))


def questions(folder: Path) -> list[Question]:
    """Return the answered recommendations of every document with gold in a folder."""
    return [question for gold in read_gold(folder) for question in _questions(gold)]


def _questions(gold: GoldDocument) -> Iterable[Question]:
    document = read_document(gold.path) if gold.path else Document("", text=gold.text or "")
    letters = _Letters(document.text)
    asked = [letters.mask([item.recommendation]) for item in gold.items]
    found = _extracted(document)
    for own, item in zip(asked, gold.items, strict=True):
        answer = letters.mask(item.response) & ~own
        if not answer.any():
            continue
        others = np.any(asked, axis=0) & ~own
        yield Question(
            gold.identifier,
            item.recommendation,
            tuple(_candidates(document, letters, own, answer, others)),
            _is_extracted(letters, own, answer, found),
        )


def _candidates(
    document: Document,
    letters: _Letters,
    own: NDArray[np.bool_],
    answer: NDArray[np.bool_],
    others: NDArray[np.bool_],
) -> Iterable[Candidate]:
    for block in document.blocks:
        if block.kind is BlockKind.HEADING:
            continue
        within = letters.between(block.start, block.end)
        left = ~own[within]
        if left.sum() < _FEWEST:
            continue
        hidden = {letters.places[within.start + at] for at in np.flatnonzero(~left)}
        text = "".join(
            document.text[at] for at in range(block.body_start, block.end) if at not in hidden
        )
        shared = min(_OVERLAP, int(left.sum()))
        recommends = (left & ~others[within]).sum() < _FEWEST
        answers = bool(answer[within].sum() >= shared)
        yield Candidate(text.strip(), answers, bool(recommends))


def _extracted(document: Document) -> list[tuple[Span, tuple[Span, ...]]]:
    """Return the recommendations and the answers that the program finds, as places in the text."""
    return [
        ((exchange.recommendation.start, exchange.recommendation.end), exchange.response_spans)
        for exchange in extract(document).exchanges
    ]


def _is_extracted(
    letters: _Letters,
    own: NDArray[np.bool_],
    answer: NDArray[np.bool_],
    found: Sequence[tuple[Span, tuple[Span, ...]]],
) -> bool:
    for (start, end), response in found:
        if own[letters.between(start, end)].sum() < _OVERLAP:
            continue
        if any(answer[letters.between(*span)].sum() >= _OVERLAP for span in response):
            return True
    return False


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
    names = sorted({question.document for question in asked})
    number = {name: at for at, name in enumerate(names)}
    documents = np.array([number[question.document] for question in asked])
    right = np.bincount(documents, weights=np.array(found, dtype=float))
    every = np.bincount(documents)
    draws = np.random.default_rng(0).integers(0, len(names), (_RESAMPLES, len(names)))
    values = right[draws].sum(1) / every[draws].sum(1)
    low, high = np.quantile(values, [0.025, 0.975])
    return Interval(float(np.mean(found)), float(low), float(high))
