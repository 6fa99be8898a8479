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
from functools import lru_cache

from stance.swedish.confusions import all_confusions
from stance.swedish.contexts import choose_twin, has_twins
from stance.swedish.damage import looks_damaged
from stance.swedish.decoding import mend_decoding
from stance.swedish.lexicon import UNKNOWN, load_lexicon
from stance.swedish.search import LONGEST, Reading, best_reading, word_cost

_RUN = re.compile(r"\S+")
_TOKEN = re.compile(r"[^\W_]['’\w?�£]*|[�£][\w?�'’]+")
_TOKEN_WITH_QUESTION = re.compile(r"[^\W_?][\w?�£]*|[?�£][\w?�]+")
_QUESTION_IN_WORD = re.compile(r"[^\W\d_]\?[^\W\d_]")
_UNDAMAGED_SIGNAL = re.compile(
    r"[^\W\d_][0-9?�£][^\W\d_]|(?<!\w)[0-9�][^\W\d_]{3}|[^\W\d_]�|�[^\W\d_]"
)
_ODD = re.compile(r"[0-9?�£]")
_LOST_DIGIT = re.compile(
    r"(?<=[a-zåäö,] )[1Il](?= (?:[a-zåäö0-9]{3}|[A-ZÅÄÖ]{2}))"
    r"|^[1Il](?= (?:enlighet|samband|syfte|dag)\b)",
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
_FEWEST_QUESTIONS = 2
# å, ä and ö per a, e, i, o and u in sound text, and the least share of marks taken for lost.
_NORMAL_MARKS = 0.16
_LEAST_LOSS = 0.05
_WINDOW = 6000
# What an unknown token costs when it stays: a reading must be cheaper than that.
_STAYS = 16.0
_NAME_STAYS = 11.5
_MARGIN = 0.5
_MARGIN_RARE = 2.0
_WELL_KNOWN = 12
_COMMON = 16
_CERTAIN = 20
_STEPS_PER_TOKEN = 900
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
            tokens = _in_tokens(window, _read_sound, budget)
            found = (c for t in tokens if t.reading and (c := t.change(t.reading.word)))
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


def _in_damaged(text: str, budget: _Budget) -> Iterator[_Change]:
    words = _with_contexts(list(_in_tokens(text, _read_damaged, budget)), _keep(text))
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


_Read = Callable[[str, bool], tuple[Reading | None, int]]


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    text: str
    reading: Reading | None

    def change(self, word: str) -> _Change | None:
        """Return the change to a word in lower case, None when the token stays."""
        meant = _in_case_of(self.text, word)
        if meant == self.text:
            return None
        places = self.reading.places if self.reading else tuple(range(len(self.text)))
        return _Change(self.start, self.start + len(self.text), meant, places)


def _with_contexts(tokens: list[_Token], keep: float) -> Iterator[_Change]:
    """Yield the changes, with words that differ in marks only chosen by their neighbours."""
    words = [t.reading.word if t.reading else t.text.lower() for t in tokens]
    for at, token in enumerate(tokens):
        word = words[at]
        unmarked = token.text.isascii()
        if (unmarked or token.reading) and has_twins(word) and len(word) > 1:
            before = words[at - 1] if at else ""
            after = words[at + 1] if at + 1 < len(words) else ""
            word = choose_twin(word, before, after, keep=keep if unmarked else 0.0)
        change = token.change(word) if token.reading or word != words[at] else None
        if change:
            yield change


def _in_tokens(text: str, read: _Read, budget: _Budget) -> Iterator[_Token]:
    asked = len(_QUESTION_IN_WORD.findall(text)) >= _FEWEST_QUESTIONS
    pattern = _TOKEN_WITH_QUESTION if asked else _TOKEN
    for run in _RUN.finditer(text):
        stretch = run.group()
        if "@" in stretch or "://" in stretch or stretch.startswith("www."):
            continue
        for match in pattern.finditer(text, run.start(), run.end()):
            token = match.group().rstrip("'’")
            if not asked or (token.rstrip("?").lower() in load_lexicon() and len(token) > 2):
                token = token.rstrip("?'’")
            if not 2 <= len(token) <= LONGEST or _is_code(token):
                yield _Token(match.start(), token, None)
                continue
            name = token[0].isupper() and _inside_sentence(text, match.start())
            if budget.left <= 0:
                return
            reading, steps = read(token, name)
            budget.left -= steps
            yield _Token(match.start(), token, reading)


def _read_sound(token: str, _: bool) -> tuple[Reading | None, int]:
    return _read_sure(token)


def _is_code(token: str) -> bool:
    """Tell whether a token is a number, an abbreviation in capitals or the like."""
    letters = sum(map(str.isalpha, token))
    if letters * 2 < len(token):
        return letters == 0 or not any(sign in token for sign in "�?£")
    return token.isupper() and (letters <= 5 or letters < len(token))


def _inside_sentence(text: str, start: int) -> bool:
    """Tell whether a word goes on a sentence, so that a capital means a name."""
    before = text[max(0, start - 2) : start]
    return len(before) == 2 and before[1] == " " and (before[0].isalnum() or before[0] == ",")


def _in_case_of(token: str, word: str) -> str:
    if token.isupper() and len(token) > 1:
        return word.upper()
    return word[0].upper() + word[1:] if token[0].isupper() else word


@lru_cache(maxsize=1 << 16)
def _read_damaged(token: str, name: bool) -> tuple[Reading | None, int]:
    """Return what a token of damaged text stands for; None when it stays."""
    lexicon = load_lexicon()
    low = token.lower()
    if len(low) != len(token):
        return None, 1
    frequency = lexicon.frequency(low)
    if frequency >= _WELL_KNOWN:
        return _without_lost_marks(low, frequency), 1
    if frequency != UNKNOWN:
        marked = _without_lost_marks(low, frequency)
        if marked is not None:
            return marked, 1
        if name:
            return None, 1
        bound = word_cost(frequency) - _MARGIN_RARE
    else:
        marked = _without_lost_marks(low, frequency)
        if marked is not None and marked.cost < word_cost(_CERTAIN):
            return marked, 1
        bound = _NAME_STAYS if name else _STAYS
    reading, steps = best_reading(
        low, lexicon, all_confusions(), bound=bound, limit=_STEPS_PER_TOKEN
    )
    if reading is None or reading.damage == 0:
        return None, steps
    if reading.word not in lexicon:
        stays, more = best_reading(low, lexicon, {}, bound=_STAYS, limit=_STEPS_PER_TOKEN)
        steps += more
        if stays is not None and stays.cost < reading.cost + _MARGIN_RARE:
            return None, steps
    if len(low) <= 3 and lexicon.frequency(reading.word) < _COMMON:
        return None, steps
    return reading, steps


def _without_lost_marks(low: str, frequency: int) -> Reading | None:
    """Return the far more common word that differs in lost marks only."""
    lexicon = load_lexicon()
    stays = word_cost(frequency) - _MARGIN if frequency != UNKNOWN else _STAYS
    best: Reading | None = None
    for word in lexicon.unmarked.get(low, ()):
        damage = 0.7 * sum(a != b for a, b in zip(word, low, strict=True))
        cost = word_cost(lexicon.frequency(word)) + damage
        if cost < stays:
            stays = cost
            best = Reading(word, tuple(range(len(low))), cost, damage, 1)
    return best


@lru_cache(maxsize=1 << 12)
def _read_sure(token: str) -> tuple[Reading | None, int]:
    """Return what a token of sound text stands for, when it cannot be anything else."""
    lexicon = load_lexicon()
    low = token.lower()
    if len(low) != len(token) or not _ODD.search(token) or sum(map(str.isalpha, token)) < 2:
        return None, 1
    sure = "�" in token
    if not sure and (len(token) < 4 or low.strip("0123456789") in lexicon):
        return None, 1
    reading, steps = best_reading(
        low,
        lexicon,
        all_confusions(),
        bound=_STAYS if sure else _NAME_STAYS,
        limit=_STEPS_PER_TOKEN,
        compounds=len(token) > 7,
    )
    return reading, steps
