"""Records gathered for one report, weakest first, each with a name that links can keep."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from stance.errors import StanceError
from stance.report.reviewed import Reviewed, as_reviewed
from stance.results import Record, exchange_key, is_doubtful

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
        record: What holds of it: what the reviewers say, else what the results say.
        name: Stable and unique in the report; the target of links to it.
        number: Its place in the results, from 1.
        reviewed: Who said it; None where nobody has reviewed it.
        said: What the results say of it, the program's verdict; None for the same as ``record``.
    """

    record: Record
    name: str
    number: int
    reviewed: Reviewed | None = None
    said: Record | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What a report shows.

    Attributes:
        entries: The exchanges, weakest answer first.
        failures: Files without results, each with the status that says why.
    """

    entries: tuple[Entry, ...]
    failures: tuple[tuple[str, str], ...] = ()

    @property
    def records(self) -> list[Record]:
        """The records, weakest answer first."""
        return [entry.record for entry in self.entries]

    @property
    def reviewers(self) -> list[str]:
        """Who reviewed any of the exchanges, by name."""
        found = [entry.reviewed.reviewers for entry in self.entries if entry.reviewed is not None]
        return sorted({name for names in found for name in names})


def gather(
    records: Iterable[Record],
    failures: Sequence[tuple[str, str]] = (),
    reviewed: Mapping[str, Reviewed] | None = None,
) -> Report:
    """Return the records as a report.

    Args:
        records: The results.
        failures: Files without results, each with the status that says why; read when the
            records have come to their end.
        reviewed: What reviewers say, by the keys of exchanges.

    Raises:
        StanceError: ``too-many`` for more than one page can hold.
    """
    seen: Counter[str] = Counter()
    entries: list[Entry] = []
    for number, record in enumerate(records, 1):
        if number > _MOST:
            raise StanceError(
                "too-many",
                f"One report holds at most {_MOST} recommendations.",
                "Make one for each part, or see them all with `stance archive summary`.",
            )
        whole_key = exchange_key(record)
        key = whole_key[:_KEY_LENGTH]
        said = {**_with_short_names(record), "review": is_doubtful(record), "reviewed": False}
        seen[key] += 1
        name = f"x{key}" if seen[key] == 1 else f"x{key}-{seen[key]}"
        verdict = (reviewed or {}).get(whole_key)
        if verdict is None:
            entries.append(Entry(said, name, number))
        else:
            entries.append(Entry(as_reviewed(said, verdict), name, number, verdict, said))
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
    """Order by how weak an answer is: what deflects first, the surest first."""
    record = entry.record
    stance = record["stance"]
    rank = STANCES.index(stance) if stance in STANCES else len(STANCES)
    sure = 1.0 if entry.reviewed is not None else probability_of(record)
    return not record["weak"], rank, -sure, entry.number
