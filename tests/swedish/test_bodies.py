from __future__ import annotations

import pytest

from stance.swedish.bodies import find_bodies, find_body


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Socialnämndens svar", "Socialnämnden", "nämnd"),
        ("en ny socialnämnd", "Socialnämnden", "nämnd"),
        ("Barn- och utbildningsnimnden har", "Barn- och utbildningsnämnden", "nämnd"),
        ("BARN- OCH UTBILDNINGSNÄMNDEN", "Barn- och utbildningsnämnden", "nämnd"),
        ("Miljö-, bygg- och räddningsnämndens", "Miljö-, bygg- och räddningsnämnden", "nämnd"),
        ("Kultur- och\nfritidsnämnden", "Kultur- och fritidsnämnden", "nämnd"),
        ("Tekniska nämnden anser", "Tekniska nämnden", "nämnd"),
        (
            "Nämnden för arbetsmarknad och vuxenutbildning har beslutat",
            "Nämnden för arbetsmarknad och vuxenutbildning",
            "nämnd",
        ),
        ("Nämnden för arbete\nhar beslutat", "Nämnden för arbete", "nämnd"),
        ("kommunstyrelsen", "Kommunstyrelsen", "styrelse"),
        ("regionstyrelsens", "Regionstyrelsen", "styrelse"),
        ("Direktionen beslutar", "Direktionen", "styrelse"),
        ("socialférvaltningen", "Socialförvaltningen", "förvaltning"),
        ("Hamnstadens Energi AB svarar", "Hamnstadens Energi AB", "bolag"),
        ("AB Stadsbostäder", "AB Stadsbostäder", "bolag"),
        ("samordningsförbundet", "Samordningsförbundet", "förbund"),
        ("arbetsutskottets", "Arbetsutskottet", "utskott"),
        ("Teknik- och fastighetsnamnden antar", "Teknik- och fastighetsnämnden", "nämnd"),
        ("Teknik- och fastighetsndmnden antar", "Teknik- och fastighetsnämnden", "nämnd"),
        ("Barn- och utbildningsnarnnden", "Barn- och utbildningsnämnden", "nämnd"),
        ("Samhallsnamndens svar", "Samhällsnämnden", "nämnd"),
        ("Kommunstyreisen", "Kommunstyrelsen", "styrelse"),
        ("Kommun-\nstyrelsens svar", "Kommunstyrelsen", "styrelse"),
        ("Kultur- och fritids-\nnamnden", "Kultur- och fritidsnämnden", "nämnd"),
        ("Nämnden för hälsa, vård och omsorg", "Nämnden för hälsa, vård och omsorg", "nämnd"),
        ("Nämnden för vård YTTRANDE", "Nämnden för vård", "nämnd"),
        ("För Hamnstadens Energi AB", "Hamnstadens Energi AB", "bolag"),
        ("Hamnstadens Elnät och Värme AB", "Hamnstadens Elnät och Värme AB", "bolag"),
        ("Revisorn i Linden i Hamnstaden AB", "Linden i Hamnstaden AB", "bolag"),
    ],
)
def test_finds_and_normalises(text: str, name: str, kind: str) -> None:
    found = find_body(text)
    assert found is not None
    assert (found.name, found.kind) == (name, kind)


@pytest.mark.parametrize(
    "text",
    [
        "Nämnden anser",
        "styrelsen",
        "förvaltningen",
        "omnämnd",
        "Länsstyrelsen",
        "nämnd-, förvaltnings- och yrkesgränser",
        "",
    ],
)
def test_what_is_no_name(text: str) -> None:
    assert find_bodies(text) == []


def test_spans_in_order() -> None:
    text = "Kommunstyrelsen översänder socialnämndens svar."
    assert [text[b.start : b.end] for b in find_bodies(text)] == [
        "Kommunstyrelsen",
        "socialnämndens",
    ]
