"""A learnt reader: which lines ask and which answer, as far as form and words tell."""

from __future__ import annotations

from stance.extraction.voices.features import Line
from stance.extraction.voices.reader import Voices, listen

__all__ = ["Line", "Voices", "listen"]
