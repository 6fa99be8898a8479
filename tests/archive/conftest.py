from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.archive.fakes import START


@pytest.fixture(autouse=True, scope="package")
def _fakes() -> Iterator[None]:
    """Play the scorer, and make small parts."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("stance.archive.process._START", START)
        patched.setattr("stance.archive.committer._DOCUMENTS", 7)
        yield
