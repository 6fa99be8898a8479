"""Builds the program's word list from public Swedish text.

Run ``python -m training.lexicon.build [CORPORA] [--out FILE]``; it takes about half a minute.

Counted: words of the interpellations (CC BY 4.0, SWERIK), the statutes (exempt from copyright) and
the project's own pairs, and the municipal words in ``municipal.txt``. Every 50th text is left
out, for measuring. Rare words that look like a damaged common word are dropped: the older
interpellations were read by machine.
"""

from __future__ import annotations

import argparse
import json
import lzma
import math
import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from stance.swedish.confusions import all_confusions
from stance.swedish.lexicon import fold
from stance.swedish.resources import read_rows

HOLD_OUT = 50
CORPORA = ("interpellations.jsonl.xz", "statutes.jsonl.xz")
WORD = re.compile(r"[^\W\d_]+")
LETTERS = re.compile(r"[a-zåäöéüèáàçñ]+")
MINIMUM = 3
OWN_WEIGHT = 5
MUNICIPAL_COUNT = 60
PLACE_COUNT = 100
COMMON_ENOUGH_TO_TRUST = 40
# A rare word is taken for damage when what it may stand for is so many times as common.
DAMAGE_RATIO = 150


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


def is_damage(word: str, count: int, counts: Counter[str], by_fold: dict[str, int]) -> bool:
    """Tell whether a rare word is probably a common one misread."""
    if by_fold.get(fold(word), 0) >= DAMAGE_RATIO * count:
        return True
    table = all_confusions()
    for at, letter in enumerate(word):
        for confusion in table.get(letter, ()):
            if word.startswith(confusion.seen, at):
                meant = word[:at] + confusion.meant + word[at + len(confusion.seen) :]
                if counts.get(meant, 0) >= DAMAGE_RATIO * count * max(confusion.cost, 1.0):
                    return True
    return False


def choose(counts: Counter[str]) -> dict[str, int]:
    """Return the words to keep, with their counts."""
    by_fold: dict[str, int] = {}
    for word, count in counts.items():
        by_fold[fold(word)] = max(by_fold.get(fold(word), 0), count)
    return {
        word: count
        for word, count in counts.items()
        if count >= MINIMUM
        and LETTERS.fullmatch(word)
        and len(word) <= 40
        and (count >= COMMON_ENOUGH_TO_TRUST or not is_damage(word, count, counts, by_fold))
    }


def render(words: dict[str, int]) -> str:
    """Write the words as lines of one frequency class each."""
    classes: dict[int, list[str]] = {}
    for word, count in words.items():
        classes.setdefault(round(2 * math.log2(count)), []).append(word)
    head = (
        "# version: 1\n"
        "# Swedish words; each line is a class, round(2 * log2(count)), and its words.\n"
        "# source: counted by training.lexicon.build in Riksdag interpellations (CC BY 4.0, "
        "SWERIK),\n# Swedish statutes (exempt from copyright) and text of this project.\n"
    )
    lines = (f"{level} {' '.join(sorted(classes[level]))}\n" for level in sorted(classes))
    return head + "".join(lines)


def write(path: Path, text: str) -> None:
    """Replace a file in one step."""
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=path.parent, delete=False
    ) as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
    Path(handle.name).chmod(0o644)
    Path(handle.name).replace(path)


def main() -> None:
    """Build the word list."""
    root = Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("corpora", type=Path, nargs="?", default=root / ".." / "shared" / "corpora")
    parser.add_argument("--out", type=Path, default=root / "src/stance/swedish/data/words.txt")
    options = parser.parse_args()
    words = choose(count_words(options.corpora.resolve()))
    write(options.out, render(words))
    print(f"{len(words)} words, {options.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
