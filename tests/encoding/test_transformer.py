"""Encoders of sentence-transformers, on models small enough to build in the test."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest
from tests.classification.corpus import corpus, few_iterations

from stance.classification.folder import load_folder
from stance.cli import main
from stance.encoding import load_encoder
from stance.encoding.transformer import TransformerEncoder
from stance.resources import models_dir
from stance.swedish.noise import damage

pytest.importorskip("sentence_transformers")

TEXTS = ["nämnden instämmer", "", "planen antas i maj", "nämnden instämmer inte"]


def test_folder_of_a_transformer(tiny: Path) -> None:
    encoder = load_encoder(tiny)
    assert isinstance(encoder, TransformerEncoder)
    assert (encoder.name, encoder.dimensions) == ("tiny", 16)
    rows = encoder.encode(TEXTS)
    assert rows.shape == (4, 16)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 0, 1, 1], abs=1e-5)
    assert encoder.encode(TEXTS[::-1])[::-1] == pytest.approx(rows, abs=1e-5)
    assert encoder.encode([]).shape == (0, 16)


def test_end_of_a_text_beyond_the_model_counts(tiny: Path) -> None:
    encoder = load_encoder(tiny)
    start = "nämnden instämmer " * 40
    one, two = encoder.encode([start, start + "planen antas i maj " * 40])
    assert np.abs(one - two).max() > 1e-3


def test_word_beyond_the_model(tiny: Path) -> None:
    rows = load_encoder(tiny).encode(["a" * 5_000])
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1], abs=1e-5)


def test_torch_and_numpy_give_the_same_vectors() -> None:
    folder = models_dir() / "encoder-sv"
    chance = random.Random(5)  # noqa: S311
    texts = [
        "Nämnden instämmer i kritiken och tar fram en plan till den 31 maj 2024.",
        "En 東 katt.",
        "FÖRVALTNINGEN\u00a0FÅR I UPPDRAG …  att  se\u00adöver rutinerna (dnr KS/2021:12).",
        "Styrelsen avser att återkomma i frågan. " * 150,
        "",
    ]
    texts += [damage(text, chance, 0.6) for text in texts[:4]]
    by_torch = TransformerEncoder.load(folder, "torch").encode(texts)
    by_numpy = load_encoder(folder).encode(texts)
    assert np.linalg.norm(by_numpy, axis=1) == pytest.approx([1, 1, 1, 1, 0, 1, 1, 1, 1], abs=1e-5)
    assert by_torch == pytest.approx(by_numpy, abs=1e-3)


def test_classifier_is_trained_by_the_command_with_a_transformer(
    tiny: Path, tmp_path: Path
) -> None:
    rows = [
        {"id": pair.identifier, "recommendation": pair.recommendation, "response": pair.response,
         "stance": pair.stance, "reason": pair.reason, "commitment": pair.commitment}
        for pair in corpus()
    ]  # fmt: skip
    pairs = tmp_path / "pairs.jsonl"
    pairs.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    out = tmp_path / "judge"
    with few_iterations():
        code = main(["train", str(pairs), "--out", str(out), "--encoder", str(tiny)])
    assert code == 0
    config = json.loads((out / "config.json").read_text(encoding="utf-8"))
    assert config["encoder"]["source"] == str(tiny)
    assert config["encoder"]["name"] == "tiny"
    assert isinstance(load_folder(out).featurizer.encoder, TransformerEncoder)
