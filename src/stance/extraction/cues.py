"""The phrases by which a response is read, compiled from ``data/cues.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from stance.swedish.literals import required

# Characters in which phrases are looked for: no sentence is longer, but rubbish may be.
LONGEST = 10_000
SECTIONS = ("auditor", "proposal", "questions", "boilerplate", "decision", "answer", "background")


_OFTEN = 1_000  # To find the strings that a pattern needs takes as long as to compile it.
_MOST_LOOKS = 20  # More of them take as long as a search.
_REMEMBERED = 600  # Characters of the longest text of which it is remembered what it says.
_MOST_FOUND = 8_000  # What a document of fifty pages asks for.


def _looks(pattern: re.Pattern[str]) -> tuple[str, ...]:
    """Return the strings to look for before a search; none where the search is as quick."""
    strings = required(pattern) or frozenset()
    shortest = [s for s in strings if not any(other in s for other in strings if other != s)]
    return tuple(sorted(shortest)) if len(shortest) <= _MOST_LOOKS else ()


class Patterns(Mapping[str, re.Pattern[str]]):
    """Patterns by name, each compiled when it is first used: few documents need all of them."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        """Keep the sources."""
        self._sources = sources
        self._compiled: dict[str, re.Pattern[str]] = {}
        self._uses: dict[str, int] = {}
        self._needed: dict[str, tuple[str, ...]] = {}
        self._found: dict[tuple[str, str], bool] = {}

    def __getitem__(self, name: str) -> re.Pattern[str]:
        """Return a compiled pattern."""
        found = self._compiled.get(name)
        if found is None:
            found = self._compiled[name] = re.compile(self._sources[name])
        return found

    def occurs(self, name: str, text: str) -> bool:
        """Tell whether a pattern occurs in a text.

        A pattern that is used often is first looked for by the strings of which a text must hold
        one: most texts hold none, and a look costs a tenth of a search. Each stage asks the same
        of the same sentences; what was found is remembered.
        """
        if len(text) > _REMEMBERED:
            return self._search(name, text)
        found = self._found.get((name, text))
        if found is None:
            if len(self._found) >= _MOST_FOUND:
                self._found.clear()
            found = self._found[name, text] = self._search(name, text)
        return found

    def _search(self, name: str, text: str) -> bool:
        needed = self._needed.get(name)
        if needed is None:
            uses = self._uses[name] = self._uses.get(name, 0) + 1
            if uses >= _OFTEN:
                self._needed[name] = _looks(self[name])
        elif needed and not any(string in text for string in needed):
            return False
        return self[name].search(text, 0, LONGEST) is not None

    def __iter__(self) -> Iterator[str]:
        """Go through the names."""
        return iter(self._sources)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._sources)


@dataclass(frozen=True, slots=True)
class Cues:
    """Compiled patterns; all are meant for folded text.

    Attributes:
        labels: ``answer``, ``detail``, ``recommendation``: what opens a unit.
        sections: Heading patterns by kind of section, in the order in which they decide.
        mentions: Patterns searched in sentences and lead-ins, by name.
    """

    labels: Mapping[str, re.Pattern[str]]
    sections: Mapping[str, re.Pattern[str]]
    mentions: Patterns

    def says(self, mention: str, folded: str) -> bool:
        """Tell whether the pattern named ``mention`` occurs in ``folded``."""
        return self.mentions.occurs(mention, folded)


@cache
def load_cues() -> Cues:
    """Read the phrases that ship with the package (once)."""
    raw = resources.files("stance.extraction").joinpath("data/cues.toml").read_text("utf-8")
    data = tomllib.loads(raw)
    words: Mapping[str, str] = data["words"]

    def source_of(pattern: str | Sequence[str]) -> str:
        source = pattern if isinstance(pattern, str) else "|".join(f"(?:{p})" for p in pattern)
        for name, word in words.items():
            source = source.replace("{" + name + "}", word)
        return source

    return Cues(
        labels=Patterns({name: source_of(p) for name, p in data["labels"].items()}),
        sections=Patterns({name: source_of(data["sections"][name]) for name in SECTIONS}),
        mentions=Patterns({name: source_of(p) for name, p in data["mentions"].items()}),
    )
