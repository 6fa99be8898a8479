"""Tells damaged Swedish text from sound text."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from stance.swedish.confusions import all_confusions
from stance.swedish.lexicon import UNKNOWN, fold, load_lexicon

_WORD = re.compile(r"[^\W_][\w�]{1,39}")
_SWEDISH = frozenset(
    (
        *("och", "att", "det", "som", "av", "en", "den", "med", "till", "har", "ett", "inte"),
        *("om", "de", "kan", "vid", "ska", "ej", "samt", "eller", "men"),
    )
)
_NOT_SWEDISH = frozenset(("og", "ikke", "the", "of", "and", "und", "die", "het", "een"))
_SWEDISH_SHARE = 0.06
_DAMAGED_SHARE = 0.03
_FEWEST = 2
_RATIO_OF_CLASSES = 10
_COMMON = 12
_MOST_LOOKED_UP = 400


def looks_damaged(text: str) -> bool:
    """Tell whether text is Swedish of which many words lost or changed letters.

    Counts words that are damaged beyond doubt: unknown ones that are a common word but for marks
    or one misread letter, and known ones that are far rarer than the same word with marks.
    """
    written = [word for word in _WORD.findall(text) if not word.isdecimal()]
    total = len(written)
    needed = max(_FEWEST, _DAMAGED_SHARE * total)
    if sum(map(_tells_damage, written)) < needed:
        return False  # Sound text, as most: one look-up for each word.
    words = Counter(map(str.lower, written))
    swedish = sum(words[word] for word in _SWEDISH)
    foreign = sum(words[word] for word in _NOT_SWEDISH)
    if swedish < max(1, _SWEDISH_SHARE * total) or foreign > swedish:
        return False
    lookups = 0
    evidence = 0
    lexicon = load_lexicon()
    for word, count in words.items():
        if word not in lexicon:
            lookups += 1
            if lookups > _MOST_LOOKED_UP:
                continue
        if _tells_damage(word):
            evidence += count
            if evidence >= needed:
                return True
    return False


def has_damaged_words(text: str) -> bool:
    """Tell whether any word by itself looks damaged; without one, no part of the text does."""
    return any(map(_tells_damage, _WORD.findall(text)))


@lru_cache(maxsize=1 << 15)
def _tells_damage(written: str) -> bool:
    """Tell whether a word as it is written would count as damaged."""
    word = written.lower()
    known = load_lexicon().frequency(word) != UNKNOWN
    return not word.isdecimal() and not (known and fold(word) != word) and _is_damaged(word)


@lru_cache(maxsize=1 << 15)
def _is_damaged(word: str) -> bool:
    lexicon = load_lexicon()
    frequency = lexicon.frequency(word)
    marked = max(map(lexicon.frequency, lexicon.unmarked.get(word, ())), default=UNKNOWN)
    if frequency != UNKNOWN:
        return marked >= max(frequency + _RATIO_OF_CLASSES, _COMMON)
    if marked >= _COMMON:
        return True
    if len(word) < 4 and word.isalpha():
        return False
    classes, unmarked_words = lexicon.classes, lexicon.unmarked
    # Folded letter by letter, so that each reading need not be folded anew.
    plain = fold(word)
    table = _confusions()
    for at, letter in enumerate(word):
        for seen, meant, unmarked in table.get(letter, ()):
            if seen != letter and not word.startswith(seen, at):
                continue
            end = at + len(seen)
            frequency = classes.get(word[:at] + meant + word[end:], UNKNOWN)
            if frequency >= _COMMON:
                return True
            if frequency == UNKNOWN:
                marked_words = unmarked_words.get(plain[:at] + unmarked + plain[end:])
                if marked_words and any(classes[each] >= _COMMON for each in marked_words):
                    return True
    return False


@lru_cache(maxsize=1)
def _confusions() -> dict[str, tuple[tuple[str, str, str], ...]]:
    """Return what is seen, meant, and meant without marks, by the first character seen."""
    return {
        first: tuple((each.seen, each.meant, fold(each.meant)) for each in group)
        for first, group in all_confusions().items()
    }
