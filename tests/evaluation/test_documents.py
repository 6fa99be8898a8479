from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from stance.evaluation.documents import (
    DocumentResult,
    compare,
    evaluate_documents,
    stance_numbers,
    summary,
)
from stance.evaluation.gold import GoldDocument, GoldItem
from stance.schema import Exchange, HeaderFacts, Judgement, Passage, Status, Verdict
from stance.scoring import Assessment

RULE = "Nämnden bör införa en rutin för kontroll av loggar i alla system."
GOALS = "Nämnden bör följa upp målen för trygghet varje tertial."
YES = "Nämnden instämmer och inför rutinen före sommaren."
NO = "Målen följs redan upp i årsredovisningen, och det räcker."


def verdict(
    recommendation: str,
    *response: str,
    stance: str = "agrees",
    body: str | None = None,
    reason: str | None = None,
    commitment: str = "none",
) -> Verdict:
    exchange = Exchange(
        Passage(recommendation, 0, len(recommendation)),
        tuple(Passage(sentence, 0, len(sentence)) for sentence in response),
        body=body,
    )
    judgement = Judgement(
        stance, {stance: 1.0}, reason, commitment, None, None, None, None, (), False, False
    )
    return Verdict("x", exchange, judgement, "fake")


def result(
    gold: Sequence[GoldItem], verdicts: Sequence[Verdict], text: str | None = None
) -> DocumentResult:
    document = GoldDocument("x", "prose", tuple(gold), text=text)
    return compare(document, Assessment("x", verdicts=tuple(verdicts), text="the text as read"))


def problems(gold: Sequence[GoldItem], verdicts: Sequence[Verdict]) -> list[str | None]:
    return [match.problem for match in result(gold, verdicts).matches]


def test_found_paired_and_judged_right() -> None:
    gold = [GoldItem(RULE, response=(YES,), stance="agrees")]
    assert problems(gold, [verdict(RULE, YES)]) == [None]


@pytest.mark.parametrize(
    "found",
    [
        "Nämnden  bör införa en rutin för kontroll av loggar\ni alla system",
        "införa en rutin för kontroll av loggar i alla system",
        f"Revisorerna rekommenderar följande. {RULE}",
    ],
)
def test_a_recommendation_is_found_whatever_stands_around_it(found: str) -> None:
    gold = [GoldItem(RULE, response=(YES,), stance="agrees")]
    assert problems(gold, [verdict(found, YES)]) == [None]


@pytest.mark.parametrize("found", [GOALS, "rutin", "", f"{GOALS} {YES} {NO} " * 3 + RULE])
def test_another_recommendation_and_a_whole_page_are_not_it(found: str) -> None:
    gold = [GoldItem(RULE, response=(YES,), stance="agrees")]
    assert problems(gold, [verdict(found, YES)]) == ["not found"]


def test_one_verdict_counts_for_one_item_only() -> None:
    gold = [GoldItem(RULE, response=(YES,)), GoldItem(RULE, response=(YES,))]
    assert problems(gold, [verdict(RULE, YES)]).count("not found") == 1


def test_the_body_tells_whose_verdict_it_is() -> None:
    gold = [
        GoldItem(RULE, body="Socialnämnden", response=(YES,), stance="agrees"),
        GoldItem(RULE, body="Skolnämnden", response=(YES,), stance="deflects"),
    ]
    verdicts = [
        verdict(RULE, YES, body="Skolnämnden", stance="deflects"),
        verdict(RULE, YES, body="Socialnämnden"),
    ]
    assert problems(gold, verdicts) == [None, None]


def test_the_response_tells_where_no_body_does() -> None:
    gold = [
        GoldItem(RULE, response=(YES,), stance="agrees"),
        GoldItem(RULE, response=(NO,), stance="deflects"),
    ]
    verdicts = [verdict(RULE, NO, stance="deflects"), verdict(RULE, YES)]
    assert problems(gold, verdicts) == [None, None]


@pytest.mark.parametrize(
    ("response", "paired"),
    [
        ((YES,), True),
        ((YES, "Så blir det på sikt."), True),  # Most of it belongs there.
        ((YES, NO, GOALS, RULE), False),
        ((NO,), False),
        ((), False),
    ],
)
def test_paired_is_enough_of_the_response_and_little_else(
    response: tuple[str, ...], paired: bool
) -> None:
    gold = [GoldItem(RULE, response=(YES,), evidence=(YES,), stance="agrees")]
    (match,) = result(gold, [verdict(RULE, *response)]).matches
    assert match.paired is paired


def test_with_evidence_alone_another_items_evidence_may_not_be_there() -> None:
    gold = [
        GoldItem(RULE, evidence=(YES,), stance="agrees"),
        GoldItem(GOALS, evidence=(NO,), stance="deflects"),
    ]
    long = "Därtill ges en längre bakgrund som ingen har märkt."
    verdicts = [verdict(RULE, YES, NO), verdict(GOALS, long, NO, stance="deflects")]
    assert problems(gold, verdicts) == ["not paired", None]


def test_divided_words_in_the_gold_are_put_together() -> None:
    gold = [GoldItem(RULE, evidence=("Nämnden inför rutinen i verksam-\nheten.",), stance="agrees")]
    assert problems(gold, [verdict(RULE, "Nämnden inför rutinen i verksamheten.")]) == [None]


def test_no_answer_is_paired_with_no_response() -> None:
    gold = [GoldItem(RULE, stance="deflects")]
    assert problems(gold, [verdict(RULE, stance="deflects")]) == [None]
    assert problems(gold, [verdict(RULE, YES, stance="deflects")]) == ["not paired"]


