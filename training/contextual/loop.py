"""A training loop that can be stopped at any step and goes on as if it had not been."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from training.contextual.pieces import newest, read_pieces, write_checkpoint

Stop = Callable[[], bool]
_MOMENTS = ("exp_avg", "exp_avg_sq")
# A plan in minutes is made from the time of the steps between these two of a call.
_SETTLED, _TIMED, _REPORT = 30, 80, 200


class Deadline:
    """Says when the time of this call is used up."""

    def __init__(self, seconds: float | None) -> None:
        """Start the clock; without seconds it never says so."""
        self._end = None if seconds is None else time.monotonic() + seconds

    def __call__(self) -> bool:
        """Tell whether the time is over."""
        return self._end is not None and time.monotonic() >= self._end


@dataclass(frozen=True)
class Rate:
    """A learning rate that rises, then falls to zero in a straight line."""

    highest: float
    warm_up: int

    def at(self, step: int, total: int | None) -> float:
        """Return the rate; before the number of steps is known it only rises."""
        if step < self.warm_up:
            return self.highest * (step + 1) / self.warm_up
        if total is None:
            return self.highest
        return self.highest * max(total - step, 0) / max(total - self.warm_up, 1)


@dataclass(frozen=True)
class Plan:
    """How long to train: a number of steps, or as many as fit in some minutes when it is 0."""

    steps: int
    minutes: float = 0.0


@dataclass(frozen=True)
class Keep:
    """Where checkpoints go, how large their pieces may be, and what they belong to."""

    folder: Path
    every: int
    piece_bytes: int
    belongs_to: str


@dataclass(frozen=True)
class Optimiser:
    """The settings of AdamW."""

    rate: Rate
    decay: float
    beta2: float
    clip: float


def weights_of(model: nn.Module) -> dict[str, nn.Parameter]:
    """Return the parameters by name, tied ones once."""
    return dict(model.named_parameters())


def put(model: nn.Module, tensors: dict[str, Tensor]) -> None:
    """Give the parameters these values, all of them."""
    own = weights_of(model)
    if own.keys() != tensors.keys():
        raise ValueError(f"not this model's weights: {sorted(own.keys() ^ tensors.keys())[:5]}")
    with torch.no_grad():
        for name, parameter in own.items():
            parameter.copy_(tensors[name])


class Loop:
    """Steps of AdamW over a model, with checkpoints."""

    def __init__(self, model: nn.Module, settings: Optimiser, plan: Plan, keep: Keep) -> None:
        """Begin, or go on from the newest checkpoint."""
        self._model, self._settings, self._keep, self._plan = model, settings, keep, plan
        self._weights = weights_of(model)
        self._on_gpu = next(model.parameters()).is_cuda
        self._adam = _adam(model, settings, fused=self._on_gpu)
        self.step = 0
        self.total = plan.steps or None
        checkpoint = newest(keep.folder)
        if checkpoint is not None:
            self._resume(checkpoint)

    def run(self, loss_at: Callable[[int, int | None], Tensor], stop: Stop) -> bool:
        """Train until done or told to stop; tell whether it is done.

        Args:
            loss_at: The loss at a step, given the number of all steps (not known at first when
                the plan is in minutes). All that it draws must follow from the step alone.
            stop: Asked after every step.
        """
        start = settled = time.monotonic()
        first = self.step
        while self.total is None or self.step < self.total:
            loss = loss_at(self.step, self.total)
            self._learn(loss)
            self.step += 1
            if self.total is None and self.step == first + _SETTLED:
                settled = self._now()
            if self.total is None and self.step == first + _TIMED:
                self._decide((self._now() - settled) / (_TIMED - _SETTLED))
            if self.step % _REPORT == 0 or self.step == self.total:
                self._report(loss, (time.monotonic() - start) / (self.step - first))
            done = self.total is not None and self.step >= self.total
            stopped = not done and stop()
            if done or stopped or self.step % self._keep.every == 0:
                self._save()
            if stopped:
                return False
        return True

    def _learn(self, loss: Tensor) -> None:
        rate = self._settings.rate.at(self.step, self.total)
        for group in self._adam.param_groups:
            group["lr"] = rate
        self._adam.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self._model.parameters(), self._settings.clip)
        self._adam.step()

    def _decide(self, seconds: float) -> None:
        """Fix the number of steps: the schedule needs it, and a resumed call must find the same."""
        self.total = max(self.step + 1, int(self._plan.minutes * 60 / seconds))
        print(f"  {seconds * 1000:.0f} ms a step: {self.total} steps", flush=True)

    def _report(self, loss: Tensor, seconds: float) -> None:
        value = loss.item()
        print(f"  step {self.step}/{self.total}: {value:.3f}, {seconds * 1000:.0f} ms", flush=True)
        if value != value:
            raise FloatingPointError("the loss is no number: take a smaller rate")

    def _now(self) -> float:
        if self._on_gpu:
            torch.cuda.synchronize()
        return time.monotonic()

    def _save(self) -> None:
        tensors: dict[str, Tensor] = {}
        for name, parameter in self._weights.items():
            tensors[f"weight/{name}"] = parameter
            # A weight that no loss has reached yet has no state.
            for part, value in self._adam.state.get(parameter, {}).items():
                tensors[f"{part}/{name}"] = value
        note = {"step": self.step, "total": self.total, "belongs_to": self._keep.belongs_to}
        write_checkpoint(self._keep.folder, self.step, tensors, self._keep.piece_bytes, note)

    def _resume(self, checkpoint: Path) -> None:
        tensors, note = read_pieces(checkpoint)
        if note["belongs_to"] != self._keep.belongs_to:
            raise ValueError(
                f"{checkpoint} is of another config or pack: remove it or change --out"
            )
        self.step, self.total = note["step"], note["total"]
        put(self._model, {name: tensors[f"weight/{name}"] for name in self._weights})
        for name, parameter in self._weights.items():
            if f"step/{name}" in tensors:
                self._adam.state[parameter] = self._state(name, tensors, parameter.device)
        print(f"  going on after step {self.step}", flush=True)

    def _state(
        self, name: str, tensors: dict[str, Tensor], device: torch.device
    ) -> dict[str, Tensor]:
        state = {moment: tensors[f"{moment}/{name}"].to(device) for moment in _MOMENTS}
        # AdamW's fused kernels want the step where the weights are, the others on the processor.
        count = tensors[f"step/{name}"]
        return state | {"step": count.to(device) if self._on_gpu else count}


def _adam(model: nn.Module, settings: Optimiser, *, fused: bool) -> torch.optim.AdamW:
    """Return AdamW that lets embeddings and everything with one dimension keep its size."""
    decayed: list[nn.Parameter] = []
    kept: list[nn.Parameter] = []
    for name, parameter in model.named_parameters():
        wide = parameter.ndim > 1 and "embeddings" not in name
        (decayed if wide else kept).append(parameter)
    groups = [
        {"params": decayed, "weight_decay": settings.decay},
        {"params": kept, "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(
        [group for group in groups if group["params"]],
        lr=settings.rate.highest, betas=(0.9, settings.beta2), eps=1e-8, fused=fused,
    )  # fmt: skip
