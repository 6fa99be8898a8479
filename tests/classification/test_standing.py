from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from stance.classification.features import Featurizer, Vocabulary
from stance.classification.fitting import Example, fit_heads
from stance.classification.folder import Parts, load_folder, save_folder
from stance.classification.labels import LabelTable
from stance.errors import StanceError
from stance.learning import Learner
from stance.manifest import write_manifest
from tests.classification.corpus import few_iterations
from tests.test_training import pair

FOR, AGAINST = ("for", None, None), ("against", None, None)
# The same words are for the one and against the other.
SAID = {
    "kärnkraft": (("renare luft.", FOR), ("mera avfall.", AGAINST)),
    "biltrafik": (("mera avfall.", FOR), ("renare luft.", AGAINST)),
}


@pytest.fixture(scope="module")
def parts() -> Parts:
    texts = [[text] for rows in SAID.values() for text, _ in rows]
    featurizer = Featurizer(Vocabulary.of(texts, at_least=1))
    examples = [
        Example(asked, (text,), label, (True,), asked)
        for asked, rows in SAID.items()
        for text, label in rows
    ]
    with few_iterations():
        head, standing = fit_heads(examples, featurizer, LabelTable.of([FOR, AGAINST]), seed=0)
    return Parts("p", featurizer, head, {}, {}, {"encoder_source": None}, standing=standing)


def told(parts: Parts, asked: list[str], said: list[str]) -> list[str]:
    readings = parts.reader().read(asked, [[text] for text in said])
    return [parts.head.labels.stances[int(np.argmax(each.scores.stance))] for each in readings]


def test_the_same_words_are_read_by_what_was_asked(parts: Parts) -> None:
    rows = [(asked, text, label[0]) for asked, each in SAID.items() for text, label in each]
    asked, said, stances = (list(column) for column in zip(*rows, strict=True))
    assert told(parts, asked, said) == stances
    # In any order, and with other questions between.
    turned = told(parts, [*asked[::-1], "moped"], [*said[::-1], "renare luft."])
    assert turned[:-1] == stances[::-1]


def test_what_was_never_asked_is_read_with_what_all_questions_share(parts: Parts) -> None:
    alone = replace(parts, standing={})
    both = [each.reader().read(["moped"], [["renare luft."]])[0] for each in (parts, alone)]
    assert both[0].scores.stance.tobytes() == both[1].scores.stance.tobytes()


def test_heads_of_standing_questions_are_kept_in_the_folder(parts: Parts, tmp_path: Path) -> None:
    save_folder(parts, tmp_path / "m", "# card\n")
    loaded = load_folder(tmp_path / "m")
    assert list(loaded.standing) == sorted(SAID)
    for question, head in parts.standing.items():
        assert head.weights.tobytes() == loaded.standing[question].weights.tobytes()
        assert head.bias.tobytes() == loaded.standing[question].bias.tobytes()


def test_a_folder_that_lacks_one_of_them_is_damaged(parts: Parts, tmp_path: Path) -> None:
    save_folder(parts, tmp_path / "m", "# card\n")
    file = tmp_path / "m" / "head.safetensors"
    tensors = load_file(file)
    del tensors["standing_1_weights"]
    save_file(tensors, file)
    write_manifest(tmp_path / "m")
    with pytest.raises(StanceError) as caught:
        load_folder(tmp_path / "m")
    assert caught.value.code == "model-damaged"


def test_only_questions_that_are_asked_again_and_again_have_heads() -> None:
    pairs = [
        replace(pair("a", n), recommendation=f"Fråga {n % 2}?", response=f"Instämmer {n}.")
        for n in range(60)
    ]
    with few_iterations():
        whole = Learner(pairs, None).fit(range(60), spans=False)
        fewer = Learner(pairs[:58], None).fit(range(58), spans=False)
    assert list(whole.standing) == ["fråga 0?", "fråga 1?"]
    assert not fewer.standing


def test_answers_of_one_sentence_are_not_composed() -> None:
    pairs = [
        replace(each, response=response)
        for n in range(30)
        for each, response in (
            (pair("a", n), f"Nämnden instämmer {n}."),
            (replace(pair("b", n), stance="deflects"), f"Nämnden avvisar {n}."),
        )
    ]
    longer = [replace(each, response=f"{each.response} Tack för den.") for each in pairs]
    with few_iterations():
        found = []
        for some in (pairs, longer):
            learner = Learner(some, None)
            odd, even = range(0, 60, 2), range(1, 60, 2)
            halves = [learner.apart([*odd, *even][:40], [*odd, *even][40:], spans=False)]
            halves.append(learner.apart([*odd, *even][20:], [*odd, *even][:20], spans=False))
            found.append(learner.composer(halves))
    assert found[0] is None
    assert found[1] is not None
