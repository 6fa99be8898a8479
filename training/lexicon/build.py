"""Builds the program's word list from public Swedish text.

Run ``python -m training.lexicon.build [CORPORA] [--out FILE]``; it takes about half a minute.

Counted: words of the interpellations (CC BY 4.0, SWERIK), the statutes (exempt from copyright) and
the project's own pairs, and the municipal words in ``municipal.txt``. Every 50th text is left
out, for measuring. Rare words that look like a damaged common word are dropped: the older
interpellations were read by machine.
"""

from __future__ import annotations

import argparse
import math
import os
import re
import tempfile
from collections import Counter
from itertools import chain
from pathlib import Path

from stance.swedish.confusions import all_confusions
from stance.swedish.lexicon import fold
from training.lexicon.contexts import render_contexts
from training.lexicon.words import count_words, own_texts, texts

LETTERS = re.compile(r"[a-zåäöéüèáàçñ]+")
MINIMUM = 3
COMMON_ENOUGH_TO_TRUST = 40
# A rare word is taken for damage when what it may stand for is so many times as common.
DAMAGE_RATIO = 150


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
    corpora = options.corpora.resolve()
    counts = count_words(corpora)
    words = choose(counts)
    write(options.out, render(words))
    sources = chain(texts(corpora, held_out=False), own_texts(corpora.parent / "pairs"))
    known = Counter({word: counts[word] for word in words})
    write(options.out.with_name("contexts.tsv"), render_contexts(known, sources))
    print(f"{len(words)} words, {options.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
