"""How dates and periods are written, as patterns over folded text in lower case."""

from __future__ import annotations

import re
from dataclasses import dataclass

from stance.swedish.periods import (
    Resolver,
    resolve_day,
    resolve_event,
    resolve_feast,
    resolve_half_year,
    resolve_iso,
    resolve_month,
    resolve_numeric,
    resolve_numeric_slash,
    resolve_part_of_year,
    resolve_school_year,
    resolve_season,
    resolve_spring,
    resolve_term_of_office,
    resolve_tertial,
    resolve_turn_of_year,
    resolve_unknown,
    resolve_week,
    resolve_within,
    resolve_year,
    resolve_years,
)

_MONTH = (
    r"(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december)"
)
_ANY_MONTH = rf"(?:{_MONTH}|jan|feb|apr|jun|jul|aug|sept?|okt|nov|dec)"
_YEAR = r"(?:(?:19|20)\d\d)"
_WHICH = rf"(?: ,?(?:ar )?{_YEAR}(?![-/]\d\d-)| i ar| nasta ar| samma ar| detta ar| innevarande ar)"
_ORDINAL = r"(?:forsta|andra|tredje|fjarde|sista)"
_COUNT = r"(?:\d{1,3}|en|ett|tva|tre|fyra|fem|sex|sju|atta|nio|tio|elva|tolv)"


