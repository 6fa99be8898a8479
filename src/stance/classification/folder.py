"""A model as a folder: config.json, vocabulary.txt, head.safetensors, README.md, manifest.json."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.classification.amounts import version as amounts_version
from stance.classification.answers import AnswerReader
from stance.classification.calibration import Calibration
from stance.classification.composition import Composer, composer_tensors, read_composer
from stance.classification.conformal import FixedSets, HeldOut, Sets
from stance.classification.features import Featurizer, Vocabulary
from stance.classification.head import Head
from stance.classification.labels import LabelTable
from stance.classification.standing import Reader, StandingReader
from stance.classification.tagging import SpanTagger
from stance.encoding import Encoder, shared_encoder
from stance.errors import StanceError
from stance.manifest import has_manifest, verify_manifest, write_manifest

FORMAT_VERSION = 5
_OLDEST = 2
_CONFIG = "config.json"
_VOCABULARY = "vocabulary.txt"
_WEIGHTS = "head.safetensors"
_SPAN_FEATURES = "{}-features.txt"
_CARD = "README.md"
_CHANCES, _LABELS, _GROUPS = "held_out_chances", "held_out_labels", "held_out_groups"
_STANDING = "standing_{}"
_PROBE = "Nämnden delar revisorernas bedömning och ger förvaltningen i uppdrag att ta fram en plan."
_PROBE_LENGTH = 16
_SAME_VECTOR = 5e-3


@dataclass(frozen=True)
class Parts:
    """All that a model folder holds.

    Attributes:
        name: Name and version, as verdicts give it.
        featurizer: What turns exchanges into rows.
        head: The weights.
        calibrations: By question (``stance``, ``commitment``, ``reason``).
        taggers: By kind of span (``measure``, ``responsible``).
        training: What the model was made from, for the card and for people.
        sets: What tells which verdicts are sure.
        composer: What makes one stance of what the sentences say; None to take the head's.
        standing: The heads of standing questions, by question (normalised).
    """

    name: str
    featurizer: Featurizer
    head: Head
    calibrations: Mapping[str, Calibration]
    taggers: Mapping[str, SpanTagger]
    training: Mapping[str, Any]
    sets: Sets = field(default_factory=FixedSets)
    composer: Composer | None = None
    standing: Mapping[str, Head] = field(default_factory=dict)

    def reader(self, *, keep_facts: bool = False) -> Reader:
        """Return what reads answers with these parts, see ``AnswerReader``."""
        any_other, *others = (
            AnswerReader(head, self.featurizer, self.composer, keep_facts=keep_facts)
            for head in (self.head, *self.standing.values())
        )
        if not others:
            return any_other
        return StandingReader(any_other, dict(zip(self.standing, others, strict=True)))


def save_folder(parts: Parts, folder: Path, card: str) -> None:
    """Write a model folder; an old one of that name is replaced only when the new one is whole."""
    from safetensors.numpy import save_file

    folder = Path(folder)
    check_replaceable(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}-"))
    try:
        vocabulary = parts.featurizer.vocabulary
        labels = parts.head.labels
        config = {
            "format_version": FORMAT_VERSION,
            "name": parts.name,
            "joint_labels": [list(row) for row in labels.joint],
            "words": len(vocabulary.words),
            "calibration": {
                question: calibration.as_json()
                for question, calibration in parts.calibrations.items()
            },
            "spans": {
                field: {"threshold": tagger.threshold} for field, tagger in parts.taggers.items()
            },
            "encoder": _encoder_as_json(parts),
            "amounts": None if parts.composer is None else amounts_version(),
            "standing": list(parts.standing),
            "training": parts.training,
        }
        if isinstance(parts.sets, FixedSets):
            config["review"] = asdict(parts.sets)
        text = json.dumps(config, ensure_ascii=False, indent=2) + "\n"
        (aside / _CONFIG).write_text(text, encoding="utf-8")
        grams = "\n".join((*vocabulary.words, *vocabulary.characters))
        (aside / _VOCABULARY).write_text(grams, encoding="utf-8")
        tensors: dict[str, NDArray[Any]] = {
            "rarity": vocabulary.rarity,
            "weights": parts.head.weights.astype(np.float16),
            "bias": parts.head.bias,
        }
        for number, own in enumerate(parts.standing.values()):
            tensors |= {
                f"{_STANDING.format(number)}_weights": own.weights.astype(np.float16),
                f"{_STANDING.format(number)}_bias": own.bias,
            }
        if parts.composer is not None:
            tensors |= composer_tensors(parts.composer)
        if isinstance(parts.sets, HeldOut):
            tensors[_CHANCES] = parts.sets.chances
            tensors[_LABELS] = parts.sets.labels.astype(np.int32)
            tensors[_GROUPS] = parts.sets.groups.astype(np.int32)
        for field, tagger in parts.taggers.items():
            tensors[f"{field}_weights"] = tagger.weights.astype(np.float16)
            tensors[f"{field}_bias"] = tagger.bias
            names = "\n".join(sorted(tagger.index))
            (aside / _SPAN_FEATURES.format(field)).write_text(names, encoding="utf-8")
        save_file(tensors, aside / _WEIGHTS)
        (aside / _CARD).write_text(card, encoding="utf-8")
        for path in aside.iterdir():
            path.chmod(0o644)
            _sync(path)
        write_manifest(aside)
        aside.chmod(0o755)
        _swap(aside, folder)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise


def check_replaceable(folder: Path) -> None:
    """Refuse to put a model where something else is: writing it would delete all that is there.

    Raises:
        StanceError: ``not-a-model`` when there is a file, or a folder that holds other things.
    """
    if folder.name in {"", ".."} or (
        folder.exists() and not has_manifest(folder) and (folder.is_file() or any(folder.iterdir()))
    ):
        raise StanceError(
            "not-a-model",
            f"{folder} is there already and is no model.",
            "Give the name of a new folder, or of a model that may be replaced.",
            exit_code=2,
        )


def load_folder(folder: Path) -> Parts:
    """Read a model folder.

    Raises:
        StanceError: When the folder is no model, is incomplete, was changed, or is of a later
            version.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    verify_manifest(folder)
    try:
        config = json.loads((folder / _CONFIG).read_text(encoding="utf-8"))
        if config["format_version"] > FORMAT_VERSION:
            raise StanceError(
                "model-newer",
                f"The model {folder} was made by a later version of stance.",
                "Install a newer version of stance.",
            )
        if config["format_version"] < _OLDEST:
            raise StanceError(
                "model-older",
                f"The model {folder} was made by an earlier version of stance.",
                "Train it again with `stance train`.",
            )
        tensors = load_file(folder / _WEIGHTS)
        grams = (folder / _VOCABULARY).read_text(encoding="utf-8").split("\n")
        words = config["words"]
        vocabulary = Vocabulary(tuple(grams[:words]), tuple(grams[words:]), tensors["rarity"])
        labels = LabelTable.of((row[0], row[1], row[2]) for row in config["joint_labels"])
        head = _load_head(labels, tensors)
        standing = {
            question: _load_head(labels, tensors, f"{_STANDING.format(number)}_")
            for number, question in enumerate(config.get("standing", ()))
        }
        featurizer = Featurizer(vocabulary, _load_encoder(config.get("encoder"), folder))
        composer = _load_composer(config, tensors, labels)
        for each in (head, *standing.values()):
            _check_shape(featurizer, each)
        return Parts(
            name=str(config["name"]),
            featurizer=featurizer,
            head=head,
            calibrations={
                question: Calibration.from_json(numbers)
                for question, numbers in config["calibration"].items()
            },
            taggers={
                field: _load_tagger(folder, field, tensors, numbers["threshold"])
                for field, numbers in config.get("spans", {}).items()
            },
            training=config["training"],
            sets=_load_sets(config, tensors),
            composer=composer,
            standing=standing,
        )
    except (
        OSError,
        ValueError,
        KeyError,
        TypeError,
        IndexError,
        AttributeError,
        SafetensorError,
    ) as error:
        raise StanceError(
            "model-damaged",
            f"The folder {folder} is not a stance model ({type(error).__name__}).",
            "Train it again with `stance train`, or use the shipped model.",
        ) from error


