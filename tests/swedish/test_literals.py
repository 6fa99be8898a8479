from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.swedish.date_rules import RULES
from stance.swedish.literals import all_required, alternatives, found_in, required


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


@pytest.mark.parametrize(
    ("source", "parts"),
    [
        ("plan", ["plan"]),
        ("plan|rutin", ["plan", "rutin"]),
        ("(?:plan|(?:rutin|mall))", ["plan", "rutin", "mall"]),
        ("(?:a|b)c", ["(?:a|b)c"]),
        ("(?:a)|(?:b)", ["a", "b"]),
        ("(?:a)(?:b|c)", ["(?:a)(?:b|c)"]),
        (r"a\|b|[|()]c|\(d", [r"a\|b", "[|()]c", r"\(d"]),
        ("[]|]a|[^]|]b", ["[]|]a", "[^]|]b"]),
        ("(?P<n>a|b)|c", ["(?P<n>a|b)", "c"]),
        ("(?=a|b)", ["(?=a|b)"]),
        ("a|", ["a", ""]),
    ],
)
def test_a_pattern_is_cut_into_its_branches(source: str, parts: list[str]) -> None:
    assert alternatives(source) == parts


@settings(max_examples=300, deadline=None)
@given(st.lists(_PIECES, max_size=8))
def test_a_pattern_is_where_one_of_its_branches_is(pieces: list[str]) -> None:
    text = "".join(pieces)
    for source in ("(?:^plan|in(?:te|fört)$|20 ?[12/|])", r"a\b|(?:maj|[^a-z|]b)", "å|"):
        found = any(re.search(part, text) for part in alternatives(source))
        assert found == (re.search(source, text) is not None)


@settings(max_examples=300, deadline=None)
@given(st.lists(_PIECES, max_size=8))
def test_no_match_without_a_string_of_each_set(pieces: list[str]) -> None:
    text = "".join(pieces)
    pattern = re.compile(r"(\bhar\b ?(?:plan|maj)).{0,9}\b(infört|in)")
    sets = all_required(pattern)
    assert len(sets) >= 3
    if pattern.search(text):
        assert all(any(string in text for string in strings) for strings in sets)


@pytest.mark.parametrize("text", ["en plan i maj, en plan i mars", "en rutin", ""])
@pytest.mark.parametrize("source", [r"\bplan (?:i|av) (m\w+)", r"\w+", "(?i)PLAN"])
def test_matches_are_found_as_without_a_look(source: str, text: str) -> None:
    pattern = re.compile(source)
    spans = [match.span() for match in found_in(pattern, text)]
    assert spans == [match.span() for match in pattern.finditer(text)]
