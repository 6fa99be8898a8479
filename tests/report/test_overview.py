from __future__ import annotations

import pytest

from stance.errors import StanceError
from stance.report import entries, gather
from stance.report.entries import probability_of
from stance.report.matrix import matrices_of
from stance.report.summary import figures_of, groups_of, shares_of
from tests.report.records import agreed, doubtful, mixed, record_of, unanswered


def test_the_weakest_come_first_and_numbers_follow_the_results() -> None:
    report = gather(mixed())
    assert [entry.number for entry in report.entries] == [4, 2, 3, 1, 5]


def test_names_are_stable_and_unique() -> None:
    one = gather([record_of(), agreed()])
    other = gather([agreed(), record_of(stance="agrees", weak=False)])
    assert {entry.name for entry in one.entries} == {entry.name for entry in other.entries}
    twice = gather([record_of(), record_of()])
    first, second = (entry.name for entry in twice.entries)
    assert second == f"{first}-2"


def test_more_than_a_page_holds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "_MOST", 2)
    gather([record_of()] * 2)
    with pytest.raises(StanceError, match="at most 2 recommendations"):
        gather([record_of()] * 3)


def test_a_stance_without_a_probability_has_none() -> None:
    assert probability_of(record_of(probabilities={})) == 0.0


def test_figures_count_what_they_say() -> None:
    figures = figures_of(mixed())
    assert (figures.exchanges, figures.weak, figures.review, figures.unanswered) == (5, 3, 1, 1)
    assert (figures.documents, figures.bodies) == (2, 2)


def test_shares_come_in_order_with_foreign_labels_last() -> None:
    records = [agreed(), agreed(), record_of(), agreed(stance="zzz")]
    shares = shares_of(records, "stance", ("deflects", "partly_agrees", "agrees"))
    assert [(row.label, row.count, row.share) for row in shares] == [
        ("deflects", 1, 0.25),
        ("agrees", 2, 0.5),
        ("zzz", 1, 0.25),
    ]
    assert shares_of([agreed()], "reason", ()) == []


def test_groups_are_told_apart_by_their_place() -> None:
    records = [record_of(), agreed(municipality="Annanby"), agreed(body=None)]
    groups = groups_of(records, "body")
    assert [(group.name, group.place, group.weak) for group in groups] == [
        ("Socialnämnden", "Exempelby", 1),
        ("Socialnämnden", "Annanby", 0),
        (None, "Exempelby", 0),
    ]
    assert [group.place for group in groups_of([record_of()], "body")] == [None]


def test_bodies_that_answer_one_recommendation_stand_side_by_side() -> None:
    (matrix,) = matrices_of(gather(mixed()).entries)
    assert matrix.bodies == ("Socialnämnden", "Utbildningsnämnden")
    assert (matrix.municipality, matrix.case_number) == ("Exempelby", "SN 2024/7")
    row = next(row for row in matrix.rows if "loggkontroller" in row.recommendation)
    assert [[entry.record["stance"] for entry in cell] for cell in row.cells] == [
        ["deflects"],
        ["agrees"],
    ]
    assert len(matrix.rows) == 4


def test_one_recommendation_in_two_municipalities_or_one_body_is_no_matrix() -> None:
    apart = [record_of(), record_of(municipality="Annanby", body="Byggnadsnämnden")]
    assert matrices_of(gather(apart).entries) == []
    assert matrices_of(gather([record_of(), doubtful(), unanswered()]).entries) == []


def test_recommendations_that_name_each_body_are_the_same() -> None:
    both = [
        record_of(
            body=body, case_number=case, recommendation=f"{body} bör införa en rutin för loggar."
        )
        for body, case in (("Socialnämnden", "SN 1"), ("Byggnadsnämnden", "BN 2"))
    ]
    (matrix,) = matrices_of(gather(both).entries)
    assert len(matrix.rows) == 1
    assert matrix.case_number is None


def test_short_recommendations_are_not_taken_for_the_same() -> None:
    both = [
        record_of(body=body, case_number=None, recommendation="Se ovan.")
        for body in ("Socialnämnden", "Byggnadsnämnden")
    ]
    assert matrices_of(gather(both).entries) == []