def test_spans_of_the_gold_are_places_in_its_text() -> None:
    text = f"{RULE}\n{YES}"
    gold = [GoldItem(RULE, response_spans=((len(RULE) + 1, len(text)),), stance="agrees")]
    assert result(gold, [verdict(RULE, YES)], text).matches[0].paired
    assert not result(gold, [verdict(RULE, NO)], text).matches[0].paired


def test_what_is_extracted_beside_the_gold_is_extra() -> None:
    gold = [GoldItem(RULE, response=(YES,), stance="agrees")]
    assert result(gold, [verdict(RULE, YES), verdict(GOALS, NO)]).extra == 1


def test_header_facts_are_compared_where_the_gold_knows_them() -> None:
    document = GoldDocument(
        "x",
        "prose",
        (),
        facts=HeaderFacts("Exempelby", "Socialnämnden", None),
        known_facts=("municipality", "body", "case_number"),
    )
    facts = HeaderFacts("EXEMPELBY", "Skolnämnden", "SN 1/24", "2024-01-01")
    assert compare(document, Assessment("x", facts=facts)).facts == {
        "municipality": True,
        "body": False,
        "case_number": False,
    }


def test_the_summary_counts_over_all_and_by_format() -> None:
    documents = [
        GoldDocument("a", "table", (GoldItem(RULE, response=(YES,), stance="agrees"),)),
        GoldDocument(
            "b",
            "prose",
            (
                GoldItem(RULE, response=(YES,), stance="deflects", reason="rejects"),
                GoldItem(GOALS, response=(NO,), stance="deflects"),
            ),
        ),
    ]
    answers = {
        "a": Assessment("a", verdicts=(verdict(RULE, YES),)),
        "b": Assessment("b", verdicts=(verdict(RULE, YES), verdict("Något helt annat.", YES))),
    }
    results = evaluate_documents(lambda document: answers[document.identifier], documents)
    numbers = summary(results)
    assert numbers["documents"] == 2
    assert numbers["gold"] == 3
    assert numbers["found"] == pytest.approx(2 / 3)
    assert numbers["paired"] == pytest.approx(2 / 3)
    assert numbers["judged_right_of_paired"] == pytest.approx(1 / 2)
    assert numbers["judged_right_of_all"] == pytest.approx(1 / 3)
    assert numbers["reason_right_of_paired"] == 0
    assert numbers["commitment_right_of_paired"] is None
    assert (numbers["extra"], numbers["precision"]) == (1, pytest.approx(2 / 3))
    per_format = numbers["per_format"]
    assert isinstance(per_format, dict)
    assert per_format["table"]["judged_right_of_all"] == 1
    assert per_format["prose"]["found"] == 1 / 2
    per_document = numbers["per_document"]
    assert isinstance(per_document, list)
    assert per_document[1]["problems"] == [
        {"recommendation": RULE, "problem": "agrees instead of deflects"},
        {"recommendation": GOALS, "problem": "not found"},
    ]


def test_stance_numbers_count_what_was_not_found_as_wrong() -> None:
    gold = [
        GoldItem(RULE, response=(YES,), stance="agrees"),
        GoldItem(GOALS, response=(NO,), stance="deflects"),
    ]
    numbers = stance_numbers([result(gold, [verdict(RULE, YES)])])
    assert numbers["n"] == 2
    assert numbers["accuracy"] == 1 / 2
    assert numbers["macro_f1"] == 1 / 2
    assert numbers["ece"] == 0  # The one verdict was certain, and right.
    assert numbers["confusion"] == {
        "agrees": {"agrees": 1, "deflects": 0, "not found": 0},
        "deflects": {"agrees": 0, "deflects": 0, "not found": 1},
    }


def test_documents_that_cannot_be_read_find_nothing() -> None:
    document = GoldDocument("x", "prose", (GoldItem(RULE, response=(YES,), stance="agrees"),))
    found = compare(document, Assessment("x", Status.DAMAGED, "It is damaged."))
    assert found.status is Status.DAMAGED
    assert [match.problem for match in found.matches] == ["not found"]


BRIDGE = "Nämnden bör låta besiktiga broarna i kommunen vart femte år."
PARK = "Nämnden bör anta en plan för skötseln av parkerna."
BRIDGE_SAID = "Ni vill att broarna besiktigas oftare."
PARK_SAID = "Parkernas skötsel efterfrågas i en plan."


def _with_report(gold: Sequence[GoldItem], verdicts: Sequence[Verdict]) -> list[str | None]:
    document = GoldDocument("x", "prose", tuple(gold), audit=Path("x.audit.txt"))
    assessment = Assessment("x", verdicts=tuple(verdicts), text="")
    return [match.problem for match in compare(document, assessment).matches]


def test_with_a_report_the_answer_tells_what_was_said_in_other_words() -> None:
    gold = [
        GoldItem(BRIDGE_SAID, response=(YES,), stance="agrees"),
        GoldItem(PARK_SAID, response=(NO,), stance="agrees"),
    ]
    verdicts = [verdict(PARK, NO), verdict(BRIDGE, YES)]
    assert _with_report(gold, verdicts) == [None, None]
    assert problems(gold, verdicts) == ["not found", "not found"]


def test_with_a_report_an_answer_to_another_recommendation_is_not_taken() -> None:
    gold = [
        GoldItem(BRIDGE_SAID, response=(YES,), stance="agrees"),
        GoldItem(PARK_SAID, response=(NO,), stance="agrees"),
    ]
    wrong = [verdict(PARK, YES), verdict(BRIDGE, NO)]
    assert _with_report(gold, wrong) == ["not found", "not found"]
    assert _with_report(gold, [verdict(PARK), verdict(BRIDGE)]) == ["not found", "not found"]
