"""Documents with gold as lines with labels: what a line is to the reader."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from stance.extraction.cues import load_cues
from stance.extraction.pipeline import build_pipeline, parse
from stance.extraction.voices.features import features_of, lines_of
from stance.reading import read_document

LABELS = ("other", "request", "answer")
_LETTER = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Example:
    """A document: the features of each line, and its label."""

    author: str
    name: str
    features: list[list[str]]
    labels: list[int]
    same: list[bool]
    texts: list[str]


def examples(files: list[Path]) -> Iterator[Example]:
    """Yield the documents that gold files describe."""
    nlp = build_pipeline()
    for path in files:
        gold = json.loads(path.read_text(encoding="utf-8"))
        document = read_document(path.parent / gold["file"])
        with nlp.memory_zone():
            doc = parse(document, nlp)
            analysis = doc._.analysis
            lines = lines_of(analysis)
            places, letters = _letters(doc.text)
            asked = [0] * (len(doc.text) + 1)
            said = list(asked)
            for item in gold["gold"]:
                _mark(item["recommendation"], letters, places, asked)
                for part in item.get("response") or []:
                    _mark(part, letters, places, said)
            labels = [_label(line.start, line.end, asked, said) for line in lines]
            same = [False] + [a.unit == b.unit for a, b in pairwise(lines)]
            yield Example(
                gold.get("author", path.parent.name),
                path.stem,
                features_of(analysis, lines, load_cues()),
                labels,
                same,
                [line.folded for line in lines],
            )


def _label(start: int, end: int, asked: list[int], said: list[int]) -> int:
    size = max(1, end - start)
    if sum(asked[start:end]) >= 0.3 * size:
        return 1
    return 2 if sum(said[start:end]) >= 0.5 * size else 0


def _letters(text: str) -> tuple[list[int], str]:
    places = [match.start() for match in _LETTER.finditer(text)]
    return places, "".join(text[p] for p in places).casefold()


def _mark(part: str, letters: str, places: list[int], marks: list[int]) -> None:
    """Set the marks of each place at which a text is written."""
    wanted = "".join(_LETTER.findall(part)).casefold()
    at = letters.find(wanted) if wanted else -1
    while at >= 0:
        for place in range(places[at], places[at + len(wanted) - 1] + 1):
            marks[place] = 1
        at = letters.find(wanted, at + 1)
