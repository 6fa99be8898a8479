"""The model card of the contextual encoder."""

from __future__ import annotations

CARD = """---
language: sv
library_name: sentence-transformers
license: apache-2.0
pipeline_tag: sentence-similarity
tags:
- modernbert
---

# encoder-sv-contextual: Swedish sentences to vectors, word order included

A ModernBERT of {layers} layers and {hidden} dimensions with {vocabulary} word pieces, trained from
scratch on some ten million words of Swedish; a sentence is the direction of the mean over its
tokens. Case and marks (å, ä, ö) are folded away before anything else. sentence-transformers reads
this folder without remote code; within stance it is `load_encoder` of this folder. Texts beyond
{longest} tokens are read in windows by stance and cut off by sentence-transformers.

## Results

{results}

No choice was made by looking at the held inference pairs. The damaged sentences are from the
corpora that the encoder was trained on; their damage is drawn anew.

## Data

| what | for | licence |
|---|---|---|
| Interpellations of the Riksdag 1994-2024 (swerik-project/riksdagen-interpellations) | hidden \
words, neighbouring sentences, damaged copies | CC BY 4.0, SWERIK |
| Swedish statutes (Ansvar-Systems/swedish-law-mcp) | the same | statutes are exempt from \
copyright; collection Apache-2.0 |
| STS benchmark in Swedish, train (timpal0l/sts-benchmark-swedish), and SweParaphrase, train \
(SuperLim 2), without every pair that has a sentence of a dev part | scored pairs | as the STS \
benchmark |
| SweNLI, dev (SuperLim 2), but for the {held} held out | inference pairs | CC BY 4.0 |
| Argumentation sentences train, ABSAbank-Imm train, SweFAQ dev (SuperLim 2) | hidden words, no \
labels | CC BY 4.0 |
| UD Swedish-Talbanken, dev | hidden words only | CC BY-SA 4.0 |
| The project's own starter pairs | hidden words, no labels | CC BY 4.0 |

## Training

    python -m training.contextual.run --stage all --out DIR

Seed {seed}; {steps} steps of {batch} rows of {length} tokens over {tokens} tokens with hidden
words, then the sentence stage; `training/contextual/config.toml` holds every setting.

## Limits

- Small, and trained on little text: it knows the language of parliament, law and administration
  best, and little of the world. Other languages: not at all.
- Folding makes "for" and "för", "lager" and "läger" the same word; only context tells them apart.
- The scored pairs are translated from English captions, news and forums, the inference pairs from
  English as well.
"""
