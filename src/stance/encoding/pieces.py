"""Long texts in pieces, so that memory stays bounded whatever comes in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

LONGEST_WORD = 40
LONGEST_PIECE = 8_192
_BATCH_CHARACTERS = 65_536


def pieces_of(text: str) -> list[str]:
    """Split a text at white space into pieces of at most ``LONGEST_PIECE`` characters.

    Words above ``LONGEST_WORD`` characters are broken: nearly all are rubbish from a damaged file,
    and tokenizers either drop such words whole or need time that grows with their square.
    """
    if len(text) <= LONGEST_WORD:
        return [text]
    words = text.split()
    if max(map(len, words), default=0) > LONGEST_WORD:
        words = [part for word in words for part in _broken(word)]
    elif len(text) <= LONGEST_PIECE:
        return [text]
    return list(_joined(words))


def batches_of(texts: Iterable[str]) -> Iterator[list[tuple[int, str]]]:
    """Yield pieces with the number of the text that they come from, so many as fit a batch."""
    batch: list[tuple[int, str]] = []
    size = 0
    for number, text in enumerate(texts):
        for piece in pieces_of(text):
            if size + len(piece) > _BATCH_CHARACTERS:
                yield batch
                batch, size = [], 0
            batch.append((number, piece))
            size += len(piece) + 1
    if batch:
        yield batch


def _broken(word: str) -> list[str]:
    return [word[at : at + LONGEST_WORD] for at in range(0, len(word), LONGEST_WORD)]


def _joined(words: list[str]) -> Iterator[str]:
    piece: list[str] = []
    size = 0
    for word in words:
        if size + len(word) > LONGEST_PIECE:
            yield " ".join(piece)
            piece, size = [], 0
        piece.append(word)
        size += len(word) + 1
    yield " ".join(piece)
