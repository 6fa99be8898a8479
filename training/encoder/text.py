"""The public Swedish text that the encoder learns from."""

from __future__ import annotations

import json
import lzma
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-ZÅÄÖ0-9\"”–-])")
_SHORTEST, _LONGEST = 30, 250
_TITLE_SHARE = 0.3


@dataclass(frozen=True)
class Scored:
    """Pairs of sentences with how alike they are, 0 to 5."""

    first: list[str]
    second: list[str]
    scores: list[float]

    def __add__(self, other: Scored) -> Scored:
        """Put two lists of pairs one after the other."""
        return Scored(
            self.first + other.first, self.second + other.second, self.scores + other.scores
        )

    def without(self, sentences: set[str]) -> Scored:
        """Leave out every pair with one of the sentences."""
        kept = [
            (one, two, score)
            for one, two, score in zip(self.first, self.second, self.scores, strict=True)
            if one not in sentences and two not in sentences
        ]
        return Scored([k[0] for k in kept], [k[1] for k in kept], [k[2] for k in kept])


@dataclass(frozen=True)
class Inference:
    """Premises with a hypothesis that follows, and hypotheses that contradict their premise."""

    premises: list[str]
    entailed: list[str]
    contradicting: list[str]


def sts(corpora: Path, split: str) -> Scored:
    """Read the machine-translated STS benchmark."""
    rows = [line.split("\t") for line in _lines(corpora / f"sts-sv_{split}.tsv.xz")][1:]
    return Scored([r[2] for r in rows], [r[3] for r in rows], [float(r[4]) for r in rows])


def sweparaphrase(corpora: Path, split: str) -> Scored:
    """Read the same pairs with the translation corrected by hand."""
    rows = list(records(corpora / f"sweparaphrase_{split}.jsonl.xz"))
    return Scored(
        [row["sentence_1"] for row in rows],
        [row["sentence_2"] for row in rows],
        [float(row["label"]) for row in rows],
    )


def scored_pairs(corpora: Path) -> Scored:
    """Return the pairs to train on: none has a sentence that a dev file has.

    The benchmark itself repeats some four hundred sentences across its splits.
    """
    held_out = {
        sentence
        for scored in (sts(corpora, "dev"), sweparaphrase(corpora, "dev"))
        for sentence in scored.first + scored.second
    }
    pairs = sts(corpora, "train") + sweparaphrase(corpora, "train")
    return pairs.without(held_out)


def inference(corpora: Path) -> Inference:
    """Read the inference pairs (its dev file is the only public one: it is not measured on)."""
    rows = list(records(corpora / "swenli_dev.jsonl.xz"))
    entailed = [row for row in rows if row["label"] == "entailment"]
    return Inference(
        [row["premise"] for row in entailed],
        [row["hypothesis"] for row in entailed],
        [row["hypothesis"] for row in rows if row["label"] == "contradiction"],
    )


def paragraphs(corpora: Path) -> list[str]:
    """Return the paragraphs of the interpellations and statutes, each once."""
    found: dict[str, None] = {}
    for name in ("interpellations", "statutes"):
        for row in records(corpora / f"{name}.jsonl.xz"):
            for paragraph in row["paragraphs"]:
                text = " ".join(paragraph.replace("\u00ad", "").split())
                if text:
                    found[text] = None
    return list(found)


def sentences(texts: Iterable[str]) -> Iterator[str]:
    """Yield sentences of ordinary length."""
    for text in texts:
        for sentence in _SENTENCE_END.split(text):
            if _SHORTEST <= len(sentence) <= _LONGEST:
                yield sentence


def neighbours(corpora: Path, chance: random.Random, count: int) -> list[tuple[str, str]]:
    """Draw pairs of sentences that stand together, and of titles with how their text begins."""
    found: list[tuple[str, str]] = []
    for name in ("interpellations", "statutes"):
        for row in records(corpora / f"{name}.jsonl.xz"):
            title = " ".join(row["title"].split())
            for paragraph in row["paragraphs"]:
                near = list(sentences([" ".join(paragraph.replace("\u00ad", "").split())]))
                found += pairwise(near)
                if near and chance.random() < _TITLE_SHARE:
                    found.append((title, near[0]))
    return chance.sample(found, count)


def answers(pairs: Path) -> list[tuple[str, str]]:
    """Read recommendations with what was answered; labels are not read."""
    found = []
    for path in sorted(pairs.glob("*.jsonl")):
        for row in _plain_records(path):
            if row["response"]:
                found.append((row["recommendation"], row["response"]))
    return found


def everyday(corpora: Path, pairs: Path | None) -> list[str]:
    """Return the text that is not from parliament or the law book, to count more often."""
    scored, entailment = scored_pairs(corpora), records(corpora / "swenli_dev.jsonl.xz")
    found = scored.first + scored.second
    for row in entailment:
        found += [row["premise"], row["hypothesis"]]
    found += [
        row["sentence"] for row in records(corpora / "argumentation-sentences_train.jsonl.xz")
    ]
    found += [row["text"] for row in records(corpora / "absabank-imm_train.jsonl.xz")]
    for row in records(corpora / "swefaq_dev.jsonl.xz"):
        found += [row["question"], *row["candidate_answers"]]
    marker = "# text = "
    found += [
        line.removeprefix(marker)
        for line in _lines(corpora / "talbanken_dev.conllu.xz")
        if line.startswith(marker)
    ]
    for path in sorted(pairs.glob("t*.jsonl")) if pairs else ():
        for row in _plain_records(path):
            found += [row["recommendation"], row["response"] or ""]
    return found


def _plain_records(path: Path) -> Iterator[dict[str, Any]]:
    # Not splitlines: a JSON string may hold U+2028.
    lines = path.read_text(encoding="utf-8").split("\n")
    return (json.loads(line) for line in lines if line)


def records(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of a packed file of the corpora."""
    return (json.loads(line) for line in _lines(path))


def _lines(path: Path) -> Iterator[str]:
    """Yield the lines that are not empty (splitlines would also split at U+2028)."""
    with lzma.open(path, "rt", encoding="utf-8", newline="\n") as stream:
        for line in stream:
            if line.rstrip("\r\n"):
                yield line.rstrip("\r\n")
