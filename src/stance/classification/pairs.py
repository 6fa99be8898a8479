"""Pairs of a recommendation and a response: how they are read, and as exchanges."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from stance.errors import StanceError
from stance.extraction.sentences import split_sentences
from stance.schema import Exchange, Passage
from stance.swedish.damage import looks_damaged
from stance.swedish.repair import needs_no_repair, repair

_REMEDY = "Each pair needs `recommendation` and `response`; see `stance score --help`."
_RESULTS_REMEDY = (
    "Show them with `stance report FILE`, or correct them with `stance review FILE`; only pairs "
    "that people have labelled are for training and measuring."
)
_OPTIONAL = ("stance", "reason", "commitment", "measure", "deadline", "responsible", "evidence")
_HYPHENATED = re.compile(r"(?<=[^\W\d_])-[ \t]{0,4}\n[ \t]{0,4}(?=[a-zåäöé])")
_WRAP = re.compile(r"(?<!\n)\n(?![^\S\n]*\n|[ \t]*[-•*–] |[ \t]*\d{1,2}[.)] )")
# Running headers and footers that a scan leaves in the middle of an answer.
_FURNITURE = re.compile(
    r"(?:sid(?:a|an|or)?\.? ?\d+|\d+ ?\(\d+\)|postadress|bes[oö]ksadress|org\.? ?nr|tele(?:fon|fax)"
    r"|(?:justerandes )?sign(?:atur)?\b|utdragsbestyrkande|diarienummer|dnr\b)",
    re.IGNORECASE,
)
# JSON can say half a character ("\\ud800"), which no file and no output can hold.
_HALVES = re.compile("[\ud800-\udfff]")
_LETTERS = re.compile(r"[^\W\d_]{2}")
_LONGEST_FURNITURE = 60


@dataclass(frozen=True, slots=True)
class Pair:
    """A recommendation with its response, and perhaps its labels.

    Attributes:
        recommendation: What the auditors ask for, or their finding.
        response: What the body writes; empty when it does not answer.
        identifier: The pair's own name in its file.
        stance: The stance label; any label set.
        reason: The reason label, for the stances that have one.
        commitment: The commitment label.
        measure: What is to be done, as it stands in the response.
        deadline: By when, as it stands.
        responsible: By whom, as it stands.
        evidence: The sentences that decide, as they stand; training learns from them.
        author: Who wrote the pair: the file's name unless the pair says otherwise. Validation
            never has pairs of one author on both sides.
        municipality: Where it plays, where known; validation keeps each on one side, too.
    """

    recommendation: str
    response: str
    identifier: str | None = None
    stance: str | None = None
    reason: str | None = None
    commitment: str | None = None
    measure: str | None = None
    deadline: str | None = None
    responsible: str | None = None
    evidence: str | None = None
    author: str | None = None
    municipality: str | None = None


def read_pairs(paths: Iterable[Path]) -> list[Pair]:
    """Read pair files (``.jsonl``, or ``.csv`` with a header line), in order.

    Raises:
        StanceError: ``bad-pairs`` with the file, the line and what to do.
    """
    return [pair for path in paths for pair in _read(Path(path))]


def exchange_from_pair(pair: Pair) -> Exchange:
    """Return the pair as an exchange whose offsets count characters of the pair's texts."""
    response = pair.response
    recommendation = passage_of(pair.recommendation)
    return Exchange(
        recommendation=recommendation,
        response=tuple(response_passages(response)),
        response_spans=((0, len(response)),) if response.strip() else (),
        identifier=pair.identifier,
    )


def passage_of(text: str) -> Passage:
    """Return a whole text as one passage, repaired for the models."""
    if "\n" not in text and needs_no_repair(text):
        return Passage(text=text, start=0, end=len(text))
    plain, offsets = _plain(text, damaged=looks_damaged(text))
    return Passage(text=text, start=0, end=len(text), plain=plain, offsets=offsets)


def response_passages(text: str) -> Iterator[Passage]:
    """Yield the sentences of a response; running headers and page numbers are left out."""
    flat = text
    if "\n" in text:
        # Wrapped lines belong together; the copy keeps every offset.
        flat = _WRAP.sub(" ", _HYPHENATED.sub(lambda match: "-" + " " * (len(match[0]) - 1), text))
    sound = "\n" not in text and needs_no_repair(text)
    damaged = not sound and looks_damaged(text)
    for start, end in split_sentences(flat):
        written = text[start:end]
        if _is_furniture(written):
            continue
        if sound:
            yield Passage(text=written, start=start, end=end)
        else:
            plain, offsets = _plain(written, damaged=damaged)
            yield Passage(text=written, start=start, end=end, plain=plain, offsets=offsets)