def _encoder_as_json(parts: Parts) -> dict[str, Any] | None:
    """Return how the encoder is found again and how it is known to be the same one."""
    encoder = parts.featurizer.encoder
    if encoder is None:
        return None
    return {
        "source": parts.training.get("encoder_source"),
        "name": encoder.name,
        "probe": _probe(encoder),
    }


def _load_encoder(described: Mapping[str, Any] | None, folder: Path) -> Encoder | None:
    """Load the encoder that a model was trained with.

    Raises:
        StanceError: ``encoder-changed`` when the one that is found gives other vectors.
    """
    if described is None:
        return None
    encoder = shared_encoder(described["source"])
    probe, old = _probe(encoder), described["probe"]
    if len(probe) != len(old) or not np.allclose(probe, old, atol=_SAME_VECTOR):
        raise StanceError(
            "encoder-changed",
            f"The model {folder} was trained with another version of the encoder {encoder.name}.",
            "Train the model again with `stance train`, or put the old encoder back.",
        )
    return encoder


def _probe(encoder: Encoder) -> list[float]:
    """Return a few numbers that another encoder would not give."""
    vector = encoder.encode([_PROBE])[0]
    return [round(float(value), 4) for value in vector[:_PROBE_LENGTH]]


def _load_head(labels: LabelTable, tensors: Mapping[str, NDArray[Any]], prefix: str = "") -> Head:
    weights, bias = tensors[f"{prefix}weights"], tensors[f"{prefix}bias"]
    return Head(labels, weights.astype(np.float32), bias)


