"""Recommendations that come from the audit report instead of the response."""

from __future__ import annotations

from stance.errors import StanceError
from stance.extraction.cues import load_cues
from stance.extraction.limits import TooLargeError, check_recommendations
from stance.extraction.reports import asked_in_report
from stance.schema import Document, Kind, Status
from stance.swedish.repair import repair


def recommendations_of(report: Document) -> list[str]:
    """Return what an audit report recommends, each recommendation once, in order.

    Findings are returned only if the report recommends nothing. A report that could not be read
    gives an empty list: the caller reports its status.

    Raises:
        StanceError: ``too_large`` when it holds more than any report.
    """
    if report.status is not Status.OK:
        return []
    from stance.extraction.pairing import distinct
    from stance.extraction.stages import read_layout, read_recommendations

    repaired = repair(report.text)
    try:
        analysis, voices = read_layout(report, repaired.text, repaired.offsets)
        asked = asked_in_report(analysis, load_cues())
        check_recommendations(len(asked))
        if not asked:
            found = read_recommendations(analysis, voices, None)
            asked = [m for m in found if m.kind is Kind.RECOMMENDATION] or found
    except TooLargeError as error:
        raise StanceError(
            Status.TOO_LARGE.value,
            f"{report.name} holds more than any audit report.",
            "Split it, or keep the part with the recommendations.",
        ) from error
    texts = [m.words(analysis.layout.text) for m in asked]
    return [texts[group[0]].strip() for group in distinct(texts)]
