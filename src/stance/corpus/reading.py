"""The corpus in memory: its pairs with their place and split, its documents with their gold."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stance.corpus.groups import normalised
from stance.corpus.limits import SPLITS, TEST, TRAINING, VALIDATION
from stance.errors import StanceError
from stance.evaluation.gold import GoldDocument, is_gold, read_gold

_SECOND = "second_labels"
# Samples show the program; they are no part of what the corpus is measured by.
_SAMPLES = "samples"


@dataclass(frozen=True, slots=True)
class CorpusPair:
    """A labelled pair and where it stands.

    Attributes:
        place: File and line, for messages.
        split: ``training``, ``validation`` or ``test``: by the folder that it stands in.
        author: Who wrote it: the file's name unless the pair says otherwise.
        identifier: Its own name.
        contrast: The contrast set that it belongs to. Pairs that know no sets (the key is not
            there) are in one with those by the same author on the same recommendation.
        municipality: Where it plays.
        recommendation: What is asked for.
        response: What is answered.
        stance: The label.
        reason: The label, for deflections.
        commitment: The label.
        row: All that the file says of it.
    """

    place: str
    split: str
    author: str
    identifier: str | None
    contrast: str | None
    municipality: str | None
    recommendation: str
    response: str
    stance: str | None
    reason: str | None
    commitment: str | None
    row: Mapping[str, object]

    @property
    def name(self) -> str:
        """What to call it: its identifier, else its place."""
        return self.identifier or self.place

    def contrasts_with(self, other: CorpusPair) -> bool:
        """Tell whether both are in one contrast set, where likeness is meant."""
        return (
            self.contrast is not None
            and self.contrast == other.contrast
            and self.author == other.author
        )


@dataclass(frozen=True, slots=True)
class CorpusDocument:
    """A document with gold.

    Attributes:
        file: The file of the gold.
        entry: What it says.
        gold: The same, read.
        sample: Whether it only shows the program.
    """

    file: Path
    entry: Mapping[str, Any]
    gold: GoldDocument
    sample: bool


@dataclass(frozen=True, slots=True)
class Corpus:
    """What stands below a folder.

    Attributes:
        pair_files: The files of pairs.
        pairs: The pairs.
        documents: The documents with gold.
        second: The files of second labels.
        problems: What could not be read.
    """

    pair_files: tuple[Path, ...]
    pairs: tuple[CorpusPair, ...]
    documents: tuple[CorpusDocument, ...]
    second: tuple[Path, ...]
    problems: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Tell whether it has all splits, and not only a batch or two."""
        return {pair.split for pair in self.pairs} == set(SPLITS)


def read_corpus(source: Path) -> Corpus:
    """Read all pairs, documents with gold and second labels of a folder, or one file of them.

    Raises:
        StanceError: ``data-missing`` when there is no such folder or file.
    """
    if not source.exists():
        raise StanceError("data-missing", f"There is no folder {source}.", "Name that of the data.")
    files = sorted(source.rglob("*")) if source.is_dir() else [source]
    pair_files: list[Path] = []
    pairs: list[CorpusPair] = []
    documents: list[CorpusDocument] = []
    problems: list[str] = []
    for file in files:
        if file.suffix not in {".jsonl", ".csv", ".json"}:
            continue
        inside = file.relative_to(source).parts if source.is_dir() else file.parts
        try:
            if is_gold(file):
                documents += _documents(file, sample=_SAMPLES in inside)
            else:
                pairs += [_pair(file, place, row, inside) for place, row in rows_of(file)]
                pair_files.append(file)
        except StanceError as error:
            problems.append(str(error))
    second = [
        file
        for file in files
        if file.suffix == ".tsv" and (file.stem == _SECOND or file.parent.name == _SECOND)
    ]
    return Corpus(tuple(pair_files), tuple(pairs), tuple(documents), tuple(second), tuple(problems))


def rows_of(file: Path) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Yield (place, object) for each row of a ``.jsonl`` or ``.csv`` file.

    Raises:
        StanceError: ``data-damaged`` when it cannot be read.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            if file.suffix == ".csv":
                for row in (reader := csv.DictReader(stream)):
                    yield f"{file}:{reader.line_num}", {k: v or None for k, v in row.items() if k}
                return
            for number, line in enumerate(stream, 1):
                if line.strip():
                    yield f"{file}:{number}", _object(f"{file}:{number}", line)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise StanceError("data-damaged", f"{file}: {error}.") from error


def _object(place: str, line: str) -> Mapping[str, object]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise StanceError("data-damaged", f"{place}: this is not JSON ({error}).") from error
    if not isinstance(value, dict):
        raise StanceError("data-damaged", f"{place}: this is not an object.")
    return value


def _documents(file: Path, *, sample: bool) -> Iterator[CorpusDocument]:
    golds = read_gold(file)
    entries: Sequence[Mapping[str, Any]] = (
        [json.loads(file.read_text(encoding="utf-8-sig"))]
        if file.suffix == ".json"
        else [value for _, value in rows_of(file)]
    )
    for entry, gold in zip(entries, golds, strict=True):
        yield CorpusDocument(file, entry, gold, sample)


def _pair(file: Path, place: str, row: Mapping[str, object], inside: Sequence[str]) -> CorpusPair:
    author = _text(row, "author") or file.stem
    recommendation = _text(row, "recommendation") or ""
    return CorpusPair(
        place=place,
        split=next((split for split in (TEST, VALIDATION) if split in inside[:-1]), TRAINING),
        author=author,
        identifier=_text(row, "id"),
        contrast=_text(row, "set") if "set" in row else normalised(recommendation) or None,
        municipality=_text(row, "municipality"),
        recommendation=recommendation,
        response=_text(row, "response") or "",
        stance=_text(row, "stance"),
        reason=_text(row, "reason"),
        commitment=_text(row, "commitment"),
        row=row,
    )


def _text(row: Mapping[str, object], key: str) -> str | None:
    value = row.get(key)
    return None if value is None else str(value)
