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

from stance.classification.labels import Floats


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
