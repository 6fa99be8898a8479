"""Write a static encoder in the format of sentence-transformers."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding
from tokenizers import Tokenizer

from stance.encoding.protocol import Encoder
from stance.encoding.static import StaticEncoder
from stance.manifest import write_manifest


def export(
    folder: Path,
    tokenizer: Tokenizer,
    vectors: NDArray[np.float32],
    card: Callable[[Encoder], str],
) -> None:
    """Build the model folder aside, then put it in the place of the old one.

    Args:
        folder: Where the model goes.
        tokenizer: Its tokenizer.
        vectors: One row for each token.
        card: Writes the model card of the encoder as it will be used: read back from its files.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".encoder-") as temporary:
        new = Path(temporary) / "new"
        weights = torch.tensor(vectors, dtype=torch.float16)
        embedding = StaticEmbedding(tokenizer, embedding_weights=weights)
        modules: list[torch.nn.Module] = [embedding, Normalize()]
        SentenceTransformer(modules=modules, device="cpu").save(str(new), create_model_card=False)
        text = card(StaticEncoder.load(new, folder.name))
        (new / "README.md").write_text(text, encoding="utf-8")
        for path in new.rglob("*"):
            path.chmod(0o755 if path.is_dir() else 0o644)
        write_manifest(new)
        if folder.exists():
            shutil.move(folder, Path(temporary) / "old")
        new.rename(folder)
