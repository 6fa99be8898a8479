"""Commitments as a calendar that any calendar program reads (iCalendar, RFC 5545).

Each deadline is an event of a whole day that takes no time, since tasks (VTODO) are shown by few
programs. An event keeps its UID from export to export, so that reading the file again changes
events and doubles none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from stance.archive.commitments import Commitment
from stance.archive.summary.words import Words, safe

_OCTETS = 75
_ESCAPED = re.compile(r"[\\;,]")
# RFC 5545 allows no controls in a text but the tab; lone halves of characters cannot be encoded.
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_LONGEST_SUMMARY = 200


def calendar_of(commitments: Iterable[Commitment], today: date, words: Words) -> str:
    """Return a calendar of the commitments that have a date.

    Args:
        commitments: Which.
        today: The day that the file says it was made.
        words: The words of a language.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//stance//stance archive commitments//SV",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(words['calendar'])}",
    ]
    for each in commitments:
        if each.due is not None:
            lines += _event(each, each.due, today, words)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def escaped(text: str) -> str:
    """Return a text as a value of type TEXT."""
    mended = _FORBIDDEN.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _ESCAPED.sub(r"\\\g<0>", mended).replace("\n", "\\n")


def folded(line: str) -> str:
    """Break a line so that no part has over 75 octets, and no character is cut in two."""
    parts, part, room = [], "", _OCTETS
    for sign in line:
        size = len(sign.encode("utf-8"))
        if size > room:
            parts.append(part)
            part, room = "", _OCTETS - 1  # What goes on begins with a blank.
        part += sign
        room -= size
    return "\r\n ".join([*parts, part])


def _event(each: Commitment, due: date, today: date, words: Words) -> Iterator[str]:
    who = ", ".join(safe(name) for name in (each.body, each.municipality) if name)
    what = safe(each.measure or words["commit_no_measure"])
    title = f"{who}: {what}" if who else what
    if len(title) > _LONGEST_SUMMARY:
        title = title[:_LONGEST_SUMMARY].rsplit(" ", 1)[0] + " …"
    facts = (
        ("commit_measure", each.measure),
        ("commit_deadline", each.deadline),
        ("commit_responsible", each.responsible),
        ("commit_document", each.document),
        ("commit_page", each.page),
        ("commit_recommendation", each.recommendation),
    )
    said = [f"{words[name]}: {safe(str(value))}" for name, value in facts if value]
    said.append(words["commit_not_followed_up"])
    yield "BEGIN:VEVENT"
    yield f"UID:{each.key}@stance"
    yield f"DTSTAMP:{_day(today)}T000000Z"
    yield f"DTSTART;VALUE=DATE:{_day(due)}"
    if due < date.max:
        yield f"DTEND;VALUE=DATE:{_day(due + timedelta(days=1))}"
    yield f"SUMMARY:{escaped(title)}"
    yield f"DESCRIPTION:{escaped(chr(10).join(said))}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _day(day: date) -> str:
    # strftime writes years before 1000 with fewer digits on some systems.
    return day.isoformat().replace("-", "")
