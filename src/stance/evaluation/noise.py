"""Labelled data as a bad scan gives them: made anew each time, never stored.

Letters are misread, long lines are broken and words divided at their ends, and page heads stand
between them. A document's gold is damaged with its text, so that what is measured is the reading of
damaged text and not the likeness of a quote to its own damaged copy.
"""

from __future__ import annotations

import random
import re
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Literal, TypeAlias, TypeVar

from stance.classification.pairs import Pair
from stance.evaluation.gold import GoldDocument, GoldItem
from stance.swedish.noise import damage

Kind: TypeAlias = Literal["ocr", "layout"]
PAIRS, DOCUMENTS = 150, 15

_RATE = 0.3
_WORD = re.compile(r"[^\W\d_]+")
_VOWELS = frozenset("aeiouyåäö")
_WIDTH = 78
# A longer line is a paragraph that nobody has broken.
_UNBROKEN = 110
_DIVIDED = 0.25
# Lines of a page; the answer of a pair is shorter than that, and meets a page's end or does not.
_PAGE = 44
_SHORT = 20
_MET = 0.5
_HEADS = (
    "Sida {page} ({pages})",
    "                                                            {page}({pages})",
    "Protokollsutdrag                 Sammanträdesdatum               Sida {page}",
    "Justerandes signatur                              Utdragsbestyrkande",
)

_Any = TypeVar("_Any")


def chosen(given: Sequence[_Any], number: int) -> list[_Any]:
    """Return as many as asked for, evenly spread, so that all authors are among them."""
    if len(given) <= number:
        return list(given)
    return [given[place * len(given) // number] for place in range(number)]


def noisy_pairs(pairs: Sequence[Pair], kind: Kind, seed: int = 0) -> list[Pair]:
    """Return the pairs with damaged texts; their spans, which no longer fit, are gone."""
    return [
        replace(
            pair,
            recommendation=damaged(pair.recommendation),
            response=_laid_out(damaged(pair.response), rng),
            measure=None,
            deadline=None,
            responsible=None,
            evidence=None,
        )
        for number, pair in enumerate(pairs)
        for rng in [random.Random(f"{seed} {number}")]  # noqa: S311 - not for secrets
        for damaged in [_damager(kind, rng)]
    ]


def noisy_document(document: GoldDocument, text: str, kind: Kind, seed: int = 0) -> GoldDocument:
    """Return a document with a damaged text, and its gold damaged in the same way.

    Args:
        document: The document.
        text: Its text as it is read, which the places in its gold refer to.
        kind: ``ocr``, or ``layout`` for sound letters.
        seed: The same seed gives the same damage.
    """
    rng = random.Random(f"{seed} {document.identifier}")  # noqa: S311 - not for secrets
    damaged = _damager(kind, rng)

    def item(gold: GoldItem) -> GoldItem:
        response = gold.response or tuple(text[start:end] for start, end in gold.response_spans)
        return replace(
            gold,
            recommendation=damaged(gold.recommendation),
            response=tuple(map(damaged, response)),
            response_spans=(),
            evidence=tuple(map(damaged, gold.evidence)),
        )

    return replace(
        document,
        text=_laid_out(damaged(text), rng),
        path=None,
        items=tuple(map(item, document.items)),
    )


def _damager(kind: Kind, rng: random.Random) -> Callable[[str], str]:
    """Return what damages the letters of a text: the same word always in the same way."""
    if kind == "layout":
        return lambda text: text
    profile: Literal["marks lost", "letters wrong"] = rng.choice(("marks lost", "letters wrong"))
    table: dict[str, str] = {}

    def word(match: re.Match[str]) -> str:
        written = match.group()
        if written not in table:
            table[written] = damage(written, rng, _RATE, profile)
        return table[written]

    return lambda text: _WORD.sub(word, text)


def _laid_out(text: str, rng: random.Random) -> str:
    lines = _divided([piece for line in text.split("\n") for piece in _broken(line)], rng)
    if len(lines) <= _SHORT:
        ends = [rng.randrange(1, len(lines))] if len(lines) > 1 and rng.random() < _MET else []
    else:
        ends = list(range(_PAGE, len(lines), _PAGE))
    head = rng.choice(_HEADS)
    for page, end in reversed(list(enumerate(ends, start=2))):
        lines.insert(end, "\f" + head.format(page=page, pages=len(ends) + 1))
    return "\n".join(lines)


def _broken(line: str) -> list[str]:
    if len(line) <= _UNBROKEN or "\t" in line or line.lstrip().startswith("|"):
        return [line]
    indent = line[: len(line) - len(line.lstrip())]
    return textwrap.wrap(line, _WIDTH, subsequent_indent=indent, break_on_hyphens=False)


def _divided(lines: Sequence[str], rng: random.Random) -> list[str]:
    """Divide some first words: their head goes to the end of the line before."""
    out: list[str] = []
    for line in lines:
        above = out[-1] if out else ""
        if len(above) > _WIDTH // 2 and above[-1].islower() and rng.random() < _DIVIDED:
            for cut in _cuts(line):
                out[-1] = f"{above} {line[:cut]}-"
                line = line[cut:]
                break
        out.append(line)
    return out


def _cuts(line: str) -> Iterator[int]:
    """Yield where a line's first word can be divided: before a consonant with a vowel after it."""
    found = _WORD.match(line)
    if found is None or not found.group().islower():
        return
    word = found.group()
    for cut in range(3, len(word) - 3):
        if word[cut] not in _VOWELS and word[cut + 1] in _VOWELS:
            yield cut
