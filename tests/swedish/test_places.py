from __future__ import annotations

import pytest

from stance.swedish.lexicon import fold
from stance.swedish.places import find_place, find_places, municipalities, regions


def test_the_official_lists_are_whole() -> None:
    places = municipalities()
    assert len(places) == 290
    assert len({place.code for place in places}) == 290
    assert len({place.name for place in places}) == 290
    assert len(regions()) == 21
    assert len(set(regions().values())) == 21
    order = str.maketrans("åäö-", "{|} ")
    names = [place.name.lower().translate(order) for place in places]
    assert names == sorted(names)


def test_each_municipality_lies_in_the_region_of_its_code() -> None:
    for place in municipalities():
        assert len(place.code) == 4
        assert regions()[place.code[:2]] == place.region


@pytest.mark.parametrize("place", municipalities(), ids=lambda place: place.code)
def test_every_name_is_found_with_and_without_marks(place: object) -> None:
    name = str(getattr(place, "name", ""))
    genitive = name if name.endswith("s") else f"{name}s"
    assert find_place(f"Svar till {genitive} kommuns revisorer") == name
    if name not in {"Habo", "Håbo"}:
        assert find_place(f"Svar till {fold(genitive)} kommuns revisorer") == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Göteborgs Stads revisorer", "Göteborg"),
        ("Boras Stad", "Borås"),
        ("kursen hölls i Tyreso i går", "Tyresö"),
        ("anna@upplandsvasby.se", "Upplands Väsby"),
        ("Kommunstyrelsen i Lund", "Lund"),
        ("LUNDS KOMMUN", "Lund"),
        ("Region Gotland", "Region Gotland"),
        ("Gotlands kommun", "Gotland"),
        ("Västra Götalandsregionens revisorer", "Västra Götalandsregionen"),
        ("Region Kalmar läns", "Region Kalmar län"),
        ("Region Skåne och Ystads kommun om Ystads kommuns skolor", "Ystad"),
        ("Regionstyrelsen i Region Skåne har hört Ystads kommun", "Region Skåne"),
        ("Håbo kommun", "Håbo"),
        ("Habo kommun", "Habo"),
        ("Mark och vatten vid Åre, sade Berg", None),
        ("Förvaltningsrätten i Falun", None),
        ("Kalmar län", None),
        ("Regionen ansvarar", None),
        ("", None),
    ],
)
def test_finds_the_place(text: str, name: str | None) -> None:
    assert find_place(text) == name


def test_a_strong_mention_beats_bare_names() -> None:
    text = "Resor till Stockholm, Stockholm och Stockholm. Ystads kommun svarar."
    assert find_place(text) == "Ystad"
    assert [match.strength for match in find_places(text)] == [1, 1, 1, 2]


def test_spans_fit() -> None:
    text = "Svar från Trelleborgs kommun (se www.trelleborg.se)"
    assert [text[m.start : m.end] for m in find_places(text)] == [
        "Trelleborgs kommun",
        "www.trelleborg.se",
    ]
