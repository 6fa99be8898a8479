"""What the page's script reads: an index of all exchanges, and their texts in parts."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stance.report.entries import Report, probability_of
from stance.report.view import View
from stance.report.words import visible
from stance.results import Record

FACETS = ("municipality", "body", "stance", "reason", "commitment")
# So many exchanges that a part unpacks within the blink of an eye.
_PART = 400
# Smaller than this it stays as it is, for people who open the file in an editor.
_PLAIN = 200_000
_WEAK, _REVIEW, _REVIEWED = 1, 2, 4


@dataclass(frozen=True, slots=True)
class Block:
    """The content of one script element that runs nothing."""

    text: str
    packed: bool


def facet_values(records: Sequence[Record], key: str) -> list[str | None]:
    """Return the values of a facet, each once: those that are known in order, None last."""
    known = {record[key] for record in records}
    values: list[str | None] = sorted(value for value in known if value is not None)
    return [*values, None] if None in known else values


def index_of(report: Report) -> dict[str, object]:
    """Return what filters and orders need, by the place of each exchange in the report."""
    entries, records = report.entries, report.records
    places = range(len(entries))
    facets: dict[str, object] = {}
    for key in FACETS:
        values = facet_values(records, key)
        numbers = {value: number for number, value in enumerate(values)}
        facets[key] = {
            "values": [option_value(value) for value in values],
            "of": [numbers[record[key]] for record in records],
        }
    return {
        "part": _PART,
        "ids": [entry.name for entry in entries],
        "facets": facets,
        "flags": [
            _WEAK * record["weak"] + _REVIEW * record["review"] + _REVIEWED * record["reviewed"]
            for record in records
        ],
        "orders": {
            "document": sorted(places, key=lambda at: entries[at].number),
            "review": sorted(
                places,
                key=lambda at: (
                    not records[at]["review"],
                    records[at]["reviewed"],
                    probability_of(records[at]),
                ),
            ),
            "body": sorted(
                places,
                key=lambda at: (
                    (records[at]["body"] or "\uffff").casefold(),
                    records[at]["municipality"] or "",
                    entries[at].number,
                ),
            ),
            "deadline": sorted(places, key=lambda at: records[at]["deadline_date"] or "\uffff"),
        },
    }


def option_value(value: str | None) -> str:
    """Return a facet's value as filters and links name it; a hyphen for what is not stated."""
    return "-" if value is None else visible(value)


def blocks_of(views: Sequence[View]) -> Iterator[Block]:
    """Yield the texts in parts; all packed, or none when they are few."""
    parts = [views[at : at + _PART] for at in range(0, len(views), _PART)]
    written = [to_json(part) for part in parts]
    packed = sum(map(len, written)) > _PLAIN
    yield from (block_of(part, packed=packed) for part in written)


def block_of(written: str, *, packed: bool | None = None) -> Block:
    """Return JSON as the content of a script element, packed when it is long."""
    if packed is None:
        packed = len(written) > _PLAIN
    if not packed:
        return Block(written, packed=False)
    # No time of day in it: the same results make the same file.
    content = gzip.compress(written.encode("utf-8"), compresslevel=9, mtime=0)
    return Block(base64.b64encode(content).decode("ascii"), packed=True)


def to_json(value: object) -> str:
    """Return JSON that no HTML parser takes for an end tag or a comment."""
    written = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for sign in "<>&":  # They only stand inside strings, where the escape means the same.
        written = written.replace(sign, f"\\u{ord(sign):04x}")
    return written
