"""The Swedish words that the program knows, with how common each is.

``data/words.txt`` is made by ``training.lexicon.build``: one line per class of frequency, the
class first (``round(2 * log2(count))``), then the words of the class. Words are in lower case.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache

from stance.swedish.resources import read_text

_MARKED = "åäöéèáàâãëêóòôõøæüÅÄÖÉÈÁÀÂÃËÊÓÒÔÕØÆÜ"
_UNMARKED = "aaoeeaaaaeeoooooauAAOEEAAAAEEOOOOOAU"
_SHORT = 40  # Characters; a longer text is folded letter by letter instead of place by place.
END_OF_RANGE = "\U0010ffff"
UNKNOWN = -1


def fold(text: str) -> str:
    """Return text without marks (``nämnden`` -> ``namnden``); the length stays the same."""
    return _PLAIN.of(text)


class Letters:
    """Letters, none of them ASCII, and the ASCII letters that stand for them."""

    def __init__(self, pairs: Mapping[str, str]) -> None:
        """Keep the pairs."""
        self._pairs = tuple(pairs.items())
        self._table = str.maketrans(dict(pairs))

    def of(self, text: str) -> str:
        """Return text with the letters replaced.

        ``str.translate`` looks up each character of a text that is not all ASCII: that takes ten
        times as long as to look for each letter, unless the text is but a word.
        """
        if text.isascii():
            return text
        if len(text) < _SHORT:
            return text.translate(self._table)
        for letter, plain in self._pairs:
            if letter in text:
                text = text.replace(letter, plain)
        return text


_PLAIN = Letters(dict(zip(_MARKED, _UNMARKED, strict=True)))


class Lexicon:
    """A word list with frequency classes, searchable by word, by prefix and without marks."""

    def __init__(self, classes: dict[str, int]) -> None:
        """Keep the words; the indexes are made when first needed."""
        self.classes = classes

    def __contains__(self, word: str) -> bool:
        """Tell whether a word in lower case is known."""
        return word in self.classes

    def frequency(self, word: str) -> int:
        """Return the class of a word in lower case, ``UNKNOWN`` when it is not in the list."""
        return self.classes.get(word, UNKNOWN)

    @cached_property
    def ordered(self) -> Sequence[str]:
        """The words in code point order."""
        return sorted(self.classes)

    @cached_property
    def unmarked(self) -> dict[str, tuple[str, ...]]:
        """The words that have marks, by their spelling without."""
        index: dict[str, tuple[str, ...]] = {}
        words = list(self.classes)
        for word, plain in zip(words, fold("\n".join(words)).split("\n"), strict=True):
            if plain != word:
                index[plain] = (*index.get(plain, ()), word)
        return index

    def narrow(self, prefix: str, low: int, high: int) -> tuple[int, int]:
        """Return the part of ``ordered[low:high]`` that begins with a prefix."""
        ordered = self.ordered
        low = bisect_left(ordered, prefix, low, high)
        if low == high or not ordered[low].startswith(prefix):
            return low, low
        return low, bisect_left(ordered, prefix + END_OF_RANGE, low, high)


def parse(lines: Iterable[str]) -> Lexicon:
    """Build a lexicon from the lines of a word file."""
    classes: dict[str, int] = {}
    for line in lines:
        if line and not line.startswith("#"):
            head, _, words = line.partition(" ")
            classes.update(dict.fromkeys(words.split(" "), int(head)))
    return Lexicon(classes)


@lru_cache(maxsize=1)
def load_lexicon() -> Lexicon:
    """Return the lexicon that ships with the program."""
    return parse(read_text("words.txt").splitlines())
