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


def test_what_is_remembered_is_bounded() -> None:
    patterns = Patterns({"digit": r"\d"})
    found = [patterns.occurs("digit", f"rad {count}") for count in range(20_000)]
    assert all(found)
    assert not patterns.occurs("digit", "rad")
