from __future__ import annotations

import pytest

from stance.review.label import Choices, Label, machine_label, problems_of
from tests.review.samples import record

_RESPONSE = "Nämnden instämmer. En rutin tas fram i maj. Den leds av chefen."


def test_a_label_survives_json() -> None:
    label = Label("agrees", None, "concrete", "en rutin", evidence=((0, 5), (7, 9)), comment="å")
    assert Label.of(label.values()) == label
    assert Label.of({"stance": "agrees", "later_key": 1}).stance == "agrees"


def test_the_model_s_evidence_is_found_in_the_response() -> None:
    found = record()
    label = machine_label(found)
    ((start, end),) = label.evidence
    assert found["response"][start:end] == found["evidence"][0]["text"]
    assert label.stance == "agrees"
    assert label.comment is None


@pytest.mark.parametrize(
    ("label", "problems"),
    [
        (Label("agrees", None, "concrete", "En rutin", "i maj", "chefen"), []),
        (Label("deflects", "rejects", "none"), []),
        (Label("maybe", None, "none"), ["no_stance"]),
        (Label("deflects", None, "none"), ["no_reason"]),
        (Label("agrees", "rejects", "none"), ["odd_reason"]),
        (Label("agrees", None, None), ["no_commitment"]),
        (Label("agrees", None, "none", "En rutin"), ["measure_of_none"]),
        (Label("agrees", None, "vague", "Ett påhitt"), ["measure_not_there"]),
        (Label("agrees", None, "vague", evidence=((0, 999),)), ["evidence_not_there"]),
        (Label("agrees", None, "vague", evidence=((0, 0),)), ["evidence_not_there"]),
    ],
)
def test_only_what_the_guideline_allows_can_be_said(label: Label, problems: list[str]) -> None:
    assert problems_of(label, _RESPONSE, Choices()) == problems


def test_neighbouring_sentences_are_quoted_in_one_piece() -> None:
    def quoted(*spans: tuple[int, int]) -> str | None:
        return Label("agrees", evidence=spans).evidence_in(_RESPONSE)

    assert quoted() is None
    assert quoted((0, 18), (19, 43)) == _RESPONSE[:43]
    assert quoted((44, 63), (0, 18)) == "Nämnden instämmer.\nDen leds av chefen."


def test_any_label_set_can_be_chosen_from() -> None:
    assert Choices.of({"agrees"}).stances == ("agrees", "partly_agrees", "deflects")
    assert Choices.of({"nej", "ja", "agrees"}).stances == ("agrees", "ja", "nej")
