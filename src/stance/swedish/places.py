"""Finds Swedish municipalities and regions in text, also where it lost its marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from stance.swedish.lexicon import fold
from stance.swedish.resources import read_rows

_WORD = re.compile(r"\w+(?:-\w+)?")
_DOMAIN = re.compile(r"(?<![\w.-])(?:[\w.+-]{1,60}@|https?://|www\.)?([a-z0-9.-]{2,60})\.se\b")
_AFTER = re.compile(r"[\s*_]{1,3}(kommun|stad)(?:s|en|ens)?\b")
_NOT_AFTER = re.compile(
    r"\s+(?:lan|lans|universitet|hogskola|tingsratt|tekniska hogskola|regionen)\b"
)
_BODY_BEFORE = re.compile(
    r"(?:kommun|kommunen|kommunens|staden|namnden|styrelsen|fullmaktige|revisorerna|revisionen"
    r"|forvaltningen|revisorer)\s+(?:i|for)\s+$"
)
_NOT_BEFORE = re.compile(r"(?:ratten|lansstyrelsen|tingsratt|domstolen|universitetet)\s+i\s+$")
_REGION_BEFORE = re.compile(r"\bregion(?:en)?\s+$")
_REGION_WORDS = re.compile(
    r"\b(?:regionstyrelse|regionfullmaktige|regiondirektor|landsting|sjukvardsnamnd|regionnamnd)"
)
_HEADER = 1500
_REGION_ALIASES = {
    "vgr": "Västra Götalandsregionen",
    "vastra gotalandsregionen": "Västra Götalandsregionen",
    "region jonkoping": "Region Jönköpings län",
    "region orebro": "Region Örebro län",
    "region kalmar": "Region Kalmar län",
    "region jamtland": "Region Jämtland Härjedalen",
    "region sodermanland": "Region Sörmland",
}
# Their addresses are not their names: Håbo has habo.se, Habo has habokommun.se.
_DOMAIN_ALIASES = {"habo": "Håbo", "habokommun": "Habo", "gotland": "Gotland", "vgregion": None}


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality: its official four-digit code, its name and its region."""

    code: str
    name: str
    region: str
    ambiguous: bool


@dataclass(frozen=True, slots=True)
class PlaceMatch:
    """A place named in a text.

    Attributes:
        name: ``Trelleborg`` for a municipality, ``Region Skåne`` for a region.
        kind: ``municipality`` or ``region``.
        start: First character of the mention.
        end: One past the last.
        strength: 3 for an address on the web, 2 for "X kommun" or "Region X", 1 for a bare name.
    """

    name: str
    kind: str
    start: int
    end: int
    strength: int


@lru_cache(maxsize=1)
def municipalities() -> tuple[Municipality, ...]:
    """Return the 290 municipalities, sorted by name."""
    return tuple(
        Municipality(code, name, region, bool(mark))
        for code, name, region, mark in read_rows("municipalities.tsv")
    )


@lru_cache(maxsize=1)
def regions() -> Mapping[str, str]:
    """Return the 21 regions' names by county code."""
    return {row[0]: row[1] for row in read_rows("regions.tsv")}


@lru_cache(maxsize=1)
def _by_first_word() -> Mapping[str, tuple[tuple[str, Municipality], ...]]:
    """Municipalities by the folded first word of each way to write them, the longest first."""
    index: dict[str, list[tuple[str, Municipality]]] = {}
    for place in municipalities():
        plain = fold(place.name).lower()
        forms = {plain} if plain.endswith("s") else {plain, f"{plain}s"}
        for form in forms:
            first = _WORD.match(form)
            if first:
                index.setdefault(first.group(), []).append((form, place))
    return {first: tuple(sorted(found, key=lambda f: -len(f[0]))) for first, found in index.items()}


@lru_cache(maxsize=1)
def _by_domain() -> Mapping[str, str]:
    domains: dict[str, str] = {}
    for place in municipalities():
        plain = fold(place.name).lower()
        for form in (plain.replace(" ", ""), plain.replace(" ", "-"), plain.replace("-", "")):
            domains[form] = place.name
            domains[f"{form}kommun"] = place.name
    domains.update({domain: name for domain, name in _DOMAIN_ALIASES.items() if name})
    return domains


