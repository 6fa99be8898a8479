"""Which recommendations a text names by number, letter or place in the list."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stance.extraction.cues import LONGEST, Cues
from stance.extraction.mentions import Mention
from stance.swedish.literals import found_in

_ORDINALS = ("forsta", "andra", "tredje", "fjarde", "femte", "sjatte")
_ORDINAL = re.compile(rf"\b(?:{'|'.join(_ORDINALS)}|sista)\b")
_COUNTS = {"tva": 2, "tre": 3, "fyra": 4, "fem": 5}
_FIRST_FEW = re.compile(
    r"\bde (?:(tva|tre|fyra|fem) (forsta|sista)|(forsta|sista) (tva|tre|fyra|fem)) "
    r"(?:rekommendation|punkt|forslag|iakttagels|synpunkt|fragor)"
)
_COUNTED = re.compile(
    r"\b(?:rekommendation|punkt|fraga|synpunkt|iakttagelse) (?:nummer )?"
    r"(ett|tva|tre|fyra|fem|sex|sju)\b"
)
_WORDS = ("ett", "tva", "tre", "fyra", "fem", "sex", "sju")
_RANGE = re.compile(r"(\d{1,2}) ?(?:-|till) ?(\d{1,2})")
_NUMBER = re.compile(r"\d{1,2}|\b[a-h]\b")
_CODE = re.compile(
    r"(?:^|\b(?:betraffande|angaende|avseende|gallande|rorande|till|for) )(r ?\d{1,2})\b"
)
# "Andra. ..." and "Fjärde hade jag ..." where somebody goes through the points; "trean".
_ORDINAL_OPENING = re.compile(
    rf"^(?:och |sa |hej,? |slutligen )?(?:den )?({'|'.join(_ORDINALS)}|sista)"
    r"(?:[.:,]|(?: \w{1,15})? punkt(?:en)?\b| (?:hade|har|kan|vill|galler|ar|blir|avvisar) )"
)
_NICKNAMES = ("ettan", "tvaan", "trean", "fyran", "femman", "sexan")
_NICKNAME = re.compile(rf"\b(?:pa|till|om|galler|for) ({'|'.join(_NICKNAMES)})\b")
_LETTER = re.compile(
    r"(?:^|\b(?:betraffande|angaende|avseende|galler|gallande|rorande|fraga om|under|till|for) )"
    r"\(?([a-h]|\d{1,2})\) "
)


@dataclass(frozen=True, slots=True)
class Reference:
    """The places, among the wanted recommendations, of those that a text names."""

    places: frozenset[int]


def references_in(folded: str, wanted: Sequence[Mention], cues: Cues) -> Reference | None:
    """Return what a folded text names, or None when it names no wanted recommendation."""
    folded = folded[:LONGEST]
    places: set[int] = set()
    known = {m.number: place for place, m in enumerate(wanted) if m.number}
    if cues.says("refers_to_recommendation", folded):
        for match in cues.mentions["refers_to_recommendation"].finditer(folded):
            places |= _numbered(match["numbers"], known, len(wanted))
    for match in _CODE.finditer(folded):
        places |= _numbered(match[1].replace(" ", ""), known, len(wanted))
    for match in found_in(_LETTER, folded):
        places |= _numbered(match[1], known, len(wanted))
    for match in found_in(_COUNTED, folded):
        places |= _numbered(str(_WORDS.index(match[1]) + 1), known, len(wanted))
    if cues.says("ordinal_recommendation", folded):
        for match in cues.mentions["ordinal_recommendation"].finditer(folded):
            for word in _ORDINAL.findall(match["ordinals"]):
                place = len(wanted) - 1 if word == "sista" else _ORDINALS.index(word)
                if place < len(wanted):
                    places.add(place)
    for match in found_in(_NICKNAME, folded):
        places |= _numbered(str(_NICKNAMES.index(match[1]) + 1), {}, len(wanted))
    opening = _ORDINAL_OPENING.match(folded)
    if opening is not None:
        word = opening[1]
        place = len(wanted) - 1 if word == "sista" else _ORDINALS.index(word)
        places |= {place} if place < len(wanted) else set()
    for match in found_in(_FIRST_FEW, folded):
        count = _COUNTS[match[1] or match[4]]
        chosen = (
            range(count)
            if "forsta" in match.group(2, 3)
            else range(len(wanted) - count, len(wanted))
        )
        places |= {place for place in chosen if 0 <= place < len(wanted)}
    if cues.says("all_recommendations", folded):
        places |= set(range(len(wanted)))
    return Reference(frozenset(places)) if places else None


def _numbered(numbers: str, known: Mapping[str, int], count: int) -> set[int]:
    """Return the places of the recommendations with the given numbers ("1-3", "2 och 4").

    Args:
        numbers: The numbers as written.
        known: Place of each recommendation that has a number.
        count: How many recommendations there are.
    """
    named = set(_NUMBER.findall(numbers))
    if numbers[:1] == "r":
        named = {numbers}
    for match in _RANGE.finditer(numbers):
        named |= {str(n) for n in range(int(match[1]), min(int(match[2]), 40) + 1)}
    found = {known[name] for name in named if name in known}
    if found or known:
        return found
    return {int(name) - 1 for name in named if name.isdigit() and 0 < int(name) <= count}