def _is_furniture(sentence: str) -> bool:
    if not _LETTERS.search(sentence):
        return True
    return len(sentence) <= _LONGEST_FURNITURE and _FURNITURE.match(sentence.strip()) is not None


def _plain(text: str, *, damaged: bool) -> tuple[str, tuple[int, ...] | None]:
    """Return the text as models read it, with the way back."""
    joined, places = _joined(text)
    repaired = repair(joined, damaged=True if damaged else None)
    if repaired.offsets is None:
        return repaired.text, places
    if places is None:
        return repaired.text, repaired.offsets
    return repaired.text, tuple(places[offset] for offset in repaired.offsets)


def _joined(text: str) -> tuple[str, tuple[int, ...] | None]:
    """Join words over hyphenation and lines over line breaks."""
    if "\n" not in text:
        return text, None
    parts: list[str] = []
    places: list[int] = []
    last = 0
    for match in _HYPHENATED.finditer(text):
        parts.append(text[last : match.start()])
        places.extend(range(last, match.start()))
        last = match.end()
    parts.append(text[last:])
    places.extend(range(last, len(text) + 1))
    return "".join(parts).replace("\n", " "), tuple(places)


def _read(path: Path) -> list[Pair]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise StanceError(
            "bad-pairs", f"{path} is not in UTF-8.", "Save it again in UTF-8."
        ) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise StanceError(
            "bad-pairs", f"{path} cannot be read: {reason}.", "Check the name."
        ) from error
    rows = _csv_rows(text, path) if path.suffix.lower() == ".csv" else _json_rows(text, path)
    return [_pair(row, path, line) for line, row in rows]


def _json_rows(text: str, path: Path) -> Iterator[tuple[int, Mapping[str, object]]]:
    # Not splitlines: a line separator (U+2028) may stand inside a JSON string.
    for line, content in enumerate(text.split("\n"), start=1):
        if not content.strip():
            continue
        try:
            row = json.loads(content)
        except (ValueError, RecursionError) as error:
            raise _bad(path, line, "is not JSON", "Write one JSON object on each line.") from error
        if not isinstance(row, dict):
            raise _bad(path, line, "is not a JSON object", "Write one JSON object on each line.")
        yield line, row


def _csv_rows(text: str, path: Path) -> Iterator[tuple[int, Mapping[str, object]]]:
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for name in ("recommendation", "response"):
            if name not in {column.strip() for column in reader.fieldnames or ()}:
                raise _bad(path, 1, f"has no column `{name}`", _REMEDY)
        for row in reader:
            # An empty cell says nothing, and more cells than the header has end under None.
            named = {key: cell for key, cell in row.items() if key is not None}
            yield (
                reader.line_num,
                {
                    key.strip(): (cell or None) if key.strip() != "response" else cell
                    for key, cell in named.items()
                },
            )
    except csv.Error as error:
        raise _bad(path, reader.line_num, f"is not CSV ({error})", _REMEDY) from error


def _pair(row: Mapping[str, object], path: Path, line: int) -> Pair:
    if "response_spans" in row and "probabilities" in row:
        raise _bad(path, line, "is a result of `stance score` already, not a pair", _RESULTS_REMEDY)
    for name in ("recommendation", "response"):
        if name not in row:
            raise _bad(path, line, f"has no `{name}`", _REMEDY)
    recommendation = row["recommendation"]
    response = row["response"]
    if not isinstance(recommendation, str) or not recommendation.strip():
        raise _bad(path, line, "has an empty `recommendation`", _REMEDY)
    if response is not None and not isinstance(response, str):
        raise _bad(path, line, "has a `response` that is not text", "Write it as text, or null.")
    optional = {name: _text(row.get(name), name, path, line) for name in _OPTIONAL}
    identifier, municipality = row.get("id"), row.get("municipality")
    return Pair(
        recommendation=_whole(recommendation),
        response=_whole(response or ""),
        identifier=None if identifier is None else _whole(str(identifier)),
        author=_text(row.get("author"), "author", path, line) or path.stem,
        municipality=None if municipality is None else _whole(str(municipality)),
        **optional,
    )


def _text(value: object, name: str, path: Path, line: int) -> str | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise _bad(path, line, f"has a `{name}` that is not text", "Write it as text, or null.")
    return _whole(value)


def _whole(text: str) -> str:
    """Return the text with a mark for each half character; its length stays."""
    return _HALVES.sub("\ufffd", text)


def _bad(path: Path, line: int, what: str, remedy: str) -> StanceError:
    return StanceError("bad-pairs", f"Line {line} of {path} {what}.", remedy)
