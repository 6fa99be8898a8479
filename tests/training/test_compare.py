from __future__ import annotations

import json
import lzma
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from tests.classification.corpus import few_iterations
from training.compare.__main__ import rounds
from training.compare.argumentation import apart_from, as_pair, converted
from training.compare.measures import Interval, macro_f1s
from training.compare.running import Outcome, Round, methods, outcome, run
from training.compare.table import as_markdown, write
from training.compare.vectors import Remembering
from training.compare.words import Peer

from stance.classification.pairs import Pair
from stance.evaluation.metrics import macro_f1

WORDS = {
    "agrees": "Nämnden instämmer och tar fram rutiner för {}.",
    "partly_agrees": "Nämnden instämmer delvis, dock inte när det gäller {}.",
    "deflects": "Nämnden noterar att {} redan fungerar väl.",
}
THINGS = ("nycklar", "avtal", "larm", "resor", "lokaler", "bidrag")


def corpus() -> list[Pair]:
    return [
        Pair(
            f"Säkerställ att det finns rutiner för {thing} hos {author}.",
            text.format(thing),
            identifier=f"{author}-{thing}-{stance}",
            stance=stance,
            commitment="none",
            author=author,
        )
        for author in "abc"
        for thing in THINGS
        for stance, text in WORDS.items()
    ]


PAIRS = corpus()
GROUPS = [str(pair.author) for pair in PAIRS]
TODO = rounds(GROUPS[:36], 2, len(PAIRS) - 36)


def names(part: str = "") -> list[str]:
    return [each.name for each in methods() if part in each.name]


def test_no_round_asks_a_group_that_was_learnt_from() -> None:
    assert [each.on for each in TODO] == ["groups left out", "groups left out", "test"]
    for each in TODO:
        assert not {GROUPS[place] for place in each.learn} & {GROUPS[place] for place in each.test}
    asked = [place for each in TODO for place in each.test]
    assert sorted(asked) == list(range(len(PAIRS)))
    assert rounds(GROUPS, 0, 0) == []


def test_values_are_those_of_the_evaluation() -> None:
    truth = [str(pair.stance) for pair in PAIRS]
    chance = np.random.default_rng(4)
    other = [str(label) for label in chance.choice(sorted(WORDS), len(truth))]
    never = ["agrees"] * len(truth)
    values, ahead = macro_f1s(truth, [truth, other, never], GROUPS)
    assert [each.value for each in values] == pytest.approx(
        [1.0, macro_f1(truth, other), macro_f1(truth, never)]
    )
    assert ahead[0] == Interval(0.0, 0.0, 0.0)
    assert ahead[1].value == pytest.approx(1 - macro_f1(truth, other))
    assert ahead[1].low <= ahead[1].value <= ahead[1].high
    assert macro_f1s(truth, [truth, other, never], GROUPS) == (values, ahead)


def test_methods_that_are_always_equal_differ_by_nothing() -> None:
    """The same authors are drawn for all: the difference is paired."""
    truth = [str(pair.stance) for pair in PAIRS]
    said = ["agrees" if number % 4 else label for number, label in enumerate(truth)]
    values, ahead = macro_f1s(truth, [said, list(said)], [pair.identifier or "" for pair in PAIRS])
    assert values[0].low < values[0].high
    assert (ahead[1].low, ahead[1].high) == (0.0, 0.0)


def test_without_authors_single_pairs_are_drawn() -> None:
    truth = [str(pair.stance) for pair in PAIRS]
    said = ["agrees" if number % 4 else label for number, label in enumerate(truth)]
    (value,), _ = macro_f1s(truth, [said], [""] * len(truth))
    assert value.low < value.value < value.high


@pytest.mark.parametrize("name", [each for each in names() if "boosting" not in each])
def test_each_method_learns_and_judges(name: str) -> None:
    (last,) = TODO[2:]
    with few_iterations():
        found = run(name, PAIRS, [last])
    truth = [PAIRS[place].stance for place in last.test]
    (said,) = found.said
    right = sum(one == other for one, other in zip(truth, said, strict=True)) / len(truth)
    assert set(said) <= set(WORDS)
    assert right == pytest.approx(1 / 3) if name == "majority" else right > 0.5
    assert found.seconds[0] >= 0
    assert found.rate > 0


