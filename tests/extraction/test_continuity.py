from __future__ import annotations

import pytest
from tests.support.responses import analysis_of

from stance.extraction.speakers import Role

_FOOT = "Norra kommunen                 Dnr 12/2020"


def test_a_paragraph_goes_on_after_the_pages_foot() -> None:
    analysis = analysis_of(f"""
        Nämnden har under våren beslutat att låta

        {_FOOT}

        kontoret se över reglerna. De gäller från maj.
        """)
    assert analysis.paragraphs == (0, 0, 0)
    assert not any(analysis.headings)
    foot = analysis.sentences_of(1)
    assert [analysis.sentences[n].role for n in foot] == [Role.FURNITURE] * len(foot)


@pytest.mark.parametrize(
    "text",
    [
        "Nämnden har beslutat att låta kontoret se över reglerna.\n\nde gäller från maj.",
        "Revisorerna rekommenderar nämnden att\n\nta fram regler för bidraget.",
        "Nämnden har i dag fem enheter i kommunen\n\nReglerna gäller från maj.",
        "Nämnden har i dag fyra regler, nämligen för\n\n1. bidrag till föreningar.",
    ],
)
def test_what_does_not_go_on(text: str) -> None:
    analysis = analysis_of(text)
    assert analysis.paragraphs == tuple(range(len(analysis.units)))


def test_a_capital_letter_goes_on_after_a_word_that_ends_nothing() -> None:
    analysis = analysis_of(
        "Reglerna tas fram tillsammans med\n\nÖstra kommunen. De gäller från maj."
    )
    assert analysis.paragraphs == (0, 0)