@lru_cache(maxsize=1)
def _region_forms() -> tuple[tuple[str, str], ...]:
    forms = {fold(name).lower(): name for name in regions().values()} | _REGION_ALIASES
    return tuple(sorted(forms.items(), key=lambda form: -len(form[0])))


def find_places(text: str) -> list[PlaceMatch]:
    """Return the places named in a text, in order.

    Names that are also common words count only with "kommun", "stad" or a web address.
    """
    low = _lower(text)
    found = [*_domains(low), *_regions(low), *_municipalities(text, low)]
    found.sort(key=lambda match: (match.start, -match.strength))
    kept: list[PlaceMatch] = []
    for match in found:
        if not kept or match.start >= kept[-1].end:
            kept.append(match)
    return kept


def _lower(text: str) -> str:
    folded = fold(text)
    low = folded.lower()
    return low if len(low) == len(text) else "".join(c.lower()[0] for c in folded)


def _domains(low: str) -> Iterator[PlaceMatch]:
    if ".se" not in low:
        return
    for match in _DOMAIN.finditer(low):
        name = _by_domain().get(match[1].rpartition(".")[2])
        if name:
            yield PlaceMatch(name, "municipality", match.start(), match.end(), 3)


def _regions(low: str) -> Iterator[PlaceMatch]:
    for match in re.finditer(r"\b(?:region(?:en)? |vastra gotalandsregionen|vgr\b)", low):
        for form, name in _region_forms():
            stem = form.removeprefix("region ")
            at = match.end() if len(stem) < len(form) else match.start()
            if low.startswith(stem, at):
                end = at + len(stem)
                end += low[end : end + 1] == "s"
                if not low[end : end + 1].isalnum():
                    yield PlaceMatch(name, "region", match.start(), end, 2)
                    break


def _municipalities(text: str, low: str) -> Iterator[PlaceMatch]:
    index = _by_first_word()
    for word in _WORD.finditer(low):
        start = word.start()
        if word.group() not in index or not text[start].isupper():
            continue
        best: PlaceMatch | None = None
        for form, place in index[word.group()]:
            end = start + len(form)
            if not low.startswith(form, start) or low[end : end + 1].isalnum():
                continue
            match = _judge(low, place, start, end)
            # Habo and Håbo are the same without marks: the one that stands there wins.
            exact = text[start : start + len(place.name)].casefold() == place.name.casefold()
            if match and (best is None or exact):
                best = match
            if best and exact:
                break
        if best:
            yield best


def _judge(low: str, place: Municipality, start: int, end: int) -> PlaceMatch | None:
    before = low[max(0, start - 40) : start]
    after = _AFTER.match(low, end)
    if after:
        return PlaceMatch(place.name, "municipality", start, after.end(), 2)
    if _BODY_BEFORE.search(before):
        return PlaceMatch(place.name, "municipality", start, end, 2)
    if (
        place.ambiguous
        or _NOT_AFTER.match(low, end)
        or _NOT_BEFORE.search(before)
        or _REGION_BEFORE.search(before)
    ):
        return None
    return PlaceMatch(place.name, "municipality", start, end, 1)


def find_place(text: str) -> str | None:
    """Return the municipality or region that a document is from, or None.

    Stronger and more frequent mentions count more, those at its beginning double; regions only
    half unless a region's own bodies are named.
    """
    matches = find_places(text)
    if not matches:
        return None
    of_region = _REGION_WORDS.search(_lower(text)) is not None
    strongest = max(match.strength for match in matches)
    scores: dict[str, float] = {}
    for match in matches:
        if match.strength == 1 and strongest > 1:
            continue
        score = float(match.strength) * (2 if match.start < _HEADER else 1)
        if match.kind == "region":
            score *= 2 if of_region else 0.5
        scores[match.name] = scores.get(match.name, 0.0) + score
    # The first of equals: dictionaries keep the order of the text.
    return max(scores, key=lambda name: scores[name])


def __getattr__(name: str) -> tuple[Municipality, ...] | tuple[str, ...]:
    """Offer ``MUNICIPALITIES`` and ``REGIONS`` without reading files at import."""
    if name == "MUNICIPALITIES":
        return municipalities()
    if name == "REGIONS":
        return tuple(regions().values())
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
