from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

from stance.classification import folder as folders
from stance.classification.calibration import Calibration
from stance.classification.composition import Facts
from stance.classification.conformal import FixedSets, HeldOut
from stance.classification.folder import FORMAT_VERSION, load_folder, save_folder
from stance.classification.model import StanceModel
from stance.classification.pairs import exchange_from_pair
from stance.errors import StanceError
from stance.manifest import write_manifest
from tests.classification.conftest import Trained
from tests.classification.corpus import FakeEncoder, Tiny, corpus, tiny


@pytest.fixture(scope="module")
def fitted() -> Tiny:
    return tiny()


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def code_of(folder: Path) -> str:
    with pytest.raises(StanceError) as caught:
        load_folder(folder)
    assert str(folder) in caught.value.message
    assert caught.value.remedy
    return caught.value.code


def test_what_was_saved_judges_the_same_to_the_last_bit(fitted: Tiny, tmp_path: Path) -> None:
    parts = replace(
        fitted.parts,
        calibrations={"stance": Calibration(0.7, 0.1)},
        sets=FixedSets(0.1, 0.2, 0.3),
    )
    save_folder(parts, tmp_path / "m", "# card\n")
    loaded = load_folder(tmp_path / "m")
    exchanges = [exchange_from_pair(pair) for pair in corpus()[:12]]
    assert StanceModel(loaded).judge(exchanges) == StanceModel(parts).judge(exchanges)
    for name in ("weights", "bias"):
        one, other = getattr(parts.head, name), getattr(loaded.head, name)
        assert one.tobytes() == other.tobytes()
    assert loaded.head.labels == parts.head.labels
    assert (loaded.calibrations, loaded.sets) == (parts.calibrations, parts.sets)
    assert loaded.featurizer.vocabulary.words == parts.featurizer.vocabulary.words
    assert loaded.featurizer.vocabulary.characters == parts.featurizer.vocabulary.characters


def test_span_taggers_come_back(trained: Trained, tmp_path: Path) -> None:
    loaded = load_folder(trained.folder)
    assert set(loaded.taggers) == {"measure", "responsible"}
    save_folder(loaded, tmp_path / "again", (trained.folder / "README.md").read_text())
    assert contents(tmp_path / "again") == contents(trained.folder)


def test_a_model_folder_holds_nothing_that_runs(trained: Trained) -> None:
    names = {path.name for path in trained.folder.iterdir()}
    assert {"config.json", "head.safetensors", "README.md", "manifest.json"} <= names
    suffixes = {Path(name).suffix for name in names}
    assert suffixes == {".json", ".txt", ".safetensors", ".md"}


