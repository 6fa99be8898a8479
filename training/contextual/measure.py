"""The stage ``measure``: the table that decides whether the encoder ships, and its card."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from stance.encoding import Encoder, load_encoder
from stance.encoding.onnx import OnnxEncoder, session_of
from stance.manifest import write_manifest
from training.contextual.card import CARD
from training.contextual.export import NAME
from training.contextual.model import pair_features
from training.contextual.nli import LABELS
from training.contextual.pack import PackedCorpora
from training.contextual.quantise import FILE, missing
from training.contextual.settings import Settings
from training.contextual.tune import tuned_weights
from training.encoder.measure import (
    DAMAGES,
    Interval,
    cosines,
    damaged,
    recognition,
    spearman,
    spearman_interval,
)
from training.encoder.text import Scored, sentences

_MUST_SPEARMAN, _AIM_SPEARMAN = 0.78, 0.85
_MUST_INFERENCE, _AIM_INFERENCE = 0.65, 0.75
_RESAMPLES = 1000
_PENALTIES = (1e-4, 1e-3, 1e-2)
_FOLDS = 5


@dataclass(frozen=True)
class Result:
    """One row of the table."""

    what: str
    value: float
    low: float | None = None
    high: float | None = None
    must: float | None = None
    aim: float | None = None

    @property
    def good(self) -> bool:
        """Whether it reaches what it must."""
        return self.must is None or self.value >= self.must

    def __str__(self) -> str:
        """Return a row in Markdown."""
        interval = "" if self.low is None else f" [{self.low:.3f}, {self.high:.3f}]"
        bounds = [f"{bound:.2f}" if bound is not None else "" for bound in (self.must, self.aim)]
        good = "" if self.must is None else ("yes" if self.good else "NO")
        return f"| {self.what} | {self.value:.3f}{interval} | {bounds[0]} | {bounds[1]} | {good} |"


def measure(
    packed: PackedCorpora, out: Path, settings: Settings, sample: int = 1000
) -> list[Result]:
    """Measure the exported encoder, print the table, write it and the model card."""
    folder = out / NAME
    encoder, static = load_encoder(folder), load_encoder()
    dev = packed.dev()
    results = [
        _row("Spearman, sts-sv dev", spearman_interval(encoder.encode, dev),
             must=_MUST_SPEARMAN, aim=_AIM_SPEARMAN),
        _row(f"  above the static {static.name}", _gain(encoder, static, dev), must=0.0),
    ]  # fmt: skip
    results += [
        _row(f"  both sentences {name}", spearman_interval(encoder.encode, damaged(dev, how)))
        for name, how in DAMAGES.items()
    ]
    texts = list(dict.fromkeys(sentences(packed.read("public"))))
    texts = random.Random(11).sample(texts, min(sample, len(texts)))  # noqa: S311
    for name, how in DAMAGES.items():
        cosine, share = recognition(encoder.encode, texts, how)
        results.append(Result(f"cosine to the copy, {name}", cosine))
        results.append(Result(f"copy found among {len(texts)}, {name}", share))
    results += _inference(encoder, packed, out)
    if not missing() and (out / FILE).is_file():
        session = session_of(out / FILE)
        longest = settings.model.longest
        small = OnnxEncoder(FILE.stem, session, packed.tokenizer, longest, "mean")
        results.append(_row("Spearman, int8 ONNX", spearman_interval(small.encode, dev)))
    _write(results, folder, out, settings)
    return results


def ships(results: Sequence[Result]) -> bool:
    """Tell whether every row reaches what it must."""
    return all(result.good for result in results)


def table(results: Sequence[Result]) -> str:
    """Return the results as a Markdown table."""
    head = "| | value, 95 % interval | must | aim | reached |\n|---|---|---|---|---|"
    return "\n".join([head, *map(str, results)])


def _row(
    what: str, interval: Interval, must: float | None = None, aim: float | None = None
) -> Result:
    return Result(what, interval.value, interval.low, interval.high, must, aim)


def _gain(encoder: Encoder, static: Encoder, dev: Scored) -> Interval:
    """Return by how much the one is better, over resamples of the same pairs for both."""
    ours, theirs = cosines(encoder.encode, dev), cosines(static.encode, dev)
    scores = np.array(dev.scores)
    draws = np.random.default_rng(0).integers(0, len(scores), (_RESAMPLES, len(scores)))
    gains = [
        spearman(ours[draw], scores[draw]) - spearman(theirs[draw], scores[draw]) for draw in draws
    ]
    low, high = np.quantile(gains, [0.025, 0.975])
    return Interval(spearman(ours, scores) - spearman(theirs, scores), float(low), float(high))


def _inference(encoder: Encoder, packed: PackedCorpora, out: Path) -> list[Result]:
    """Return the accuracy on the held inference pairs of two linear heads over frozen vectors."""
    train, held = packed.read("inference"), packed.read("held")
    features, meant = _features(encoder, held)
    _, head, _ = tuned_weights(out)
    guesses = features @ head["weight"].numpy().T + head["bias"].numpy()
    learnt = guesses.argmax(1) == meant
    train_features, train_meant = _features(encoder, train)
    fitted = _fitted(train_features, train_meant).predict(features) == meant
    return [
        _row(f"SweNLI, {len(held)} held pairs, the tuned linear head", _accuracy(learnt),
             must=_MUST_INFERENCE, aim=_AIM_INFERENCE),
        _row("  a linear head fitted to the shipped vectors", _accuracy(fitted)),
    ]  # fmt: skip


def _features(
    encoder: Encoder, records: Sequence[dict[str, str]]
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    premises = torch.from_numpy(encoder.encode([record["premise"] for record in records]))
    hypotheses = torch.from_numpy(encoder.encode([record["hypothesis"] for record in records]))
    labels = np.array([LABELS.index(record["label"]) for record in records])
    return pair_features(premises, hypotheses).numpy(), labels


def _fitted(features: NDArray[np.float32], labels: NDArray[np.int64]) -> Any:  # noqa: ANN401
    """Fit a head; the penalty is the one that does best on a fifth of the training pairs."""
    test = np.arange(len(labels)) % _FOLDS == 0

    def fit(penalty: float, rows: NDArray[np.bool_]) -> Any:  # noqa: ANN401
        head = LogisticRegression(C=penalty, max_iter=500)
        return head.fit(features[rows], labels[rows])

    best = max(_PENALTIES, key=lambda p: fit(p, ~test).score(features[test], labels[test]))
    return fit(best, np.ones(len(labels), dtype=bool))


def _accuracy(right: NDArray[np.bool_]) -> Interval:
    draws = np.random.default_rng(0).integers(0, len(right), (_RESAMPLES, len(right)))
    low, high = np.quantile(right[draws].mean(1), [0.025, 0.975])
    return Interval(float(right.mean()), float(low), float(high))


def _write(results: Sequence[Result], folder: Path, out: Path, settings: Settings) -> None:
    _, _, note = tuned_weights(out)
    model, pretraining = settings.model, note["pretraining"]
    card = CARD.format(
        results=table(results),
        layers=model.layers,
        hidden=model.hidden,
        vocabulary=settings.tokenizer.vocabulary,
        longest=model.longest,
        steps=pretraining["steps"],
        batch=settings.pretrain.batch,
        length=settings.pretrain.length,
        tokens=pretraining["tokens"],
        held=f"{settings.pack.held_share:.0%}",
        seed=settings.seed,
    )
    (folder / "README.md").write_text(card, encoding="utf-8")
    write_manifest(folder)
    rows = json.dumps([asdict(result) for result in results], indent=1, ensure_ascii=False)
    (out / "measure.json").write_text(rows + "\n", encoding="utf-8")
