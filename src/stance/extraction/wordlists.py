"""Lists of words that ship as data."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources


@cache
def word_list(name: str) -> frozenset[str]:
    """Return the words of a list in ``data/wordlists.toml``.

    Lists: ``abbreviations``, ``closing_abbreviations``, ``stop_words``, ``unfinished``.
    """
    raw = resources.files("stance.extraction").joinpath("data/wordlists.toml").read_text("utf-8")
    return frozenset(tomllib.loads(raw)[name].split())
