from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stance.manifest import write_manifest

if TYPE_CHECKING:
    from tests.cli.conftest import Outcome

Run = Callable[..., "Outcome"]


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, config in (("one", {"name": "one 1.2"}), ("two", {})):
        (tmp_path / name).mkdir()
        (tmp_path / name / "config.json").write_text(json.dumps(config))
        write_manifest(tmp_path / name)
    (tmp_path / ".hidden").mkdir()
    monkeypatch.setenv("STANCE_MODELS", str(tmp_path))
    return tmp_path


def test_each_model_has_a_line(run: Run, models: Path) -> None:
    done = run("models", "list")
    assert done.code == 0
    assert [line.split() for line in done.out.splitlines()] == [
        ["one", "0.0", "MB", "one", "1.2", "ok"],
        ["two", "0.0", "MB", "-", "ok"],
    ]


def test_a_damaged_model_is_named(run: Run, models: Path) -> None:
    (models / "two" / "config.json").write_text("{")
    done = run("models", "list")
    assert done.code == 1
    assert "config.json has been changed" in done.out.splitlines()[1]


def test_no_models(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STANCE_MODELS", str(tmp_path))
    done = run("models", "list")
    assert (done.code, done.out) == (0, "")
    assert "There are no models" in done.err


def test_fetch_names_the_folder_or_says_why_not(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import huggingface_hub

    def fetched(name: str) -> str:
        if name != "owner/model":
            raise OSError("no such model")
        return str(tmp_path)

    monkeypatch.setattr(huggingface_hub, "snapshot_download", fetched)
    assert run("models", "fetch", "owner/model").out.strip() == str(tmp_path)
    refused = run("models", "fetch", "owner/other")
    assert refused.code == 1
    assert "could not be fetched" in refused.err
