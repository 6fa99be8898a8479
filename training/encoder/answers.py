"""Learn which paragraphs answer: ``python -m training.encoder.answers [--encoder FOLDER]``.

Writes ``answers.safetensors`` into an encoder's folder, and the figures into ``answers.json``
beside this file and into the model's card. The files of the encoder itself stay as they are.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import tomllib
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch

from stance.encoding import Encoder, load_encoder
from stance.encoding.answers import WEIGHTS, AnswerFinder, Weights, best
from stance.manifest import write_manifest
from training.encoder.answer_lessons import Read, learn
from training.encoder.asked import Asked, read_asked
from training.encoder.card import with_answers
from training.encoder.measure import Encode, Interval, share_interval

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
FIGURES = HERE / "answers.json"


def answer_settings() -> dict[str, Any]:
    """Return ``[answers]`` of the config."""
    found = tomllib.loads((HERE / "config.toml").read_text(encoding="utf-8"))["answers"]
    return dict(found)


def parted(documents: Sequence[Asked], settings: dict[str, Any]) -> tuple[list[Asked], list[Asked]]:
    """Return the documents to learn from, and those of authors who are never learnt from."""
    answered = [asked for asked in documents if asked.questions]
    ours = [asked for asked in answered if asked.author in settings["authors"]]
    return ours, [asked for asked in answered if asked.author not in settings["authors"]]


def nearest(documents: Sequence[Asked], encode: Encode) -> list[bool]:
    """Tell for each question whether the paragraph of the highest cosine answers it."""
    found = []
    for asked in documents:
        for question in asked.questions:
            places = [
                k for k in range(len(asked.paragraphs)) if asked.candidate(question.number, k)
            ]
            texts = [asked.candidate(question.number, k) for k in places]
            vectors = encode([asked.recommendations[question.number], *texts])
            likeliest = int((vectors[1:] @ vectors[0]).argmax()) if places else -1
            found.append(bool(places) and bool(question.answers[places[likeliest]]))
    return found


def found_by(finder: AnswerFinder, documents: Sequence[Asked]) -> list[bool]:
    """Tell for each question whether the paragraph that the finder puts first answers it."""
    found = []
    for asked in documents:
        first = best(finder.scores(asked.recommendations, asked.paragraphs, asked.rest))
        for question in asked.questions:
            place = first[question.number]
            found.append(place is not None and bool(question.answers[place]))
    return found


def left_out(
    documents: Sequence[Asked], encoder: Encoder, settings: dict[str, Any], decay: float
) -> list[bool]:
    """Tell the same, every author's documents judged by what was learnt from the others."""
    read = [Read.of(asked, encoder) for asked in documents]
    finders = {
        author: AnswerFinder(
            encoder, learn([one for one in read if one.asked.author != author], settings, decay)
        )
        for author in authors_of(documents)
    }
    return [each for asked in documents for each in found_by(finders[asked.author], [asked])]


def share_of(documents: Sequence[Asked], found: Sequence[bool]) -> Interval:
    """Return the share of questions whose answer is found, its interval over documents."""
    return share_interval(_by_question(documents, "name"), found)


def authors_of(documents: Sequence[Asked]) -> list[str]:
    """Return the authors in the order of their numbers."""
    return sorted({asked.author for asked in documents}, key=lambda name: (len(name), name))


def _by_question(documents: Sequence[Asked], what: str) -> list[str]:
    return [str(getattr(asked, what)) for asked in documents for _ in asked.questions]


def chosen_decay(
    documents: Sequence[Asked], encoder: Encoder, settings: dict[str, Any]
) -> tuple[float, list[bool]]:
    """Return the decay that finds most with authors left out, and what it finds so."""
    tried = {decay: left_out(documents, encoder, settings, decay) for decay in settings["decays"]}
    for decay, found in tried.items():
        print(f"decay {decay:g}: {share_of(documents, found)}", flush=True)
    most = max(tried, key=lambda decay: (sum(tried[decay]), decay))
    return most, tried[most]


def chosen_before() -> float:
    """Return the decay that the last training chose."""
    return float(json.loads(FIGURES.read_text(encoding="utf-8"))["decay"])


def add_answers(folder: Path, documents: Sequence[Asked], settings: dict[str, Any]) -> None:
    """Learn, and put the weights and their figures into an encoder's folder."""
    torch.set_num_threads(1)
    encoder = load_encoder(folder)
    ours, others = parted(documents, settings)
    decay, found = chosen_decay(ours, encoder, settings)
    finder = AnswerFinder(
        encoder, learn([Read.of(asked, encoder) for asked in ours], settings, decay)
    )
    beside = [asked for asked in others if asked.audit]
    figures = {
        "decay": decay,
        "authors": settings["authors"],
        "left_out": _figures(ours, nearest(ours, encoder.encode), found),
        "never_seen": _figures(others, nearest(others, encoder.encode), found_by(finder, others)),
        "asked_elsewhere": _figures(
            beside, nearest(beside, encoder.encode), found_by(finder, beside)
        ),
    }
    _write(folder / WEIGHTS, _packed(finder.weights))
    card = folder / "README.md"
    _write(card, with_answers(card.read_text(encoding="utf-8"), figures).encode())
    write_manifest(folder)
    _write(FIGURES, (json.dumps(figures, indent=2) + "\n").encode())


def _figures(
    documents: Sequence[Asked], plain: Sequence[bool], found: Sequence[bool]
) -> dict[str, Any]:
    if not documents:
        return {"documents": 0, "questions": 0}
    right: dict[str, list[bool]] = {author: [] for author in authors_of(documents)}
    for name, each in zip(_by_question(documents, "author"), found, strict=True):
        right[name].append(each)
    return {
        "authors": {author: round(float(np.mean(each)), 4) for author, each in right.items()},
        "documents": len(documents),
        "questions": len(found),
        "nearest": _rounded(share_of(documents, plain)),
        "found": _rounded(share_of(documents, found)),
    }


def _rounded(interval: Interval) -> dict[str, float]:
    return {name: round(value, 6) for name, value in asdict(interval).items()}


def _packed(weights: Weights) -> bytes:
    from safetensors.numpy import save

    return bytes(save(weights.tensors()))


def _write(path: Path, content: bytes) -> None:
    """Write a file so that it appears whole or not at all."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".answers-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def main() -> None:
    """Read the command line and learn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--encoder", type=Path, default=ROOT / "models" / "encoder-sv")
    parser.add_argument("--documents", type=Path, default=ROOT / "data" / "documents")
    arguments = parser.parse_args()
    add_answers(arguments.encoder, read_asked(arguments.documents), answer_settings())


if __name__ == "__main__":
    main()
