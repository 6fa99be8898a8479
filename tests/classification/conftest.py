from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from stance.classification.model import StanceModel
from stance.classification.pairs import Pair
from stance.training import TrainingReport
from tests.classification.corpus import corpus, quick_train


@dataclass(frozen=True)
class Trained:
    """A model made of the small corpus; nobody may change its folder."""

    folder: Path
    pairs: list[Pair]
    report: TrainingReport
    model: StanceModel


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    folder = tmp_path_factory.mktemp("models") / "small"
    pairs = corpus()
    report = quick_train(pairs, folder)
    return Trained(folder, pairs, report, StanceModel.load(folder))
