"""Mends what character recognition and bad decoding do to Swedish text.

Word by word: a token that is no known word, or that is far rarer than what it may stand for, is
replaced by its most probable reading (see ``search``). In text that is not damaged only
unmistakable damage is mended: UTF-8 read as Latin-1, and digits or signs inside words.
Names, codes, numbers, dates and addresses stay as they are.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from stance.swedish.contexts import choose_twin, has_twins
from stance.swedish.damage import has_damaged_words, looks_damaged
from stance.swedish.decoding import may_be_decoded_wrong, mend_decoding
from stance.swedish.lexicon import fold
from stance.swedish.readings import read_damaged, read_sound
from stance.swedish.search import Reading
from stance.swedish.tokens import Token, in_case_of, tokenize

# Inside a word, or before one, or lost beside a letter. What a search looks for comes first: so
# it passes quickly over all else.
_UNDAMAGED_SIGNAL = re.compile(
    r"[0-9?�£](?:(?<=[^\W\d_].)(?=[^\W\d_])|(?<=[0-9�])(?<!\w.)(?=[^\W\d_]{3})"
    r"|(?<=[^\W\d_]�)|(?<=�)(?=[^\W\d_]))"
)
_LOST_DIGIT = re.compile(
    r"(?<=[a-zåäö,] )[1l](?= (?:[a-zåäö0-9]{3}|[A-ZÅÄÖ]{2}))"
    r"|^[1l](?= (?:enlighet|samband|syfte|dag)\b)",
    re.M,
)
_COUNTED = re.compile(
    r"(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"
    r"|g[åa]ng|dag|vecka|m[åa]nad|[åa]r|timm|person|barn|st|kr|procent|miljon|kap|och|eller|till"
    r"|tertial|kvartal|plats|[äa]rende|exemplar|grupp|enhet|kommun|av|\d)"
)
_NUMBERED = re.compile(
    r"(?:kapitel|kap|bilaga|punkt|punkten|paragraf|del|steg|fas|niv[åa]|nr|nummer|tabell|figur"
    r"|tertial|kvartal|vecka|alternativ|[åa]rskurs|senast|minst|den|rekommendation|version) $",
    re.I,
)
# å, ä and ö per a, e, i, o and u in sound text, and the least share of marks taken for lost.
_NORMAL_MARKS = 0.16
_LEAST_LOSS = 0.05
_CERTAINLY_MARKED = -100.0
_WINDOW = 6000
_FREE_STEPS = 20_000
_STEPS_PER_CHARACTER = 4


@dataclass(frozen=True, slots=True)
class Repaired:
    """Mended text.

    Attributes:
        text: The text as it was probably meant.
        offsets: ``offsets[i]`` is the place in the original of ``text[i]``, with one more entry
            for the end; None when nothing changed.
    """

    text: str
    offsets: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class _Change:
    start: int
    end: int
    text: str
    places: tuple[int, ...]


class _Budget:
    """Work that a text may still cost: rubbish takes no more time than its length allows."""

    def __init__(self, characters: int) -> None:
        self.left = _FREE_STEPS + _STEPS_PER_CHARACTER * characters


def repair(text: str, *, damaged: bool | None = None) -> Repaired:
    """Return text with damaged words mended.

    Args:
        text: Swedish text.
        damaged: Whether the text is known to be damaged; None to find out, for long text part by
            part.
    """
    decoded = mend_decoding(text)
    current = decoded[0] if decoded else text
    changes = list(_changes(current, damaged))
    if not changes:
        return Repaired(*decoded) if decoded else Repaired(text)
    mended, offsets = _apply(current, changes)
    if decoded:
        offsets = [decoded[1][offset] for offset in offsets]
    return Repaired(mended, tuple(offsets))


def needs_no_repair(text: str) -> bool:
    """Tell that ``repair`` would change neither the text nor any run of whole words of it.

    It is quicker than to repair each sentence of a sound text and find nothing.
    """
    return not (
        may_be_decoded_wrong(text) or has_damaged_words(text) or _UNDAMAGED_SIGNAL.search(text)
    )


def _apply(text: str, changes: list[_Change]) -> tuple[str, list[int]]:
    parts: list[str] = []
    offsets: list[int] = []
    last = 0
    for change in changes:
        parts.append(text[last : change.start])
        offsets.extend(range(last, change.start))
        parts.append(change.text)
        offsets.extend(change.start + place for place in change.places)
        last = change.end
    parts.append(text[last:])
    offsets.extend(range(last, len(text) + 1))
    return "".join(parts), offsets


def _changes(text: str, damaged: bool | None) -> Iterator[_Change]:
    budget = _Budget(len(text))
    for start, end in _windows(text) if damaged is None else ((0, len(text)),):
        window = text[start:end]
        found: Iterator[_Change]
        if looks_damaged(window) if damaged is None else damaged:
            found = _in_damaged(window, budget)
        elif _UNDAMAGED_SIGNAL.search(window):
            found = _in_sound(window, budget)
        else:
            continue
        for change in found:
            yield _Change(start + change.start, start + change.end, change.text, change.places)


def _windows(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(text):
        end = min(start + _WINDOW, len(text))
        if end < len(text):
            cut = max(text.rfind("\n", start, end), text.rfind(" ", start, end))
            end = cut + 1 if cut > start else end
        yield start, end
        start = end


def _in_sound(text: str, budget: _Budget) -> Iterator[_Change]:
    for token, reading in _read_tokens(text, read_sound, budget):
        change = _change(token, reading, reading.word) if reading else None
        if change:
            yield change


def _in_damaged(text: str, budget: _Budget) -> Iterator[_Change]:
    words = _with_contexts(list(_read_tokens(text, read_damaged, budget)), _keep(text))
    digits = [
        _Change(match.start(), match.end(), "i", (0,))
        for match in _LOST_DIGIT.finditer(text)
        if not _COUNTED.match(text, match.end() + 1)
        and not _NUMBERED.search(text[max(0, match.start() - 20) : match.start()])
    ]
    return iter(sorted([*words, *digits], key=lambda change: change.start))


def _keep(text: str) -> float:
    """Return how many bits speak for an unmarked spelling: the more, the more marks are left."""
    low = text.lower()
    letters = sum(map(low.count, "aeiou")) or 1
    left = sum(map(low.count, "åäö")) / letters / _NORMAL_MARKS
    return -math.log2(min(max(1 - left, _LEAST_LOSS), 1.0))


_Read: TypeAlias = Callable[[str, bool], tuple[Reading | None, int]]
_TokenRead: TypeAlias = tuple[Token, Reading | None]


def _change(token: Token, reading: Reading | None, word: str) -> _Change | None:
    """Return the change of a token to a word in lower case, None when the token stays."""
    meant = in_case_of(token.text, word)
    if meant == token.text:
        return None
    places = reading.places if reading else tuple(range(len(token.text)))
    return _Change(token.start, token.start + len(token.text), meant, places)


def _read_tokens(text: str, read: _Read, budget: _Budget) -> Iterator[_TokenRead]:
    for token in tokenize(text):
        if token.code:
            yield token, None
            continue
        if budget.left <= 0:
            return
        reading, steps = read(token.text, token.name)
        budget.left -= steps
        yield token, reading


def _with_contexts(tokens: list[_TokenRead], keep: float) -> Iterator[_Change]:
    """Yield the changes, with words that differ in marks only chosen by their neighbours."""
    words = [reading.word if reading else token.text.lower() for token, reading in tokens]
    for at, (token, reading) in enumerate(tokens):
        word = words[at]
        unmarked = token.text.isascii()
        if (unmarked or reading) and len(word) > 1 and has_twins(word):
            before = words[at - 1] if at else ""
            after = words[at + 1] if at + 1 < len(words) else ""
            may_stay = unmarked and (reading is None or fold(word) == token.text.lower())
            word = choose_twin(word, before, after, keep=keep if may_stay else _CERTAINLY_MARKED)
        if reading or word != words[at]:
            change = _change(token, reading, word)
            if change:
                yield change
