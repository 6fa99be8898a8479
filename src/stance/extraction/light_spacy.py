"""spaCy without torch.

spaCy's machine-learning layer imports torch whenever it is installed, which takes two thirds of
a cold start and 180 MB, and nothing that is used here needs it. While spaCy is imported for the
first time, torch is therefore hidden; afterwards it can be imported as usual. A program that
needs spaCy with torch imports spaCy before ``stance``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def _hidden(name: str) -> Iterator[None]:
    """Let ``import name`` fail inside the block, unless it has been imported before."""
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[name]


with _hidden("torch"):
    import spacy

__all__ = ["spacy"]
