"""Texts to token numbers, each word tokenized only once where that cannot change the result."""

from __future__ import annotations

import json
from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Numbers = NDArray[np.int32]
# Words that are kept: some 15 MB. An archive's damaged scans have no end of new ones.
_MOST_KNOWN = 1 << 16
# Normalizers that treat every character for itself, so that none can reach across a space.
_LOCAL = {"NFKD", "NFD", "StripAccents", "Lowercase", "BertNormalizer"}


class Numbering:
    """A tokenizer without special and unknown tokens.

    Most of the time of a static encoder is spent on tokenizing, and most words of a text were in
    the text before it. Between spaces nothing of one word depends on another, in tokenizers that
    split at white space first: there, what was tokenized once is looked up.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        """Take a tokenizer, which no one else may change afterwards."""
        # Without this texts would be cut, or filled up to the longest of their batch.
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self._tokenizer = tokenizer
        self._unknown = _unknown(tokenizer)
        self._by_words = splits_at_spaces(tokenizer)
        self._known: dict[str, bytes] = {}

    def numbers(self, texts: Sequence[str]) -> list[Numbers]:
        """Return the token numbers of every text."""
        if not self._by_words:
            return [np.frombuffer(ids, np.int32) for ids in self._tokenized(texts)]
        split = [text.split(" ") for text in texts]
        known = self._learnt({word for words in split for word in words})
        look_up = known.__getitem__
        return [np.frombuffer(b"".join(map(look_up, words)), np.int32) for words in split]

    def _learnt(self, words: set[str]) -> dict[str, bytes]:
        """Return the numbers of at least these words."""
        # A table that is full is replaced, not emptied: another thread may be reading it.
        known = self._known
        new = [word for word in words if word not in known]
        if len(known) + len(new) > _MOST_KNOWN:
            known, new = {}, list(words)
        known.update(zip(new, self._tokenized(new), strict=True))
        self._known = known
        return known

    def _tokenized(self, texts: Sequence[str]) -> list[bytes]:
        """Return the numbers of every text, four bytes each: these are joined the fastest."""
        found = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        # Left out as model2vec does it: "unknown" says nothing of what a text is about.
        unknown = self._unknown
        return [
            array("i", [number for number in encoding.ids if number != unknown]).tobytes()
            for encoding in found
        ]


def splits_at_spaces(tokenizer: Tokenizer) -> bool:
    """Tell whether text on one side of a space never changes the tokens on the other side."""
    from tokenizers import models, pre_tokenizers

    return (
        isinstance(tokenizer.model, models.WordPiece)
        and isinstance(tokenizer.pre_tokenizer, pre_tokenizers.BertPreTokenizer)
        and (tokenizer.normalizer is None or _is_local(_content(tokenizer.normalizer)))
        and not any(
            " " in token.content or token.lstrip or token.rstrip or token.single_word
            for token in tokenizer.get_added_tokens_decoder().values()
        )
    )


def _is_local(normalizer: dict[str, Any]) -> bool:
    if normalizer["type"] == "Sequence":
        return all(_is_local(part) for part in normalizer["normalizers"])
    if normalizer["type"] == "Replace":
        pattern = normalizer["pattern"].get("String", "")
        return len(pattern) == 1 and not pattern.isspace()
    return normalizer["type"] in _LOCAL


def _unknown(tokenizer: Tokenizer) -> int | None:
    """Return the number of the token that stands for what the tokenizer does not know."""
    if hasattr(tokenizer.model, "unk_token"):
        piece = tokenizer.model.unk_token
        return None if piece is None else tokenizer.token_to_id(piece)
    # The other models say it in their description only.
    number = json.loads(tokenizer.to_str())["model"].get("unk_id")
    return None if number is None else int(number)


def _content(part: Any) -> Any:  # noqa: ANN401
    """Return the description of one part, as ``tokenizer.json`` has it."""
    return json.loads(part.__getstate__())
