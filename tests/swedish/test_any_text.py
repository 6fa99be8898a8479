"""Whatever the text, the finders return spans that fit it."""

from __future__ import annotations

import datetime as dt
import random
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from stance.swedish.bodies import find_bodies
from stance.swedish.dates import find_deadlines, parse_date, resolve
from stance.swedish.noise import PROFILES, Profile, damage
from stance.swedish.places import find_places

VOCABULARY = (
    "senast",
    "den 31",
    "0",
    "99",
    "mars",
    "före januari",
    "2021",
    "2021/22",
    "hösten",
    "nästa år",
    "i",
    "vecka",
    "v. 60",
    "Q4",
    "tertial 3",
    "inom",
    "femton",
    "999 dagar",
    "varje",
    "till nämndens",
    "nämnd",
    "Barn- och",
    "Lund",
    "kommun",
    "Region Skåne",
    "AB",
    "Å",
    "İ",
    "ß",
    "2021-99-99",
    "31/13",
    "0/0",
    "29 februari",
    "mandatperioden",
    "bokslut",
    "budget 9999",
    "läsåret",
)
WORDS = st.lists(st.sampled_from(VOCABULARY), max_size=12).map(" ".join)


@given(st.one_of(WORDS, st.text(max_size=120)))
@settings(max_examples=300, deadline=None)
def test_spans_fit_and_nothing_raises(text: str) -> None:
    spans = [(d.start, d.end) for d in find_deadlines(text)]
    assert all(d.text == text[d.start : d.end] for d in find_deadlines(text))
    for found in (
        spans,
        [(p.start, p.end) for p in find_places(text)],
        [(b.start, b.end) for b in find_bodies(text)],
    ):
        assert all(0 <= start < end <= len(text) for start, end in found)
        assert all(a[1] <= b[0] for a, b in pairwise(found))
    for reference in (None, dt.date(2024, 2, 29), dt.date.max, dt.date.min):
        resolve(text, reference)
    parse_date(text)


@given(st.text(max_size=100), st.sampled_from(PROFILES), st.integers(0, 99))
@settings(max_examples=100, deadline=None)
def test_damage_takes_any_text(text: str, profile: Profile, seed: int) -> None:
    first = damage(text, random.Random(seed), 0.9, profile)  # noqa: S311  # not for secrets
    again = damage(text, random.Random(seed), 0.9, profile)  # noqa: S311  # not for secrets
    assert first == again
