from __future__ import annotations

import pytest

from stance.extraction.cues import Patterns


@pytest.mark.parametrize("text", ["namnden bor anta en plan", "namnden antar en plan", ""])
def test_a_pattern_that_is_used_often_is_found_as_before(text: str) -> None:
    patterns = Patterns({"duty": r"\b(?:bor|maste)\b", "end": r"[a-z]$"})
    first = {name: patterns.occurs(name, text) for name in patterns}
    for count in range(1_200):  # Each text is new: what is remembered does not count.
        patterns.occurs("duty", f"{count}")
        patterns.occurs("end", f"{count}")
    later = {name: patterns.occurs(name, f"{text}") for name in patterns}
    longer = {name: patterns.occurs(name, " " * 700 + text) for name in patterns}
    assert first == later == longer
    assert first["duty"] == ("bor" in text)


@pytest.mark.parametrize("text", ["svar: namnden", "namndens svar", "vi svarar", "svar " * 9])
def test_branches_are_found_as_the_whole_is(text: str) -> None:
    patterns = Patterns({"answer": r"(?:^svar:|\bvi (?:svar|anser)|namndens? svar$|(?:svar ){3})"})
    before = patterns.occurs("answer", text)
    for count in range(1_100):
        patterns.occurs("answer", f"{count}")
    for worded in (text, f"x {text}", text[:-1], f"{text}\n"):
        found = patterns["answer"].search(worded) is not None
        assert patterns.occurs("answer", worded) == found
        assert patterns.among(["answer"], worded) == ["answer"] * found
    assert before


def test_what_stands_beyond_the_longest_sentence_is_not_found() -> None:
    patterns = Patterns({"answer": "svar"})
    assert patterns.occurs("answer", "x " * 4_900 + "svar")
    assert not patterns.occurs("answer", "x " * 5_100 + "svar")


def test_what_is_remembered_is_bounded() -> None:
    patterns = Patterns({"digit": r"\d"})
    found = [patterns.occurs("digit", f"rad {count}") for count in range(20_000)]
    assert all(found)
    assert not patterns.occurs("digit", "rad")
