"""Make models/encoder-sv: ``python -m training.encoder.train``."""

from __future__ import annotations

import argparse
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from training.encoder.answers import add_answers
from training.encoder.asked import read_asked
from training.encoder.card import model_card
from training.encoder.export import export
from training.encoder.supervise import Clock, Material, supervise
from training.encoder.table import Table
from training.encoder.text import answers, everyday, paragraphs
from training.encoder.tokens import learn_tokenizer
from training.encoder.vectors import compose, context_vectors, cooccurrences, spelling

HERE = Path(__file__).parent
ROOT = HERE.parent.parent


@dataclass(frozen=True)
class Sources:
    """Where the text is.

    Attributes:
        corpora: The public corpora.
        pairs: The starter pairs, for words only; None when they are not there.
        answers: The project's own pairs, for what answers what.
        documents: The project's own documents, for which of their paragraphs answer.
    """

    corpora: Path
    pairs: Path | None
    answers: Path
    documents: Path


def train(sources: Sources, out: Path, settings: dict[str, Any]) -> None:
    """Run the whole recipe and write the model folder."""
    clock = Clock()
    corpora = sources.corpora
    torch.manual_seed(settings["seed"])
    # One thread: sums come out the same wherever this runs, and two hardly help.
    torch.set_num_threads(1)
    public, general = paragraphs(corpora), everyday(corpora, sources.pairs)
    clock.lap(f"{len(public)} paragraphs and {len(general)} everyday texts read")

    copies = settings["tokenizer"]["general_copies"]
    texts = [text for source in [public, *[general] * copies] for text in source]
    tokenizer = learn_tokenizer(texts, settings["tokenizer"])
    clock.lap(f"tokenizer of {tokenizer.get_vocab_size()} learnt")

    vectors = settings["vectors"]
    near, counts = cooccurrences(tokenizer, public, vectors["window"])
    near_general, counts_general = cooccurrences(tokenizer, general, vectors["window"])
    weight = vectors["general_weight"]
    clock.lap(f"{near.nnz} neighbours counted")
    own = context_vectors(near + weight * near_general, vectors, settings["seed"])
    clock.lap("context vectors found")

    grams = spelling(tokenizer, settings["subwords"])
    start = compose(own, counts + weight * counts_general, grams, settings["subwords"])
    clock.lap(f"spelling of {grams.shape[1]} n-grams added")

    table = Table(start, grams, settings["training"])
    replies = answers(sources.answers)
    material = Material.read(tokenizer, corpora, public, replies, settings)
    clock.lap(f"{len(material.clean)} sentences damaged, pairs read")
    rows = supervise(table, material, settings, clock)
    export(
        out,
        tokenizer,
        rows,
        card=lambda encoder: model_card(encoder, corpora, len(replies), settings),
    )
    clock.lap(f"{out} written")
    add_answers(out, read_asked(sources.documents), settings["answers"])
    clock.lap("what paragraphs answer learnt")


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    shared = ROOT.parent / "shared"
    parser.add_argument("--corpora", type=Path, default=shared / "corpora")
    parser.add_argument("--pairs", type=Path, default=shared / "pairs")
    parser.add_argument("--config", type=Path, default=HERE / "config.toml")
    parser.add_argument("--out", type=Path, default=ROOT / "models" / "encoder-sv")
    parser.add_argument("--answers", type=Path, default=ROOT / "data" / "pairs")
    parser.add_argument("--documents", type=Path, default=ROOT / "data" / "documents")
    arguments = parser.parse_args()
    settings = tomllib.loads(arguments.config.read_text(encoding="utf-8"))
    pairs = arguments.pairs if arguments.pairs.is_dir() else None
    sources = Sources(arguments.corpora, pairs, arguments.answers, arguments.documents)
    train(sources, arguments.out, settings)


if __name__ == "__main__":
    main()