def _load_sets(config: Mapping[str, Any], tensors: Mapping[str, NDArray[Any]]) -> Sets:
    if config["format_version"] == _OLDEST:
        # There, the numbers stand among those of the calibration.
        numbers = config["calibration"].get("stance")
        return FixedSets() if numbers is None else _fixed(numbers)
    if "review" in config:
        return _fixed(config["review"])
    chances, labels, groups = (tensors[name] for name in (_CHANCES, _LABELS, _GROUPS))
    if not chances.shape == labels.shape == groups.shape or chances.ndim != 1:
        raise ValueError("the held-out scores do not fit each other")
    return HeldOut(chances, labels.astype(np.int64), groups.astype(np.int64))


def _fixed(numbers: Mapping[str, Any]) -> FixedSets:
    return FixedSets(**{name: float(numbers[name]) for name in asdict(FixedSets())})


def _load_composer(
    config: Mapping[str, Any], tensors: Mapping[str, NDArray[Any]], labels: LabelTable
) -> Composer | None:
    """Read what composes verdicts; None for models of format 3 or little data."""
    known = config.get("amounts")
    if known is None:
        return None
    if known != amounts_version():
        raise ValueError("the model was trained with another list of words")
    return read_composer(tensors, labels)


def _load_tagger(
    folder: Path, field: str, tensors: Mapping[str, NDArray[Any]], threshold: float
) -> SpanTagger:
    names = (folder / _SPAN_FEATURES.format(field)).read_text(encoding="utf-8").split("\n")
    weights = tensors[f"{field}_weights"].astype(np.float32)
    if weights.shape != (len(names), 3):
        raise ValueError("span weights do not fit their features")
    index = {name: column for column, name in enumerate(names)}
    return SpanTagger(index, weights, tensors[f"{field}_bias"], float(threshold))


def _check_shape(featurizer: Featurizer, head: Head) -> None:
    if head.weights.shape != (featurizer.width, len(head.labels.joint)):
        raise ValueError("the weights do not fit the vocabulary and the cues")


def _swap(aside: Path, folder: Path) -> None:
    """Put the new folder in the old one's place."""
    if not folder.exists():
        aside.replace(folder)
        return
    old = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}-old-"))
    folder.replace(old / "old")
    try:
        aside.replace(folder)
    except BaseException:
        (old / "old").replace(folder)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


def _sync(path: Path) -> None:
    with path.open("rb") as stream:
        os.fsync(stream.fileno())
