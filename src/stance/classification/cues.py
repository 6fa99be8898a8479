"""Words and turns that tell acceptance, commitment, reservation and refusal.

They are features that the training weighs, never verdicts. The list is data (``cues.json``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

import numpy as np

from stance.classification.grams import Counts, GramTable
from stance.classification.labels import Floats
from stance.swedish.literals import required

_LONGEST_RUN, _SHORTEST_RUN = 5, 2


@lru_cache(maxsize=1)
def load_cues() -> tuple[tuple[str, ...], tuple[re.Pattern[str], ...]]:
    """Return the names of the cues and their patterns."""
    text = files("stance.classification").joinpath("cues.json").read_text(encoding="utf-8")
    cues: dict[str, str] = json.loads(text)["cues"]
    return tuple(cues), tuple(re.compile(pattern) for pattern in cues.values())


def cue_vector(sentence: str) -> Floats:
    """Return 1 for each cue in a normalised sentence."""
    _, patterns = load_cues()
    return np.array([pattern.search(sentence) is not None for pattern in patterns], np.float32)


def cue_matrix(sentences: Sequence[str]) -> Floats:
    """Return one row of cues for each normalised sentence."""
    names, _ = load_cues()
    if not sentences:
        return np.zeros((0, len(names)), np.float32)
    return np.stack([cue_vector(sentence) for sentence in sentences])


class CueFinder:
    """Finds the cues of many sentences: only those are searched that can be there.

    Nearly every cue needs one of some runs of characters ("instämmer" the run "instä"), and which
    runs a sentence has is known once its n-grams are counted.
    """

    def __init__(self, table: GramTable, rarity: Floats) -> None:
        """Choose the runs that are the rarest, and let the table mark them."""
        strings_of = [strings for strings in required_strings() if strings is not None]
        rarest = _rarest(
            sorted({each for strings in strings_of for each in strings}), table, rarity
        )
        cues_of: dict[str, set[int]] = {}
        self._always: list[int] = []
        for number, strings in enumerate(required_strings()):
            if strings is None or min(map(len, strings)) < _SHORTEST_RUN:
                self._always.append(number)
                continue
            for string in strings:
                cues_of.setdefault(rarest[string], set()).add(number)
        marked = sorted(cues_of)
        table.mark(marked)
        self._ends = np.cumsum([0, *(len(cues_of[run]) for run in marked)])
        self._cues = np.array([cue for run in marked for cue in sorted(cues_of[run])], np.int64)

    def find(self, texts: Sequence[str], counts: Counts, wanted: Sequence[int]) -> Floats:
        """Return one row of cues for each normalised text, see ``cue_matrix``.

        Args:
            texts: The texts.
            counts: Their n-grams, counted by the table.
            wanted: The numbers of those that are looked at; the others have rows of zeros.
        """
        _, patterns = load_cues()
        possible = np.zeros((len(texts), len(patterns)), bool)
        possible[:, self._always] = True
        text, run = counts.marks
        lengths = self._ends[run + 1] - self._ends[run]
        within = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        cues = self._cues[np.repeat(self._ends[run], lengths) + within]
        possible[np.repeat(text, lengths), cues] = True
        looked_at = np.zeros(len(texts), bool)
        looked_at[list(wanted)] = True
        possible &= looked_at[:, None]
        found = np.zeros(possible.shape, np.float32)
        for number, cue in zip(*(each.tolist() for each in np.nonzero(possible)), strict=True):
            if patterns[cue].search(texts[number]) is not None:
                found[number, cue] = 1.0
        return found


@lru_cache(maxsize=1)
def required_strings() -> tuple[frozenset[str] | None, ...]:
    """Return for each cue strings of which every sentence that has it holds one; None: unknown."""
    return tuple(required(pattern) for pattern in load_cues()[1])


def _rarest(strings: Sequence[str], table: GramTable, rarity: Floats) -> dict[str, str]:
    """Return for each string its part that the fewest answers hold."""
    runs = {
        string: [
            string[start : start + _LONGEST_RUN]
            for start in range(max(1, len(string) - _LONGEST_RUN + 1))
        ]
        for string in strings
    }
    distinct = sorted({run for some in runs.values() for run in some})
    columns = table.columns_of(distinct)
    # One without a column is in hardly any answer.
    rareness = np.append(rarity, np.inf)[np.where(columns < 0, len(rarity), columns)].tolist()
    rare = dict(zip(distinct, rareness, strict=True))
    return {string: max(some, key=lambda run: rare[run]) for string, some in runs.items()}