_EVENT = (
    r"\b(?P<event>delars- och arsbokslut(?:et)?|delarsbokslut(?:et|en)?|halvarsbokslutet"
    r"|delarsrapport(?:en|erna|eringen)?|arsredovisning(?:en)?|(?:ars)?bokslut(?:et)?"
    r"|verksamhetsberattelse(?:n)?|verksamhetsplan(?:en|eringen|ering)?(?: och budget)?"
    r"|(?:mal och |flerars)?budget(?:en)?)\b"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of expression.

    Attributes:
        pattern: How it is written, in folded lower case.
        kind: ``point``, ``period`` or ``recurring``.
        resolve: The last day that a match names.
        needs_lead: Whether it counts only behind a word such as ``under`` or ``senast``.
    """

    pattern: re.Pattern[str]
    kind: str
    resolve: Resolver
    needs_lead: bool = False


def _rule(
    pattern: str,
    kind: str,
    resolve: Resolver,
    *,
    needs_lead: bool = False,
) -> Rule:
    return Rule(re.compile(pattern), kind, resolve, needs_lead)


_GROUP = r"(?:manad|ar|kvartal|halvar|vecka|termin|lasar|tertial|mandatperiod|verksamhetsar)"
RULES: tuple[Rule, ...] = (
    _rule(
        rf"\b(?:varje|varannan|vartannat|vart (?:annat|tredje|fjarde|femte)|var (?:tredje|sjatte)|"
        rf"arje) (?:{_GROUP}(?:s|en|et)?|host|var|{_MONTH})\b",
        "recurring",
        resolve_unknown,
    ),
    _rule(
        rf"\b(?:(?:minst|cirka|ca|hogst|upp till) )?(?:en gang|{_COUNT} ganger|{_COUNT} gang)"
        rf" (?:per|om|i|varje|under) {_GROUP}(?:en|et)?\b",
        "recurring",
        resolve_unknown,
    ),
    _rule(
        r"\bden (?:forsta|femte|tionde|femtonde|sista|\d{1,2}(?::?e)?) i varje manad\b",
        "recurring",
        resolve_unknown,
    ),
    _rule(
        r"\b(?:arligen|kvartalsvis|manadsvis|manatligen|manatligt|veckovis|tertialvis|halvarsvis"
        r"|terminsvis|arsvis)\b",
        "recurring",
        resolve_unknown,
    ),
    _rule(r"(?<![\d-])((?:19|20)\d\d)-(\d\d)-(\d\d)(?![\d])", "point", resolve_iso),
    _rule(
        rf"(?<![\d/.-])(?P<day>\d{{1,2}})/(?P<month>\d{{1,2}})(?![\d/])"
        rf"(?P<year>(?: |-| -){_YEAR}(?!\d)| ?-\d\d(?![\d]))?",
        "point",
        resolve_numeric_slash,
    ),
    _rule(
        rf"(?<![\d.])(?P<day>\d{{1,2}})\.(?P<month>\d{{1,2}})\.(?P<year>{_YEAR})(?!\d)",
        "point",
        resolve_numeric,
    ),
    _rule(
        rf"\b(?P<day>\d{{1,2}}|sista|siste)(?::?[ea])?(?: dagen i| i)? (?P<month>{_ANY_MONTH})\b"
        rf"(?P<year>{_WHICH})?",
        "point",
        resolve_day,
    ),
    _rule(
        rf"\b(?P<month>{_MONTH})(?:(?: och | eller | till |-|–| - | – )(?P<last>{_MONTH}))?\b"
        rf"(?P<year>{_WHICH})",
        "period",
        resolve_month,
    ),
    _rule(
        rf"\b(?P<month>{_MONTH})(?:(?: och | eller |-|–| - | – )(?P<last>{_MONTH}))?"
        r"(?P<year>)(?:sammantrade\w{0,4}|mote\w{0,4}|lonen|manad)?\b",
        "period",
        resolve_month,
        needs_lead=True,
    ),
    _rule(
        r"\b(?P<season>host|var|sommar|vinter|vintr)"
        r"(?:(?P<term>terminens? ?start|termin(?:en|ens|)(?: start)?)|ens?|n)\b"
        rf"(?P<year> {_YEAR}/\d{{2,4}}|{_WHICH})?",
        "period",
        resolve_season,
    ),
    _rule(
        r"(?<=\bi )(?P<season>host|sommar|vinter|var(?= *(?:[.,;:)]|$)))(?P<term>)\b(?P<year>)",
        "period",
        resolve_season,
    ),
    _rule(
        rf"\b(?:kvartal (?:[1-4] ?(?:och|-|–) ?)?(?P<number>[1-4]|ett|tva|tre|fyra)"
        rf"|(?P<ordinal>{_ORDINAL}) kvartalet)\b"
        rf"(?P<year>{_WHICH})?",
        "period",
        resolve_part_of_year(3),
    ),
    _rule(
        rf"\b(?:q|kv\.? ?)(?P<number>[1-4])(?P<ordinal>)\b(?P<year>{_WHICH})?",
        "period",
        resolve_part_of_year(3),
    ),
    _rule(
        rf"\b(?:tertial (?:[1-3] ?(?:och|-|–) ?)?(?P<number>[1-3]|ett|tva|tre)"
        rf"|(?P<ordinal>{_ORDINAL}) tertialet"
        rf"|t(?P<short>[1-3])(?= {_YEAR}))\b(?P<year>{_WHICH})?",
        "period",
        resolve_tertial,
    ),
    _rule(
        rf"\b(?P<ordinal>forsta|andra) (?P<number>)halvaret\b(?P<year>{_WHICH})?",
        "period",
        resolve_part_of_year(6),
    ),
    _rule(
        rf"\b(?:aren {_YEAR}[-–](?P<last>{_YEAR})"
        rf"|\w{{0,24}}sasongen (?P<season>{_YEAR})(?:/\d{{2,4}})?)"
        r"(?!\d)",
        "period",
        resolve_years,
    ),
    _rule(
        rf"\b(?:arsmotet|arsstamman|bolagsstamman|stamman)(?P<year> {_YEAR})\b",
        "point",
        resolve_spring,
    ),
    _rule(r"\bhalvarsskiftet\b", "point", resolve_half_year),
    _rule(rf"\barsskiftet\b(?P<year> {_YEAR}(?:[/–-]\d{{2,4}})?)?", "point", resolve_turn_of_year),
    _rule(
        rf"\b(?:lasaret|(?:nasta|kommande|innevarande) lasar)\b"
        rf"(?P<year> {_YEAR}(?:[/–-]\d{{2,4}})?)?"
        r"(?![\w])",
        "period",
        resolve_school_year,
    ),
    _rule(
        rf"\b(?:vecka|v\.? ?)(?:(?<=vecka) )?(?P<week>\d{{1,2}})\b(?P<year>{_WHICH})?",
        "period",
        resolve_week,
    ),
    _rule(
        rf"\b(?:inom|om) (?:loppet av )?(?:cirka |ca |hogst )?(?P<number>{_COUNT})"
        r" (?P<unit>dagar|dag|veckor|vecka|manader|manad|ar|halvar)\b",
        "period",
        resolve_within,
    ),
    _rule(rf"{_EVENT}(?P<year>)", "point", resolve_event, needs_lead=True),
    _rule(rf"{_EVENT}(?:s utgang)?(?: for)?(?P<year>{_WHICH})", "point", resolve_event),
    _rule(
        rf"\b(?:(?:innevarande|nuvarande|nasta|kommande) mandatperiod"
        rf"|mandatperioden(?:s slut)?(?: {_YEAR}[-–]{_YEAR})?)\b",
        "period",
        resolve_term_of_office,
    ),
    _rule(
        r"\b(?:midsommar|sommaruppehallet|semestern|jul|jul(?:en|helgen|uppehallet))\b",
        "point",
        resolve_feast,
        needs_lead=True,
    ),
    _rule(
        rf"\b(?:(?:arets|{_YEAR} ars) (?:slut|utgang)|aret ut"
        rf"|utgangen av (?:aret|ar {_YEAR}|{_YEAR})"
        r"|slutet av aret|slutet pa aret)\b",
        "point",
        resolve_year,
    ),
    _rule(
        r"\b(?:(?:nasta|innevarande|kommande|detta) (?:ar|verksamhetsar|budgetar|kalenderar)"
        rf"|(?:verksamhets|budget|kalender|rakenskaps)aret {_YEAR}|i ar)\b",
        "period",
        resolve_year,
    ),
    _rule(rf"(?<![\w/-]){_YEAR}(?![\w/-]|[.,]\d| kr|:\d)", "period", resolve_year, needs_lead=True),
    _rule(
        r"\b(?:nasta|kommande|narmast foljande|forsta|narmaste) (?:sammantrade|mote|styrelsemote"
        r"|namndsammantrade|namndmote|arsmote|arsstamma|bolagsstamma|stamma)\b",
        "point",
        resolve_unknown,
    ),
)
