from __future__ import annotations

import numpy as np
import pytest

from stance.classification.amounts import AMOUNTS
from stance.classification.answers import AnswerReader
from stance.classification.composition import BEARINGS, Account, Composer, Facts, bent
from stance.classification.features import Featurizer, Vocabulary
from stance.classification.fitting_composer import fit_composer
from stance.classification.head import Head
from stance.classification.labels import LabelTable
from tests.classification.corpus import ANSWERS, FakeEncoder

LABELS = LabelTable.of([*(label for _, label in ANSWERS), ("partly_agrees", None, "concrete")])
TEXTS = [
    "nämnden instämmer i att samtliga skolor bör besökas.",
    "endast två av dem besöks.",
    "en plan tas fram i maj 2025.",
    "tack för rapporten.",
]


def account(rng: np.random.Generator, answers: int, total: int) -> Account:
    questions = len(LABELS.stances) + len(LABELS.commitments) + len(LABELS.reasons)
    return Account(
        rng.normal(size=(answers, questions)).astype(np.float32),
        rng.normal(size=(answers, total, len(LABELS.joint))).astype(np.float32),
        rng.random((answers, total, BEARINGS)).astype(np.float32),
        rng.integers(0, 9, (answers, total, AMOUNTS)).astype(np.float32),
        rng.integers(0, 3, (answers, AMOUNTS)).astype(np.float32),
    )


@pytest.mark.parametrize("total", [1, 2, 5])
def test_facts_of_many_are_those_of_each(total: int) -> None:
    facts = Facts(LABELS)
    many = account(np.random.default_rng(total), 4, total)
    found = facts.of(many)
    assert found.shape == (4, facts.width)
    assert np.isfinite(found).all()
    for number in range(4):
        one = Account(**{name: part[number] for name, part in vars(many).items()})
        assert np.array_equal(facts.of(one), found[number])


def test_the_order_in_the_middle_does_not_matter_but_which_is_last_does() -> None:
    facts = Facts(LABELS)
    one = account(np.random.default_rng(0), 1, 4)
    # The first sentence decides, so that its place stays.
    one.logits[:, 0] += 9

    def ordered(places: list[int]) -> Account:
        return Account(
            one.scores,
            one.logits[:, places],
            one.bearing[:, places],
            one.amounts[:, places],
            one.asked,
        )

    same = facts.of(ordered([0, 1, 2, 3]))
    differing = np.flatnonzero(~np.isclose(same, facts.of(ordered([0, 2, 1, 3])))[0])
    assert len(differing) <= len(LABELS.stances)  # Only where the strongest of a stance stands.
    assert len(np.flatnonzero(~np.isclose(same, facts.of(ordered([0, 1, 3, 2])))[0])) > 5


def test_two_stances_count_together_only_from_two_sentences() -> None:
    one = [number for number, row in enumerate(LABELS.joint) if row[0] == "agrees"]
    other = [number for number, row in enumerate(LABELS.joint) if row[0] == "deflects"]

    def facts_where(agreeing: int, deflecting: int) -> list[float]:
        logits = np.zeros((1, 2, len(LABELS.joint)), np.float32)
        logits[0, agreeing, one] += 5
        logits[0, deflecting, other] += 5
        nothing = account(np.random.default_rng(0), 1, 2)
        silent = {name: np.zeros_like(part) for name, part in vars(nothing).items()}
        found: list[float] = Facts(LABELS).of(Account(**{**silent, "logits": logits}))[0].tolist()
        return found

    apart, together = facts_where(0, 1), facts_where(0, 0)
    # What one sentence says for a stance is the same; what both say is more.
    stances = len(LABELS.stances)
    start = account(np.random.default_rng(0), 1, 2).scores.shape[1] + 7 * stances
    pair = LABELS.stances.index("agrees"), LABELS.stances.index("deflects")
    places = [(0, 1), (0, 2), (1, 2)]
    at = start + places.index((min(pair), max(pair)))
    assert apart[at] > together[at] + 1


def test_a_composer_learns_what_the_facts_tell_and_no_far_fact_makes_it_surer() -> None:
    rng = np.random.default_rng(0)
    facts = rng.normal(size=(300, 4)).astype(np.float32)
    truth = np.where(facts[:, 1] > 0.6, 2, np.where(facts[:, 1] < -0.6, 0, 1))
    composer = fit_composer(facts, truth, 3)
    assert composer is not None
    scores = composer.stance(facts)
    assert (scores.argmax(1) == truth).mean() > 0.85
    assert np.allclose(np.exp(scores).sum(1), 1, atol=1e-5)
    far, farther = np.zeros((2, 4), np.float32)
    far[1], farther[1] = 50, 5e6
    assert np.array_equal(composer.stance(far), composer.stance(farther))
    same = fit_composer(facts, truth, 3)
    assert same is not None
    assert all(
        np.array_equal(one, other)
        for one, other in zip(vars(same).values(), vars(composer).values(), strict=True)
    )


