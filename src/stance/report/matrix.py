"""Recommendations by bodies, where several bodies answered one audit."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from stance.report.entries import Entry
from stance.results import Record

_WORDS = re.compile(r"\w+")
# Shorter than this, two recommendations may be alike by chance.
_SHORTEST = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One recommendation; for each body its answers (more than one where it answers twice)."""

    recommendation: str
    cells: tuple[tuple[Entry, ...], ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """One audit that several bodies answered."""

    municipality: str | None
    case_number: str | None
    bodies: tuple[str, ...]
    rows: tuple[Row, ...]


def matrices_of(entries: Sequence[Entry]) -> list[Matrix]:
    """Return the audits that several bodies answered, those with the most bodies first.

    Two exchanges belong to one audit when they have one case number, or one recommendation, in
    one municipality.
    """
    audits: dict[int, list[Entry]] = {}
    in_order = sorted(entries, key=lambda entry: entry.number)
    for entry, audit in zip(in_order, _joined(in_order), strict=True):
        audits.setdefault(audit, []).append(entry)
    found = [_matrix(members) for members in audits.values() if len(_bodies(members)) > 1]
    return sorted(found, key=lambda matrix: -len(matrix.bodies))


def _joined(entries: Sequence[Entry]) -> list[int]:
    """Return for each entry the number of its audit."""
    parents = list(range(len(entries)))

    def root(at: int) -> int:
        while parents[at] != at:
            parents[at] = parents[parents[at]]
            at = parents[at]
        return at

    first: dict[Hashable, int] = {}
    for at, entry in enumerate(entries):
        for sign in _signs(entry.record):
            parents[root(at)] = root(first.setdefault(sign, at))
    return [root(at) for at in range(len(entries))]


def _signs(record: Record) -> Iterator[Hashable]:
    """Yield what two exchanges of one audit have in common."""
    place = record["municipality"]
    if record["case_number"] and place:
        yield "case", place, record["case_number"]
    words = _plain(record)
    if len(words) >= _SHORTEST:
        yield "words", place, words


def _plain(record: Record) -> str:
    """Return a recommendation without what differs from body to body: its name, its signs."""
    words = record["recommendation"].casefold()
    if record["body"]:
        words = words.replace(record["body"].casefold(), "nämnden")
    return " ".join(_WORDS.findall(words))


def _body(entry: Entry) -> str:
    return str(entry.record["body"] or entry.record["document"])


def _bodies(entries: Sequence[Entry]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(_body, entries)))


def _matrix(entries: Sequence[Entry]) -> Matrix:
    bodies = _bodies(entries)
    rows: dict[str, dict[str, list[Entry]]] = {}
    for entry in entries:
        row = rows.setdefault(_plain(entry.record), {body: [] for body in bodies})
        row[_body(entry)].append(entry)
    cases = [entry.record["case_number"] for entry in entries]
    return Matrix(
        municipality=entries[0].record["municipality"],
        case_number=cases[0] if len(set(cases)) == 1 else None,
        bodies=bodies,
        rows=tuple(
            Row(
                next(entry for cell in row.values() for entry in cell).record["recommendation"],
                tuple(tuple(row[body]) for body in bodies),
            )
            for row in rows.values()
        ),
    )
