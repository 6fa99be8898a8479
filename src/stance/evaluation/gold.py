"""Documents with gold: what a person found in them, to measure extraction and judging by."""

from __future__ import annotations

import glob
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stance.errors import StanceError
from stance.schema import HeaderFacts, Span

ROLES = ("auditor", "body", "boilerplate")
_FACTS = ("municipality", "body", "case_number", "date")


@dataclass(frozen=True, slots=True)
class GoldItem:
    """One recommendation with what the labeller says of it.

    Attributes:
        recommendation: As it stands in the document.
        body: Who answers, where the labeller says so.
        response: The stretches of the answer; empty when there is none, or only evidence is given.
        response_spans: The same as places in the text, where the gold has it so.
        evidence: The deciding sentences.
        stance: The stance.
        reason: The reason, for ``deflects``.
        commitment: The commitment.
    """

    recommendation: str
    body: str | None = None
    response: tuple[str, ...] = ()
    response_spans: tuple[Span, ...] = ()
    evidence: tuple[str, ...] = ()
    stance: str | None = None
    reason: str | None = None
    commitment: str | None = None

    @property
    def answered(self) -> bool:
        """Tell whether the labeller saw an answer in the document."""
        return bool(self.response or self.response_spans or self.evidence)


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """A document with its gold.

    Attributes:
        identifier: Its name in reports.
        format: The form that it is written in, to report by; the file's suffix where not given.
        items: The gold, in document order.
        path: The file; None when the text itself is given.
        text: The text; None when there is a file.
        facts: What the document says of itself.
        known_facts: Which of the facts the gold speaks of (None then means that it says nothing).
        audit: The audit report, which has the recommendations that the document does not repeat.
        roles: Who speaks where: runs of text, each by its role and its first words, from the first
            word of the text to its last; empty where the gold does not say.
    """

    identifier: str
    format: str
    items: tuple[GoldItem, ...]
    path: Path | None = None
    text: str | None = None
    facts: HeaderFacts = field(default_factory=HeaderFacts)
    known_facts: tuple[str, ...] = ()
    audit: Path | None = None
    roles: tuple[tuple[str, str], ...] = ()


def is_gold(path: Path) -> bool:
    """Tell whether a path holds documents with gold and not pairs.

    Folders and ``.json`` files do; a ``.jsonl`` file does when its first object has ``gold`` or
    ``items``.
    """
    if path.is_dir() or path.suffix.lower() == ".json":
        return True
    if path.suffix.lower() != ".jsonl":
        return False
    first = next(_objects(path), None)
    return first is not None and items_of(first[1]) is not None


def read_gold(path: Path) -> list[GoldDocument]:
    """Read the documents with gold of a folder (to the bottom), a ``.json`` or a ``.jsonl`` file.

    Raises:
        StanceError: ``gold-missing`` when there are none; ``gold-damaged`` when one is malformed.
    """
    if path.is_dir():
        files = sorted(file for file in path.rglob("*.json*") if not _hidden(file, path))
        documents = [document for file in files if is_gold(file) for document in _read(file)]
    else:
        documents = list(_read(path))
    if not documents:
        raise StanceError(
            "gold-missing",
            f"There are no documents with gold in {path}.",
            "Name a folder of NAME.json files beside their documents, or a .jsonl file of them.",
        )
    return documents


def _hidden(file: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in file.relative_to(folder).parts)


def _read(file: Path) -> Iterator[GoldDocument]:
    for place, entry in _objects(file):
        try:
            yield _document(entry, file)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise _damaged(place, f"{type(error).__name__}: {error}") from error


