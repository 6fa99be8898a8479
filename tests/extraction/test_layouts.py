"""Ways of laying out a response, each with the exchanges that it holds and no others.

The layouts stand in ``layouts/*.txt``: after ``=== name`` the document, after ``---`` one line
for each exchange: words of the recommendation, ``=>``, words of the answer (none: no answer).
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.responses import extraction_of, pairs_in

_FOLDER = Path(__file__).parent / "layouts"


def _layouts() -> list[tuple[str, str, list[tuple[str, str]]]]:
    found = []
    for path in sorted(_FOLDER.glob("*.txt")):
        for case in path.read_text(encoding="utf-8").split("=== ")[1:]:
            name, _, rest = case.partition("\n")
            text, _, expected = rest.partition("\n---\n")
            lines = [line.partition("=>") for line in expected.strip().splitlines()]
            found.append((name, text, [(asked.strip(), said.strip()) for asked, _, said in lines]))
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [(text, pairs) for _, text, pairs in _layouts()],
    ids=[name for name, _, _ in _layouts()],
)
def test_layout(text: str, expected: list[tuple[str, str]]) -> None:
    name = "svar.md" if any(mark in text for mark in ("\n## ", "# Y", "|---")) else "svar.txt"
    pairs = pairs_in(extraction_of(text, name))
    answers = [said for _, said in expected]
    assert len(pairs) == len(expected), pairs
    for asked, said in expected:
        hits = [response for request, response in pairs if asked in request and said in response]
        assert hits, (asked, said, pairs)
        if not said:
            assert hits == [""]
            continue
        others = [other for other in answers if other and other not in said and said not in other]
        assert not any(other in hits[0] for other in others), (asked, hits[0])
