"""The settings of the recipe, as its config file has them."""

from __future__ import annotations

import dataclasses
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

_T = TypeVar("_T")


@dataclass(frozen=True)
class Pack:
    """What travels to the machine that trains."""

    limit_mb: float
    neighbour_pairs: int
    damaged_sentences: int
    held_share: float


@dataclass(frozen=True)
class Words:
    """The tokenizer; read by ``training.encoder.tokens.learn_tokenizer``."""

    vocabulary: int
    alphabet: int
    fewest: int
    general_copies: int


@dataclass(frozen=True)
class Start:
    """Token vectors to begin with; read by ``training.encoder.vectors``."""

    dimensions: int
    window: int
    general_weight: float
    smoothing: float
    power_iterations: int
    shortest: int
    longest: int
    fewest: int
    ridge: float
    own_count: float
    share: float
    frequency: float


@dataclass(frozen=True)
class Model:
    """The architecture."""

    hidden: int
    layers: int
    heads: int
    inner: int
    longest: int


@dataclass(frozen=True)
class Pretrain:
    """Masked-language training."""

    steps: int
    minutes: float
    batch: int
    length: int
    general_copies: int
    rate: float
    warm_up: int
    decay: float
    beta2: float
    clip: float
    mask_first: float
    mask_last: float
    mask_span: float
    save_every: int
    compile: bool


@dataclass(frozen=True)
class Tune:
    """Training of sentence vectors."""

    contrast_steps: int
    contrast_batch: int
    steps: int
    batch: int
    rate: float
    warm_up: int
    decay: float
    beta2: float
    clip: float
    dropout: float
    scale: float
    scored: float
    entailment: float
    inference: float
    noise: float
    neighbours: float
    noisy_share: float
    save_every: int


@dataclass(frozen=True)
class Pieces:
    """How weights are cut."""

    piece_mb: float
    shard_mb: float


@dataclass(frozen=True)
class Settings:
    """Everything that decides the result, but for the corpora and the code."""

    seed: int
    pack: Pack
    tokenizer: Words
    start: Start
    model: Model
    pretrain: Pretrain
    tune: Tune
    pieces: Pieces


def load_settings(path: Path) -> Settings:
    """Read a config file.

    Raises:
        ValueError: When a setting is missing, unknown or of the wrong kind.
    """
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    parts: dict[str, Any] = {"pack": Pack, "tokenizer": Words, "start": Start, "model": Model}
    parts |= {"pretrain": Pretrain, "tune": Tune, "pieces": Pieces}
    wrong = set(table) ^ {"seed", *parts}
    if wrong:
        raise ValueError(f"{path}: missing or unknown: {', '.join(sorted(wrong))}")
    read: dict[str, Any] = {
        name: _read(kind, table[name], f"{path} [{name}]") for name, kind in parts.items()
    }
    return Settings(seed=int(table["seed"]), **read)


def _read(kind: type[_T], table: dict[str, Any], where: str) -> _T:
    fields = {field.name: str(field.type) for field in dataclasses.fields(kind)}  # type: ignore[arg-type]
    wrong = set(table) ^ set(fields)
    if wrong:
        raise ValueError(f"{where}: missing or unknown: {', '.join(sorted(wrong))}")
    for name, value in table.items():
        allowed = {"float": (float, int), "int": (int,), "bool": (bool,)}[fields[name]]
        if not isinstance(value, allowed) or isinstance(value, bool) != (fields[name] == "bool"):
            raise ValueError(f"{where}: {name} must be a {fields[name]}")
    return kind(**table)
