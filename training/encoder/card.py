"""The model card of models/encoder-sv."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from stance.encoding.protocol import Encoder
from training.encoder.measure import (
    DAMAGES,
    SIZES,
    cut,
    damaged,
    recognition_intervals,
    spearman_interval,
)
from training.encoder.text import paragraphs, sentences, sts

_CARD = """---
language: sv
library_name: sentence-transformers
license: apache-2.0
pipeline_tag: sentence-similarity
tags:
- static-embeddings
- model2vec
---

# encoder-sv: Swedish sentences to vectors

A static encoder: {tokens} word pieces with a vector of {dimensions} numbers each; a sentence is
the direction of their mean. Case and marks (å, ä, ö) are folded away before anything else. It needs
numpy and tokenizers, not torch. sentence-transformers and model2vec both read this folder; within
stance it is what `load_encoder()` returns.

## Results

| | Spearman on the dev part of the Swedish STS benchmark (1 500 pairs), 95 % interval |
|---|---|
{spearman}

| damage | mean cosine of a sentence and its damaged copy | the copy finds its own among 1 000 |
|---|---|---|
{recognition}

The sentences of the second table are from the corpora of interpellations and statutes that the
encoder was trained on; the damage is drawn anew. Choices in the recipe were made by looking at the
dev part, so the first row flatters a little: expect some hundredths less on the test part.
`python -m benchmarks.encoder` prints these and more: speed, and how often the paragraph that is
nearest to a recommendation answers it.

The first numbers of a vector say the most: `SentenceTransformer(folder, truncate_dim=128)`.

## Data

| what | for | licence |
|---|---|---|
| Interpellations of the Riksdag 1994-2024 (swerik-project/riksdagen-interpellations) | tokenizer, \
token vectors, damaged copies, neighbouring sentences | CC BY 4.0, SWERIK |
| Swedish statutes (Ansvar-Systems/swedish-law-mcp) | the same | statutes are exempt from \
copyright; collection Apache-2.0 |
| STS benchmark in Swedish, train (timpal0l/sts-benchmark-swedish), and SweParaphrase, train \
(SuperLim 2) | scored pairs; without every pair that has a sentence of a dev part | as the STS \
benchmark |
| SweNLI, dev (SuperLim 2): its only public part here | entailments and contradictions | CC BY 4.0 |
| Argumentation sentences train, ABSAbank-Imm train, SweFAQ dev (SuperLim 2) | tokenizer and token \
vectors only, no labels | CC BY 4.0 |
| UD Swedish-Talbanken, dev | tokenizer and token vectors only | CC BY-SA 4.0 |
| The project's own pairs (data/pairs, {answers} with an answer) | recommendations and their \
answers, no labels; tokenizer and token vectors (the starter pairs) | CC BY 4.0 |

## Training

    python -m training.encoder.train

Seed {seed}, one thread; `training/encoder/config.toml` holds every setting and
`training/encoder/README.md` says how it works and what did not help.

## Limits

- A bag of word pieces: it does not see order, and hardly sees negation. "Nämnden instämmer" and
  "Nämnden instämmer inte" are neighbours. Do not read a stance from its cosines alone.
- Folding makes "for" and "för", "lager" and "läger" the same word.
- It knows the language of parliament, law and administration best. Other languages: not at all.
- The paragraph nearest to a recommendation is often another recommendation or a label, not the
  answer: the program does not pair by these cosines alone.
- It has read the project's own pairs without their labels. A judge trained and tested on those
  pairs, whoever wrote them, has an encoder that knows their words: trust the documents instead.
- The scored pairs are translated from English captions, news and forums.
"""


def model_card(encoder: Encoder, corpora: Path, answers: int, settings: dict[str, Any]) -> str:
    """Measure the encoder and write its card.

    Args:
        encoder: As it will be used.
        corpora: The public corpora.
        answers: How many pairs of recommendation and answer it learnt from.
        settings: The config.
    """
    dev = sts(corpora, "dev")
    rows = [f"| as they are | {spearman_interval(encoder.encode, dev)} |"]
    rows += [
        f"| the first {size} numbers of a vector "
        f"| {spearman_interval(cut(encoder.encode, size), dev)} |"
        for size in SIZES
    ]
    rows += [
        f"| both sentences {name} | {spearman_interval(encoder.encode, damaged(dev, how))} |"
        for name, how in DAMAGES.items()
    ]
    sample = sample_sentences(corpora)
    found = []
    for name, how in DAMAGES.items():
        cosine, share = recognition_intervals(encoder.encode, sample, how)
        found.append(f"| {name} | {cosine} | {share} |")
    return _CARD.format(
        answers=answers,
        tokens=settings["tokenizer"]["vocabulary"],
        dimensions=encoder.dimensions,
        spearman="\n".join(rows),
        recognition="\n".join(found),
        seed=settings["seed"],
    )


def sample_sentences(corpora: Path, count: int = 1000) -> list[str]:
    """Return some sentences of the corpora, the same ones every time."""
    every = list(dict.fromkeys(sentences(paragraphs(corpora))))
    return random.Random(11).sample(every, count)  # noqa: S311
