from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.archive.names import escape, unescape


@given(st.binary(max_size=255).map(os.fsdecode) | st.text(max_size=80))
def test_every_name_prints_on_one_line_and_comes_back(name: str) -> None:
    shown = escape(name)
    assert shown.isprintable()
    shown.encode("utf-8")
    assert unescape(shown) == name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("yttrande å.pdf", "yttrande å.pdf"),
        ("två\nrader", r"två\u000arader"),
        (os.fsdecode(b"f\xf6r.txt"), r"f\xf6r.txt"),
        ("a\\n", r"a\\n"),
        ("\u202efdp.exe", r"\u202efdp.exe"),
    ],
)
def test_odd_names_are_escaped(name: str, shown: str) -> None:
    assert escape(name) == shown
