"""The tokenizer: that of the static encoder's recipe, with the marks that a transformer needs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import AddedToken, Tokenizer, models, processors

from training.contextual.settings import Words
from training.encoder.tokens import UNKNOWN, learn_tokenizer

MARKS = ("[UNK]", "[PAD]", "[CLS]", "[SEP]", "[MASK]")
PAD, CLS, SEP, MASK = range(1, 5)
FIRST_PIECE = len(MARKS)
Rows = list[NDArray[np.int32]]


def learn(texts: Iterable[str], settings: Words) -> Tokenizer:
    """Learn word pieces without case and marks, and number the special tokens before them."""
    wanted = asdict(settings) | {"vocabulary": settings.vocabulary - FIRST_PIECE + 1}
    learnt = learn_tokenizer(texts, wanted)
    known = learnt.get_vocab()
    pieces = sorted((piece for piece in known if piece not in MARKS), key=lambda p: known[p])
    vocabulary = {piece: at for at, piece in enumerate([*MARKS, *pieces])}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token=MARKS[UNKNOWN]))
    tokenizer.normalizer = learnt.normalizer
    tokenizer.pre_tokenizer = learnt.pre_tokenizer
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B [SEP]",
        special_tokens=[("[CLS]", CLS), ("[SEP]", SEP)],
    )
    tokenizer.add_special_tokens([AddedToken(mark, normalized=False) for mark in MARKS])
    return tokenizer


def numbered(tokenizer: Tokenizer, texts: Sequence[str], longest: int) -> Rows:
    """Return the token numbers of every text with its start and end, cut at ``longest``."""
    found: Rows = []
    for at in range(0, len(texts), 10_000):
        for encoding in tokenizer.encode_batch_fast(list(texts[at : at + 10_000])):
            ids = encoding.ids
            found.append(np.array(ids if len(ids) <= longest else [*ids[: longest - 1], SEP], "i4"))
    return found


def stream(tokenizer: Tokenizer, texts: Sequence[str]) -> NDArray[np.int32]:
    """Return all texts as one run of tokens, each with its end."""
    parts: list[Any] = []
    for at in range(0, len(texts), 10_000):
        batch = tokenizer.encode_batch_fast(list(texts[at : at + 10_000]), add_special_tokens=False)
        parts.append(np.array([n for one in batch for n in (*one.ids, SEP)], dtype=np.int32))
    return np.concatenate(parts)
