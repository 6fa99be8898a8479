"""From a document to its exchanges: recommendations, answers, header facts."""

from __future__ import annotations

from stance.extraction.audit import recommendations_of
from stance.extraction.extract import Extraction, extract

__all__ = ["Extraction", "extract", "recommendations_of"]
