from __future__ import annotations

from collections.abc import Sequence

from stance.classification.pairs import Pair
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


def test_each_round_is_judged_by_what_it_learnt() -> None:
    pairs = [pair(author, number) for author in "abcd" for number in range(4)]
    places = range(len(pairs))

    def said(rounds: Sequence[tuple[Sequence[int], Sequence[int]]]) -> list[list[str]]:
        return list(judged_unseen(pairs, rounds, encoder=None))

    one, other = said([(places[:12], places[12:]), (places[4:], places[:2])])
    assert one == [each.stance for each in pairs[12:]]
    assert other == ["agrees", "deflects"]
