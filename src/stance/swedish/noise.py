"""Damages Swedish text the way that character recognition and bad decoding do.

For training models that must stand damaged text, and for measuring ``repair``.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from stance.swedish.confusions import load_confusions
from stance.swedish.lexicon import fold

Profile: TypeAlias = Literal["marks lost", "letters wrong", "mixed"]
PROFILES: tuple[Profile, ...] = ("marks lost", "letters wrong", "mixed")

_WORD = re.compile(r"[^\W\d_]+")
_MARKED = frozenset("åäöÅÄÖ")
# Ways of decoding a whole text wrongly.
_WRONG_SETS = (
    {letter: letter.encode().decode("cp1252") for letter in "åäöÅÄÖ"},
    dict.fromkeys("åäöÅÄÖ", "?"),
    dict.fromkeys("åäöÅÄÖ", "\N{REPLACEMENT CHARACTER}"),
    dict(zip("åäöÅÄÖ", "}{|][\\", strict=True)),
)
_LAYOUT_SHARE = 0.02
_UNMARKED_SHARE = 0.04


@dataclass(frozen=True, slots=True)
class _Misreadings:
    seen: tuple[str, ...]
    weights: tuple[float, ...]


@lru_cache(maxsize=1)
def _misreadings() -> dict[str, _Misreadings]:
    """What each letter group may be read as, the likelier the cheaper in the table."""
    table: dict[str, list[tuple[str, float]]] = {}
    for confusion in load_confusions():
        if not confusion.seen.isalnum():
            continue
        table.setdefault(confusion.meant, []).append((confusion.seen, 2.0**-confusion.cost))
    return {
        meant: _Misreadings(
            tuple(seen for seen, _ in readings), tuple(weight for _, weight in readings)
        )
        for meant, readings in table.items()
    }


def damage(text: str, rng: random.Random, rate: float, profile: Profile = "mixed") -> str:
    """Return damaged text.

    Args:
        text: Sound Swedish text.
        rng: Where chance comes from; the same seed gives the same damage.
        rate: Severity from 0 (none) to 1: the share of å, ä and ö that is damaged; other letters
            are misread far less often.
        profile: ``marks lost`` only takes marks away; ``letters wrong`` misreads letters; ``mixed``
            draws for the whole text which of the two it mostly is, and adds broken layout:
            hyphens, case, joined and split words, and now and then a wrong decoding.
    """
    if rate <= 0.0:
        return text
    if profile == "marks lost":
        return _WORD.sub(lambda match: _lose_marks(match.group(), rng, rate), text)
    if profile == "letters wrong":
        return _WORD.sub(lambda match: _misread(match.group(), rng, rate), text)
    lost_share = rng.random()
    if rng.random() < 0.1:
        for letter, seen in rng.choice(_WRONG_SETS).items():
            text = text.replace(letter, seen)
        return text

    def one(match: re.Match[str]) -> str:
        word = match.group()
        change = _lose_marks if rng.random() < lost_share else _misread
        return _break_layout(change(word, rng, rate), rng, rate)

    return _WORD.sub(one, text)


def _lose_marks(word: str, rng: random.Random, rate: float) -> str:
    return "".join(
        fold(letter) if letter in _MARKED and rng.random() < rate else letter for letter in word
    )


def _misread(word: str, rng: random.Random, rate: float) -> str:
    """Misread letters; a word of ordinary letters is hit at most once."""
    table = _misreadings()
    out: list[str] = []
    other = rng.random() < rate * _UNMARKED_SHARE
    at = 0
    target = rng.randrange(len(word)) if other else -1
    while at < len(word):
        letter = word[at]
        if letter in _MARKED:
            out.append(_draw(letter, rng) if rng.random() < rate else letter)
            at += 1
            continue
        pair = word[at : at + 2]
        if other and at >= target and (pair in table or letter in table):
            meant = pair if pair in table else letter
            out.append(_draw(meant, rng))
            at += len(meant)
            other = False
            continue
        out.append(letter)
        at += 1
    return "".join(out)


def _draw(meant: str, rng: random.Random) -> str:
    low = meant.lower()
    readings = _misreadings().get(low)
    if readings is None:
        return meant
    seen = rng.choices(readings.seen, readings.weights)[0]
    return seen.capitalize() if meant[0].isupper() else seen


def _break_layout(word: str, rng: random.Random, rate: float) -> str:
    if rng.random() >= rate * _LAYOUT_SHARE or len(word) < 4:
        return word
    cut = rng.randrange(2, len(word) - 1)
    kind = rng.randrange(4)
    if kind == 0:
        return f"{word[:cut]}-\n{word[cut:]}"
    if kind == 1:
        return f"{word[:cut]} {word[cut:]}"
    if kind == 2:
        return word.swapcase()
    return f"{word}{word[:1]}"