def test_two_labels_are_composed_like_three() -> None:
    rng = np.random.default_rng(0)
    facts = rng.normal(size=(200, 3)).astype(np.float32)
    truth = (facts[:, 2] > 0.8).astype(np.int64)
    composer = fit_composer(facts, truth, 2)
    assert composer is not None
    chances = np.exp(composer.stance(facts))
    assert (chances.argmax(1) == truth).mean() > 0.9
    # So sure as the labels are frequent, and no surer.
    assert abs(chances[:, 1].mean() - truth.mean()) < 1e-3


def test_few_answers_of_a_label_teach_no_composer() -> None:
    truth = np.array([0] * 90 + [1] * 90 + [2] * 5)
    assert fit_composer(np.zeros((185, 3), np.float32), truth, 3) is None


def test_a_fact_that_never_changes_is_no_trouble() -> None:
    facts = np.full((4000, 2), 1 / 3, np.float32)
    facts[:2000, 0] = 1
    composer = fit_composer(facts, np.array([0] * 2000 + [1] * 2000), 2)
    assert composer is not None
    moved = facts + np.array([0, 0.01], np.float32)
    assert np.allclose(composer.stance(moved), composer.stance(facts), atol=0.05)


def test_what_is_hardly_ever_beyond_a_place_makes_nothing_sure() -> None:
    rng = np.random.default_rng(0)
    truth = rng.integers(0, 2, 400)
    # The largest value is but a hair beyond the last bend.
    fact = np.clip(rng.normal(0, 0.8, 400), -1.6, 1.6) + np.where(truth == 1, 0.1, -0.1)
    facts = fact[:, None].astype(np.float32)
    composer = fit_composer(facts, truth, 2)
    assert composer is not None
    ends = np.array([[facts.max()], [facts.max() + 3]], np.float32)
    seen, unseen = np.exp(composer.stance(ends)).max(1)
    assert unseen < seen + 0.2


def test_bends_add_what_is_beyond_them() -> None:
    even = bent(
        np.array([-9.0, 0.0, 1.0], np.float32), np.zeros(3, np.float32), np.ones(3, np.float32)
    )
    assert even[:3].tolist() == [-3, 0, 1]
    assert even.reshape(-1, 3)[:, 2].tolist() == [1, 2.5, 1.75, 1, 0.25, 0]


@pytest.mark.parametrize("encoder", [None, FakeEncoder(dimensions=16)])
def test_the_reader_composes_whole_answers_and_those_without_a_sentence(
    encoder: FakeEncoder | None,
) -> None:
    featurizer = Featurizer(Vocabulary.of([[text] for text in TEXTS], at_least=1), encoder)
    rng = np.random.default_rng(0)
    head = Head(
        LABELS,
        rng.normal(size=(featurizer.width, len(LABELS.joint))).astype(np.float32),
        rng.normal(size=len(LABELS.joint)).astype(np.float32),
    )
    width = Facts(LABELS).width
    composer = Composer(
        rng.normal(size=width).astype(np.float32),
        np.ones(width, np.float32),
        rng.normal(size=(6 * width, len(LABELS.stances))).astype(np.float32),
        np.zeros(len(LABELS.stances), np.float32),
    )
    reader = AnswerReader(head, featurizer, composer)
    asked = "nämnden bör besöka samtliga skolor."
    plain = AnswerReader(head, featurizer).read([asked], [TEXTS])[0]
    reading = reader.read([asked], [TEXTS])[0]
    assert np.allclose(reading.scores.stance, composer.stance(reading.facts), atol=1e-4)
    assert not np.allclose(reading.scores.stance, plain.scores.stance)
    assert np.array_equal(reading.scores.commitment, plain.scores.commitment)
    for number, without in zip(reading.left_out.tolist(), reading.without, strict=True):
        rest = reader.read([asked], [TEXTS[:number] + TEXTS[number + 1 :]])[0]
        assert np.allclose(without, rest.scores.stance, atol=1e-3)
    silent = reader.read([asked], [[]])[0]
    assert len(silent.facts) == 0
