"""Reads the public text that the word list is counted from, and counts it."""

from __future__ import annotations

import json
import lzma
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from stance.swedish.resources import read_rows

HOLD_OUT = 50
CORPORA = ("interpellations.jsonl.xz", "statutes.jsonl.xz")
WORD = re.compile(r"[^\W\d_]+")
OWN_WEIGHT = 5
MUNICIPAL_COUNT = 60
PLACE_COUNT = 100


def texts(corpora: Path, *, held_out: bool) -> Iterator[str]:
    """Yield the paragraphs that are counted, or those that are kept for measuring."""
    for name in CORPORA:
        with lzma.open(corpora / name, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                if (number % HOLD_OUT == 0) == held_out:
                    for paragraph in json.loads(line)["paragraphs"]:
                        yield paragraph.replace("\xad", "")


def own_texts(pairs: Path) -> Iterator[str]:
    """Yield the texts of the project's own pairs."""
    for path in sorted(pairs.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            pair = json.loads(line)
            yield f"{pair['recommendation']} {pair['response']}"


def count_words(corpora: Path) -> Counter[str]:
    """Count words in lower case."""
    counts: Counter[str] = Counter()
    for text in texts(corpora, held_out=False):
        counts.update(WORD.findall(text.lower()))
    own: Counter[str] = Counter()
    for text in own_texts(corpora.parent / "pairs"):
        own.update(WORD.findall(text.lower()))
    for word, count in own.items():
        counts[word] += OWN_WEIGHT * count
    for word in municipal_words():
        counts[word] += MUNICIPAL_COUNT
    for word in place_words():
        counts[word] = max(counts[word], PLACE_COUNT)
    return counts


def municipal_words() -> Iterator[str]:
    """Yield the words of ``municipal.txt``."""
    path = Path(__file__).with_name("municipal.txt")
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield from WORD.findall(line.lower())


def place_words() -> Iterator[str]:
    """Yield the words of municipalities' names and their genitives."""
    for _, name, *_ in read_rows("municipalities.tsv"):
        for word in WORD.findall(name.lower()):
            yield word
            if not word.endswith("s"):
                yield f"{word}s"