@pytest.mark.parametrize(
    "name", ["config.json", "head.safetensors", "vocabulary.txt", "README.md", "manifest.json"]
)
@pytest.mark.parametrize("harm", ["missing", "truncated", "changed"])
def test_a_damaged_folder_is_refused(
    trained: Trained, tmp_path: Path, name: str, harm: str
) -> None:
    copy = Path(shutil.copytree(trained.folder, tmp_path / "copy"))
    path = copy / name
    data = bytearray(path.read_bytes())
    if harm == "missing":
        path.unlink()
    elif harm == "truncated":
        path.write_bytes(data[: len(data) // 2])
    else:
        # Inside a checksum or a name; for the manifest any bit of those counts.
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
    assert code_of(copy) == "model-damaged"


def test_a_folder_with_more_than_its_files_is_refused(trained: Trained, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(trained.folder, tmp_path / "copy"))
    (copy / "head.pkl").write_bytes(b"\x80\x04N.")
    assert code_of(copy) == "model-damaged"


def edited(trained: Trained, to: Path, edit: Callable[[dict[str, object]], None]) -> Path:
    """A copy with another config, and a manifest that agrees with it."""
    copy = Path(shutil.copytree(trained.folder, to))
    config = json.loads((copy / "config.json").read_text(encoding="utf-8"))
    edit(config)
    (copy / "config.json").write_text(json.dumps(config), encoding="utf-8")
    write_manifest(copy)
    return copy


def test_a_later_format_is_refused(trained: Trained, tmp_path: Path) -> None:
    copy = edited(
        trained, tmp_path / "a", lambda config: config.update(format_version=FORMAT_VERSION + 1)
    )
    assert code_of(copy) == "model-newer"
    copy = edited(trained, tmp_path / "older", lambda config: config.update(format_version=1))
    assert code_of(copy) == "model-older"
    other = Path(shutil.copytree(trained.folder, tmp_path / "b"))
    manifest = json.loads((other / "manifest.json").read_text())
    (other / "manifest.json").write_text(json.dumps({**manifest, "format_version": 2}))
    assert code_of(other) == "model-newer"


@pytest.mark.parametrize(
    "wrong",
    [
        {"joint_labels": [["agrees", None, None]]},
        {"joint_labels": "agrees"},
        {"words": "many"},
        {"encoder": {"source": None}},
        {"calibration": {"stance": {"sharpness": 0.0}}},
        {"spans": {"deadline": {"threshold": 0.0}}},
        {"format_version": None},
    ],
)
def test_a_config_that_does_not_fit_is_refused(
    trained: Trained, tmp_path: Path, wrong: dict[str, object]
) -> None:
    copy = edited(trained, tmp_path / "copy", lambda config: config.update(wrong))
    assert code_of(copy) == "model-damaged"


def test_format_2_is_still_read(trained: Trained, tmp_path: Path) -> None:
    numbers = {"sharpness": 0.1, "adaptation": 0.2}
    fixed = {"threshold": 0.3, "error_rate": 0.1, "sure": 0.5}

    def older(config: dict[str, object]) -> None:
        config.update(format_version=2, calibration={"stance": {**numbers, **fixed}})

    folder = edited(trained, tmp_path / "copy", older)
    loaded = load_folder(folder)
    assert loaded.calibrations == {"stance": Calibration(0.1, 0.2)}
    assert loaded.sets == FixedSets(**fixed)
    exchanges = [exchange_from_pair(pair) for pair in trained.pairs]
    for judgement in StanceModel.load(folder).judge(exchanges):
        chances = sorted(judgement.probabilities.values())
        if abs(chances[-1] - 0.5) > 1e-3 and abs(chances[-2] - 0.3) > 1e-3:
            assert judgement.review is (chances[-2] >= 0.3 or chances[-1] < 0.5)
    with pytest.raises(StanceError) as caught:
        StanceModel.load(folder, error_rate=0.2)
    assert caught.value.code == "one-error-rate"


def tensors_edited(
    trained: Trained, to: Path, edit: Callable[[dict[str, NDArray[Any]]], object]
) -> Path:
    """A copy with other numbers, and a manifest that agrees with them."""
    copy = Path(shutil.copytree(trained.folder, to))
    tensors = load_file(copy / "head.safetensors")
    edit(tensors)
    save_file(tensors, copy / "head.safetensors")
    write_manifest(copy)
    return copy


def test_a_model_of_format_4_weighs_the_facts_that_it_has_learnt(
    trained: Trained, tmp_path: Path
) -> None:
    whole = load_folder(trained.folder)
    assert whole.composer is not None
    labels = whole.head.labels
    older, newer = Facts(labels, beside=False).width, Facts(labels).width
    assert newer - older == len(labels.reasons)

    def fewer(found: dict[str, NDArray[Any]]) -> None:
        for name in ("composer_mean", "composer_spread"):
            found[name] = found[name][:older].copy()
        stances = found["composer_weights"].shape[1]
        weights = found["composer_weights"].reshape(-1, newer, stances)[:, :older]
        found["composer_weights"] = weights.reshape(-1, stances).copy()

    copy = tensors_edited(trained, tmp_path / "copy", fewer)
    loaded = load_folder(copy)
    judged = StanceModel(loaded).judge([exchange_from_pair(pair) for pair in trained.pairs[:5]])
    assert all(sum(each.probabilities.values()) == pytest.approx(1, abs=1e-3) for each in judged)


def test_a_model_of_format_3_judges_by_its_head_alone(trained: Trained, tmp_path: Path) -> None:
    def older(config: dict[str, object]) -> None:
        del config["amounts"]
        config["format_version"] = 3

    loaded = load_folder(edited(trained, tmp_path / "copy", older))
    whole = load_folder(trained.folder)
    assert whole.composer is not None
    assert loaded.composer is None
    exchanges = [exchange_from_pair(pair) for pair in trained.pairs[:20]]
    by_head = StanceModel(replace(whole, composer=None)).judge(exchanges)
    assert StanceModel(loaded).judge(exchanges) == by_head
    assert StanceModel(whole).judge(exchanges) != by_head


@pytest.mark.parametrize(
    "edit",
    [
        lambda found: found.pop("composer_mean"),
        lambda found: found.update(composer_weights=found["composer_weights"][:-1]),
        lambda found: found.update(composer_weights=found["composer_weights"][:, 0].copy()),
        lambda found: found.update(composer_bias=found["composer_bias"][:1]),
        lambda found: found.update(composer_bias=found["composer_bias"] * np.float32("nan")),
        lambda found: found.update(composer_spread=found["composer_spread"] * 0),
    ],
)
def test_a_composer_that_does_not_fit_is_refused(
    trained: Trained, tmp_path: Path, edit: Callable[[dict[str, NDArray[Any]]], object]
) -> None:
    assert code_of(tensors_edited(trained, tmp_path / "copy", edit)) == "model-damaged"


def test_a_model_trained_with_other_lists_of_words_is_refused(
    trained: Trained, tmp_path: Path
) -> None:
    copy = edited(trained, tmp_path / "copy", lambda config: config.update(amounts=99))
    assert code_of(copy) == "model-damaged"


def test_the_held_out_scores_come_back(trained: Trained, tmp_path: Path) -> None:
    sets = load_folder(trained.folder).sets
    assert isinstance(sets, HeldOut)
    assert len(sets.chances) == len(trained.pairs)
    assert set(sets.groups.tolist()) == {0, 1, 2}
    copy = Path(shutil.copytree(trained.folder, tmp_path / "copy"))
    tensors = load_file(copy / "head.safetensors")
    tensors["held_out_groups"] = tensors["held_out_groups"][1:]
    save_file(tensors, copy / "head.safetensors")
    write_manifest(copy)
    assert code_of(copy) == "model-damaged"


def test_any_other_folder_is_no_model(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    assert code_of(tmp_path) == "model-damaged"
    write_manifest(tmp_path)
    assert code_of(tmp_path) == "model-damaged"
    assert code_of(tmp_path / "config.json") == "model-missing"


@pytest.fixture
def with_encoder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(folders, "shared_encoder", lambda _: FakeEncoder())
    save_folder(tiny(FakeEncoder()).parts, tmp_path / "m", "# card\n")
    return tmp_path / "m"


def test_the_encoder_is_found_again(with_encoder: Path) -> None:
    encoder = load_folder(with_encoder).featurizer.encoder
    assert encoder is not None
    assert (encoder.name, encoder.dimensions) == ("fake", 16)


@pytest.mark.parametrize("other", [FakeEncoder("other"), FakeEncoder(dimensions=8)])
def test_another_encoder_is_refused(
    with_encoder: Path, monkeypatch: pytest.MonkeyPatch, other: FakeEncoder
) -> None:
    monkeypatch.setattr(folders, "shared_encoder", lambda _: other)
    assert code_of(with_encoder) == "encoder-changed"


def test_an_interrupted_save_leaves_the_old_model_whole(
    fitted: Tiny, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "m"
    save_folder(fitted.parts, target, "# old\n")
    before = contents(target)

    def interrupted(_: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(folders, "write_manifest", interrupted)
        with pytest.raises(KeyboardInterrupt):
            save_folder(fitted.parts, target, "# new\n")
    assert contents(target) == before
    assert [path.name for path in tmp_path.iterdir()] == ["m"]


def test_a_swap_that_fails_puts_the_old_model_back(
    fitted: Tiny, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "m"
    save_folder(fitted.parts, target, "# old\n")
    before = contents(target)
    replace_path = Path.replace

    def failing(self: Path, to: Path) -> Path:
        if self.parent == target.parent and self != target and Path(to) == target:
            raise OSError("no space")
        return replace_path(self, to)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", failing)
        with pytest.raises(OSError, match="no space"):
            save_folder(fitted.parts, target, "# new\n")
    assert contents(target) == before
    assert [path.name for path in tmp_path.iterdir()] == ["m"]


def test_a_new_model_replaces_the_old_one_and_can_be_read_by_all(
    fitted: Tiny, tmp_path: Path
) -> None:
    target = tmp_path / "deep" / "m"
    for card in ("# old\n", "# new\n"):
        save_folder(fitted.parts, target, card)
        assert (target / "README.md").read_text() == card
        assert load_folder(target).name == "tiny 1.0"
    assert [path.name for path in target.parent.iterdir()] == ["m"]
    assert target.stat().st_mode & 0o777 == 0o755
    assert all(path.stat().st_mode & 0o777 == 0o644 for path in target.iterdir())
