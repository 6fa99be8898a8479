"""The model card of models/encoder-sv."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from stance.encoding.protocol import Encoder
from training.encoder.measure import (
    DAMAGES,
    SIZES,
    Interval,
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

## Finding answers

Not learnt yet: `python -m training.encoder.answers` does it and writes this section.

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
| The project's own documents (some sets of data/documents, see above) | `answers.safetensors` \
only: which paragraphs answer | CC BY 4.0 |

## Training

    python -m training.encoder.train
    python -m training.encoder.answers

Seed {seed}, one thread; `training/encoder/config.toml` holds every setting and
`training/encoder/README.md` says how it works and what did not help.

## Limits

- A bag of word pieces: it does not see order, and hardly sees negation. "Nämnden instämmer" and
  "Nämnden instämmer inte" are neighbours. Do not read a stance from its cosines alone.
- Folding makes "for" and "för", "lager" and "läger" the same word.
- It knows the language of parliament, law and administration best. Other languages: not at all.
- The paragraph nearest to a recommendation is often another recommendation or a label, not the
  answer: the program does not pair by these cosines alone, and pairs better by its rules than by
  what finds answers here.
- It has read the project's own pairs without their labels. A judge trained and tested on those
  pairs, whoever wrote them, has an encoder that knows their words: trust the documents instead.
- The scored pairs are translated from English captions, news and forums.
"""


_ANSWERS_TITLE = "## Finding answers\n"
_ANSWERS = """
`answers.safetensors` finds the paragraph that answers a recommendation, by the vectors of all
paragraphs and all recommendations of the document (`stance.encoding.answers.AnswerFinder`). The
vectors themselves are as they are without it. Candidates are all paragraphs but headings; a
question counts as found when the likeliest of them holds words that the gold quotes as the answer.

| recall@1 over all paragraphs of a document, interval over documents | questions | nearest by \
cosine | found |
|---|---|---|---|
{rows}

It learnt from the documents of {authors}. In the first row
every author's documents are judged by weights learnt from the others' alone; what the sum consists
of, and what large weights cost, were chosen by that row. Nothing was learnt from, and no setting
chosen by, the documents of the second; w8 to w11 were among those that the sum was first sketched
on. Those of the third mostly do not repeat what was
recommended (the report beside them says it): there only the words of the answers can tell.

"""


def with_answers(card: str, figures: dict[str, Any]) -> str:
    """Return a card with the figures of ``training.encoder.answers`` in their section."""
    rows = [
        _answers_row(f"{', '.join(part['authors'])} ({part['documents']} documents){note}", part)
        for part, note in (
            (figures["left_out"], ", each author left out"),
            (figures["never_seen"], ", never learnt from"),
            (figures["asked_elsewhere"], ", those of them that have an audit report beside them"),
        )
        if part["questions"]
    ]
    section = _ANSWERS.format(rows="\n".join(rows), authors=", ".join(figures["authors"]))
    before, _, after = card.partition(_ANSWERS_TITLE)
    following = after[after.index("## ") :]
    return before + _ANSWERS_TITLE + section + following


def _answers_row(what: str, part: dict[str, Any]) -> str:
    plain, found = Interval(**part["nearest"]), Interval(**part["found"])
    return f"| {what} | {part['questions']} | {plain} | {found} |"


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