def _objects(file: Path) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Yield (place for messages, object) for the whole of a .json or each line of a .jsonl."""
    try:
        content = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise _damaged(str(file), str(error)) from error
    if file.suffix.lower() == ".json":
        pieces = [(str(file), content)]
    else:
        lines = content.split("\n")  # Not splitlines: a JSON string may hold U+2028.
        pieces = [
            (f"{file}:{number}", line) for number, line in enumerate(lines, 1) if line.strip()
        ]
    for place, piece in pieces:
        try:
            value = json.loads(piece)
        except (ValueError, RecursionError) as error:
            raise _damaged(place, f"it is not JSON ({error})") from error
        if not isinstance(value, dict):
            raise _damaged(place, "it is not an object")
        yield place, value


def _damaged(place: str, what: str) -> StanceError:
    return StanceError(
        "gold-damaged",
        f"{place} is not a document with gold: {what}.",
        'It needs "file" or "text", and "gold": [{"recommendation", "response", "stance", ...}].',
    )


def items_of(entry: Mapping[str, object]) -> Sequence[Any] | None:
    """Return the gold of one JSON object; None when it has none."""
    items = entry.get("gold", entry.get("items"))
    return items if isinstance(items, list) else None


def _document(entry: Mapping[str, object], file: Path) -> GoldDocument:
    items = items_of(entry)
    if items is None:
        raise KeyError("gold")
    text = _optional(entry, "text")
    named = _optional(entry, "file") or _optional(entry, "document")
    path = None if text is not None else _path(named, file)
    suffix = "text" if path is None else path.suffix.lower().lstrip(".")
    identifier = _optional(entry, "id") or (file.stem if path is None else path.name)
    return GoldDocument(
        identifier=identifier,
        format=_optional(entry, "format") or suffix,
        items=tuple(_item(item) for item in items),
        path=path,
        text=text,
        facts=HeaderFacts(**{fact: _optional(entry, fact) for fact in _FACTS}),
        known_facts=tuple(fact for fact in _FACTS if fact in entry),
        audit=None if (audit := _optional(entry, "audit")) is None else _path(audit, file),
        roles=tuple(_run(run) for run in _list(entry, "roles")),
    )


def role_spans(
    text: str, roles: Sequence[tuple[str, str]], furniture: Sequence[str] = ()
) -> list[tuple[int, int, str]]:
    """Return where the runs of a document's gold stand: start, end and role of each.

    Each run is looked for after the start of the one before; line ends and spaces don't matter.

    Args:
        text: The text as it is read.
        roles: The runs.
        furniture: Page heads that are not in the text; boilerplate that begins with them has no
            place.

    Raises:
        ValueError: When the first words of a run are not there, or text stands before the first.
    """
    gone = " ".join(" ".join(furniture).split())
    starts: list[int] = []
    placed: list[str] = []
    at = 0
    for role, words in roles:
        pattern = r"\s+".join(map(re.escape, words.split()))
        found = re.compile(pattern).search(text, at)
        if found is None and role == "boilerplate" and " ".join(words.split()) in gone:
            continue
        if found is None:
            raise ValueError(f"no {words!r} after {' '.join(text[:at].split())[-40:]!r}")
        starts.append(found.start())
        placed.append(role)
        at = found.end()
    if not roles:
        return []
    if not starts:
        raise ValueError("no run is in the text")
    if text[: starts[0]].strip():
        raise ValueError(f"no role for what stands before {roles[0][1]!r}")
    ends = [*starts[1:], len(text)]
    return list(zip(starts, ends, placed, strict=True))


def _run(run: object) -> tuple[str, str]:
    if not isinstance(run, list) or len(run) != 2:
        raise TypeError("a run of roles is not [role, first words]")
    role, words = str(run[0]), str(run[1])
    if role not in ROLES or not words.strip():
        raise ValueError(f"a run of roles is {run!r}, not [one of {', '.join(ROLES)}, first words]")
    return role, words


def _list(entry: Mapping[str, object], key: str) -> list[object]:
    value = entry.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise TypeError(f"{key} is not a list")
    return value


def _path(named: str | None, file: Path) -> Path:
    """Return the document that the gold names, or the one that stands beside it."""
    if named is not None:
        path = file.parent / named
        if not path.is_file():
            raise ValueError(f"there is no file {path}")
        return path
    beside = [
        path
        for path in sorted(file.parent.glob(f"{glob.escape(file.stem)}.*"))
        if path != file and not path.stem.endswith(".audit")
    ]
    if len(beside) != 1:
        raise ValueError(f'"file" is missing and {len(beside)} files stand beside it')
    return beside[0]


def _item(item: object) -> GoldItem:
    if not isinstance(item, dict):
        raise TypeError("an item is not an object")
    return GoldItem(
        recommendation=str(item["recommendation"]),
        body=_optional(item, "body"),
        response=_texts(item.get("response")),
        response_spans=tuple(
            (int(start), int(end)) for start, end in item.get("response_spans") or ()
        ),
        evidence=_texts(item.get("evidence")),
        stance=_optional(item, "stance"),
        reason=_optional(item, "reason"),
        commitment=_optional(item, "commitment"),
    )


def _texts(value: object) -> tuple[str, ...]:
    """Return a text or a list of texts as a tuple without empty ones."""
    if value is None:
        return ()
    if isinstance(value, list):
        return tuple(str(text) for text in value if str(text).strip())
    return (str(value),) if str(value).strip() else ()


def _optional(entry: Mapping[str, object], key: str) -> str | None:
    value = entry.get(key)
    return None if value is None else str(value)
