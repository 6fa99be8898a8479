from __future__ import annotations

import re

from training.stance.learning_curve import Point, as_markdown, curve, drawn, rounds

from stance.classification.pairs import Pair

GROUPS = [name for name in "abcdefgh" for _ in range(5)] + ["v"] * 4


def test_draws_are_whole_groups_and_nested() -> None:
    places = range(40)
    small, large = (drawn(places, GROUPS, share, seed=1) for share in (0.25, 0.5))
    assert len(small) == 10
    assert len(large) == 20
    assert set(small) < set(large)
    assert len({GROUPS[place] for place in small}) == 2
    assert drawn(places, GROUPS, 1.0, seed=1) == list(places)
    assert len(drawn(places, GROUPS, 0.01, seed=1)) == 5


def test_no_round_learns_from_a_group_that_it_is_asked() -> None:
    todo = list(rounds(GROUPS, 40, seed=0, shares={0.5: 2, 1.0: 1}))
    assert len(todo) == 3 * (1 + 5)
    for one in todo:
        assert not {GROUPS[place] for place in one.learn} & {GROUPS[place] for place in one.test}
        assert (one.on == "validation") == (min(one.test) == 40)
    assert sorted(p for one in todo[3:] if one.share == 1.0 for p in one.test) == [*range(40)]


def test_a_curve_in_miniature() -> None:
    words = {"agrees": "Rutinen införs i maj.", "deflects": "Nämnden ser inget behov."}

    def pair(author: str, number: int) -> Pair:
        stance = ("agrees", "deflects")[number % 2]
        return Pair(
            f"Att {author} inför {number}.",
            f"{author} {words[stance]}",
            stance=stance,
            commitment="none",
            author=author,
        )

    training = [pair(author, number) for author in "abcdef" for number in range(4)]
    validation = [pair("v", number) for number in range(4)]
    told: list[str] = []
    points = curve(
        training, validation, encoder=None, shares={0.5: 1, 1.0: 1}, progress=told.append
    )
    assert [(point.on, point.share) for point in points] == [
        ("validation", 0.5),
        ("validation", 1.0),
        ("groups left out", 0.5),
        ("groups left out", 1.0),
    ]
    assert points[1].pairs == 24
    assert points[1].macro_f1 == 1.0
    assert points[3].low <= points[3].macro_f1 <= points[3].high
    assert len(told) == 12


def test_the_table() -> None:
    points = [
        Point(0.1, "validation", 300, 0.61234, 0.55, 0.66),
        Point(0.1, "groups left out", 240, 0.6, 0.58, 0.62),
    ]
    table = as_markdown(points)
    assert "| 10% | 300 | 0.612 (0.550-0.660) | 240 | 0.600 (0.580-0.620) |" in table
    assert len({len(re.findall(r"\|", line)) for line in table.splitlines()}) == 1
