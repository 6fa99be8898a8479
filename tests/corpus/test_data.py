"""The corpus that comes with the project keeps to what it must."""

from __future__ import annotations

from pathlib import Path

from stance.corpus import check_corpus

DATA = Path(__file__).parents[2] / "data"


def test_the_corpus_has_no_problems() -> None:
    assert check_corpus(DATA).problems == ()
