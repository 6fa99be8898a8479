"""Broken and malicious files: every one ends in a named status, in time and in bounded memory."""

from __future__ import annotations

import pytest
from benchmarks.hostile import MAX_MEMORY, Outcome, mutants, run

from stance.reading import Limits, read_bytes
from stance.schema import Status

_SECONDS = 30.0
# Killing a worker and starting the next one.
_SLACK = 5.0


@pytest.fixture(name="outcomes", scope="module")
def _outcomes() -> tuple[list[Outcome], int]:
    return run(120, scale=0.1, limits=Limits(seconds=_SECONDS))


def test_every_file_ends_in_a_named_status(outcomes: tuple[list[Outcome], int]) -> None:
    found, _ = outcomes
    assert len({outcome.name for outcome in found}) == 120
    assert [outcome for outcome in found if not outcome.good] == []


def test_no_file_takes_longer_than_the_limit(outcomes: tuple[list[Outcome], int]) -> None:
    found, _ = outcomes
    assert [outcome for outcome in found if outcome.seconds > _SECONDS + _SLACK] == []


def test_no_worker_holds_more_than_its_memory(outcomes: tuple[list[Outcome], int]) -> None:
    _, peak = outcomes
    assert 0 < peak <= MAX_MEMORY


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("bomb-zip.docx", Status.TOO_LARGE),
        ("bomb-spaces.docx", Status.TOO_LARGE),
        ("lying-size.docx", Status.DAMAGED),
        ("nested-tables.docx", Status.OK),
        ("line.txt", Status.TOO_LARGE),
        ("nested.html", Status.OK),
        ("pages.pdf", Status.OK),
        ("secret.pdf", Status.ENCRYPTED),
        ("empty.pdf", Status.EMPTY),
    ],
)
def test_status_of_an_attack(
    outcomes: tuple[list[Outcome], int], name: str, status: Status
) -> None:
    found = next(outcome for outcome in outcomes[0] if outcome.name == name)
    assert found.status == status.value


def test_mutants_are_the_same_on_every_run() -> None:
    first, second = (
        [(mutant.name, mutant.kind, len(mutant.data)) for mutant in mutants(30)] for _ in range(2)
    )
    assert [name for name, _, _ in first] == [name for name, _, _ in second]
    assert [kind for _, kind, _ in first] == [kind for _, kind, _ in second]


def test_what_is_read_from_broken_files_keeps_the_promises() -> None:
    read = [
        read_bytes(mutant.data, mutant.name)
        for mutant in mutants(90, seed=5)
        if not mutant.name.endswith(".pdf")  # Parsed by native code: only in the worker.
    ]
    good = [document for document in read if document.status is Status.OK]
    assert len(good) > 20
    for document in good:
        at = 0
        for block in document.blocks:
            assert not document.text[at : block.start].strip()
            assert block.start <= block.body_start <= block.end
            shown = document.text[block.start : block.end]
            assert shown == " ".join(shown.split())
            assert shown
            at = block.end
        assert at == len(document.text)
        _check_order([(run.start, run.end) for run in document.runs], len(document.text))
        _check_order([(item.start, item.end) for item in document.emphases], len(document.text))


def _check_order(spans: list[tuple[int, int]], length: int) -> None:
    at = 0
    for start, end in spans:
        assert at <= start < end <= length
        at = end
