"""The stage ``pack``: all that training reads, in one small folder that can travel."""

from __future__ import annotations

import hashlib
import json
import lzma
import random
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor

from stance.manifest import MANIFEST, verify_manifest, write_manifest
from training.contextual.nli import divide, read_pairs, sentences_of, without
from training.contextual.pieces import MEGABYTE
from training.contextual.settings import Settings
from training.contextual.start import small, token_vectors
from training.contextual.words import learn
from training.encoder.noise import noisy
from training.encoder.text import (
    Scored,
    everyday,
    neighbours,
    paragraphs,
    scored_pairs,
    sentences,
    sts,
)

_END = ".jsonl.xz"


def make_pack(corpora: Path, pairs: Path | None, folder: Path, settings: Settings) -> None:
    """Read and clean the corpora, learn tokenizer and start vectors, write everything down.

    Raises:
        ValueError: When the pack is larger than the settings allow.
    """
    chance = random.Random(settings.seed)  # noqa: S311
    train, held = divide(read_pairs(corpora), settings.pack.held_share)
    public = paragraphs(corpora)
    # Not even the tokenizer sees what is measured on.
    general = without(everyday(corpora, pairs), sentences_of(held))
    scored = scored_pairs(corpora)
    wanted = list(dict.fromkeys(sentences(public)))
    clean = chance.sample(wanted, min(len(wanted), settings.pack.damaged_sentences))
    clean += [pair.premise for pair in train]
    near = neighbours(corpora, chance, settings.pack.neighbour_pairs)

    copies = settings.tokenizer.general_copies
    texts = (text for source in [public, *[general] * copies] for text in source)
    tokenizer = learn(texts, settings.tokenizer)
    rows, scale = small(token_vectors(tokenizer, public, general, settings.start, settings.seed))

    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".pack-") as temporary:
        new = Path(temporary) / "new"
        new.mkdir()
        _write(new, "public", public)
        _write(new, "general", general)
        _write(new, "neighbours", near)
        _write(new, "damaged", ((text, noisy(text, chance)) for text in clean))
        _write(new, "scored", _scored(scored, chance))
        _write(new, "inference", (pair.record for pair in train))
        _write(new, "held", (pair.record for pair in held))
        dev = sts(corpora, "dev")
        _write(new, "dev", zip(dev.first, dev.second, dev.scores, strict=True))
        tokenizer.save(str(new / "tokenizer.json"))
        tensors = {"rows": torch.from_numpy(rows), "scale": torch.from_numpy(scale)}
        save_file(tensors, new / "start.safetensors")
        for path in new.iterdir():
            path.chmod(0o644)
        write_manifest(new)
        size = sum(path.stat().st_size for path in new.iterdir())
        if size > settings.pack.limit_mb * MEGABYTE:
            raise ValueError(f"the pack has {size} bytes, above {settings.pack.limit_mb} MB")
        if folder.exists():
            shutil.move(folder, Path(temporary) / "old")
        new.rename(folder)


class PackedCorpora:
    """A pack, read."""

    def __init__(self, folder: Path) -> None:
        """Check that nothing in the pack has changed."""
        verify_manifest(folder)
        self._folder = folder

    @property
    def digest(self) -> str:
        """What tells this pack from others."""
        return hashlib.sha256((self._folder / MANIFEST).read_bytes()).hexdigest()

    @property
    def tokenizer(self) -> Tokenizer:
        """The tokenizer."""
        return Tokenizer.from_file(str(self._folder / "tokenizer.json"))

    def start(self) -> Tensor:
        """Return the token vectors to begin with."""
        tensors = load_file(self._folder / "start.safetensors")
        return tensors["rows"].float() * tensors["scale"][:, None]

    def read(self, name: str) -> list[Any]:
        """Return the records of one file."""
        with lzma.open(self._folder / f"{name}{_END}", "rt", encoding="utf-8") as stream:
            return [json.loads(line) for line in stream]

    def dev(self) -> Scored:
        """Return the scored pairs to measure on."""
        rows = self.read("dev")
        return Scored([r[0] for r in rows], [r[1] for r in rows], [r[2] for r in rows])


def _scored(pairs: Scored, chance: random.Random) -> Iterator[list[Any]]:
    """Yield pairs with their score and a damaged copy of each sentence."""
    for one, two, score in zip(pairs.first, pairs.second, pairs.scores, strict=True):
        yield [one, two, score, noisy(one, chance), noisy(two, chance)]


def _write(folder: Path, name: str, records: Iterable[Any]) -> None:
    with lzma.open(folder / f"{name}{_END}", "wt", preset=9, encoding="utf-8") as stream:
        for record in records:
            # json keeps a record on one line whatever separators its text has.
            stream.write(json.dumps(record, ensure_ascii=False) + "\n")
