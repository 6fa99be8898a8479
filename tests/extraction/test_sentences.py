from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.extraction.sentences import split_sentences


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    "first",
    [
        "Planen antas av bl.a. Parkenheten och Gatuenheten.",
        "Det gäller t.ex. Lekparken vid ån.",
        "Mötet hålls den 3. maj 2024.",
        "Rapporten skrevs av A. Bergqvist.",
        "1. Att anta en plan.",
        "Kostnaden är ca 3.5 miljoner.",
        "Enligt kap. 3 § 2 gäller detta.",
        "Nämnden sade: ”Det är bra.”",
        "Var det allt?",
        "Det är klart!",
        "Vi väntar…",
        "Vi antog planen 2021.",
        "(Det är bra.)",
        "Se punkt 3.",
    ],
)
@pytest.mark.parametrize("second", ["Den gäller nu.", "2025 börjar vi om.", "”Ja”, sade hon."])
def test_a_sentence_ends_where_the_next_begins(first: str, second: str) -> None:
    assert _sentences(f"{first} {second}") == [first, second]


@pytest.mark.parametrize("first", ["Kostnaden blir 3 mkr.", "Vi köper gungor, bänkar m.m."])
def test_some_abbreviations_end_a_sentence_before_a_capital(first: str) -> None:
    assert _sentences(f"{first} Den gäller nu.") == [first, "Den gäller nu."]


@pytest.mark.parametrize(
    "text",
    [
        "Vi köpte 5 st. Gungor av trä.",
        "Planen (dnr. KS 5) är antagen.",
        "Beslutet gäller fr.o.m. 2024.",
        "Nämnden m.fl. har svarat.",
        "Det kostar 3 mkr. 2024 inräknat.",
        "Den 12. december är det klart.",
        "Ordförande är K. B. Ek.",
    ],
)
def test_a_stop_inside_a_sentence_does_not_end_it(text: str) -> None:
    assert _sentences(text) == [text]


def test_a_line_break_always_ends_a_sentence() -> None:
    assert _sentences("Rubrik utan punkt\noch mera text") == ["Rubrik utan punkt", "och mera text"]


def test_a_stop_before_a_small_letter_goes_on() -> None:
    assert len(_sentences("Vi ser över planen ... och återkommer.")) == 1


def test_nothing_gives_nothing() -> None:
    assert split_sentences(" \n\t ") == []


@given(st.text(alphabet=st.sampled_from('aBåÄ1. !?\n\t"”»()-,§…:\u00a0'), max_size=80) | st.text())
def test_spans_cover_all_but_white_space_in_order(text: str) -> None:
    spans = split_sentences(text)
    covered = [place for start, end in spans for place in range(start, end)]
    assert covered == sorted(set(covered))
    assert {place for place, letter in enumerate(text) if not letter.isspace()} <= set(covered)
    for start, end in spans:
        assert start < end
        assert text[start:end] == text[start:end].strip()


def test_rubbish_on_one_line_is_split_in_good_time() -> None:
    text = "A. " * 100_000 + ".!?" * 100_000
    assert split_sentences(text)[-1][1] == len(text)
