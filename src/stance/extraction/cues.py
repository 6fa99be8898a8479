"""The phrases by which a response is read, compiled from ``data/cues.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from importlib import resources
from operator import or_

from stance.swedish.literals import all_required, alternatives
from stance.swedish.presence import ALWAYS, EVERYTHING, Presence, longest_word

# Characters in which phrases are looked for: no sentence is longer, but rubbish may be.
LONGEST = 10_000
SECTIONS = ("auditor", "proposal", "questions", "boilerplate", "decision", "answer", "background")
# The kinds of headings, in the order in which they are tried: "both" announces what is asked for
# together with the answers.
HEADINGS = ("both", *SECTIONS)


_OFTEN = 1_000  # To find the strings that a pattern needs takes as long as to compile it.
_MOST_NEEDS = 3  # Sets of strings of which a text must hold one each; more tell little more.
_REMEMBERED = 600  # Characters of the longest text of which it is remembered what it says.
_MOST_FOUND = 8_000  # What a document of fifty pages asks for.


class _Alternative:
    """One branch of a pattern, compiled when a text first holds what it needs.

    Attributes:
        needs: The bits of the strings that a text must hold, see ``Presence``.
        rarest: The bit that the fewest texts have; ``ALWAYS`` where nothing is needed.
    """

    __slots__ = ("_find", "_source", "needs", "rarest")

    def __init__(self, source: str, presence: Presence) -> None:
        """Register the strings of the branch."""
        self._source = source
        self._find: Callable[[str, int, int], re.Match[str] | None] | None = None
        needed = all_required(re.compile(source), _worth)[:_MOST_NEEDS]
        bits = [presence.ask_for(strings) for strings in needed]
        self.rarest = bits[0] if bits else ALWAYS
        self.needs = sum(set(bits))

    def occurs(self, text: str) -> bool:
        """Search a text for the branch."""
        if self._find is None:
            pattern = re.compile(self._source)
            # What is tied to the beginning is not there where it does not match there.
            self._find = pattern.match if self._source.startswith("^") else pattern.search
        return self._find(text, 0, LONGEST) is not None


def _worth(strings: frozenset[str]) -> float:
    """Return how few texts hold the longest word of one of some strings."""
    return -sum(5.0 ** -len(longest_word(string)) for string in strings)


class Patterns(Mapping[str, re.Pattern[str]]):
    """Patterns by name, each compiled when it is first used: few documents need all of them.

    A pattern that is used often is taken apart into its branches, and of these only those are
    searched whose strings a text holds: in most texts, none.
    """

    def __init__(self, sources: Mapping[str, str]) -> None:
        """Keep the sources."""
        self._sources = sources
        self._compiled: dict[str, re.Pattern[str]] = {}
        self._uses: dict[str, int] = {}
        self._presence = Presence()
        self._rarest = dict.fromkeys(sources, EVERYTHING)
        self._branches: dict[str, tuple[_Alternative, ...]] = {}
        self._found: dict[tuple[str, str], bool] = {}

    def __getitem__(self, name: str) -> re.Pattern[str]:
        """Return a compiled pattern."""
        found = self._compiled.get(name)
        if found is None:
            found = self._compiled[name] = re.compile(self._sources[name])
        return found

    def occurs(self, name: str, text: str) -> bool:
        """Tell whether a pattern occurs in a text.

        Each stage asks the same of the same sentences; what was found is remembered.
        """
        text = text[:LONGEST]
        held = self._presence.of(text)
        return bool(self._rarest[name] & held) and self._holds(name, text, held)

    def among(self, names: Sequence[str], text: str) -> list[str]:
        """Return those of some patterns that occur in a text."""
        text = text[:LONGEST]
        held = self._presence.of(text)
        rarest = self._rarest
        return [name for name in names if rarest[name] & held and self._holds(name, text, held)]

    def _holds(self, name: str, text: str, held: int) -> bool:
        """Tell whether a pattern occurs in a text that holds what the bits say."""
        if len(text) > _REMEMBERED:
            return self._search(name, text, held)
        found = self._found.get((name, text))
        if found is None:
            if len(self._found) >= _MOST_FOUND:
                self._found.clear()
            found = self._found[name, text] = self._search(name, text, held)
        return found

    def _search(self, name: str, text: str, held: int) -> bool:
        branches = self._branches.get(name)
        if branches is None:
            uses = self._uses[name] = self._uses.get(name, 0) + 1
            if uses >= _OFTEN:
                self._take_apart(name)
            return self[name].search(text) is not None
        for branch in branches:
            if branch.needs & held == branch.needs and branch.occurs(text):
                return True
        return False

    def _take_apart(self, name: str) -> None:
        sources = alternatives(self._sources[name])
        branches = tuple(_Alternative(source, self._presence) for source in sources)
        self._branches[name] = branches
        self._rarest[name] = reduce(or_, (branch.rarest for branch in branches))

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
    sections: Patterns
    mentions: Patterns

    def says(self, mention: str, folded: str) -> bool:
        """Tell whether the pattern named ``mention`` occurs in ``folded``."""
        return self.mentions.occurs(mention, folded)

    def first(self, mention: str, folded: str) -> re.Match[str] | None:
        """Return where the pattern named ``mention`` first occurs in ``folded``."""
        if not self.mentions.occurs(mention, folded):  # A look costs a tenth of a search.
            return None
        return self.mentions[mention].search(folded, 0, LONGEST)


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
        sections=Patterns({name: source_of(data["sections"][name]) for name in HEADINGS}),
        mentions=Patterns({name: source_of(p) for name, p in data["mentions"].items()}),
    )
