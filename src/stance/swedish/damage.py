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
    counts = Counter(_WORD.findall(text))
    words: Counter[str] = Counter()
    for word, count in counts.items():
        if not word.isdecimal():
            words[word.lower()] += count
    total = sum(words.values())
    swedish = sum(words[word] for word in _SWEDISH)
    foreign = sum(words[word] for word in _NOT_SWEDISH)
    if swedish < max(1, _SWEDISH_SHARE * total) or foreign > swedish:
        return False
    needed = max(_FEWEST, _DAMAGED_SHARE * total)
    lookups = 0
    evidence = 0
    for word, count in words.items():
        lexicon = load_lexicon()
        if lexicon.frequency(word) != UNKNOWN and fold(word) != word:
            continue
        if lexicon.frequency(word) == UNKNOWN:
            lookups += 1
            if lookups > _MOST_LOOKED_UP:
                continue
        if _is_damaged(word):
            evidence += count
            if evidence >= needed:
                return True
    return False


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
    table = all_confusions()
    for at, letter in enumerate(word):
        for confusion in table.get(letter, ()):
            if word.startswith(confusion.seen, at):
                meant = word[:at] + confusion.meant + word[at + len(confusion.seen) :]
                if lexicon.frequency(meant) >= _COMMON:
                    return True
                if lexicon.frequency(meant) == UNKNOWN and _has_marked(meant):
                    return True
    return False


def _has_marked(word: str) -> bool:
    lexicon = load_lexicon()
    return any(
        lexicon.frequency(marked) >= _COMMON for marked in lexicon.unmarked.get(fold(word), ())
    )
