"""Finds n-grams in many texts at once: words and runs of characters, by their hashes.

A text is a polynomial in its characters, so the hash of any part of it follows from sums over the
whole, and a batch of texts is a dozen operations on arrays instead of a loop over its n-grams.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.classification.labels import Floats

# 64 bits: two n-grams of one hash are not to be expected in this world.
_BASE = 0x9E3779B97F4A7C15 | 1
_SPREAD = np.uint64(0xD6E8FEB86659FD93)
_INVERSE = pow(_BASE, -1, 1 << 64)
# A word and the same characters anywhere are two n-grams.
_WORD_SALT = np.uint64(0xA24BAED4963EE407)
_ORDERS = (2, 3, 4, 5)
# Behind each text stands what no text holds.
_BETWEEN = 0x1FFFFF
# So many characters at a time stay in the processor's cache.
_AT_A_TIME = 24_000
# Room for marked n-grams.
_SPARE = 4_000
# Above this code point characters are looked up one by one (\\w or not).
_PLAIN = 0x2000
_IN_WORD, _SIGN = 1, 2
_SIGNS = frozenset(".,;")

Hashes = NDArray[np.uint64]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Counts:
    """The n-grams of some texts: those of text ``i`` are at ``ends[i]`` to ``ends[i + 1]``.

    Attributes:
        ends: One more than there are texts.
        columns: Ascending within each text.
        counts: How often each occurs.
        marks: (text, number) of each marked n-gram that occurs, see ``GramTable.mark``.
    """

    ends: Integers
    columns: Integers
    counts: Floats
    marks: tuple[Integers, Integers]


class GramTable:
    """The columns of n-grams, by hash: open addressing, probed for all n-grams at once."""

    def __init__(self, words: Sequence[str], characters: Sequence[str]) -> None:
        """Take the n-grams in column order, words first."""
        hashes = np.concatenate([_hashes(words) ^ _WORD_SALT, _hashes(characters)])
        self.size = len(hashes)
        bits = max(4, (2 * self.size + _SPARE).bit_length())
        self._shift = np.uint64(64 - bits)
        self._last = np.int64((1 << bits) - 1)
        self._keys = np.zeros(1 << bits, np.uint64)
        self._columns = np.full(1 << bits, -1, np.int32)
        self._put(hashes, np.arange(self.size, dtype=np.int32))
        self._width = max(1, self.size)
        self._mark_of = np.full(self._width, -1, np.int32)

    def mark(self, grams: Sequence[str]) -> None:
        """Tell from now on which of some runs of two to five characters occur, too."""
        hashes = _hashes(grams)
        found = self._look_up(hashes)
        # Those without a column get one behind the others, which no one sees.
        missing = np.flatnonzero(found < 0)
        found[missing] = np.arange(self.size, self.size + len(missing))
        self._put(hashes[missing], found[missing])
        self._width = max(1, self.size + len(missing))
        self._mark_of = np.full(self._width, -1, np.int32)
        self._mark_of[found] = np.arange(len(grams))

    def columns_of(self, grams: Sequence[str]) -> NDArray[np.int32]:
        """Return the columns of runs of characters; -1 for those without."""
        return self._look_up(_hashes(grams))

    def count(self, texts: Sequence[str]) -> Counts:
        """Return the known n-grams of each text (normalised), and how often each occurs."""
        parts = [
            self._count(texts[first:last], first) for first, last in _batches(texts, self._width)
        ]
        if not parts:
            none = np.zeros(0, np.int64)
            return Counts(np.zeros(1, np.int64), none, none.astype(np.float32), (none, none))
        owners, columns, counts, marked, marks = map(np.concatenate, zip(*parts, strict=True))
        ends = np.searchsorted(owners, np.arange(len(texts) + 1))
        return Counts(ends, columns, counts, (marked, marks))

    def _count(self, texts: Sequence[str], first: int) -> tuple[NDArray[Any], ...]:
        """Return text, column and count of each n-gram, and text and number of each mark."""
        keys = self._keyed(texts)
        fresh = np.ones(len(keys), bool)
        np.not_equal(keys[1:], keys[:-1], out=fresh[1:])
        starts = np.flatnonzero(fresh)
        counts = np.diff(starts, append=len(keys)).astype(np.float32)
        distinct = keys[starts]
        number = distinct // np.uint32(self._width)
        columns = (distinct - number * np.uint32(self._width)).astype(np.int64)
        owner = number.astype(np.int64) + first
        marks = self._mark_of[columns]
        marked = np.flatnonzero(marks >= 0)
        seen = owner[marked], marks[marked].astype(np.int64)
        if self._width > self.size:
            real = np.flatnonzero(columns < self.size)
            owner, columns, counts = owner[real], columns[real], counts[real]
        return owner, columns, counts, *seen

    def _keyed(self, texts: Sequence[str]) -> NDArray[np.uint32]:
        """Return text and column of each n-gram as one number, ascending."""
        codes, owner = _laid_out(texts)
        hashes, places = zip(*_character_hashes(codes), strict=True)
        word_hashes, word_places = _word_hashes(codes)
        columns = self._look_up(np.concatenate([*hashes, word_hashes]))
        found = np.flatnonzero(columns >= 0)
        owners = (owner * self._width).astype(np.uint32)
        keys: NDArray[np.uint32] = owners[np.concatenate([*places, word_places])[found]]
        keys += columns[found].astype(np.uint32)
        keys.sort()
        return keys

    def _put(self, keys: Hashes, columns: NDArray[np.int32]) -> None:
        left, slots = np.arange(len(keys)), self._slots(keys)
        while len(left):
            # Of those that want the same free slot the first gets it, the others go on.
            free = np.flatnonzero(self._columns[slots] < 0)
            _, first = np.unique(slots[free], return_index=True)
            placed = free[first]
            self._keys[slots[placed]] = keys[left[placed]]
            self._columns[slots[placed]] = columns[left[placed]]
            waiting = np.ones(len(left), bool)
            waiting[placed] = False
            left, slots = left[waiting], (slots[waiting] + 1) & self._last

    def _slots(self, keys: Hashes) -> Integers:
        return ((keys * _SPREAD) >> self._shift).astype(np.int64)

    def _look_up(self, keys: Hashes) -> NDArray[np.int32]:
        """Return the column of each hash; -1 for those of no known n-gram."""
        slots = self._slots(keys)
        columns = self._columns[slots]
        wrong = np.flatnonzero((self._keys[slots] != keys) & (columns >= 0))
        slots = slots[wrong]
        while len(wrong):
            slots = (slots + 1) & self._last
            found = self._columns[slots]
            columns[wrong] = found
            going = (self._keys[slots] != keys[wrong]) & (found >= 0)
            wrong, slots = wrong[going], slots[going]
        return columns


def _batches(texts: Sequence[str], width: int = 1) -> list[tuple[int, int]]:
    """Return which texts are looked at together: text and column must fit into 32 bits."""
    most = (1 << 32) // width - 1
    found, first, size = [], 0, 0
    for number, text in enumerate(texts):
        if number > first and (size + len(text) > _AT_A_TIME or number - first >= most):
            found.append((first, number))
            first, size = number, 0
        size += len(text) + 1
    if first < len(texts):
        found.append((first, len(texts)))
    return found


def _laid_out(texts: Sequence[str]) -> tuple[Hashes, Integers]:
    """Return the characters of all texts in a row, and the text that each belongs to."""
    lengths = np.fromiter(map(len, texts), np.int64, len(texts)) + 1
    joined = "\0".join((*texts, "")).encode("utf-32-le", "surrogatepass")
    # One more than the code point, so that none is 0, which a polynomial does not see.
    codes = np.frombuffer(joined, np.uint32).astype(np.uint64) + np.uint64(1)
    codes[np.cumsum(lengths) - 1] = _BETWEEN
    return codes, np.repeat(np.arange(len(texts)), lengths)


def _character_hashes(codes: Hashes) -> list[tuple[Hashes, Integers]]:
    """Return the hashes of all runs of two to five characters, and where each begins."""
    found = []
    base = np.uint64(_BASE)
    places = np.arange(len(codes))
    hashes = codes
    for order in range(2, max(_ORDERS) + 1):
        hashes = codes[: max(0, len(codes) - order + 1)] + base * hashes[1:]
        found.append((hashes, places[: len(hashes)]))
    return found


def _word_hashes(codes: Hashes) -> tuple[Hashes, Integers]:
    """Return the hashes of all words and pairs of words of one text, and where each begins.

    A word is a run of letters and digits, or one of the signs ``.,;``.
    """
    kinds = _kinds(codes)
    inside = kinds == _IN_WORD
    before = np.zeros_like(inside)
    before[1:] = inside[:-1]
    starts = np.flatnonzero((inside & ~before) | (kinds == _SIGN))
    after = np.zeros_like(inside)
    after[:-1] = inside[1:]
    ends = np.flatnonzero((inside & ~after) | (kinds == _SIGN)) + 1
    powers, inverses = _powers(len(codes) + 1)
    sums = np.zeros(len(codes) + 1, np.uint64)
    np.cumsum(codes * powers[:-1], out=sums[1:])
    words = (sums[ends] - sums[starts]) * inverses[starts]
    # "one other": the second word stands one further than the first is long.
    lengths = ends - starts
    space = np.uint64(ord(" ") + 1) * powers[lengths[:-1]]
    both = words[:-1] + space + words[1:] * powers[lengths[:-1] + 1]
    borders = np.cumsum(codes == _BETWEEN)[starts]
    together = np.flatnonzero(borders[1:] == borders[:-1])
    hashes = np.concatenate([words, both[together]]) ^ _WORD_SALT
    return hashes, np.concatenate([starts, starts[together]])


_POWERS: dict[int, tuple[Hashes, Hashes]] = {}


def _powers(length: int) -> tuple[Hashes, Hashes]:
    """Return the powers of the base and of its inverse, at least so many."""
    known = next(iter(_POWERS.values()), None)
    if known is None or len(known[0]) < length:
        size = max(length, _AT_A_TIME + 2_000)
        steps = np.ones((2, size), np.uint64)
        steps[0, 1:], steps[1, 1:] = np.uint64(_BASE), np.uint64(_INVERSE)
        known = (np.cumprod(steps[0]), np.cumprod(steps[1]))
        _POWERS.clear()
        _POWERS[size] = known
    return known[0][:length], known[1][:length]


def _kinds(codes: Hashes) -> NDArray[np.uint8]:
    """Return for each character whether it is of a word, a sign that counts as one, or neither."""
    plain = _plain_kinds()
    far = codes > _PLAIN
    kinds = plain[np.where(far, 1, codes).astype(np.int64) - 1]
    for code in np.unique(codes[far]).tolist():
        kinds[codes == code] = 0 if code == _BETWEEN else _kind(chr(code - 1))
    return kinds


def _plain_kinds() -> NDArray[np.uint8]:
    known = _KINDS.get(_PLAIN)
    if known is None:
        known = np.array([_kind(chr(code)) for code in range(_PLAIN)], np.uint8)
        _KINDS[_PLAIN] = known
    return known


_KINDS: dict[int, NDArray[np.uint8]] = {}


def _kind(character: str) -> int:
    if character in _SIGNS:
        return _SIGN
    return _IN_WORD if character.isalnum() or character == "_" else 0


def _hashes(grams: Sequence[str]) -> Hashes:
    """Return the hashes of whole texts."""
    if not len(grams):
        return np.zeros(0, np.uint64)
    found = []
    for first, last in _batches(grams):
        codes, _ = _laid_out(grams[first:last])
        ends = np.flatnonzero(codes == _BETWEEN)
        starts = np.concatenate([[0], ends[:-1] + 1])
        powers, inverses = _powers(len(codes) + 1)
        sums = np.zeros(len(codes) + 1, np.uint64)
        np.cumsum(codes * powers[:-1], out=sums[1:])
        found.append((sums[ends] - sums[starts]) * inverses[starts])
    return np.concatenate(found)
