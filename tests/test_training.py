from __future__ import annotations

from collections.abc import Sequence

from stance.classification.pairs import Pair
from stance.learning import groups_apart
from stance.training import judged_unseen


def pair(author: str, number: int, *, municipality: str | None = None, asked: str = "") -> Pair:
    stance = ("agrees", "deflects")[number % 2]
    return Pair(
        asked or f"Att {author} inför {number}.",
        ("Rutinen införs i maj.", "Nämnden ser inget behov.")[number % 2],
        stance=stance,
        author=author,
        municipality=municipality,
    )


def test_folds_keep_recommendations_and_municipalities_together() -> None:
    pairs = [pair(author, number) for author in "abcdef" for number in range(3)]
    pairs += [pair("g", 0, asked="Att a inför 0."), pair("h", 0, municipality="Vara")]
    pairs += [pair("i", 0, municipality="Vara")]
    assert len(set(groups_apart(pairs))) == 7


def test_where_one_municipality_links_all_authors_they_stay_apart() -> None:
    pairs = [pair(author, n, municipality="Vara") for author in "abc" for n in range(3)]
    assert groups_apart(pairs) == [each.author for each in pairs]
    alone = [pair("a", n, asked=f"Att {n // 2}.") for n in range(6)]
    assert len(set(groups_apart(alone))) == 3


def test_each_round_is_judged_by_what_it_learnt() -> None:
    pairs = [pair(author, number) for author in "abcd" for number in range(4)]
    places = range(len(pairs))

    def said(rounds: Sequence[tuple[Sequence[int], Sequence[int]]]) -> list[list[str]]:
        return list(judged_unseen(pairs, rounds, encoder=None))

    one, other = said([(places[:12], places[12:]), (places[4:], places[:2])])
    assert one == [each.stance for each in pairs[12:]]
    assert other == ["agrees", "deflects"]
