"""Records gathered for one report, weakest first, each with a name that links can keep."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from stance.errors import StanceError
from stance.results import Record, exchange_key

# A page of more than this is no page any more: the browser would have to hold 60 MB.
_MOST = 50_000
# The weakest first, as everywhere in a report.
STANCES = ("deflects", "partly_agrees", "agrees")
_KEY_LENGTH = 12
# What stands in filters, tables and headings. Longer than this it is no name but rubbish.
_NAMES = frozenset(
    {"document", "id", "municipality", "body", "case_number", "date", "kind", "stance"}
    | {"reason", "commitment", "deadline_date", "model"}
)
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """One exchange of a report.

    Attributes:
        record: What results say of it.
        name: Stable and unique in the report; the target of links to it.
        number: Its place in the results, from 1.
    """

    record: Record
    name: str
    number: int


@dataclass(frozen=True, slots=True)
class Report:
    """What a report shows.

    Attributes:
        entries: The exchanges, weakest answer first.
        failures: Documents without results, each with the status that says why.
    """

    entries: tuple[Entry, ...]
    failures: tuple[tuple[str, str], ...] = ()

    @property
    def records(self) -> list[Record]:
        """The records, weakest answer first."""
        return [entry.record for entry in self.entries]


def gather(records: Iterable[Record], failures: Sequence[tuple[str, str]] = ()) -> Report:
    """Return the records as a report.

    Raises:
        StanceError: ``too-many`` for more than one page can hold.
    """
    seen: Counter[str] = Counter()
    entries: list[Entry] = []
    for number, record in enumerate(records, 1):
        if number > _MOST:
            raise StanceError(
                "too-many",
                f"One report holds at most {_MOST} exchanges.",
                "Make one for each part, or see them all with `stance archive summary`.",
            )
        key = exchange_key(record)[:_KEY_LENGTH]
        record = _with_short_names(record)
        seen[key] += 1
        name = f"x{key}" if seen[key] == 1 else f"x{key}-{seen[key]}"
        entries.append(Entry(record, name, number))
    return Report(tuple(sorted(entries, key=_strength)), tuple(failures))


def probability_of(record: Record) -> float:
    """Return the probability of the stance that was chosen; 0 where it is not known."""
    return float(record["probabilities"].get(record["stance"], 0.0))


def _with_short_names(record: Record) -> Record:
    """Return a record whose names and labels fit where names are shown."""
    long = {
        key: f"{record[key][:_LONGEST_NAME]} …"
        for key in _NAMES
        if record[key] is not None and len(record[key]) > _LONGEST_NAME
    }
    shares = {label[:_LONGEST_NAME]: share for label, share in record["probabilities"].items()}
    return {**record, **long, "probabilities": shares} if long else record


def _strength(entry: Entry) -> tuple[bool, int, float, int]:
    """Order by how weak an answer is: what deflects first, the surest verdict first."""
    record = entry.record
    stance = record["stance"]
    rank = STANCES.index(stance) if stance in STANCES else len(STANCES)
    return not record["weak"], rank, -probability_of(record), entry.number
