from __future__ import annotations

from stance.classification.pairs import Pair
from stance.corpus.groups import folds_of, groups_of


def pair(author: str | None, recommendation: str, municipality: str | None = None) -> Pair:
    return Pair(recommendation, "Svar.", author=author, municipality=municipality)


def test_author_recommendation_and_municipality_link() -> None:
    pairs = [
        pair("b02", "Att införa en rutin."),
        pair("b01", "Att se över planen.", "Vara"),
        pair("b02", "Att följa upp."),
        pair("b03", "Att pröva.", "Vara kommun"),
        pair("c01", "ATT  följa upp"),
        pair("b04", "Att vänta.", "Skara"),
    ]
    assert groups_of(pairs) == ["b02", "b01", "b02", "b01", "b02", "b04"]


def test_a_chain_links_its_ends() -> None:
    pairs = [pair("a", "Att x."), pair("b", "Att x.", "Ystad"), pair("c", "Att y.", "Ystad")]
    assert len(set(groups_of(pairs))) == 1


def test_what_is_not_known_links_nothing() -> None:
    pairs = [pair(None, "Att x."), pair(None, "Att y."), pair(None, "Att x.")]
    one, two, three = groups_of(pairs)
    assert one == three != two
    assert groups_of([]) == []


def test_folds_hold_whole_groups_and_are_of_about_equal_size() -> None:
    groups = [
        name for name, size in zip("abcdef", (9, 5, 4, 3, 2, 1), strict=True) for _ in range(size)
    ]
    folds = list(folds_of(groups, 3))
    assert sorted(len(test) for _, test in folds) == [7, 8, 9]
    for learn, test in folds:
        assert sorted(learn + test) == list(range(24))
        assert not {groups[place] for place in learn} & {groups[place] for place in test}
    assert list(folds_of(["a", "a"], 3)) == []
