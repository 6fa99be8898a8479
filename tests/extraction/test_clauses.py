from __future__ import annotations

import pytest

from stance.extraction.clauses import clauses_of
from stance.extraction.cues import load_cues
from stance.extraction.folding import fold


def _clauses(text: str) -> list[str]:
    return [text[start:end] for start, end in clauses_of(fold(text), load_cues())]


_THREE = ["anta en plan för parkerna", "följa upp planen varje år", "redovisa resultatet"]


@pytest.mark.parametrize(
    "text",
    [
        "Revisorerna rekommenderar nämnden att anta en plan för parkerna, att följa upp planen "
        "varje år samt att redovisa resultatet.",
        "Revisorerna rekommenderar nämnden att anta en plan för parkerna; följa upp planen varje "
        "år; samt redovisa resultatet.",
        "Revisorerna rekommenderar att: 1) anta en plan för parkerna 2) följa upp planen varje år "
        "3) redovisa resultatet.",
        "Rekommendationerna är att dels anta en plan för parkerna, att följa upp planen varje år "
        "och slutligen att redovisa resultatet.",
    ],
)
def test_a_sentence_may_hold_several(text: str) -> None:
    assert [clause.removeprefix("dels ") for clause in _clauses(text)] == _THREE


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("Vidare föreslår revisorerna att nämnden antar en plan.", "nämnden antar en plan"),
        ("Revisorernas rekommendation är att nämnden antar en plan.", "nämnden antar en plan"),
        ("Granskningen efterlyser att målen följs upp bättre.", "målen följs upp bättre"),
        ("Revisorerna anser att nämnden bör anta en plan.", "nämnden bör anta en plan"),
        ("Det rekommenderas att en plan antas snarast.", "en plan antas snarast"),
    ],
)
def test_the_clause_follows_the_verb(text: str, clause: str) -> None:
    assert _clauses(text) == [clause]


def test_an_att_inside_the_clause_does_not_cut_it() -> None:
    text = "Revisorerna rekommenderar nämnden att säkerställa att planen följs."
    assert _clauses(text) == ["säkerställa att planen följs"]


@pytest.mark.parametrize(
    "text",
    [
        "Nämnden beslutar att anta en plan för parkerna.",
        "Revisorerna anser att parkerna är välskötta.",
        "Nämnden instämmer i revisorernas rekommendation.",
        "Revisorerna rekommenderar att: ",
        "",
    ],
)
def test_a_sentence_that_asks_for_nothing_has_none(text: str) -> None:
    assert _clauses(text) == []


@pytest.mark.parametrize("we", ["vi", "nämnden", "bolaget"])
def test_what_the_body_says_of_it_is_not_asked_for(we: str) -> None:
    text = f"Om rekommendationen att anta en plan för parkerna vill {we} säga att den är antagen."
    assert _clauses(text) == ["anta en plan för parkerna"]
