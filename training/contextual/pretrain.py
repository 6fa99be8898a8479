"""The stage ``pretrain``: predict hidden words of running text, from scratch."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from training.contextual.loop import Keep, Loop, Optimiser, Plan, Rate, Stop, weights_of
from training.contextual.model import mask, masked_model
from training.contextual.pack import PackedCorpora
from training.contextual.pieces import MEGABYTE, write_pieces
from training.contextual.settings import Settings
from training.contextual.start import embedding_rows
from training.contextual.words import CLS, stream

_DEVIATION = 0.02  # of new embeddings, as in ModernBERT's own
_BACKBONE = "model."
FINISHED = "pretrained"


def pretrain(
    packed: PackedCorpora,
    out: Path,
    settings: Settings,
    device: torch.device,
    keep: Keep,
    stop: Stop,
) -> bool:
    """Train, and write ``out/pretrained`` when done; tell whether it is done."""
    how = settings.pretrain
    tokenizer = packed.tokenizer
    size = tokenizer.get_vocab_size()
    batches = _Batches(_tokens(packed, how.general_copies), how.length, how.batch, settings.seed)
    print(f"  {batches.count} tokens, {batches.steps} steps an epoch", flush=True)
    begin = embedding_rows(packed.start().numpy(), settings.model.hidden, _DEVIATION, settings.seed)
    model = masked_model(settings.model, size, torch.from_numpy(begin), settings.seed).to(device)
    model.train()
    read: Callable[..., Any] = model.model
    if how.compile and device.type == "cuda":
        read = _compiled(model.model, torch.from_numpy(batches.at(0)).to(device), device)
    chance = torch.Generator(device)

    def loss_at(step: int, total: int | None) -> Tensor:
        done = step / total if total else 0.0
        share = how.mask_first + (how.mask_last - how.mask_first) * done
        ids = torch.from_numpy(batches.at(step)).to(device)
        chance.manual_seed(settings.seed * 1_000_003 + step)
        count = max(1, round(share * how.length))
        seen, places, meant = mask(ids, count, how.mask_span, chance, size)
        with half(device):
            states = read(input_ids=seen).last_hidden_state
            wide = places.unsqueeze(-1).expand(-1, -1, states.shape[-1])
            guesses = model.decoder(model.head(states.gather(1, wide)))
        return functional.cross_entropy(guesses.flatten(0, 1).float(), meant.flatten())

    optimiser = Optimiser(Rate(how.rate, how.warm_up), how.decay, how.beta2, how.clip)
    loop = Loop(model, optimiser, Plan(how.steps, how.minutes), keep)
    if not loop.run(loss_at, stop):
        return False
    kept = {
        name.removeprefix(_BACKBONE): parameter.detach().half()
        for name, parameter in weights_of(model).items()
        if name.startswith(_BACKBONE)
    }
    note = {"steps": loop.total, "tokens": batches.count, "belongs_to": keep.belongs_to}
    write_pieces(out / FINISHED, kept, int(settings.pieces.piece_mb * MEGABYTE), note)
    return True


def half(device: torch.device) -> AbstractContextManager[Any]:
    """Work in bfloat16 on a GPU, and as the weights are elsewhere."""
    return torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda")


def _tokens(packed: PackedCorpora, general_copies: int) -> NDArray[np.int32]:
    tokenizer = packed.tokenizer
    public = stream(tokenizer, packed.read("public"))
    general = stream(tokenizer, packed.read("general"))
    return np.concatenate([public, *[general] * general_copies])


def _compiled(backbone: Any, ids: Tensor, device: torch.device) -> Callable[..., Any]:  # noqa: ANN401
    """Fuse the model's small steps where the machine can; go on without where it cannot."""
    fused: Callable[..., Any] = torch.compile(backbone)
    try:
        with half(device):
            once = fused(input_ids=ids).last_hidden_state.float().sum()
        once.backward()
    except Exception as error:  # whatever the compiler's many parts raise
        print(f"  not compiled: {type(error).__name__}", flush=True)
        fused = backbone
    backbone.zero_grad(set_to_none=True)
    return fused


class _Batches:
    """Running text cut into rows; every epoch cuts elsewhere and takes another order."""

    def __init__(self, tokens: NDArray[np.int32], length: int, batch: int, seed: int) -> None:
        self._tokens, self._width, self._batch, self._seed = tokens, length - 1, batch, seed
        self.count = len(tokens)
        # One row less than there are, so that there is room to cut elsewhere.
        self._rows = len(tokens) // self._width - 1
        self.steps = self._rows // batch
        if self.steps < 1:
            raise ValueError("there is too little text for one batch")
        self._epoch = -1
        self._order: NDArray[np.int64] = np.empty(0, dtype=np.int64)

    def at(self, step: int) -> NDArray[np.int64]:
        """Return the rows of a step, each with a start token."""
        epoch, place = divmod(step, self.steps)
        if epoch != self._epoch:
            generator = np.random.default_rng([self._seed, epoch])
            shift = int(generator.integers(self._width))
            self._order = generator.permutation(self._rows) * self._width + shift
            self._epoch = epoch
        starts = self._order[place * self._batch : (place + 1) * self._batch]
        rows = self._tokens[starts[:, None] + np.arange(self._width)]
        return np.concatenate([np.full((len(rows), 1), CLS), rows], axis=1).astype(np.int64)
