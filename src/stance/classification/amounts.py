"""How much a text speaks of: of all, of a part, or of none.

Whether a body takes on all that it is asked to is often no matter of opinion words: "samtliga
skolor" is asked for, "två av skolorna" is what is done. The words are data (``amounts.toml``).
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any

_WORD = re.compile(r"\w+")
# What is counted, in order: words that speak of the whole, of a part, and negations.
_KINDS = ("whole", "part", "negation")
AMOUNTS = len(_KINDS)
WHOLE, PART, NEGATION = range(AMOUNTS)
_NO_KIND = AMOUNTS


def amounts_of(text: str) -> tuple[float, ...]:
    """Return how many words of each kind a normalised text has, see ``AMOUNTS``."""
    counts = [0.0] * (AMOUNTS + 1)
    for word in _WORD.findall(text):
        counts[_kind(word)] += 1.0
    return tuple(counts[:AMOUNTS])


def version() -> int:
    """Return the version of the words: a model knows what it was trained with."""
    return int(_data()["version"])


@lru_cache(maxsize=1 << 15)
def _kind(word: str) -> int:
    """Return the place of a word's kind among the amounts."""
    exact, beginnings = _vocabulary()
    if word in exact:
        return exact[word]
    return next((kind for start, kind in beginnings if word.startswith(start)), _NO_KIND)


@lru_cache(maxsize=1)
def _vocabulary() -> tuple[dict[str, int], tuple[tuple[str, int], ...]]:
    words = _data()["words"]
    entries = [(entry, kind) for kind, name in enumerate(_KINDS) for entry in words[name]]
    exact = {entry: kind for entry, kind in entries if not entry.endswith("*")}
    return exact, tuple((entry[:-1], kind) for entry, kind in entries if entry.endswith("*"))


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    text = files("stance.classification").joinpath("amounts.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
