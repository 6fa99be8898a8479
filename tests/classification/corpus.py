"""A small made-up corpus that is easy to learn, and models made of it in a second or two."""

from __future__ import annotations

import hashlib
import importlib
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from stance import learning
from stance.classification import descent, fitting_composer
from stance.classification.features import Featurizer, Vocabulary, normalised
from stance.classification.fitting import Example, fit_heads
from stance.classification.folder import Parts
from stance.classification.labels import Joint, LabelTable
from stance.classification.pairs import Pair
from stance.encoding import Encoder
from stance.training import TrainingReport, train

SUBJECTS = (
    ("avtalstrohet", "inköpschefen", "mars 2025"),
    ("brandskydd", "fastighetschefen", "april 2025"),
    ("skolfrånvaro", "skolchefen", "maj 2025"),
    ("delegering", "kanslichefen", "juni 2025"),
    ("hemtjänst", "socialchefen", "augusti 2025"),
    ("föreningsbidrag", "fritidschefen", "september 2025"),
    ("livsmedelskontroll", "miljöchefen", "oktober 2025"),
)
# The limit holds for the libraries that are loaded. (threadpoolctl has no types.)
for _needed in ("scipy.optimize", "sklearn.linear_model"):
    importlib.import_module(_needed)
_THREADS = importlib.import_module("threadpoolctl")

AUTHORS = ("anna", "bo", "cilla")
_OPENINGS = {
    "anna": "Ärendet gäller {}.",
    "bo": "Granskningen av {} har lästs.",
    "cilla": "Rapporten om {} är inkommen.",
}


def corpus() -> list[Pair]:
    """Return 84 pairs by three authors, of four kinds."""
    return [
        pair
        for author in AUTHORS
        for subject, head, month in SUBJECTS
        for pair in _pairs(author, subject, head, month)
    ]


def _pairs(author: str, subject: str, head: str, month: str) -> Iterator[Pair]:
    asked = f"Nämnden bör stärka uppföljningen av {subject}."
    opening = _OPENINGS[author].format(subject)
    plan = f"ta fram en plan för {subject}"
    yield Pair(
        asked,
        f"{opening} Nämnden instämmer och ger {head} i uppdrag att {plan} senast i {month}.",
        identifier=f"{author}-{subject}-1",
        stance="agrees",
        commitment="concrete",
        measure=plan,
        deadline=f"senast i {month}",
        responsible=head,
        author=author,
    )
    yield Pair(
        asked,
        f"{opening} Nämnden delar bilden men kommer på sikt att se över {subject}.",
        identifier=f"{author}-{subject}-2",
        stance="partly_agrees",
        commitment="vague",
        measure=f"se över {subject}",
        author=author,
    )
    yield Pair(
        asked,
        f"{opening} Nuvarande rutiner för {subject} räcker och fungerar väl.",
        identifier=f"{author}-{subject}-3",
        stance="deflects",
        reason="existing_work",
        commitment="none",
        author=author,
    )
    yield Pair(
        asked,
        f"{opening} Nämnden avvisar förslaget om {subject}.",
        identifier=f"{author}-{subject}-4",
        stance="deflects",
        reason="rejects",
        commitment="none",
        author=author,
    )


class FakeEncoder:
    """Vectors of words by their digest: the same on every machine, of unit length."""

    def __init__(self, name: str = "fake", dimensions: int = 16) -> None:
        self.name = name
        self.dimensions = dimensions

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.split():
                digest = hashlib.sha256(f"{self.name} {word}".encode()).digest()
                row += np.frombuffer(digest[: self.dimensions], np.uint8).astype(np.float32) - 128
            norm = float(np.linalg.norm(row))
            if norm > 0:
                row /= norm
        return rows


@contextmanager
def few_iterations() -> Iterator[None]:
    """Let training stop early, and on one core: the corpus is easy, its matrices are small."""
    with (
        pytest.MonkeyPatch.context() as patch,
        warnings.catch_warnings(),
        _THREADS.threadpool_limits(1, user_api="blas"),
    ):
        warnings.simplefilter("ignore")
        patch.setattr(descent, "_FEWEST_STEPS", 60)
        # The corpus has 21 answers of two stances.
        patch.setattr(fitting_composer, "FEWEST", 10)
        patch.setattr(learning, "FEWEST_TO_COMPOSE", 10)
        yield


def quick_train(pairs: Sequence[Pair], out: Path, **options: Any) -> TrainingReport:  # noqa: ANN401
    """Train without an encoder (unless told) and with few iterations."""
    with few_iterations():
        return train(pairs, **{"encoder": None, "out": out, **options})


@dataclass(frozen=True)
class Tiny:
    """A fitted model on two joint labels, without calibration, and what it was fitted on."""

    parts: Parts
    examples: tuple[Example, ...]


ANSWERS: tuple[tuple[tuple[str, ...], Joint], ...] = (
    (("nämnden instämmer helt.",), ("agrees", None, "vague")),
    (("tack för rapporten.", "nämnden instämmer helt i kritiken."), ("agrees", None, "vague")),
    (("nämnden instämmer.", "arbetet har börjat."), ("agrees", None, "vague")),
    (("vi instämmer i sak.",), ("agrees", None, "vague")),
    (("nämnden avvisar förslaget.",), ("deflects", "rejects", "none")),
    (("tack för rapporten.", "vi avvisar det helt."), ("deflects", "rejects", "none")),
    (("nämnden avvisar kritiken.", "arbetet har börjat."), ("deflects", "rejects", "none")),
    (("förslaget avvisar vi.",), ("deflects", "rejects", "none")),
)


def tiny(encoder: Encoder | None = None, labels: LabelTable | None = None) -> Tiny:
    """Fit the head on eight answers."""
    featurizer = Featurizer(Vocabulary.of([answer for answer, _ in ANSWERS], at_least=1), encoder)
    asked = normalised("Nämnden bör stärka arbetet.")
    examples = tuple(
        Example(asked, tuple(answer), label, (True,) * len(answer)) for answer, label in ANSWERS
    )
    table = labels or LabelTable.of(label for _, label in ANSWERS)
    with few_iterations():
        head, _ = fit_heads(examples, featurizer, table, seed=0)
    return Tiny(Parts("tiny 1.0", featurizer, head, {}, {}, {"encoder_source": None}), examples)
