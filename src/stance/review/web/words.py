"""The words of the page, by language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def words(language: str) -> Mapping[str, str]:
    """Return the words of a language (``sv`` or ``en``) by their names in ``words.toml``."""
    text = files("stance.review.web").joinpath("words.toml").read_text(encoding="utf-8")
    table: dict[str, dict[str, str]] = tomllib.loads(text)
    return table[language]
