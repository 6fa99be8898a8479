from __future__ import annotations

import random

import pytest

from stance.archive.summary.intervals import (
    Sums,
    effective_exchanges,
    ratio_variance,
    share_of,
    wilson,
)


def test_wilson_is_that_of_the_books() -> None:
    # Newcombe, Statistics in Medicine 17 (1998), table I: 81 of 263, and 0 of 20.
    assert wilson(81 / 263, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)


def test_the_variance_is_the_linearised_one() -> None:
    hits, sizes = [1, 0, 3, 2], [2, 1, 3, 4]
    share = 6 / 10
    squares = sum((y - share * m) ** 2 for y, m in zip(hits, sizes, strict=True))
    assert ratio_variance(Sums.of(hits, sizes)) == pytest.approx(4 / 3 * squares / 100)


def test_alike_exchanges_say_less_than_different_ones() -> None:
    alike = share_of(Sums.of([5, 0] * 20, [5] * 40))
    mixed = share_of(Sums.of([2, 3] * 20, [5] * 40))
    assert alike is not None
    assert mixed is not None
    assert alike.value == mixed.value == 0.5
    assert alike.width > 2 * mixed.width


def test_where_all_count_each_document_counts_once() -> None:
    share = share_of(Sums.of([10] * 20, [10] * 20))
    assert share is not None
    assert (share.low, share.high) == pytest.approx((wilson(1, 20)[0], 1.0))


@pytest.mark.parametrize("hits", [0, 3, 7])
def test_one_document_says_as_much_as_one_exchange(hits: int) -> None:
    assert effective_exchanges(Sums.of([hits], [7])) == pytest.approx(1)


def test_a_giant_among_documents_leaves_few_degrees_of_freedom() -> None:
    even = Sums.of([5, 6, 5, 4, 5, 6, 4, 5, 5, 6, 5], [10] * 11)
    giant = Sums.of([50, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1], [100] + [1] * 10)
    assert giant.effective_documents < 1.3
    assert effective_exchanges(giant) < effective_exchanges(even)


def test_there_is_no_share_of_nothing() -> None:
    assert share_of(Sums.of([], [])) is None


def test_the_interval_holds_the_true_share_as_often_as_it_says() -> None:
    chance = random.Random(4)  # noqa: S311 - no secrets
    held = 0
    for _ in range(600):
        hits, sizes = [], []
        for _ in range(40):
            size = 1 + int(chance.expovariate(0.3))
            own = chance.betavariate(1.2, 2.8)
            sizes.append(size)
            hits.append(sum(chance.random() < own for _ in range(size)))
        share = share_of(Sums.of(hits, sizes))
        assert share is not None
        held += share.low <= 0.3 <= share.high
    assert 0.93 <= held / 600 <= 0.985
