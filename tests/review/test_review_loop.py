from __future__ import annotations

from collections.abc import Sequence

import pytest
from benchmarks.review_loop import Judge, Setting, labels_to_reach, simulate

from stance.classification.pairs import Pair
from stance.schema import Judgement


def pair(number: int) -> Pair:
    """Every tenth pair is of a kind of its own."""
    stance = "deflects" if number % 10 == 0 else "agrees"
    return Pair(f"Fråga {number}", f"{stance} {number}", identifier=str(number), stance=stance)


def fit(pairs: Sequence[Pair]) -> Judge:
    """Learn how many deflections there are to know, and be unsure of all others."""
    known = {each.response for each in pairs if each.stance == "deflects"}

    def judge(asked: Sequence[Pair]) -> list[Judgement]:
        return [_judgement(each, right=len(known) >= 10) for each in asked]

    return judge


def _judgement(asked: Pair, *, right: bool) -> Judgement:
    odd = asked.response.startswith("deflects")
    shares = {"agrees": 0.5, "deflects": 0.5} if odd else {"agrees": 0.99, "deflects": 0.01}
    stance = "deflects" if odd and right else "agrees"
    return Judgement(
        stance, shares, None, "none", None, None, None, None, (), weak=False, review=odd
    )


@pytest.fixture
def setting() -> Setting:
    return Setting([pair(number) for number in range(100)], [pair(0), pair(1)], [10, 20, 40], fit)


def test_the_queue_finds_what_the_model_doubts(setting: Setting) -> None:
    assert simulate(setting, "queue", 1)[20] == 1
    assert simulate(setting, "random", 1)[20] < 1


def test_both_orders_start_alike_and_a_seed_repeats_itself(setting: Setting) -> None:
    assert simulate(setting, "queue", 1)[10] == simulate(setting, "random", 1)[10]
    assert simulate(setting, "random", 2) == simulate(setting, "random", 2)


def test_labels_are_counted_between_rounds() -> None:
    curve = {10: 0.2, 20: 0.4, 30: 0.6}
    assert labels_to_reach(curve, 0.5) == pytest.approx(25)
    assert labels_to_reach(curve, 0.6) == 30
    assert labels_to_reach(curve, 0.1) == 10
    assert labels_to_reach(curve, 0.7) is None
    # What falls below again has not been reached for good.
    assert labels_to_reach({10: 0.6, 20: 0.4, 30: 0.6}, 0.5) == pytest.approx(25)
    assert labels_to_reach({10: 0.6, 20: 0.4}, 0.5) is None
