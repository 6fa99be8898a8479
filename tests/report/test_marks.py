from __future__ import annotations

from stance.report.marks import Piece, cut_middle, pieces_of
from tests.report.records import DECIDING, RESPONSE, START, record_of, unanswered


def texts(pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def test_the_deciding_sentence_is_cut_out_of_the_response() -> None:
    pieces = pieces_of(record_of())
    assert texts(pieces) == RESPONSE
    assert [piece.text for piece in pieces if piece.weight] == [DECIDING]
    assert [piece.weight for piece in pieces] == [0.0, 0.7, 0.0]


def test_a_response_of_several_stretches_is_followed_through_the_document() -> None:
    first, second = "Vi instämmer. Rutinen införs.", "Klart i maj. Ansvarig är chefen."
    record = record_of(
        response=f"{first}\n{second}",
        response_spans=[[10, 10 + len(first)], [500, 500 + len(second)]],
        evidence=[
            {"text": "Rutinen införs.", "span": [24, 39], "weight": 0.5},
            {"text": "Klart i maj.", "span": [500, 512], "weight": 0.4},
        ],
    )
    pieces = pieces_of(record)
    assert texts(pieces) == record["response"]
    assert [piece.text for piece in pieces if piece.weight] == ["Rutinen införs.", "Klart i maj."]


def test_a_sentence_over_two_stretches_is_marked_in_both() -> None:
    record = record_of(
        response="Rutinen\ninförs nu.",
        response_spans=[[10, 17], [40, 50]],
        evidence=[{"text": "Rutinen införs nu.", "span": [10, 50], "weight": 0.5}],
    )
    assert [piece.text for piece in pieces_of(record) if piece.weight] == ["Rutinen", "införs nu."]


def test_spans_of_another_text_are_found_by_their_words() -> None:
    record = record_of(evidence=[{"text": DECIDING, "span": [3, 9], "weight": 0.7}])
    assert [piece.text for piece in pieces_of(record) if piece.weight] == [DECIDING]


def test_a_sentence_that_is_not_there_marks_nothing() -> None:
    for span in ([START, START + 5], [0, 5], [-9, 10**9]):
        record = record_of(evidence=[{"text": "Något annat.", "span": span, "weight": 0.7}])
        assert pieces_of(record) == [Piece(RESPONSE)]


def test_overlapping_marks_lose_no_text_and_double_none() -> None:
    record = record_of(
        response="abcdefgh",
        response_spans=[[0, 8]],
        evidence=[
            {"text": "bcde", "span": [1, 5], "weight": 0.5},
            {"text": "defg", "span": [3, 7], "weight": 0.4},
            {"text": "c", "span": [2, 3], "weight": 0.3},
        ],
    )
    assert pieces_of(record) == [
        Piece("a"),
        Piece("bcde", 0.5),
        Piece("fg", 0.4),
        Piece("h"),
    ]


def test_nearly_no_weight_is_no_mark_and_no_answer_no_piece() -> None:
    evidence = [{"text": DECIDING, "span": [START + 33, START + 86], "weight": 0.01}]
    assert pieces_of(record_of(evidence=evidence)) == [Piece(RESPONSE)]
    assert pieces_of(unanswered()) == []


def test_the_middle_of_a_long_text_is_left_out_and_counted() -> None:
    assert cut_middle("abcdef", 6, "[{}]".format) == "abcdef"
    assert cut_middle("abcdefg", 4, "[{}]".format) == "ab [3] fg"


def test_a_deciding_sentence_has_its_page() -> None:
    pieces = pieces_of(record_of(evidence_pages=[3]))
    assert [piece.page for piece in pieces] == [None, 3, None]
    # Fewer pages than sentences, or more, come from other programs.
    assert [piece.page for piece in pieces_of(record_of(evidence_pages=[]))] == [None] * 3
    assert [piece.page for piece in pieces_of(record_of(evidence_pages=[3, 4]))] == [None, 3, None]
