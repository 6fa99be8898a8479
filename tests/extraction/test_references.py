from __future__ import annotations

from collections.abc import Sequence

import pytest

from stance.extraction.cues import load_cues
from stance.extraction.folding import fold
from stance.extraction.mentions import Mention
from stance.extraction.references import references_in


def _mentions(*numbers: str | None) -> list[Mention]:
    return [Mention(0, 1, place, place, number=number) for place, number in enumerate(numbers)]


_NUMBERED = _mentions("1", "2", "3", "4")
_LETTERED = _mentions("a", "b", "c")
_CODED = _mentions("r1", "r2", "r3")
_BARE = _mentions(None, None, None)


@pytest.mark.parametrize(
    ("text", "wanted", "places"),
    [
        ("Svar på rekommendation 2", _NUMBERED, {1}),
        ("Rekommendation nr 3 är genomförd.", _NUMBERED, {2}),
        ("Vad gäller punkterna 1 och 3 instämmer nämnden.", _NUMBERED, {0, 2}),
        ("Rekommendationerna 2-4 tas om hand.", _NUMBERED, {1, 2, 3}),
        ("Rekommendationerna 1 till 3 tas om hand.", _NUMBERED, {0, 1, 2}),
        ("Rekommendation b är genomförd.", _LETTERED, {1}),
        ("Punkterna a och c är klara.", _LETTERED, {0, 2}),
        ("Beträffande R2: nämnden avstår.", _CODED, {1}),
        ("R3 är genomförd.", _CODED, {2}),
        ("Den andra rekommendationen avvisas.", _BARE, {1}),
        ("Gränsen, som revisorerna tar upp i sin tredje punkt, är rimlig.", _NUMBERED, {2}),
        ("Återstår punkt fyra.", _NUMBERED, {3}),
        ("Den sista punkten avvisas.", _BARE, {2}),
        ("De två första rekommendationerna är klara.", _BARE, {0, 1}),
        ("De två sista punkterna är klara.", _BARE, {1, 2}),
        ("Rekommendation 2 avvisas.", _BARE, {1}),
        ("Nämnden instämmer i samtliga rekommendationer.", _BARE, {0, 1, 2}),
        ("Alla punkter är åtgärdade.", _NUMBERED, {0, 1, 2, 3}),
    ],
)
def test_what_a_text_names(text: str, wanted: Sequence[Mention], places: set[int]) -> None:
    found = references_in(fold(text), wanted, load_cues())
    assert found is not None
    assert found.places == places


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Nämnden antar planen den 2 maj.", _NUMBERED),
        ("Rekommendation 9 finns inte.", _NUMBERED),
        ("Rekommendation 9 finns inte.", _BARE),
        ("Den femte rekommendationen finns inte.", _BARE),
        ("Nämnden tackar för granskningen.", _BARE),
    ],
)
def test_what_names_nothing(text: str, wanted: Sequence[Mention]) -> None:
    assert references_in(fold(text), wanted, load_cues()) is None


def test_a_range_of_nonsense_is_bounded() -> None:
    found = references_in("rekommendation 1-99", _NUMBERED, load_cues())
    assert found is not None
    assert found.places == {0, 1, 2, 3}
