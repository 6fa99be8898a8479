from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.classification import grams
from stance.classification.features import character_grams, normalised, word_grams
from stance.classification.grams import Counts, GramTable

TEXTS = (
    "nämnden instämmer, och en plan tas fram i maj.",
    "en plan; en plan. planen finns",
    "",
    "ö",
    "日本 och 𝔸𝔹 i år ...",
    "rad\x00 efter rad \ud800 slut",
)
WORDS = sorted({gram for text in TEXTS[:3] for gram in word_grams(text)})
CHARACTERS = sorted({gram for text in (*TEXTS[:2], *TEXTS[4:]) for gram in character_grams(text)})


@pytest.fixture(scope="module")
def table() -> GramTable:
    return GramTable(WORDS, CHARACTERS)


def one_by_one(text: str) -> dict[int, int]:
    """The definition: every n-gram of a text is looked up by itself."""
    words = {gram: column for column, gram in enumerate(WORDS)}
    characters = {gram: column for column, gram in enumerate(CHARACTERS, len(WORDS))}
    found = Counter(words[gram] for gram in word_grams(text) if gram in words)
    found.update(characters[gram] for gram in character_grams(text) if gram in characters)
    return dict(found)


def as_dict(counts: Counts, number: int) -> dict[int, int]:
    part = slice(counts.ends[number], counts.ends[number + 1])
    columns, values = counts.columns[part], counts.counts[part]
    assert columns.tolist() == sorted(set(columns.tolist()))
    return dict(zip(columns.tolist(), map(int, values.tolist()), strict=True))


def test_all_at_once_is_one_by_one(table: GramTable) -> None:
    counts = table.count(TEXTS)
    assert [as_dict(counts, number) for number in range(len(TEXTS))] == [
        one_by_one(text) for text in TEXTS
    ]
    assert counts.ends[-1] == len(counts.columns) == len(counts.counts)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.text(st.sampled_from("planei. ,;ämd_-1\u2028\u00a0日"), max_size=40), max_size=6)
)
def test_any_texts(texts: list[str]) -> None:
    table = GramTable(WORDS, CHARACTERS)
    some = [normalised(text) for text in texts]
    counts = table.count(some)
    assert len(counts.ends) == len(some) + 1
    for number, text in enumerate(some):
        assert as_dict(counts, number) == one_by_one(text)


def test_how_texts_are_cut_into_batches_changes_nothing(
    table: GramTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = TEXTS * 5
    whole = table.count(texts)
    monkeypatch.setattr(grams, "_AT_A_TIME", 30)
    parts = table.count(texts)
    for name in ("ends", "columns", "counts"):
        assert (getattr(whole, name) == getattr(parts, name)).all()


def test_marked_runs_are_told_whether_they_have_a_column_or_not() -> None:
    table = GramTable(WORDS, CHARACTERS)
    marked = ["plan", "zz", "maj"]
    before = table.count(TEXTS)
    table.mark(marked)
    texts = [*TEXTS, "zz zz", "plan"]
    counts = table.count(texts)
    found = {(texts[text], marked[mark]) for text, mark in zip(*counts.marks, strict=True)}
    assert found == {(text, run) for text in texts for run in marked if run in text}
    # They count as n-grams only if they are of the vocabulary.
    assert counts.columns.max() < table.size
    assert (counts.columns[: len(before.columns)] == before.columns).all()


def test_no_texts_and_an_empty_vocabulary(table: GramTable) -> None:
    assert table.count([]).ends.tolist() == [0]
    nothing = GramTable([], [])
    counts = nothing.count(["nämnden"])
    assert counts.ends.tolist() == [0, 0]
    nothing.mark(["nämn"])
    assert nothing.count(["nämnden"]).marks[0].tolist() == [0]


def test_columns_of_runs(table: GramTable) -> None:
    found = table.columns_of([CHARACTERS[0], CHARACTERS[-1], "qqqq"])
    assert found.tolist() == [len(WORDS), len(WORDS) + len(CHARACTERS) - 1, -1]


def test_a_long_text_is_counted_whole(table: GramTable) -> None:
    text = "en plan " * 10_000
    counts = table.count([text])
    (place,) = np.flatnonzero(counts.columns == WORDS.index("plan"))
    assert counts.counts[place] == 10_000
