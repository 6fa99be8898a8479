"""Labelled pairs in, a model folder out."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from stance import __version__
from stance.classification.answers import AnswerReader
from stance.classification.background import background_sentences, lengthened
from stance.classification.card import model_card
from stance.classification.deciding import deciding_sentences
from stance.classification.features import normalised, passages_read
from stance.classification.fitting import Example, fit_head
from stance.classification.fitting_spans import fit_taggers
from stance.classification.folder import Parts, check_replaceable, save_folder
from stance.classification.head import Scores
from stance.classification.labels import NO_ANSWER, LabelTable
from stance.classification.pairs import Pair, exchange_from_pair
from stance.classification.store import SentenceStore
from stance.corpus.groups import folds_of, groups_of
from stance.encoding import Encoder
from stance.errors import StanceError
from stance.held_out import calibrations_of, held_out_of, measured
from stance.schema import Exchange

_FOLDS = 5
_FEWEST = 10
_AT_A_TIME = 64
_LARGEST_GROUP = 0.5

Progress = Callable[[str], None]


@dataclass(frozen=True)
class TrainingReport:
    """What came of a training.

    Attributes:
        name: The model's name.
        pairs: How many pairs it learnt from.
        authors: How many authors wrote them.
        numbers: Measured on pairs by authors that the model had not seen, see
            ``evaluation.pairs.pair_numbers``.
    """

    name: str
    pairs: int
    authors: int
    numbers: dict[str, Any]

    def __str__(self) -> str:
        """Say it in a few lines."""
        lines = [f"{self.name}: {self.pairs} pairs by {self.authors} authors."]
        measured = [
            f"{title} {self.numbers[key]:.3f}"
            for key, title in (
                ("macro_f1", "macro-F1 of stance"),
                ("commitment_macro_f1", "of commitment"),
                ("reason_macro_f1_when_deflecting", "of reason"),
                ("ece", "calibration error"),
                ("coverage", "sure without review"),
            )
            if key in self.numbers
        ]
        lines.append(f"On authors left out in turn: {', '.join(measured)}.")
        return "\n".join(lines)


@dataclass(frozen=True)
class _Material:
    """The pairs in all the forms that training needs, in the same order."""

    pairs: Sequence[Pair]
    exchanges: Sequence[Exchange]
    recommendations: Sequence[str]
    sentences: Sequence[Sequence[str]]
    deciding: Sequence[tuple[bool, ...]]

    def at(self, places: Sequence[int]) -> _Material:
        return _Material(
            [self.pairs[place] for place in places],
            [self.exchanges[place] for place in places],
            [self.recommendations[place] for place in places],
            [self.sentences[place] for place in places],
            [self.deciding[place] for place in places],
        )


def train(
    pairs: Sequence[Pair],
    *,
    encoder: Encoder | None,
    out: Path,
    source: str | None = None,
    seed: int = 0,
    progress: Progress | None = None,
    name: str | None = None,
) -> TrainingReport:
    """Train a model on labelled pairs and write its folder.

    Args:
        pairs: Pairs with at least a stance; the labels are theirs.
        encoder: The sentence encoder; None to read n-grams only.
        source: How the encoder is found again (``load_encoder``'s argument); None for the
            shipped one.
        out: The model folder; an old one is replaced only when the new one is whole.
        seed: The same pairs and seed give the same bytes.
        progress: Told about each step.
        name: The model's name; by default that of the folder with this program's version.

    Raises:
        StanceError: ``no-labels`` or ``few-labels`` when there is nothing to learn from;
            ``not-a-model`` when ``out`` is something else than a model.
    """
    say = progress or (lambda _: None)
    _check(pairs)
    check_replaceable(out)  # Before the minutes of work, not after.
    with _one_thread():
        return _train(pairs, encoder, out, source, seed, say, name)


def _one_thread() -> AbstractContextManager[Any]:
    """Keep linear algebra to one thread: on small matrices more only wait for each other."""
    # Loaded first, since the limit holds for the libraries that are there.
    for needed in ("scipy.optimize", "sklearn.linear_model"):
        import_module(needed)
    from threadpoolctl import threadpool_limits

    limits: AbstractContextManager[Any] = threadpool_limits(1, user_api="blas")
    return limits


def _train(
    pairs: Sequence[Pair],
    encoder: Encoder | None,
    out: Path,
    source: str | None,
    seed: int,
    say: Progress,
    name: str | None,
) -> TrainingReport:
    material = _material(pairs)
    labels = LabelTable.of(_joint(pair) for pair in pairs)
    groups = _groups(pairs)
    say("Looking at each sentence")
    store = _store(material, encoder)
    held_out: list[Scores | None] = [None] * len(pairs)
    unseen: list[tuple[Parts, list[int]]] = []
    folds = list(folds_of(groups, _FOLDS))
    for number, (learn, test) in enumerate(folds, start=1):
        say(f"Fold {number} of {len(folds)}: {len(learn)} pairs to learn, {len(test)} to test")
        parts = _fit(material.at(learn), labels, store, seed)
        unseen.append((parts, test))
        for place, scores in zip(test, _scored(parts, material, test), strict=True):
            held_out[place] = scores
    calibrations = calibrations_of(pairs, held_out, labels)
    sets = held_out_of(pairs, held_out, labels, groups, calibrations)
    numbers = measured(pairs, material.exchanges, unseen, calibrations, sets, groups)
    say(f"All {len(pairs)} pairs")
    whole = _fit(material, labels, store, seed)
    name = name or f"{out.name} {__version__}"
    authors = len({pair.author for pair in pairs})
    report = TrainingReport(name, len(pairs), authors, numbers)
    parts = replace(
        whole,
        name=name,
        calibrations=calibrations,
        sets=sets,
        training={
            "pairs": len(pairs),
            "authors": authors,
            "seed": seed,
            "encoder_source": source,
        },
    )
    save_folder(parts, out, model_card(name, pairs, labels, numbers))
    return report


def fitted(pairs: Sequence[Pair], *, encoder: Encoder | None, seed: int = 0) -> Parts:
    """Return a head with its featurizer, fitted on labelled pairs; nothing is calibrated.

    Args:
        pairs: Pairs with a stance.
        encoder: The sentence encoder; None to read n-grams only.
        seed: The same pairs and seed give the same weights.
    """
    with _one_thread():
        material = _material(pairs)
        labels = LabelTable.of(_joint(pair) for pair in pairs)
        return _fit(material, labels, _store(material, encoder), seed)


def judged_unseen(
    pairs: Sequence[Pair],
    rounds: Iterable[tuple[Sequence[int], Sequence[int]]],
    *,
    encoder: Encoder | None,
    seed: int = 0,
) -> Iterator[list[str]]:
    """Yield, for each round, the stances that a model of some pairs gives to others.

    Args:
        pairs: Labelled pairs.
        rounds: The places of the pairs to learn from, and of those to judge.
        encoder: The sentence encoder; None to read n-grams only.
        seed: The same pairs, rounds and seed give the same stances.

    Raises:
        StanceError: ``no-labels`` or ``few-labels`` when there is nothing to learn from.
    """
    _check(pairs)
    with _one_thread():
        material = _material(pairs)
        labels = LabelTable.of(_joint(pair) for pair in pairs)
        store = _store(material, encoder)
        for learn, test in rounds:
            parts = _fit(material.at(learn), labels, store, seed)
            scored = _scored(parts, material, test)
            yield [labels.stances[int(np.argmax(scores.stance))] for scores in scored]


def _store(material: _Material, encoder: Encoder | None) -> SentenceStore:
    return SentenceStore(
        [*material.recommendations, *(text for texts in material.sentences for text in texts)],
        encoder,
    )


def _scored(parts: Parts, material: _Material, places: Sequence[int]) -> Iterator[Scores]:
    reader = AnswerReader(parts.head, parts.featurizer)
    for start in range(0, len(places), _AT_A_TIME):
        some = places[start : start + _AT_A_TIME]
        asked = [material.recommendations[place] for place in some]
        for reading in reader.read(asked, [material.sentences[place] for place in some]):
            yield reading.scores


def _check(pairs: Sequence[Pair]) -> None:
    for pair in pairs:
        if pair.stance is None:
            raise StanceError(
                "no-labels",
                f"The pair {pair.identifier or pair.recommendation[:40]!r} has no stance.",
                "Training needs a `stance` in each pair.",
            )
    distinct = {pair.stance for pair in pairs}
    if len(pairs) < _FEWEST or len(distinct) < 2:
        raise StanceError(
            "few-labels",
            f"{len(pairs)} pairs with {len(distinct)} different stances are too few to learn from.",
            f"Give at least {_FEWEST} pairs with at least two different stances.",
        )


def _material(pairs: Sequence[Pair]) -> _Material:
    exchanges = [exchange_from_pair(pair) for pair in pairs]
    sentences = [
        [normalised(passage.plain) for passage in passages_read(exchange)] for exchange in exchanges
    ]
    recommendations = [normalised(exchange.recommendation.plain) for exchange in exchanges]
    deciding = deciding_sentences(pairs, sentences)
    return _Material(pairs, exchanges, recommendations, sentences, deciding)


def _joint(pair: Pair) -> tuple[str, str | None, str | None]:
    return (pair.stance or "", pair.reason, pair.commitment)


def _groups(pairs: Sequence[Pair]) -> list[str]:
    """Return what keeps pairs on one side of a fold: author, recommendation and municipality.

    Where that chains most pairs together, the author alone; with one author, the recommendation:
    pairs on the same recommendation are alike.
    """
    groups = groups_of(pairs)
    if max(Counter(groups).values()) <= _LARGEST_GROUP * len(pairs):
        return groups
    authors = [pair.author or "" for pair in pairs]
    return authors if len(set(authors)) > 1 else [pair.recommendation for pair in pairs]


def _fit(material: _Material, labels: LabelTable, store: SentenceStore, seed: int) -> Parts:
    featurizer = store.featurizer(material.sentences)
    background = background_sentences(material.sentences, material.deciding)
    rng = random.Random(seed)  # noqa: S311 - not for secrets
    examples: list[Example] = []
    for asked, sentences, pair, deciding in zip(
        material.recommendations,
        material.sentences,
        material.pairs,
        material.deciding,
        strict=True,
    ):
        versions = [(list(sentences), deciding)]
        # What is no answer stays none at any length, but then its words say so no longer.
        if background and sentences and pair.reason != NO_ANSWER:
            versions.append(lengthened(sentences, deciding, background, rng))
        examples += [
            Example(tuple(featurizer.sentences(asked, texts)), _joint(pair), may)
            for texts, may in versions
        ]
    head = fit_head(examples, featurizer, labels, seed=seed)
    taggers = fit_taggers(material.pairs, material.exchanges)
    return Parts("", featurizer.plain(), head, {}, taggers, {})
