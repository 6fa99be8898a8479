from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.swedish.date_rules import RULES
from stance.swedish.literals import required


@pytest.mark.parametrize(
    ("pattern", "strings"),
    [
        (r"\bplan\b", {"plan"}),
        (r"\b(inte|ej)\b", {"inte", "ej"}),
        (r"instämmer?\w*", {"instämme"}),
        (r"\bhar\b.{0,60}\b(infört|antagit)\b", {"infört", "antagit"}),
        (r"b(ör|orde)", {"bör", "borde"}),
        (r"\bq[1-3]\b", {"q1", "q2", "q3"}),
        (r"(?:20)\d\d", {"20"}),
        (r"(?:ab){2,3}", {"ab"}),
        (r"a(?=bc)", {"bc"}),
        (r"(?!nej)ja", {"ja"}),
        (r"\d+", None),
        (r"(plan|\d+)", None),
        (r"(plan)?", None),
        (r"[^a]", None),
        (r"(?i)plan", None),
    ],
)
def test_what_a_pattern_needs(pattern: str, strings: set[str] | None) -> None:
    assert required(re.compile(pattern)) == strings


_PIECES = st.sampled_from(
    ["plan", "in", "te", " ", "a", "b", "har", "infört", "20", "21", "/", ".", "q1", "maj", "å"]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(_PIECES, max_size=8))
def test_no_match_without_one_of_the_strings(pieces: list[str]) -> None:
    text = "".join(pieces)
    for source in (
        r"\bhar\b.{0,9}\b(infört|antagit)\b",
        r"(?:in(?:te|fört)|a[bp]|q[1-4]) ?(plan|20\d\d)",
        r"(?:(?:maj|plan) ?)+(?=å|/)",
    ):
        strings = required(re.compile(source))
        assert strings
        if re.search(source, text):
            assert any(string in text for string in strings)


def test_every_date_rule_is_spared_most_texts() -> None:
    assert all(required(rule.pattern) for rule in RULES)


def test_the_worth_of_strings_can_be_told() -> None:
    pattern = re.compile(r"plan\d*rutin")
    assert required(pattern) == frozenset({"rutin"})
    assert required(pattern, lambda strings: float("plan" in strings)) == frozenset({"plan"})
