from __future__ import annotations

import pytest

from stance.review.queue import Candidate, doubt, order, priority
from tests.review.samples import record

_SURE, _UNSURE = (0.98, 0.01, 0.01), (0.4, 0.35, 0.25)


def candidate(key: str, shares: tuple[float, ...] = _UNSURE, **values: object) -> Candidate:
    options = {"weak": False, "review": False, "text": key, **values}
    return Candidate(key, shares, **options)  # type: ignore[arg-type]


def test_doubt_is_how_evenly_probability_is_spread() -> None:
    assert doubt((1 / 3, 1 / 3, 1 / 3)) == pytest.approx(1)
    assert doubt((1.0, 0.0, 0.0)) == 0
    assert doubt(()) == 1  # No model has judged it.
    assert doubt((0.5, 0.5, 0.0)) > doubt((0.6, 0.4, 0.0)) > doubt((0.9, 0.1, 0.0))


def test_the_doubtful_and_the_weak_come_first() -> None:
    waiting = [
        candidate("sure", _SURE),
        candidate("weak", _SURE, weak=True),
        candidate("asked", _SURE, review=True),
        candidate("unsure"),
    ]
    assert order(waiting) == ["unsure", "asked", "weak", "sure"]
    assert priority(waiting[1]) > priority(waiting[0])


def test_what_has_no_answer_waits_for_a_reader() -> None:
    probabilities = {"agrees": 0.0, "partly_agrees": 0.0, "deflects": 1.0}
    silent = Candidate.of("silent", record(response=None, probabilities=probabilities))
    answered = Candidate.of("answered", record(probabilities=probabilities))
    assert order([answered, silent]) == ["silent", "answered"]


def test_no_two_alike_follow_each_other() -> None:
    same = "nämnden instämmer delvis och ser över rutinerna"
    other = "styrelsen avvisar kritiken mot inköpen"
    waiting = [
        candidate("a", text=same),
        candidate("b", text=same),
        candidate("c", (0.5, 0.3, 0.2), text=other),
    ]
    assert order(waiting) == ["a", "c", "b"]
    # What was read before counts too.
    assert order(waiting, known=[candidate("z", text=same)])[0] == "c"


def test_every_fifth_place_goes_to_what_another_has_read() -> None:
    waiting = [candidate(f"own {number}", text=f"ord{number}") for number in range(8)]
    shared = [candidate(f"shared {number}", _SURE, text=f"text{number}") for number in range(3)]
    found = order([*waiting, *shared], shared=[each.key for each in shared])
    assert [number for number, key in enumerate(found, 1) if key.startswith("shared")] == [
        5,
        10,
        11,
    ]
    assert sorted(found) == sorted(each.key for each in [*waiting, *shared])


def test_what_was_passed_over_comes_last() -> None:
    waiting = [candidate("first"), candidate("second", _SURE)]
    assert order(waiting, last=["first"]) == ["second", "first"]


def test_a_long_queue_is_whole_and_always_the_same() -> None:
    waiting = [
        candidate(f"k{number}", (0.9 - number % 50 / 100, 0.1 + number % 50 / 100), text="ord " * 9)
        for number in range(1000)
    ]
    found = order(waiting)
    assert sorted(found) == sorted(each.key for each in waiting)
    assert found == order(waiting)


def test_nothing_gives_nothing() -> None:
    assert order([]) == []
