"""What a check of the corpus found, in a form that a table and a program can both show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

Cell: TypeAlias = str | int | float | None


@dataclass(frozen=True, slots=True)
class Section:
    """What one check found.

    Attributes:
        name: The check's name.
        columns: The headings of its table.
        rows: The table.
        notes: What is worth a look, and is no problem.
        problems: One line each: what is wrong.
        missing: One line each: what the corpus does not hold yet.
    """

    name: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    notes: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CorpusReport:
    """What a folder holds, and what is wrong with it.

    Attributes:
        pair_files: Number of files of pairs.
        pairs: Number of pairs.
        documents: Number of documents with gold.
        items: Number of labelled recommendations in them.
        sections: One for each check.
    """

    pair_files: int
    pairs: int
    documents: int
    items: int
    sections: tuple[Section, ...]

    @property
    def problems(self) -> tuple[str, ...]:
        """All problems, in the order of the checks."""
        return tuple(line for section in self.sections for line in section.problems)

    @property
    def missing(self) -> tuple[str, ...]:
        """All that is wanted still, in the order of the checks."""
        return tuple(line for section in self.sections for line in section.missing)

    def to_json(self) -> dict[str, Any]:
        """Return all of it, ready for JSON."""
        return {
            "pair_files": self.pair_files,
            "pairs": self.pairs,
            "documents": self.documents,
            "items": self.items,
            "checks": {section.name: dict(_parts(section)) for section in self.sections},
            "problems": list(self.problems),
            "missing": list(self.missing),
        }


def _parts(section: Section) -> Iterator[tuple[str, object]]:
    yield "rows", [dict(zip(section.columns, row, strict=True)) for row in section.rows]
    for name in ("notes", "problems", "missing"):
        yield name, list(getattr(section, name))
