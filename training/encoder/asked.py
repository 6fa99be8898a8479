"""Documents with gold as questions to an encoder: which paragraph answers which recommendation.

A question is a recommendation as the gold has it. Its candidates are the document's paragraphs,
list items and table cells, without the words of the recommendation itself, wherever the document
says them; those that hold words that the gold quotes as the response answer it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from stance.evaluation.gold import GoldDocument, read_gold
from stance.reading import read_document
from stance.schema import BlockKind, Document

FEWEST = 15  # Letters and digits of a candidate: less is a number or a mark.
OVERLAP = 10  # Of them that a candidate and the gold's response must share.


class Letters:
    """A text's letters and digits without case, and where each of them stands."""

    def __init__(self, text: str) -> None:
        """Take the text."""
        self.places = [at for at, letter in enumerate(text) if letter.isalnum()]
        self.text = "".join(text[at].casefold()[:1] for at in self.places)

    def mask(self, quotes: Iterable[str]) -> NDArray[np.bool_]:
        """Tell for each letter whether it stands within one of the quotes."""
        found = np.zeros(len(self.text), dtype=np.bool_)
        for quote in quotes:
            wanted = Letters(quote).text
            at = self.text.find(wanted) if wanted else -1
            while at >= 0:
                found[at : at + len(wanted)] = True
                at = self.text.find(wanted, at + len(wanted))
        return found

    def between(self, start: int, end: int) -> slice:
        """Return which letters stand between two places of the text."""
        return slice(bisect_left(self.places, start), bisect_left(self.places, end))


@dataclass(frozen=True)
class Question:
    """An answered recommendation.

    Attributes:
        number: Which of the document's recommendations.
        quoted: The letters of the document that the gold quotes as the answer.
        answers: Which paragraphs answer it.
    """

    number: int
    quoted: NDArray[np.bool_]
    answers: NDArray[np.bool_]


@dataclass(frozen=True)
class Asked:
    """A document with what is asked in it.

    Attributes:
        name: The document's.
        author: The set that it belongs to: each has its own author.
        document: As it was read.
        letters: Those of its text.
        recommendations: All of them, each once, in order.
        own: The letters that say each recommendation.
        paragraphs: All of them, headings too.
        rest: What a paragraph says beside a recommendation, as ``AnswerFinder.scores`` takes it.
        questions: The recommendations that are answered; one for each body that answers.
        audit: The audit report, where the document itself does not repeat what was recommended.
    """

    name: str
    author: str
    document: Document
    letters: Letters
    recommendations: tuple[str, ...]
    own: tuple[NDArray[np.bool_], ...]
    paragraphs: tuple[str, ...]
    rest: dict[tuple[int, int], str]
    questions: tuple[Question, ...]
    audit: Path | None = None

    def candidate(self, number: int, paragraph: int) -> str:
        """Return what a paragraph could answer a recommendation with; empty where nothing."""
        return self.rest.get((number, paragraph), self.paragraphs[paragraph])


def read_asked(folder: Path) -> list[Asked]:
    """Return every document with gold in a folder."""
    return [asked_in(gold, folder) for gold in read_gold(folder)]


def asked_in(gold: GoldDocument, folder: Path) -> Asked:
    """Return what is asked in a document."""
    document = read_document(gold.path) if gold.path else Document("", text=gold.text or "")
    letters = Letters(document.text)
    recommendations = tuple(dict.fromkeys(item.recommendation for item in gold.items))
    own = tuple(letters.mask([text]) for text in recommendations)
    paragraphs = tuple(document.text[b.body_start : b.end].strip() for b in document.blocks)
    rest = {
        (number, place): text
        for number, words in enumerate(own)
        for place, text in enumerate(_beside(document, letters, words))
        if text != paragraphs[place]
    }
    questions = []
    for item in gold.items:
        number = recommendations.index(item.recommendation)
        quoted = letters.mask(item.response) & ~own[number]
        if quoted.any():
            answers = _answering(document, letters, own[number], quoted, rest, number)
            questions.append(Question(number, quoted, answers))
    author = gold.path.parent.name if gold.path else folder.stem
    return Asked(
        gold.identifier,
        author,
        document,
        letters,
        recommendations,
        own,
        paragraphs,
        rest,
        tuple(questions),
        gold.audit,
    )


def _beside(document: Document, letters: Letters, own: NDArray[np.bool_]) -> Iterable[str]:
    """Yield what each paragraph says beside a recommendation; nothing where it is no candidate."""
    for block in document.blocks:
        within = letters.between(block.start, block.end)
        left = ~own[within]
        if block.kind is BlockKind.HEADING or left.sum() < FEWEST:
            yield ""
            continue
        hidden = {letters.places[within.start + at] for at in np.flatnonzero(~left)}
        yield "".join(
            document.text[at] for at in range(block.body_start, block.end) if at not in hidden
        ).strip()


def _answering(
    document: Document,
    letters: Letters,
    own: NDArray[np.bool_],
    quoted: NDArray[np.bool_],
    rest: dict[tuple[int, int], str],
    number: int,
) -> NDArray[np.bool_]:
    """Tell which paragraphs hold enough of an answer."""
    found = np.zeros(len(document.blocks), dtype=np.bool_)
    for place, block in enumerate(document.blocks):
        within = letters.between(block.start, block.end)
        shared = min(OVERLAP, int((~own[within]).sum()))
        found[place] = rest.get((number, place)) != "" and quoted[within].sum() >= shared
    return found
