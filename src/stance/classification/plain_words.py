"""What an answer says in so many words: a verdict that is against it is never beyond doubt."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from stance.classification.labels import AGREES, DEFLECTS, PARTLY
from stance.schema import Passage

# No sentence is so long.
_LONGEST = 1000
# What agrees or is done in so many words is said in few.
_MOST_WORDS = 10


def contradicted(stance: str, passages: Sequence[Passage]) -> bool:
    """Tell whether plain words of an answer are against a stance.

    They are where full agreement says of itself that it is partial, and where anything else is one
    short sentence that accepts, or tells that it is done, and does not limit it.

    Args:
        stance: The verdict.
        passages: The sentences of the answer that are read.
    """
    if stance == AGREES:
        return any(_words().hedged.search(_lowered(passage)) for passage in passages)
    ours = stance in {PARTLY, DEFLECTS}  # Of other labels nothing is known.
    return ours and len(passages) == 1 and _plain(_lowered(passages[0]))


def _plain(sentence: str) -> bool:
    words = _words()
    few = len(sentence.split()) <= _MOST_WORDS
    told = words.told.search(sentence) is not None
    return few and told and words.limits.search(sentence) is None


def _lowered(passage: Passage) -> str:
    return passage.plain[:_LONGEST].lower()


class _Words(NamedTuple):
    hedged: re.Pattern[str]
    told: re.Pattern[str]
    limits: re.Pattern[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    text = files("stance.classification").joinpath("plain_words.toml").read_text(encoding="utf-8")
    of = {kind: f"(?:{'|'.join(some)})" for kind, some in tomllib.loads(text).items()}
    return _Words(
        # With at most four words between: "delar i dessa avseenden bara till viss del".
        hedged=re.compile(
            rf"\b{of['agrees']}\b(?:\W+\w+){{0,4}}?\W+{of['partly']}\b"
            rf"|\b{of['partly']}\W+(?:\w+\W+)?{of['agrees']}\b"
        ),
        told=re.compile(rf"\b(?:{of['accepts']}|{of['done']})\b"),
        limits=re.compile(rf"\b{of['limits']}\b"),
    )