def test_a_method_has_a_process_of_its_own() -> None:
    found = outcome("cue-word rules", PAIRS, TODO)
    assert found.said == run("cue-word rules", PAIRS, TODO).said
    assert found.megabytes > 0


def test_what_is_remembered_is_owed() -> None:
    encoder = Remembering(None)
    first = encoder.encode(["Nämnden instämmer.", "Rutinen införs i maj."])
    assert encoder.owed == 0.0
    again = encoder.encode(["Rutinen införs i maj.", "Nämnden instämmer."])
    assert (again == first[::-1]).all()
    assert encoder.owed > 0


def made(name: str, said: Sequence[Sequence[str]]) -> Outcome:
    return Outcome(name, said, [1.0] * len(said), 1234.0, 100.0)


def test_the_table_has_ours_first_then_the_best() -> None:
    truth = [[str(PAIRS[place].stance) for place in each.test] for each in TODO]
    bad = [["agrees"] * len(each) for each in truth]
    half = [["deflects" if label == "partly_agrees" else label for label in e] for e in truth]
    table = as_markdown(PAIRS, TODO, [made("ours", truth), made("bad", bad), made("half", half)])
    rows = [line.split("|")[1].strip() for line in table.splitlines() if line.startswith("|")]
    assert rows == ["method", "---", "ours", "half", "bad"]
    assert "Best peer on test: half; ours is ahead by +0.444" in table
    assert "reached" in table
    assert len({line.count("|") for line in table.splitlines() if line.startswith("|")}) == 1
    behind = as_markdown(PAIRS, TODO, [made("ours", half), made("half", half)])
    assert behind.count("missed") == 2


def test_peers_have_names_of_their_own() -> None:
    every = [each.name for each in methods(Path("elsewhere"))]
    assert len(set(every)) == len(every)
    assert every[0] == "ours"
    assert isinstance(methods()[0], Peer)
    assert set(names()) == set(every) - {"all-MiniLM-L6 (English), logistic regression"}


def test_rounds_are_judged_apart() -> None:
    found = run("majority", PAIRS, [Round("x", [0, 3], [1]), Round("y", [1, 2, 4], [0, 2])])
    assert [len(said) for said in found.said] == [1, 2]
    assert found.said == [["agrees"], ["partly_agrees", "partly_agrees"]]


def argument(number: int, sentence: str, label: str = "pro") -> dict[str, str]:
    return {"sentence_id": f"s{number}", "topic": "vindkraft", "label": label, "sentence": sentence}


def test_the_corpus_becomes_pairs(tmp_path: Path) -> None:
    rows = [argument(1, "Den ger ström utan rök."), argument(2, "Den skymmer sjön.", "con")]
    with lzma.open(tmp_path / "argumentation-sentences_dev.jsonl.xz", "wt") as stream:
        stream.write("".join(json.dumps(row) + "\n" for row in rows))
    pairs = converted(tmp_path, "dev", tmp_path / "out")
    assert [(pair.identifier, pair.recommendation, pair.stance) for pair in pairs] == [
        ("s1", "vindkraft", "pro"),
        ("s2", "vindkraft", "con"),
    ]
    assert pairs[1].response == "Den skymmer sjön."


def test_what_is_asked_is_not_learnt_from() -> None:
    def pair(number: int, sentence: str) -> Pair:
        row = as_pair(argument(number, sentence))
        return Pair(row["recommendation"], row["response"], identifier=row["id"])

    asked = [pair(1, "Den ger ren ström till många hem.")]
    learn = [
        pair(1, "Något helt annat med samma namn."),
        pair(2, "Den ger ren ström, till många HEM"),
        pair(3, "Den ger ren ström till alla hem."),
        pair(4, "Den låter mycket och skymmer sjön."),
        pair(5, ""),
    ]
    assert [each.identifier for each in apart_from(learn, asked)] == ["s4", "s5"]


def test_files_are_written_whole(tmp_path: Path) -> None:
    write(tmp_path / "a" / "b.md", "x\n")
    write(tmp_path / "a" / "b.md", "y\n")
    assert (tmp_path / "a" / "b.md").read_text() == "y\n"
    assert len(list((tmp_path / "a").iterdir())) == 1
