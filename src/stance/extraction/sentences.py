"""Where sentences begin and end in Swedish administrative prose."""

from __future__ import annotations

import re

from stance.extraction.wordlists import word_list
from stance.schema import Span

_BOUNDARY = re.compile(
    r"""(?P<stop>[.!?…]{1,10})(?P<close>["”»’')\]]{0,3})(?=\s)"""
    r"""|(?P<line>\n)""",
)
# What a new sentence may begin with. Digits count: "2021 beslutade ...".
_OPENING = re.compile(r"""\s{0,20}["”“»«’'(\[•*–-]{0,3}\s?[A-ZÅÄÖÉÜ0-9§]""")
_LAST_WORD = re.compile(r"[^\s(\"”“»«]{1,40}$")
_CAPITAL = re.compile(r"\s{1,20}[A-ZÅÄÖÉÜ]")
_ORDINAL = re.compile(r"\d{1,3}$")
_MONTH = re.compile(r"\s+(?:jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)", re.IGNORECASE)


def split_sentences(text: str) -> list[Span]:
    """Return the sentences of ``text`` as half-open spans without white space around them.

    A line break always ends a sentence: readers have joined wrapped lines before. The spans
    cover everything in ``text`` but white space, in order.
    """
    spans: list[Span] = []
    begin = 0
    for match in _BOUNDARY.finditer(text):
        if match["line"] is None and not _ends_sentence(text, begin, match):
            continue
        _append(spans, text, begin, match.end())
        begin = match.end()
    _append(spans, text, begin, len(text))
    return spans


def _ends_sentence(text: str, begin: int, match: re.Match[str]) -> bool:
    """Decide whether a stop really ends the sentence that began at ``begin``."""
    if _OPENING.match(text, match.end()) is None:
        return False
    if match["stop"] != "." or match["close"]:
        return True
    before = _LAST_WORD.search(text, max(begin, match.start() - 40), match.start())
    word = before.group() if before else ""
    if word.lower() in word_list("abbreviations"):
        # "5 mkr. Det ..." may well end here, "bl.a. Nämnden ..." does not.
        closing = word.lower() in word_list("closing_abbreviations")
        return closing and _CAPITAL.match(text, match.end()) is not None
    if len(word) == 1 and word.isalpha() and word.isupper():
        return False  # An initial: "A. Svensson".
    if _ORDINAL.search(word) and len(word) <= 3:
        # A list number at the start ("1. Att ..."), or a date ("den 3. maj").
        only_marker = text[begin : match.start()].strip() == word
        return not only_marker and _MONTH.match(text, match.end()) is None
    return True


def _append(spans: list[Span], text: str, begin: int, end: int) -> None:
    """Append the span without its outer white space, unless nothing is left."""
    while begin < end and text[begin].isspace():
        begin += 1
    while end > begin and text[end - 1].isspace():
        end -= 1
    if begin < end:
        spans.append((begin, end))
