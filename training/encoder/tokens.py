"""The tokenizer, and texts as runs of token numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

Numbers = NDArray[np.int64]
UNKNOWN = 0
_UNKNOWN_PIECE = "[UNK]"
_CONTINUES = "##"
_LONGEST_WORD = 100


def learn_tokenizer(texts: Iterable[str], settings: dict[str, Any]) -> Tokenizer:
    """Learn word pieces. Case and marks are folded away: scanned text has lost them anyhow.

    The same texts and settings give the same bytes.
    """
    texts = list(texts)
    letters = _alphabet(texts, settings["alphabet"])
    learner = _tokenizer(_word_pieces({_UNKNOWN_PIECE: UNKNOWN}))
    trainer = trainers.WordPieceTrainer(
        vocab_size=settings["vocabulary"],
        # Of pairs that are equally frequent the trainer takes that with the lower numbers first.
        # It numbers a letter within a word when it meets it, and it meets words as its hash table
        # happens to be laid out; but special tokens it numbers in the order given.
        special_tokens=[_UNKNOWN_PIECE, *(f"{_CONTINUES}{letter}" for letter in _within(letters))],
        # Likewise: of equally rare letters it would keep now these, now those.
        initial_alphabet=letters,
        limit_alphabet=len(letters),
        min_frequency=settings["fewest"],
        show_progress=False,
    )
    learner.train_from_iterator(texts, trainer)
    pieces = sorted(set(learner.get_vocab()) - {_UNKNOWN_PIECE})
    # A new one: to the learner those special tokens stay special.
    return _tokenizer(
        _word_pieces(
            {_UNKNOWN_PIECE: UNKNOWN} | {piece: at for at, piece in enumerate(pieces, UNKNOWN + 1)}
        ),
        special=True,
    )


def _tokenizer(model: models.WordPiece, *, special: bool = False) -> Tokenizer:
    tokenizer = Tokenizer(model)
    tokenizer.normalizer = _normalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    if special:
        tokenizer.add_special_tokens([_UNKNOWN_PIECE])
    return tokenizer


def _normalizer() -> normalizers.Normalizer:
    return normalizers.Sequence(
        [
            normalizers.NFKD(),  # takes marks off letters and ligatures apart in one go
            normalizers.StripAccents(),
            normalizers.Lowercase(),
            normalizers.Replace("\u00ad", ""),
        ]
    )


def _alphabet(texts: Sequence[str], size: int) -> list[str]:
    """Return the most frequent characters, of equally frequent ones the first."""
    normalizer = _normalizer()
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(normalizer.normalize_str(text))
    known = [letter for letter in counts if not letter.isspace()]
    return sorted(sorted(known, key=lambda letter: (-counts[letter], letter))[:size])


def _within(letters: Iterable[str]) -> list[str]:
    """Return the characters that can stand within a word: signs are words of their own."""
    split = pre_tokenizers.BertPreTokenizer().pre_tokenize_str
    return [letter for letter in letters if len(split(f"a{letter}")) == 1]


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
