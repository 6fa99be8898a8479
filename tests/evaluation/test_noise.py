from __future__ import annotations

from stance.classification.pairs import Pair
from stance.evaluation.gold import GoldDocument, GoldItem
from stance.evaluation.matching import words
from stance.evaluation.noise import chosen, noisy_document, noisy_pairs

ANSWER = (
    "Nämnden håller med om att försörjningsstödet behöver följas upp på ett bättre sätt än i dag. "
    "Förvaltningschefen får därför i uppdrag att före årsskiftet ta fram en rutin för månatliga "
    "uppföljningar, och återkommer till nämnden med en första redovisning i mars. "
) * 3
PAIRS = [
    Pair("Följ upp försörjningsstödet.", ANSWER, str(number), measure="ta fram en rutin")
    for number in range(12)
]


def test_pairs_are_damaged_in_letters_and_lines_and_keep_their_labels() -> None:
    noisy = noisy_pairs(PAIRS, "ocr")
    assert noisy == noisy_pairs(PAIRS, "ocr") != noisy_pairs(PAIRS, "ocr", seed=1)
    assert len({pair.response for pair in noisy}) == len(PAIRS)
    for sound, pair in zip(PAIRS, noisy, strict=True):
        assert pair.response != sound.response
        assert "\n" in pair.response
        assert pair.measure is None
        assert pair.identifier == sound.identifier
    assert any("-\n" in pair.response for pair in noisy)
    assert any("\f" in pair.response for pair in noisy)
    assert not all("\f" in pair.response for pair in noisy)


def test_layout_leaves_the_letters_alone() -> None:
    for pair in noisy_pairs(PAIRS, "layout"):
        assert pair.recommendation == "Följ upp försörjningsstödet."
        lines = [line for line in pair.response.split("\n") if not line.startswith("\f")]
        assert words("\n".join(lines)) == words(ANSWER)


def test_a_document_keeps_its_gold_findable() -> None:
    text = f"Rekommendation\n\nFölj upp försörjningsstödet.\n\nSvar\n\n{ANSWER}\n" * 4
    document = GoldDocument(
        "svar",
        "text",
        (
            GoldItem("Följ upp försörjningsstödet.", response=(ANSWER,), stance="agrees"),
            GoldItem("Följ upp försörjningsstödet.", response_spans=((0, 14),)),
        ),
    )
    noisy = noisy_document(document, text, "ocr")
    assert noisy.text is not None
    assert noisy.text != text
    found = words(noisy.text)
    for item in noisy.items:
        assert not words(item.recommendation) - found
        assert item.response
        assert not words(item.response[0]) - found
        assert item.response_spans == ()
    assert noisy.items[0].response[0] != ANSWER


def test_tables_are_not_broken() -> None:
    row = "1\tFölj upp försörjningsstödet.\t" + ANSWER
    document = GoldDocument("svar", "table", ())
    noisy = noisy_document(document, row, "layout").text
    assert noisy == row


def test_some_are_chosen_evenly() -> None:
    assert chosen(range(10), 4) == [0, 2, 5, 7]
    assert chosen(range(3), 4) == [0, 1, 2]
