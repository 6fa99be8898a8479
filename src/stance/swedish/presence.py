"""Which of many short strings a text holds, told for all of them in one go.

A text is taken word by word, and what a word holds is remembered: a language has few words. So a
text costs a look-up for each of its words, however many strings are asked for.
"""

from __future__ import annotations

from collections.abc import Iterable

# Set in what every text holds: the need of who needs nothing.
ALWAYS = 1
EVERYTHING = -1
_BEGINNING = 3  # Letters by which the strings are found that may begin at a place.
_LONGEST_WORD = 40  # A longer one is rubbish, and is taken to hold everything.
_MOST_WORDS = 30_000
_MOST_TEXTS = 500  # Lines of a document; each is asked for many strings in a row.


def longest_word(string: str) -> str:
    """Return the longest part of a string without white space."""
    return max(string.split(), key=len, default="")


class Presence:
    """Tells of texts which sets of strings they hold one of."""

    def __init__(self) -> None:
        """Begin without strings."""
        self._sets: dict[frozenset[str], int] = {}
        self._bits: dict[str, int] = {}
        self._short: list[str] = []
        self._beginnings: dict[str, list[str]] = {}
        self._words: dict[str, int] = {}
        self._texts: dict[str, int] = {}

    def ask_for(self, strings: Iterable[str]) -> int:
        """Return the bit that ``of`` sets for each text that holds one of some strings.

        Only the longest word of a string is looked for; of what is nothing but white space,
        nothing can be told.
        """
        words = frozenset(map(longest_word, strings))
        if not words or "" in words:
            return ALWAYS
        bit = self._sets.get(words)
        if bit is None:
            bit = self._sets[words] = ALWAYS << (len(self._sets) + 1)
            for word in words:
                if word not in self._bits and len(word) < _BEGINNING:
                    self._short.append(word)
                elif word not in self._bits:
                    self._beginnings.setdefault(word[:_BEGINNING], []).append(word)
                self._bits[word] = self._bits.get(word, 0) | bit
            self._words.clear()
            self._texts.clear()
        return bit

    def of(self, text: str) -> int:
        """Return the bits of all sets of which a text holds a string."""
        found = self._texts.get(text)
        if found is None:
            if not self._sets:
                return ALWAYS
            if len(self._texts) >= _MOST_TEXTS:
                self._texts.clear()
            found = ALWAYS
            words = self._words
            for word in text.split():
                held = words.get(word)
                found |= self._in_word(word) if held is None else held
            self._texts[text] = found
        return found

    def _in_word(self, word: str) -> int:
        if len(word) > _LONGEST_WORD:
            return EVERYTHING
        if len(self._words) >= _MOST_WORDS:
            self._words.clear()
        found = 0
        for string in self._short:
            if string in word:
                found |= self._bits[string]
        for start in range(len(word) - _BEGINNING + 1):
            for string in self._beginnings.get(word[start : start + _BEGINNING], ()):
                if word.startswith(string, start):
                    found |= self._bits[string]
        self._words[word] = found
        return found
