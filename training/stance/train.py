"""Train the shipped model: ``python -m training.stance.train [--out DIR]``."""

from __future__ import annotations

import argparse
import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from stance import __version__
from stance.classification.pairs import Pair, read_pairs
from stance.encoding import load_encoder
from stance.training import train
from stance.workers import workers_for

ROOT = Path(__file__).resolve().parents[2]
CONFIG = Path(__file__).with_name("config.toml")


def training_pairs(config: dict[str, Any], root: Path = ROOT) -> list[Pair]:
    """Return all pairs that the config names: pair files, then the items of documents.

    Documents of a municipality in which a validation or test pair plays are left out.
    """
    pairs = read_pairs(_files(config["pairs"], root))
    elsewhere = {pair.municipality for pair in read_pairs(_files(config["apart_from"], root))}
    for path in _files(config["documents"], root):
        gold = json.loads(path.read_text(encoding="utf-8"))
        if gold["municipality"] not in elsewhere:
            pairs += pairs_of_document(gold)
    return pairs


def _files(patterns: Sequence[str], root: Path) -> list[Path]:
    return [path for pattern in patterns for path in sorted(root.glob(pattern))]


def pairs_of_document(gold: Mapping[str, Any]) -> Iterator[Pair]:
    """Yield each labelled recommendation of a document with its response as a pair."""
    for number, item in enumerate(gold["gold"], start=1):
        if item.get("stance") is None:
            continue
        yield replace(
            Pair(recommendation=item["recommendation"], response=_text(item.get("response"))),
            identifier=f"{gold['id']}#{number}",
            stance=item["stance"],
            reason=item.get("reason"),
            commitment=item.get("commitment"),
            measure=item.get("measure"),
            deadline=item.get("deadline"),
            responsible=item.get("responsible"),
            evidence=_text(item.get("evidence")) or None,
            # Not its municipality: through those, nearly all pairs would be one group.
            author=gold["author"],
        )


def _text(value: str | list[str] | None) -> str:
    return "\n".join(value) if isinstance(value, list) else value or ""


def main() -> None:
    """Train by the config and say what the model is worth."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, help="Another folder than the config's.")
    arguments = parser.parse_args()
    config = tomllib.loads(CONFIG.read_text(encoding="utf-8"))
    pairs = training_pairs(config)
    report = train(
        pairs,
        encoder=load_encoder(),
        out=arguments.out or ROOT / config["out"],
        seed=config["seed"],
        name=f"{config['name']} {__version__}",
        progress=print,
        workers=workers_for(len(pairs)),
    )
    print(report)


if __name__ == "__main__":
    main()
