"""The stage ``export``: the folder that sentence-transformers and ``load_encoder`` read."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
from tokenizers import Tokenizer
from torch import nn
from transformers import ModernBertModel, PreTrainedTokenizerFast

from stance.manifest import write_manifest
from training.contextual.loop import put
from training.contextual.model import config
from training.contextual.pack import PackedCorpora
from training.contextual.settings import Settings
from training.contextual.tune import tuned_weights

NAME = "encoder-sv-contextual"
_PLACEHOLDER = "The card is written by the stage `measure`.\n"


def encoder_of(packed: PackedCorpora, out: Path, settings: Settings) -> Any:  # noqa: ANN401
    """Return the tuned encoder, ready to read."""
    tensors, _, _ = tuned_weights(out)
    model: Any = ModernBertModel(config(settings.model, packed.tokenizer.get_vocab_size()))
    put(model, tensors)
    return model.eval()


def export(packed: PackedCorpora, out: Path, settings: Settings) -> Path:
    """Build ``out/encoder-sv-contextual`` aside, then put it in the place of the old one."""
    folder = out / NAME
    model = encoder_of(packed, out, settings)
    with tempfile.TemporaryDirectory(dir=out, prefix=".export-") as temporary:
        base, new = Path(temporary) / "base", Path(temporary) / "new"
        model.save_pretrained(base)
        wrapped(packed.tokenizer, settings.model.longest).save_pretrained(base)
        transformer = Transformer(str(base), max_seq_length=settings.model.longest)
        pooling = Pooling(settings.model.hidden, pooling_mode="mean")
        modules: list[nn.Module] = [transformer, pooling, Normalize()]
        SentenceTransformer(modules=modules, device="cpu").save(str(new), create_model_card=False)
        _halve(model, new, settings.pieces.shard_mb)
        (new / "README.md").write_text(_PLACEHOLDER, encoding="utf-8")
        for path in new.rglob("*"):
            path.chmod(0o755 if path.is_dir() else 0o644)
        write_manifest(new)
        if folder.exists():
            folder.rename(Path(temporary) / "old")
        new.rename(folder)
    return folder


def wrapped(tokenizer: Tokenizer, longest: int) -> Any:  # noqa: ANN401
    """Return the tokenizer as transformers wants it."""
    kind: Any = PreTrainedTokenizerFast
    return kind(
        tokenizer_object=tokenizer,
        unk_token="[UNK]",  # noqa: S106 - no password
        pad_token="[PAD]",  # noqa: S106
        cls_token="[CLS]",  # noqa: S106
        sep_token="[SEP]",  # noqa: S106
        mask_token="[MASK]",  # noqa: S106
        model_max_length=longest,
        model_input_names=["input_ids", "attention_mask"],
    )


def _halve(model: Any, folder: Path, shard_mb: float) -> None:  # noqa: ANN401
    """Store the weights in half precision and in shards; they are read into full precision."""
    for path in folder.glob("model*.safetensors*"):
        path.unlink()
    model.to(torch.float16).save_pretrained(folder, max_shard_size=f"{int(shard_mb * 1000)}KB")
    path = folder / "config.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    # Loaders follow this word, and processors are slow at half precision.
    content["dtype"] = "float32"
    path.write_text(json.dumps(content, indent=2, sort_keys=True) + "\n", encoding="utf-8")
