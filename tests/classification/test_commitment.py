from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pytest

from stance.classification.commitment import Spans, commitment_spans, entries_of
from stance.classification.fitting_spans import SpanLessons
from stance.classification.pairs import Pair, exchange_from_pair
from stance.classification.tagging import SpanTagger, tokens_of
from stance.schema import Passage
from tests.classification.corpus import few_iterations


def tagger(first: str, last: str, threshold: float = 0.0) -> SpanTagger:
    """Find the span from one word to another."""
    weights = np.array([[5, 0, 0], [0, 0, 5]], np.float32)
    bias = np.array([0, -0.1, 0], np.float32)
    return SpanTagger({f"word={first}": 0, f"word={last}": 1}, weights, bias, threshold)


def named(word: str) -> SpanTagger:
    """Find one word."""
    weights = np.array([[5, 0, 5]], np.float32)
    return SpanTagger({f"word={word}": 0}, weights, np.array([0, -1, 0], np.float32), 5.0)


TAGGERS = {"measure": tagger("ta", "plan"), "responsible": named("skolchefen")}


def spans_of(
    *texts: str,
    strength: tuple[float, ...] | None = None,
    taggers: Mapping[str, SpanTagger] = TAGGERS,
    concrete: bool = True,
    reference: date | None = None,
    entries: Mapping[str, Passage] | None = None,
) -> Spans:
    passages = [Passage(text, 0, len(text)) for text in texts]
    given = np.array(strength or [0.0] * len(texts), np.float32)
    return commitment_spans(
        passages, given, taggers, entries or {}, concrete=concrete, reference=reference
    )


def test_the_words_of_a_commitment() -> None:
    text = "Nämnden uppdrar åt skolchefen att ta fram en plan senast den 31 mars 2025."
    assert spans_of(text) == Spans(
        "ta fram en plan", "senast den 31 mars 2025", "2025-03-31", "skolchefen"
    )


def test_a_vague_commitment_has_neither_date_nor_name() -> None:
    text = "Nämnden uppdrar åt skolchefen att ta fram en plan senast den 31 mars 2025."
    assert spans_of(text, concrete=False) == Spans("ta fram en plan")


def test_the_document_date_gives_the_year() -> None:
    text = "Nämnden ska ta fram en plan under hösten."
    assert spans_of(text).deadline == "under hösten"
    dated = spans_of(text, reference=date(2021, 5, 18))
    assert dated.deadline_date is not None
    assert date.fromisoformat(dated.deadline_date).year == 2021


def test_date_and_name_may_stand_in_the_next_sentence() -> None:
    texts = ("Nämnden ska ta fram en plan.", "Den är klar i juni 2025 hos skolchefen.")
    found = spans_of(*texts, strength=(3.0, 1.0))
    assert (found.deadline, found.responsible) == ("i juni 2025", "skolchefen")
    # A sentence that says far less is about something else.
    far = spans_of(*texts, strength=(3.0, 0.0))
    assert (far.measure, far.deadline, far.responsible) == ("ta fram en plan", None, None)


def test_the_years_of_a_plan_are_no_deadline() -> None:
    assert spans_of("Nämnden ska ta fram en plan för 2024 till 2026.").deadline != "till 2026"


def test_entries_under_their_labels_win() -> None:
    passages = [
        Passage("Nämnden ska ta fram en plan i maj 2025.", 0, 39),
        Passage("–", 40, 41, field="responsible"),
        Passage("Kanslichefen", 42, 54, field="responsible"),
        Passage("Q1 2026", 55, 62, field="deadline"),
    ]
    entries = entries_of(passages)
    assert {field: entry.text for field, entry in entries.items()} == {
        "responsible": "Kanslichefen",
        "deadline": "Q1 2026",
    }
    found = spans_of(passages[0].text, entries=entries)
    assert found == Spans("ta fram en plan", "Q1 2026", "2026-03-31", "Kanslichefen")


def test_without_taggers_dates_are_still_found() -> None:
    found = spans_of("Klart i juni 2025.", taggers={})
    assert found == Spans(None, "i juni 2025", "2025-06-30", None)


def test_spans_are_given_as_they_stand_in_the_document() -> None:
    text = "Nämnden ska ta fram en\nåtgärds-\nplan i maj 2025."
    (passage,) = exchange_from_pair(Pair("Att.", text)).response
    assert passage.plain == "Nämnden ska ta fram en åtgärdsplan i maj 2025."
    found = commitment_spans(
        [passage],
        np.zeros(1, np.float32),
        {"measure": tagger("ta", "åtgärdsplan")},
        {},
        concrete=True,
        reference=None,
    )
    assert found.measure == "ta fram en\nåtgärds-\nplan"
    assert found.deadline == "i maj 2025"


def test_a_tagger_finds_the_best_span_or_none() -> None:
    found = tagger("ta", "plan")
    sentence = "Vi ska ta fram en plan."
    span = found.best(tokens_of(sentence))
    assert span is not None
    assert sentence[slice(*span)] == "ta fram en plan"
    assert tagger("ta", "plan", threshold=50.0).best(tokens_of(sentence)) is None
    assert found.best(tokens_of("")) is None
    # The end never stands before the beginning.
    backwards = found.best(tokens_of("plan ta"))
    assert backwards is not None
    assert backwards[0] < backwards[1]


def test_rubbish_has_bounded_tokens() -> None:
    tokens = tokens_of("plan " * 50_000)
    assert len(tokens.spans) == len(tokens.features()) == 120


def gold(number: int, response: str, measure: str | None, **labels: str) -> Pair:
    return Pair("Att.", response, identifier=str(number), measure=measure, **labels)


def test_taggers_are_fitted_where_enough_is_labelled() -> None:
    words = ("plan", "rutin", "policy", "mall", "lista")
    pairs = [
        gold(n, f"Nämnden ska ta fram en {words[n % 5]} nästa år.", f"ta fram en {words[n % 5]}")
        for n in range(20)
    ]
    exchanges = [exchange_from_pair(pair) for pair in pairs]
    with few_iterations():
        taggers = SpanLessons(pairs, exchanges).taggers(range(len(pairs)))
        few = SpanLessons(pairs, exchanges).taggers(range(19))
    assert set(taggers) == {"measure"}
    assert few == {}
    sentence = "Styrelsen ska ta fram en rutin nästa år."
    span = taggers["measure"].best(tokens_of(sentence))
    assert span is not None
    assert sentence[slice(*span)] == "ta fram en rutin"


@pytest.mark.parametrize("measure", ["Ta fram en plan", "lan"])
def test_gold_that_marks_all_words_or_none_is_no_reason_to_fail(measure: str) -> None:
    pairs = [gold(number, "Ta fram en plan", measure) for number in range(24)]
    with few_iterations():
        taggers = SpanLessons(pairs, [exchange_from_pair(pair) for pair in pairs]).taggers(
            range(len(pairs))
        )
    if "measure" in taggers:
        taggers["measure"].best(tokens_of("Ta fram en plan"))
