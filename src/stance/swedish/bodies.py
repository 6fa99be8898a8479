"""Finds the names of municipal and regional bodies and brings them to their usual form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from stance.swedish.lexicon import fold, load_lexicon
from stance.swedish.literals import found_in
from stance.swedish.repair import repair
from stance.swedish.resources import read_rows
from stance.swedish.search import is_compound

_HEAD = re.compile(
    r"(?<![\w-])(\w{0,40}?)"
    r"((?:n[aide]mnd|n[ai]rnnd|styre[li1]se|utskott|f(?:[o6ed]|o[e6]|6e)rbund)(?:e?n|et)?s?"
    r"|direktionens?"
    r"|[ft](?:[o6ed]|o[e6]|6e)rvaltning(?:en)?s?|kontorets?|beredningens?)(?![\w-])"
)
# "Barn- och ", "Miljö-, bygg- och ": what stands before the last part of a compound name.
_FIRST_PARTS = re.compile(r"(?:\w{2,30}-(?:,|\s?och| samt| &)?\s){1,3}$")
_ADJECTIVE = re.compile(
    r"(?:^|(?<=\W))(?:(?:gemensamma?|lokala|tekniska|kommunala|regionala|politiska|sociala)\s){1,2}$"
)
_FIELD = re.compile(
    r"(?: för | for | f6r | fo6r | fdr | fér )"
    r"((?:\w{2,30}-?,? ){0,4}?(?:och |samt )?(?![A-ZÅÄÖ]{2})\w{4,30})"
    r"(?=\s(?:har|ska|skall|anser|delar|bedömer|bedomer|beslutar|instämmer|instammer"
    r"|är|ar|kommer|avser|"
    r"föreslår|foreslar|konstaterar|noterar|vill|ser|menar|lämnar|i|den|att)\b"
    r"|\s[A-ZÅÄÖ]{2}|[.;:)\n]|,(?! \w{3,12} (?:och|samt) \w)|$)"
)
_COMPANY = re.compile(
    r"(?<![\w&])(?:AB (?:[A-ZÅÄÖ][\wåäöé&-]{1,30})(?: [A-ZÅÄÖ][\wåäöé&-]{1,30}){0,3}"
    # "För Hamnstadens Energi AB", "Lekmannarevisorn i Linden i Köping AB": from the name on.
    r"|(?=[A-ZÅÄÖ])(?!(?:För|Till|Från|Hos|Av|Om|I"
    r"|\w{0,40}(?:[Nn]ämnde|[Ss]tyrelse|[Rr]evis(?:or|ion|orer)|[Ff]örvaltninge)(?:n|na)?"
    r")s? )"
    r"(?:[A-ZÅÄÖ][\wåäöé&-]{0,30} (?:och |i |& )?){1,4}"
    r"(?:[a-zåäö]{3,20} (?:och [a-zåäö]{3,20} )?)?(?:AB|Aktiebolag))"
    r"(?:s|:s)?(?!\w)"
)
_REACH = 100
_STANDS_ALONE = frozenset(("direktionen",))


@dataclass(frozen=True, slots=True)
class BodyMatch:
    """A body named in a text.

    Attributes:
        name: Its usual form: ``Barn- och utbildningsnämnden``, definite, no genitive, mended.
        kind: ``nämnd``, ``styrelse``, ``förvaltning``, ``bolag``, ``förbund`` or ``utskott``.
        start: First character in the text.
        end: One past the last, including a genitive s.
    """

    name: str
    kind: str
    start: int
    end: int


@lru_cache(maxsize=1)
def _endings() -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (ending, definite, kind)
        for ending, definite, kind in read_rows("bodies.tsv")
        if ending not in {"not", "stem"}
    )


@lru_cache(maxsize=1)
def _no_bodies() -> Mapping[str, None]:
    return {word: None for mark, word, _ in read_rows("bodies.tsv") if mark == "not"}


@lru_cache(maxsize=1)
def _stems() -> Mapping[str, str]:
    """Stems, without their marks, that the lexicon does not mend."""
    return {plain: stem for mark, plain, stem in read_rows("bodies.tsv") if mark == "stem"}


def find_bodies(text: str) -> list[BodyMatch]:
    """Return the bodies named in a text, in order.

    Bare "nämnden", "styrelsen" and "förvaltningen" name nothing and are left out.
    """
    low = fold(text).lower()
    if len(low) != len(text):
        low = fold(text)
    found = [match for head in found_in(_HEAD, low) if (match := _named(text, low, head))]
    found += [
        BodyMatch(re.sub(r"(?<=AB|ag)(?::?s)$", "", m.group()), "bolag", m.start(), m.end())
        for m in found_in(_COMPANY, text)
    ]
    found.sort(key=lambda match: (match.start, -match.end))
    kept: list[BodyMatch] = []
    for match in found:
        if not kept or match.start >= kept[-1].end:
            kept.append(match)
    return kept


@lru_cache(maxsize=1 << 10)
def find_body(text: str) -> BodyMatch | None:
    """Return the first body that a text names, or None."""
    return next(iter(find_bodies(text)), None)


def _named(text: str, low: str, head: re.Match[str]) -> BodyMatch | None:
    if head.group() in _no_bodies():
        return None
    start, end = head.span()
    before = low[max(0, start - _REACH) : start]
    word = _mended(text[start:end])
    plain = fold(word).lower()
    ending = next((e for e in _endings() if plain.endswith(e[0])), None)
    if ending is None:
        return None
    folded, definite, kind = ending
    stem = word[: len(word) - len(folded)]
    stem = _stems().get(fold(stem).lower(), stem)
    tail = ""
    parts = _FIRST_PARTS.search(before)
    lead = parts or (_ADJECTIVE.search(before) if kind != "förvaltning" or not stem else None)
    if stem.isupper() and len(stem) > 1:
        stem = stem.lower()
    if lead:
        start -= len(lead.group())
    if not stem:
        field = _FIELD.match(text, end) if not word.lower().endswith("ns") else None
        if field and definite in {"nämnden", "förvaltningen", "utskottet"}:
            end = field.end()
            tail = " för " + _mended(field.group(1))
        elif not lead and folded not in _STANDS_ALONE:
            return None
    first = _mended(text[start : head.start()]).lower() if lead else ""
    if not stem and re.search(r"-\s*\n\s*$", first):  # "Kommun-" at the end of a line.
        first = first.rstrip().removesuffix("-")
    first = re.sub(r"\s+", " ", first)
    name = first + stem.lower() + definite + tail
    return BodyMatch(name[0].upper() + name[1:], kind, start, end)


@lru_cache(maxsize=1 << 12)
def _mended(words: str) -> str:
    """Mend words that are none."""
    lexicon = load_lexicon()
    if all(
        word in lexicon or is_compound(word, lexicon) for word in re.findall(r"\w+", words.lower())
    ):
        return words
    return repair(words, damaged=True).text
