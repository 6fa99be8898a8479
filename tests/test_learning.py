from __future__ import annotations

from dataclasses import replace

import numpy as np

from stance.classification.pairs import Pair
from stance.learning import Learner, groups_apart
from tests.classification.corpus import corpus, few_iterations
from tests.test_training import pair


def test_folds_keep_recommendations_and_municipalities_together() -> None:
    pairs = [pair(author, number) for author in "abcdef" for number in range(3)]
    pairs += [pair("g", 0, asked="Att a inför 0."), pair("h", 0, municipality="Vara")]
    pairs += [pair("i", 0, municipality="Vara")]
    assert len(set(groups_apart(pairs))) == 7


def test_where_one_municipality_links_all_authors_they_stay_apart() -> None:
    pairs = [pair(author, n, municipality="Vara") for author in "abc" for n in range(3)]
    assert groups_apart(pairs) == [each.author for each in pairs]
    alone = [pair("a", n, asked=f"Att {n // 2}.") for n in range(6)]
    assert len(set(groups_apart(alone))) == 3


def test_answers_to_standing_questions_by_one_author_stand_for_themselves() -> None:
    asked = ["Abort?", "Kärnkraft?"]
    pairs = [Pair(asked[n % 2], f"Svar {n}.", stance="ja", author="a") for n in range(60)]
    assert groups_apart(pairs) == [each.response for each in pairs]
    assert groups_apart(pairs[:58]) == [each.recommendation for each in pairs[:58]]


def learner(pairs: list[Pair]) -> Learner:
    return Learner(pairs, encoder=None)


def by_author(pairs: list[Pair]) -> list[tuple[list[int], list[int]]]:
    authors = sorted({each.author or "" for each in pairs})
    places = range(len(pairs))
    return [
        (
            [place for place in places if pairs[place].author != author],
            [place for place in places if pairs[place].author == author],
        )
        for author in authors
    ]


def test_what_composes_the_verdicts_of_a_fold_has_not_seen_its_labels() -> None:
    pairs = corpus()
    folds = by_author(pairs)
    with few_iterations():
        taught = learner(pairs)
        heads = [taught.apart(learn, test) for learn, test in folds]
        composed = taught.composed(heads)
        # The same heads, but the labels of the first author are turned round.
        other_way = {"agrees": "deflects", "deflects": "agrees"}
        turned = list(pairs)
        for place in folds[0][1]:
            stance = pairs[place].stance or ""
            turned[place] = replace(pairs[place], stance=other_way.get(stance, stance))
        other = learner(turned).composed(heads)
    own, same = composed[0].parts.composer, other[0].parts.composer
    assert own is not None
    assert same is not None
    assert np.array_equal(own.weights, same.weights)
    changed = other[1].parts.composer
    assert changed is not None
    assert composed[1].parts.composer is not None
    assert not np.array_equal(composed[1].parts.composer.weights, changed.weights)
    for each in composed:
        assert each.parts.composer is not None
        for reading in each.readings:
            expected = each.parts.composer.stance(reading.facts)
            assert np.array_equal(reading.scores.stance, expected)


def test_where_one_fold_has_too_little_to_compose_by_none_is_composed() -> None:
    pairs = corpus()
    # The partial agreements are by one author: without these pairs there are none.
    pairs = [each for each in pairs if each.stance != "partly_agrees" or each.author == "anna"]
    pairs += [
        replace(each, recommendation=f"{each.recommendation} {n}")
        for n in range(2)
        for each in pairs
        if each.stance == "partly_agrees"
    ]
    with few_iterations():
        taught = learner(pairs)
        heads = [taught.apart(learn, test) for learn, test in by_author(pairs)]
        assert taught.composer(heads) is not None
        assert taught.composed(heads) == heads


def test_fitted_as_a_whole_verdicts_are_composed_where_there_is_enough_to_learn_from() -> None:
    pairs = corpus()
    with few_iterations():
        taught = learner(pairs)
        assert taught.fit_whole(range(len(pairs))).composer is not None
        assert taught.fit_whole(range(20)).composer is None
    assert not taught.fit([], spans=False).head.weights.any()
