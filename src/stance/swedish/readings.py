"""Reads one token of text: what word it stands for, if it is not as it should be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from stance.swedish.confusions import all_confusions
from stance.swedish.lexicon import UNKNOWN, load_lexicon
from stance.swedish.resources import read_rows
from stance.swedish.search import Reading, best_reading, word_cost

_ODD = re.compile(r"[0-9?�£]")
# What an unknown token costs when it stays: a reading must be cheaper than that.
_STAYS = 16.0
_NAME_STAYS = 11.5
_MARGIN = 0.5
_MARGIN_RARE = 2.0
_WELL_KNOWN = 12
_COMMON = 16
_CERTAIN = 20
_STEPS_PER_TOKEN = 900


@lru_cache(maxsize=1)
def _short_words() -> Mapping[str, str]:
    return {row[0]: row[1] for row in read_rows("short_words.tsv")}


def _places_in_short(token: str) -> tuple[int, ...]:
    """Return places for a short word, which may be a letter shorter than what is seen."""
    word = _short_words()[token]
    return (*range(len(word) - 1), len(token) - 1)


@lru_cache(maxsize=1 << 16)
def read_damaged(token: str, name: bool) -> tuple[Reading | None, int]:
    """Return what a token of damaged text stands for; None when it stays."""
    lexicon = load_lexicon()
    low = token.lower()
    if len(low) != len(token):
        return None, 1
    if low in _short_words() and not token.isupper():
        return Reading(_short_words()[low], _places_in_short(low), 0.0, 1.0, 1), 1
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
def read_sound(token: str, name: bool) -> tuple[Reading | None, int]:
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
