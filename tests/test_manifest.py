from __future__ import annotations

import json
from pathlib import Path

import pytest

from stance.errors import StanceError
from stance.manifest import has_manifest, verify_manifest, write_manifest


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    (folder / "part").mkdir(parents=True)
    (folder / "config.json").write_text("{}", encoding="utf-8")
    (folder / "part" / "weights.bin").write_bytes(bytes(range(200)))
    write_manifest(folder)
    return folder


def code_of(folder: Path) -> str:
    with pytest.raises(StanceError) as caught:
        verify_manifest(folder)
    assert caught.value.remedy
    return caught.value.code


def test_untouched_folder_passes(model: Path) -> None:
    verify_manifest(model)
    assert has_manifest(model)


def test_manifest_names_every_file_with_size_and_digest(model: Path) -> None:
    content = json.loads((model / "manifest.json").read_text(encoding="utf-8"))
    assert content["format_version"] == 1
    assert sorted(content["files"]) == ["config.json", "part/weights.bin"]
    assert content["files"]["part/weights.bin"]["size"] == 200
    assert len(content["files"]["part/weights.bin"]["sha256"]) == 64


def test_manifest_does_not_depend_on_time_or_itself(model: Path) -> None:
    first = (model / "manifest.json").read_bytes()
    write_manifest(model)
    assert (model / "manifest.json").read_bytes() == first
    assert sorted(path.name for path in model.iterdir()) == ["config.json", "manifest.json", "part"]


@pytest.mark.parametrize("position", [0, 99, 199])
def test_one_changed_byte_is_refused(model: Path, position: int) -> None:
    weights = model / "part" / "weights.bin"
    content = bytearray(weights.read_bytes())
    content[position] ^= 1
    weights.write_bytes(bytes(content))
    assert code_of(model) == "model-damaged"


def test_truncated_file_is_refused(model: Path) -> None:
    weights = model / "part" / "weights.bin"
    weights.write_bytes(weights.read_bytes()[:-1])
    assert code_of(model) == "model-damaged"


def test_missing_file_is_refused(model: Path) -> None:
    (model / "config.json").unlink()
    assert code_of(model) == "model-damaged"


def test_extra_file_is_refused(model: Path) -> None:
    (model / "part" / "extra.bin").write_bytes(b"1")
    assert code_of(model) == "model-damaged"


def test_hidden_file_is_of_no_account(model: Path) -> None:
    (model / ".DS_Store").write_bytes(b"1")
    verify_manifest(model)


def test_missing_manifest_is_refused(model: Path) -> None:
    (model / "manifest.json").unlink()
    assert not has_manifest(model)
    assert code_of(model) == "model-damaged"


@pytest.mark.parametrize(
    "text",
    ["", "[]", "null", '{"files": {}}', '{"format_version": 1, "files": [1]}', "[" * 100_000,
     '{"format_version": 1, "files": {"config.json": {"size": "x", "sha256": "y"}}}', "\x00"],
)  # fmt: skip
def test_broken_manifest_is_refused(model: Path, text: str) -> None:
    (model / "manifest.json").write_text(text, encoding="utf-8")
    assert code_of(model) == "model-damaged"


def test_manifest_that_is_not_text_is_refused(model: Path) -> None:
    (model / "manifest.json").write_bytes(b"\xff\xfe\xff")
    assert code_of(model) == "model-damaged"


def test_later_format_is_refused_by_name(model: Path) -> None:
    content = json.loads((model / "manifest.json").read_text(encoding="utf-8"))
    content["format_version"] = 2
    (model / "manifest.json").write_text(json.dumps(content), encoding="utf-8")
    assert code_of(model) == "model-newer"


def test_no_folder_is_not_called_damage(tmp_path: Path) -> None:
    assert code_of(tmp_path / "nowhere") == "model-missing"
