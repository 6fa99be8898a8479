"""The tokenizer, and texts as runs of token numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

Numbers = NDArray[np.int64]
UNKNOWN = 0
_UNKNOWN_PIECE = "[UNK]"
_LONGEST_WORD = 100


def learn_tokenizer(texts: Iterable[str], settings: dict[str, Any]) -> Tokenizer:
    """Learn word pieces. Case and marks are folded away: scanned text has lost them anyhow."""
    tokenizer = Tokenizer(_word_pieces({_UNKNOWN_PIECE: UNKNOWN}))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKD(),  # takes marks off letters and ligatures apart in one go
            normalizers.StripAccents(),
            normalizers.Lowercase(),
            normalizers.Replace("\u00ad", ""),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(
        vocab_size=settings["vocabulary"],
        special_tokens=[_UNKNOWN_PIECE],
        limit_alphabet=settings["alphabet"],
        min_frequency=settings["fewest"],
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    # The trainer numbers its pieces as its hash tables happen to be laid out. (Of pieces that are
    # equally frequent it also keeps now these, now those, which cannot be helped from here.)
    pieces = sorted(set(tokenizer.get_vocab()) - {_UNKNOWN_PIECE})
    tokenizer.model = _word_pieces(
        {_UNKNOWN_PIECE: UNKNOWN} | {piece: at for at, piece in enumerate(pieces, UNKNOWN + 1)}
    )
    return tokenizer


def _word_pieces(vocabulary: dict[str, int]) -> models.WordPiece:
    return models.WordPiece(
        vocabulary, unk_token=_UNKNOWN_PIECE, max_input_chars_per_word=_LONGEST_WORD
    )


def number(tokenizer: Tokenizer, texts: Sequence[str]) -> list[list[int]]:
    """Return the token numbers of every text."""
    batch = tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
    return [encoding.ids for encoding in batch]


class Ragged:
    """Lists of numbers of different lengths, end to end in one array."""

    def __init__(self, lists: Sequence[Sequence[int] | Numbers]) -> None:
        """Join the lists."""
        self.lengths: Numbers = np.array([len(one) for one in lists], dtype=np.int64)
        self.starts: Numbers = np.concatenate([[0], np.cumsum(self.lengths)]).astype(np.int64)
        self.flat: Numbers = np.fromiter(
            chain.from_iterable(lists), dtype=np.int64, count=int(self.starts[-1])
        )

    def __len__(self) -> int:
        """Return the number of lists."""
        return len(self.lengths)

    def places(self, which: Numbers) -> tuple[Numbers, Numbers]:
        """Return the places in ``flat`` of some lists, end to end, and where each one starts."""
        lengths = self.lengths[which]
        ends = np.cumsum(lengths)
        starts = ends - lengths
        places = np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(starts, lengths)
        return places + np.repeat(self.starts[which], lengths), starts

    def take(self, which: Numbers) -> tuple[Numbers, Numbers]:
        """Return some lists end to end, and where each one starts."""
        places, starts = self.places(which)
        return self.flat[places], starts
