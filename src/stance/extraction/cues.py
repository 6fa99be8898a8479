"""The phrases by which a response is read, compiled from ``data/cues.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

# Characters in which phrases are looked for: no sentence is longer, but rubbish may be.
LONGEST = 10_000
SECTIONS = ("auditor", "proposal", "questions", "boilerplate", "decision", "answer", "background")


class Patterns(Mapping[str, re.Pattern[str]]):
    """Patterns by name, each compiled when it is first used: few documents need all of them."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        """Keep the sources."""
        self._sources = sources
        self._compiled: dict[str, re.Pattern[str]] = {}

    def __getitem__(self, name: str) -> re.Pattern[str]:
        """Return a compiled pattern."""
        found = self._compiled.get(name)
        if found is None:
            found = self._compiled[name] = re.compile(self._sources[name])
        return found

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
    mentions: Mapping[str, re.Pattern[str]]

    def says(self, mention: str, folded: str) -> bool:
        """Tell whether the pattern named ``mention`` occurs in ``folded``."""
        return self.mentions[mention].search(folded, 0, LONGEST) is not None


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
