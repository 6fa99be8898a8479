"""The phrases by which a response is read, compiled from ``data/cues.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

SECTIONS = ("auditor", "proposal", "questions", "boilerplate", "decision", "answer", "background")


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
        return self.mentions[mention].search(folded) is not None


@cache
def load_cues() -> Cues:
    """Read and compile the phrases that ship with the package (once)."""
    raw = resources.files("stance.extraction").joinpath("data/cues.toml").read_text("utf-8")
    data = tomllib.loads(raw)
    words: Mapping[str, str] = data["words"]

    def compiled(pattern: str | Sequence[str]) -> re.Pattern[str]:
        source = pattern if isinstance(pattern, str) else "|".join(f"(?:{p})" for p in pattern)
        for name, word in words.items():
            source = source.replace("{" + name + "}", word)
        return re.compile(source)

    return Cues(
        labels={name: compiled(pattern) for name, pattern in data["labels"].items()},
        sections={name: compiled(data["sections"][name]) for name in SECTIONS},
        mentions={name: compiled(pattern) for name, pattern in data["mentions"].items()},
    )
