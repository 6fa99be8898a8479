from __future__ import annotations

from pathlib import Path

import pytest

from stance.errors import StanceError
from stance.resources import models_dir


def test_repository_models_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STANCE_MODELS", raising=False)
    assert models_dir().name in {"models", "_models"}


def test_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STANCE_MODELS", str(tmp_path))
    assert models_dir() == tmp_path


def test_environment_naming_no_folder_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STANCE_MODELS", str(tmp_path / "nowhere"))
    with pytest.raises(StanceError) as caught:
        models_dir()
    assert caught.value.code == "models-missing"
    assert caught.value.remedy
