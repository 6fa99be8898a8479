"""Agreement that says of itself that it is partial: never full agreement beyond doubt."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files

from stance.schema import Passage

# No sentence is so long.
_LONGEST = 1000


def hedged(passages: Iterable[Passage]) -> bool:
    """Tell whether some sentence agrees in part in so many words."""
    pattern = _pattern()
    return any(pattern.search(passage.plain[:_LONGEST].lower()) for passage in passages)


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    text = files("stance.classification").joinpath("hedges.toml").read_text(encoding="utf-8")
    agrees, partly = (f"(?:{'|'.join(tomllib.loads(text)[kind])})" for kind in ("agrees", "partly"))
    # With at most four words between: "delar i dessa avseenden bara till viss del".
    return re.compile(
        rf"\b{agrees}\b(?:\W+\w+){{0,4}}?\W+{partly}\b|\b{partly}\W+(?:\w+\W+)?{agrees}\b"
    )
