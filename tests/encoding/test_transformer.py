"""Encoders of sentence-transformers, on models small enough to build in the test."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from stance.encoding import load_encoder
from stance.encoding.transformer import TransformerEncoder
from stance.resources import models_dir

pytest.importorskip("sentence_transformers")

TEXTS = ["nämnden instämmer", "", "planen antas i maj", "nämnden instämmer inte"]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizer

    folder = tmp_path_factory.mktemp("bert")
    words = [
        "[PAD]",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        "[MASK]",
        "a",
        "##a",
        *TEXTS[3].split(),
        *TEXTS[2].split(),
    ]
    (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(words), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=16, max_position_embeddings=32,
    )  # fmt: skip
    BertModel(config).save_pretrained(folder / "base")
    BertTokenizer(
        vocab=str(folder / "vocab.txt"), do_lower_case=True, strip_accents=False,
        model_max_length=32,
    ).save_pretrained(folder / "base")  # fmt: skip
    transformer = Transformer(str(folder / "base"), max_seq_length=32)
    pooling = Pooling(transformer.get_embedding_dimension())
    SentenceTransformer(modules=[transformer, pooling], device="cpu").save(str(folder / "tiny"))
    return folder / "tiny"


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
    texts = [
        "Nämnden instämmer i kritiken och tar fram en plan till den 31 maj 2024.",
        "En 東 katt.",
    ]
    by_torch = TransformerEncoder.load(folder, "torch").encode(texts)
    assert by_torch == pytest.approx(load_encoder(folder).encode(texts), abs=1e-3)
