from __future__ import annotations

import pytest

from stance.archive.schema import FAILED
from stance.report.words import visible, words_of
from stance.schema import Status


def test_both_languages_say_the_same_things() -> None:
    swedish, english = words_of("sv"), words_of("en")
    assert set(swedish.terms) == set(english.terms)
    assert list(swedish.causes) == list(english.causes)
    assert set(swedish.causes) == {*FAILED, Status.NO_ANSWER, "other"}
    assert len(swedish.notes) == len(english.notes)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_patterns_have_the_same_gaps(language: str) -> None:
    for name, term in words_of("sv").terms.items():
        gaps = {part.split("}")[0] for part in term.split("{")[1:]}
        other = words_of(language).terms[name]
        assert gaps == {part.split("}")[0] for part in other.split("{")[1:]}, name


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.0, "0\u00a0%"),
        (0.001, "1\u00a0%"),
        (0.126, "13\u00a0%"),
        (0.999, "99\u00a0%"),
        (1.0, "100\u00a0%"),
    ],
)
def test_shares_are_never_rounded_to_none_or_all(share: float, said: str) -> None:
    assert words_of("sv").percent(share) == said


@pytest.mark.parametrize(
    ("probability", "said"),
    [
        (0.98, "mycket sannolikt (98\u00a0%)"),
        (0.95, "mycket sannolikt (95\u00a0%)"),
        (0.9498, "mycket sannolikt (95\u00a0%)"),
        (0.8, "sannolikt (80\u00a0%)"),
        (0.6, "troligen (60\u00a0%)"),
        (0.4, "ovisst (40\u00a0%)"),
    ],
)
def test_a_probability_is_a_word_and_a_number(probability: float, said: str) -> None:
    assert words_of("sv").likelihood(probability) == said


def test_numbers_have_their_thousands_apart() -> None:
    assert words_of("sv").number(20000) == "20\u00a0000"
    assert words_of("en").number(1234567) == "1,234,567"


def test_signs_that_steer_are_shown() -> None:
    assert visible("a\u202eb\x00c\x1b[0m\u2066") == "a[U+202E]b[U+0000]c[U+001B][0m[U+2066]"
    assert visible("rad\r\nrad\rrad\tslut åäö”–") == "rad\nrad\nrad\tslut åäö”–"
