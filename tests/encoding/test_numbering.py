"""Looking words up gives what tokenizing the whole text gives."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import AddedToken, Tokenizer, models, normalizers, pre_tokenizers

from stance.encoding import numbering
from stance.encoding.numbering import Numbering, splits_at_spaces
from stance.resources import models_dir

SHIPPED = str(models_dir() / "encoder-sv" / "tokenizer.json")
WHOLE = Tokenizer.from_file(SHIPPED)
BY_WORDS = Numbering(Tokenizer.from_file(SHIPPED))
# Letters, marks, spaces and signs that normalizers take apart, join, drop or lengthen.
ODD = "aåÅäöÖéßİσΣſ ﬁ \u00a0\u2003\t\n\u00ad\u0301\u030a´¨…½²①…ab.,;:-–()[]§%/1２\U0001d538東"


def tokenized(text: str) -> list[int]:
    ids = WHOLE.encode(text, add_special_tokens=False).ids
    return [number for number in ids if number != WHOLE.token_to_id("[UNK]")]


def small(pre_tokenizer: pre_tokenizers.PreTokenizer | None) -> Tokenizer:
    vocabulary = {"[UNK]": 0, "a": 1, "##a": 2, "b": 3}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))  # noqa: S106
    if pre_tokenizer is not None:
        tokenizer.pre_tokenizer = pre_tokenizer
    return tokenizer


@given(st.text(alphabet=ODD, max_size=80) | st.text(max_size=80))
@settings(max_examples=300, deadline=None)
def test_any_text_has_the_numbers_that_its_tokenizer_gives(text: str) -> None:
    assert BY_WORDS.numbers([text])[0].tolist() == tokenized(text)


def test_shipped_tokenizer_splits_at_spaces() -> None:
    assert splits_at_spaces(WHOLE)


def test_table_of_words_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbering, "_MOST_KNOWN", 10)
    by_words = Numbering(Tokenizer.from_file(SHIPPED))
    texts = [f"ord nummer {number} om skolan och vägen" for number in range(50)]
    for text in texts:
        assert by_words.numbers([text])[0].tolist() == tokenized(text)
        assert len(by_words._known) <= 10
    # More new words at once than may be kept: all of them are needed now.
    assert [ids.tolist() for ids in by_words.numbers(texts)] == [tokenized(t) for t in texts]


def test_tokenizers_that_read_across_spaces_are_left_alone() -> None:
    bert = pre_tokenizers.BertPreTokenizer()
    assert splits_at_spaces(small(bert))
    assert not splits_at_spaces(small(None))
    assert not splits_at_spaces(small(pre_tokenizers.Metaspace()))
    assert not splits_at_spaces(Tokenizer(models.BPE()))
    for replaced, local in (("b", True), (" ", False), ("a b", False)):
        tokenizer = small(bert)
        tokenizer.normalizer = normalizers.Sequence([normalizers.Replace(replaced, "")])
        assert splits_at_spaces(tokenizer) is local
    for odd in (normalizers.Strip(), normalizers.Prepend("x")):
        tokenizer = small(bert)
        tokenizer.normalizer = odd
        assert not splits_at_spaces(tokenizer)
    tokenizer = small(bert)
    tokenizer.add_tokens([AddedToken("b a")])
    assert not splits_at_spaces(tokenizer)


def test_other_tokenizers_are_asked_for_the_whole_text() -> None:
    vocabulary = [("<unk>", 0.0), ("\u2581", -3.0), ("\u2581a", -1.0), ("b", -2.0)]
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=0))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.enable_truncation(1)
    tokenizer.enable_padding(length=9)
    found = Numbering(tokenizer).numbers(["ab b", "öb", ""])
    assert [ids.tolist() for ids in found] == [[2, 3, 1, 3], [1, 3], []]
    assert all(ids.dtype == np.int32 for ids in found)
