"""``stance train``: labelled pairs in, a model folder out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer


def train_cli(
    pairs: Annotated[
        list[Path],
        typer.Argument(
            metavar="PAIRS...",
            help="Files of labelled pairs (.jsonl, .csv with recommendation, response, stance and "
            "perhaps reason, commitment, measure, deadline, responsible).",
            show_default=False,
        ),
    ],
    out: Annotated[
        Path,
        typer.Option(metavar="DIR", help="The model folder to write.", show_default=False),
    ],
    encoder: Annotated[
        str | None,
        typer.Option(
            metavar="NAME_OR_DIR",
            help="A sentence encoder for the model to read with.",
            show_default=False,
        ),
    ] = None,
    seed: Annotated[
        int, typer.Option(help="The same pairs and seed give the same model.", min=0)
    ] = 0,
    workers: Annotated[
        int | None,
        typer.Option(
            help="Processes that learn at a time, each with some gigabytes of memory.",
            min=1,
            show_default="the processors, at most 4; 1 for few pairs",
        ),
    ] = None,
) -> None:
    """Train a model on labelled pairs. The labels are those of the pairs."""
    train(pairs, out=out, encoder=encoder, seed=seed, workers=workers)


def train(
    paths: Sequence[Path],
    *,
    out: Path,
    encoder: str | None,
    seed: int,
    workers: int | None = None,
) -> None:
    """Train on the pairs of some files, write the model, and say what it is worth."""
    from stance.classification.pairs import read_pairs
    from stance.encoding import shared_encoder
    from stance.training import train as train_model
    from stance.workers import workers_for

    pairs = read_pairs(paths)
    typer.echo(f"{len(pairs)} pairs", err=True)
    report = train_model(
        pairs,
        encoder=shared_encoder(encoder),
        source=encoder,
        out=out,
        seed=seed,
        workers=workers_for(len(pairs)) if workers is None else workers,
        progress=lambda message: typer.echo(message, err=True),
    )
    typer.echo(str(report))
