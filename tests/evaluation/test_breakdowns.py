from __future__ import annotations

from tests.evaluation.test_pairs import judgement

from stance.classification.pairs import Pair
from stance.evaluation.breakdowns import by_author, by_length, by_reason, sureness


def pair(words: int, stance: str, author: str | None = None, reason: str | None = None) -> Pair:
    return Pair("Ett.", "ord " * words, stance=stance, author=author, reason=reason)


BOTH = [
    (pair(5, "agrees", "anna"), judgement("agrees")),
    (pair(29, "deflects", "anna", "rejects"), judgement("deflects", reason="notes_only")),
    (pair(30, "deflects", "bo", "rejects"), judgement("agrees", review=True)),
    (pair(120, "deflects", None, "postpones"), judgement("deflects", reason="postpones")),
]


def test_by_author() -> None:
    found = by_author(BOTH)
    assert list(found) == ["", "anna", "bo"]
    assert found["anna"]["accuracy"] == 1.0
    assert (found["bo"]["accuracy"], found["bo"]["coverage"], found["bo"]["n"]) == (0.0, 0.0, 1)


def test_by_length_in_words() -> None:
    found = by_length(BOTH)
    assert {name: row["n"] for name, row in found.items()} == {
        "under 30 words": 2,
        "30-59 words": 1,
        "120 words or more": 1,
    }


def test_by_reason_the_stance_and_the_reason_itself() -> None:
    assert by_reason(BOTH) == {
        "postpones": {"n": 1, "stance_right": 1.0, "reason_right": 1.0},
        "rejects": {"n": 2, "stance_right": 0.5, "reason_right": 0.0},
    }


def test_sureness() -> None:
    assert sureness(BOTH) == {"coverage": 0.75, "error_when_sure": 0.0}
    assert sureness([]) == {"coverage": 0.0, "error_when_sure": 0.0}
    assert sureness(BOTH[2:3]) == {"coverage": 0.0, "error_when_sure": 0.0}
