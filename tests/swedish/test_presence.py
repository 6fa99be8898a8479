from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.swedish.presence import ALWAYS, EVERYTHING, Presence, longest_word

_SETS = (["plan", "rutin"], ["av"], ["?"], ["nämnden anser", "styrelsen"], ["en"])


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(["planen", "rutin", "av", "?", "nämnden", " ", "x"]), max_size=5))
def test_a_bit_is_set_where_a_word_of_the_set_is_held(pieces: list[str]) -> None:
    presence = Presence()
    bits = [presence.ask_for(strings) for strings in _SETS]
    text = "".join(pieces)
    for strings, bit in zip(_SETS, bits, strict=True):
        assert bool(presence.of(text) & bit) == any(longest_word(s) in text for s in strings)


def test_sets_that_are_asked_for_later_are_told_of_the_same_texts() -> None:
    presence = Presence()
    first = presence.ask_for(["rutin"])
    assert not presence.of("en plan") & first
    second = presence.ask_for(["plan"])
    assert presence.of("en plan") == ALWAYS | second
    assert presence.ask_for(["plan"]) == second


@pytest.mark.parametrize("strings", [[], [" "], ["plan", ""]])
def test_of_nothing_nothing_can_be_told(strings: list[str]) -> None:
    presence = Presence()
    assert presence.ask_for(strings) == ALWAYS
    assert presence.of("vad som helst") & ALWAYS


def test_what_is_no_word_may_hold_everything_and_what_is_remembered_is_bounded() -> None:
    presence = Presence()
    bit = presence.ask_for(["plan"])
    assert presence.of("x" * 50) == EVERYTHING
    for number in range(31_000):
        assert presence.of(f"rad{number}") == ALWAYS
    assert presence.of("plan31000") & bit
    assert len(presence._words) <= 30_000
    assert len(presence._texts) <= 500
