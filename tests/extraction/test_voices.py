from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from tests.support.responses import analysis_of

from stance.extraction.cues import load_cues
from stance.extraction.voices import listen
from stance.extraction.voices.features import REACH, features_of, lines_of
from stance.extraction.voices.reader import LABELS, Table, load_weights, marginals, parse_weights

_LETTER = """
    Svar på granskning av parker

    Revisorerna rekommenderar nämnden:

    - att anta en plan för parkerna
    - att räkna träden

    Nämndens svar

    Nämnden antar en plan för parkerna i maj. Träden räknas av parkenheten före sommaren.
    """


def test_requests_and_answers_are_told_apart() -> None:
    voices = listen(analysis_of(_LETTER), load_cues())
    loudest = {
        line.folded: "request" if request > answer else "answer"
        for line, request, answer in zip(voices.lines, voices.request, voices.answer, strict=True)
        if max(request, answer) > 0.1  # In so short a letter it is sure of little.
    }
    assert loudest["att anta en plan for parkerna"] == "request"
    assert loudest["att rakna traden"] == "request"
    assert loudest["namnden antar en plan for parkerna i maj."] == "answer"


def test_what_no_response_is_long_enough_for_is_not_read() -> None:
    voices = listen(analysis_of("Nämnden mäter nu bullret. " * 4_100), load_cues())
    assert voices.lines == ()


def test_chances_sum_to_one_and_moves_matter() -> None:
    scores = np.array([[0.0, 2.0, 0.0], [0.0, 0.0, 0.1], [0.0, 0.0, 0.0]])
    moves = np.zeros((2, 3, 3))
    alone = marginals(scores, moves, [False, False, False])
    assert alone.sum(axis=1) == pytest.approx([1.0, 1.0, 1.0])
    moves[0, 1, 1] = 3.0
    joined = marginals(scores, moves, [False, False, False])
    assert joined[1, 1] > alone[1, 1]


def test_weights_are_summed_for_each_line() -> None:
    table = Table({"a": [1.0, 2.0], "b": [0.5, -1.0]}, 2)
    sums = table.sums([["b", "c"], [], ["a", "b", "b"]])
    assert sums.tolist() == [[0.5, -1.0], [0.0, 0.0], [2.0, 0.0]]
    assert Table({}, 2).sums([["a"]]).tolist() == [[0.0, 0.0]]


def test_lines_that_are_far_from_each_other_in_score_have_chances() -> None:
    scores = np.array([[900.0, 0.0, 0.0], [0.0, 900.0, 0.0], [0.0, 0.0, 1.0]])
    chances = marginals(scores, np.zeros((2, 3, 3)), [False, True, False])
    assert chances[0, 0] == chances[1, 1] == pytest.approx(1.0)
    assert chances[2].tolist() == pytest.approx((np.exp([0, 0, 1]) / (2 + np.e)).tolist())


def test_weights_are_read_from_text() -> None:
    weights = parse_weights("# note\nword|bor\t0.1\t0.2\t-0.3\nmove|same|answer\t1\t2\t3\n")
    assert weights.features["word|bor"].tolist() == pytest.approx([0.1, 0.2, -0.3])
    assert weights.moves[1, 2].tolist() == [1.0, 2.0, 3.0]


def test_neighbours_see_a_lines_form_wherever_its_names_say_so() -> None:
    analysis, cues = analysis_of(_LETTER), load_cues()
    lines = lines_of(analysis)
    weights = load_weights()
    raw = dict(weights.features)
    for name, table in weights.shared.items():
        steps = table.reshape(len(REACH), len(LABELS))
        raw |= {f"{step}|{name}": steps[at] for at, step in enumerate(REACH) if step}
    raw |= {f"{step}|edge": weights.edges[at] for at, step in enumerate(REACH) if step}
    scores = [
        sum((raw.get(name, np.zeros(3)) for name in names), np.zeros(3))
        for names in features_of(analysis, lines, cues)
    ]
    same = [False, *(a.unit == b.unit for a, b in pairwise(lines))]
    expected = marginals(np.array(scores), weights.moves, same)
    voices = listen(analysis, cues)
    assert voices.request == pytest.approx(expected[:, 1].tolist())
    assert voices.answer == pytest.approx(expected[:, 2].tolist())


def test_the_shipped_weights_are_whole() -> None:
    weights = load_weights()
    assert len(weights.features) > 1_000
    assert weights.moves.shape == (2, len(LABELS), len(LABELS))
    assert np.abs(weights.moves).max() > 0
