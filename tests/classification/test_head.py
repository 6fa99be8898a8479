from __future__ import annotations

import numpy as np
import pytest

from stance.classification.fitting import Example, fit_heads
from stance.classification.labels import LabelTable
from tests.classification.corpus import ANSWERS, FakeEncoder, Tiny, few_iterations, tiny
from tests.classification.reference import by_rows


@pytest.fixture(scope="module")
def fitted() -> Tiny:
    return tiny()


def best(model: Tiny, *texts: str) -> tuple[str, str]:
    featurizer, head = model.parts.featurizer, model.parts.head
    scores, _ = by_rows(head, featurizer, "", texts)
    return (
        head.labels.stances[int(np.argmax(scores.stance))],
        head.labels.commitments[int(np.argmax(scores.commitment))],
    )


def test_what_is_easy_is_learnt(fitted: Tiny) -> None:
    for answer, label in ANSWERS:
        assert best(fitted, *answer) == (label[0], label[2])
    assert best(fitted, "vi instämmer i kritiken.") == ("agrees", "vague")
    assert best(fitted, "kritiken avvisar vi.") == ("deflects", "none")


def test_one_clear_sentence_outweighs_background(fitted: Tiny) -> None:
    background = ["tack för rapporten.", "arbetet har börjat."] * 3
    assert best(fitted, *background, "nämnden avvisar förslaget.") == ("deflects", "none")
    assert best(fitted, "nämnden instämmer helt.", *background) == ("agrees", "vague")


def test_an_encoder_adds_columns_that_are_fitted_too(fitted: Tiny) -> None:
    model = tiny(FakeEncoder(dimensions=8))
    plain, reading = fitted.parts.head.weights, model.parts.head.weights
    assert len(reading) == len(plain) + 8 + 1 == model.parts.featurizer.width
    assert np.abs(reading[-9:]).max() > 0
    assert best(model, "vi avvisar det.") == ("deflects", "none")


def test_scores_are_logarithms_of_shares(fitted: Tiny) -> None:
    featurizer, head = fitted.parts.featurizer, fitted.parts.head
    for texts in (["nämnden instämmer."], [], ["qqq"], ["ja.", "nej."] * 40):
        scores, logits = by_rows(head, featurizer, "", texts)
        assert logits.shape == (max(0, 2 * len(texts) - 1), len(head.labels.joint))
        for each in (scores.stance, scores.commitment, scores.reason):
            assert np.isfinite(each).all()
            assert (each <= 1e-5).all()


def test_labels_that_are_in_the_table_but_in_no_example_are_never_likely(fitted: Tiny) -> None:
    labels = LabelTable.of([*(label for _, label in ANSWERS), ("partly_agrees", None, "concrete")])
    head = tiny(labels=labels).parts.head
    featurizer = fitted.parts.featurizer
    assert head.labels.stances == ("agrees", "partly_agrees", "deflects")
    for answer, _ in ANSWERS:
        scores, _ = by_rows(head, featurizer, "", answer)
        assert int(np.argmin(scores.stance)) == 1
        assert int(np.argmin(scores.commitment)) == labels.commitments.index("concrete")


def test_the_same_seed_gives_the_same_weights_and_they_fit_in_half_precision(fitted: Tiny) -> None:
    again = tiny().parts.head
    for name in ("weights", "bias"):
        one, other = getattr(fitted.parts.head, name), getattr(again, name)
        assert one.tobytes() == other.tobytes()
        assert (one == one.astype(np.float16).astype(np.float32)).all()


def test_sentences_that_are_known_to_decide_nothing_learn_to_be_silent() -> None:
    featurizer = tiny().parts.featurizer
    yes, no = ("agrees", None, "vague"), ("deflects", "rejects", "none")
    rows = [("instämmer.", "tack för rapporten.", yes), ("avvisar.", "arbetet har börjat.", no)]
    examples = [Example("", tuple(texts), label, (True, False)) for *texts, label in rows]
    with few_iterations():
        head, _ = fit_heads(examples, featurizer, LabelTable.of([yes, no]), seed=0)
    _, logits = by_rows(head, featurizer, "", ["instämmer.", "tack för rapporten."])
    assert logits[0].max() > logits[1].max() + 1


def test_answers_without_sentences_teach_nothing() -> None:
    featurizer = tiny().parts.featurizer
    labels = LabelTable.of([("agrees", None, None), ("deflects", None, None)])
    silent = Example("", (), ("deflects", None, None), ())
    said = Example("", ("instämmer.",), ("agrees", None, None), (True,))
    with few_iterations():
        head, _ = fit_heads([silent, said] * 3, featurizer, labels, seed=0)
        nothing, _ = fit_heads([silent] * 3, featurizer, labels, seed=0)
    scores, _ = by_rows(head, featurizer, "", [])
    assert scores.commitment.size == scores.reason.size == 0
    assert np.isfinite(scores.stance).all()
    assert not nothing.weights.any()


def test_answers_whose_commitment_is_not_labelled_teach_nothing_of_it() -> None:
    featurizer = tiny().parts.featurizer
    labelled = [
        Example("", (text,), ("agrees", None, commitment), (True,))
        for text, commitment in (("en plan.", "vague"), ("arbetet.", "none"))
    ]
    unlabelled = [
        Example("", (text,), ("agrees", None, None), (True,))
        for text in ("en plan.", "en plan tas fram.", "en plan.", "planen.", "en plan.")
    ]
    labels = LabelTable.of(example.label for example in (*labelled, *unlabelled))
    with few_iterations():
        head, _ = fit_heads([*labelled, *unlabelled], featurizer, labels, seed=0)
    scores, _ = by_rows(head, featurizer, "", ["en plan."])
    assert labels.commitments[int(np.argmax(scores.commitment))] == "vague"


def test_the_label_table_keeps_the_known_order_and_takes_any_label() -> None:
    table = LabelTable.of(
        [("deflects", "rejects", "none"), ("agrees", None, "vague"), ("annat", None, None)]
    )
    assert table.stances == ("agrees", "deflects", "annat")
    assert table.commitments == ("none", "vague")
    assert table.reasons == ("rejects",)
    assert table.stance_matrix().sum(1).tolist() == [1, 1, 1]
    assert table.commitment_matrix().sum() == 2
    assert table.reasons_of("deflects").tolist() == [1]
    assert table.reasons_of("agrees").tolist() == [0]
