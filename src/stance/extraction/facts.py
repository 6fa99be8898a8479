"""What a document says of itself: municipality, body, case number, date, title."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stance.schema import HeaderFacts

if TYPE_CHECKING:
    from stance.extraction.speakers import Analysis
    from stance.schema import Document


def find_facts(document: Document, analysis: Analysis) -> HeaderFacts:
    """Read the header facts; what is not said is None."""
    return HeaderFacts()
