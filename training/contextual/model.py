"""The architecture: a small ModernBERT, which every library that reads transformers knows."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor, nn
from transformers import ModernBertConfig, ModernBertForMaskedLM, ModernBertModel

from training.contextual.settings import Model
from training.contextual.words import CLS, MARKS, MASK, PAD, SEP

LARGEST = 25_000_000
CLASSES = 3


def config(settings: Model, vocabulary: int, dropout: float = 0.0) -> Any:  # noqa: ANN401
    """Return the configuration; every layer sees the whole (short) text."""
    return ModernBertConfig(
        vocab_size=vocabulary,
        hidden_size=settings.hidden,
        intermediate_size=settings.inner,
        num_hidden_layers=settings.layers,
        num_attention_heads=settings.heads,
        max_position_embeddings=settings.longest,
        layer_types=["full_attention"] * settings.layers,
        pad_token_id=PAD,
        bos_token_id=CLS,
        cls_token_id=CLS,
        eos_token_id=SEP,
        sep_token_id=SEP,
        attention_dropout=dropout,
        mlp_dropout=dropout,
        embedding_dropout=dropout,
    )


def masked_model(settings: Model, vocabulary: int, start: Tensor | None, seed: int) -> Any:  # noqa: ANN401
    """Return a new model for masked-language training.

    Raises:
        ValueError: When the encoder has too many parameters.
    """
    torch.manual_seed(seed)
    model = ModernBertForMaskedLM(config(settings, vocabulary))
    size = sum(parameter.numel() for parameter in model.model.parameters())
    if size > LARGEST:
        raise ValueError(f"the encoder has {size} parameters, above {LARGEST}")
    if start is not None:
        with torch.no_grad():
            model.model.embeddings.tok_embeddings.weight.copy_(start)
    return model


class SentenceModel(nn.Module):
    """The encoder with a mean over its tokens, and a linear head for inference pairs."""

    def __init__(self, settings: Model, vocabulary: int, dropout: float) -> None:
        """Build it with weights to be replaced."""
        super().__init__()
        self.encoder = ModernBertModel(config(settings, vocabulary, dropout))
        self.inference = nn.Linear(4 * settings.hidden, CLASSES)

    def forward(self, ids: Tensor) -> Tensor:
        """Return the unit vectors of texts padded with ``PAD``."""
        seen = ids != PAD
        states = self.encoder(input_ids=ids, attention_mask=seen.long()).last_hidden_state
        weight = seen.unsqueeze(-1).to(states.dtype)
        means: Tensor = (states * weight).sum(1).float() / seen.sum(1, keepdim=True)
        return nn.functional.normalize(means, dim=1)


def pair_features(premises: Tensor, hypotheses: Tensor) -> Tensor:
    """Return what the linear head sees of two unit vectors, in numbers of about 1."""
    size = premises.shape[1]
    apart = (premises - hypotheses).abs()
    both = premises * hypotheses * math.sqrt(size)
    return torch.cat([premises, hypotheses, apart, both], dim=1) * math.sqrt(size)


def mask(
    ids: Tensor, count: int, span: float, chance: torch.Generator, vocabulary: int
) -> tuple[Tensor, Tensor, Tensor]:
    """Hide some tokens of every row, in runs, always the same number.

    Args:
        ids: Rows of tokens.
        count: Tokens to hide in a row. A fixed number keeps the shapes that a GPU works on fixed.
        span: Mean length of a run.
        chance: On the device of ``ids``.
        vocabulary: Random tokens are drawn below it.

    Returns:
        The rows as the model sees them, the places to predict, and what stood there (-100, which
        the loss leaves out, where a row has too few words).
    """
    rows, length = ids.shape
    device = ids.device
    breaks = torch.rand(rows, length, generator=chance, device=device) < 1 / span
    draws = torch.rand(rows, length + 1, generator=chance, device=device)
    order = draws.gather(1, breaks.long().cumsum(1))
    special = ids < len(MARKS)
    places = order.masked_fill(special, -1.0).topk(count, dim=1).indices
    meant = ids.gather(1, places)
    other = torch.randint(
        len(MARKS), vocabulary, (rows, count), generator=chance, device=device, dtype=ids.dtype
    )
    kind = torch.rand(rows, count, generator=chance, device=device)
    shown = torch.where(kind < 0.8, torch.full_like(meant, MASK), meant)
    shown = torch.where(kind >= 0.9, other, shown)
    known = special.gather(1, places)
    shown = torch.where(known, meant, shown)
    return ids.scatter(1, places, shown), places, meant.long().masked_fill(known, -100)
