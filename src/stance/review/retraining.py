"""A new model from the old one's training pairs and the corrections; the old one stays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from stance.classification.pairs import Pair, read_pairs
from stance.encoding import Encoder, load_encoder
from stance.errors import StanceError
from stance.review.changes import MOST_OTHERS, Changes, compare_models
from stance.review.exports import pair_rows
from stance.review.queue import Candidate, order
from stance.review.state import ReviewState
from stance.review.store import Act, ReviewStore

# Beside the model's folder: a model folder holds nothing but the model.
CHANGES_SUFFIX = ".changes.json"
_TOLD = ("macro_f1", "commitment_macro_f1", "reason_macro_f1_when_deflecting", "ece", "coverage")
_COLUMNS = (
    *("recommendation", "response", "stance", "reason", "commitment"),
    *("measure", "deadline", "responsible", "evidence", "author"),
)

Progress = Callable[[str], None]


def corpus_files() -> list[Path]:
    """Return the pair files of a checkout that this program runs from; none when installed."""
    package = Path(__file__).resolve().parents[1]
    if package.parent.name != "src":
        return []
    return sorted((package.parent.parent / "data" / "pairs").glob("*.jsonl"))


def labelled_pairs(store: ReviewStore, state: ReviewState) -> dict[str, Pair]:
    """Return the labelled exchanges as pairs, by their keys."""
    rows: dict[str, dict[str, Any]] = dict(
        zip(
            [key for key, _ in store.records() if state.settled(key) is not None],
            pair_rows(store, state),
            strict=True,
        )
    )
    return {
        key: Pair(identifier=key, **{name: row[name] for name in _COLUMNS})
        for key, row in rows.items()
    }


def retrain(
    store: ReviewStore,
    *,
    out: Path,
    reviewer: str,
    base: Sequence[Path],
    model: Path | None = None,
    held_out: bool = False,
    encoder: Encoder | None = None,
    train: Callable[..., Any] | None = None,
    progress: Progress | None = None,
) -> Changes:
    """Train a model on the base pairs and all labels, and say what it changes.

    Args:
        store: The review file; an event in it tells of the training.
        out: The new model's folder, which must not be there; beside it comes
            ``<out>.changes.json``.
        reviewer: Who asked for it.
        base: Pair files that the old model was trained on, or others.
        model: The old model; None for the shipped one.
        held_out: Measure on the labels with models that had not learnt from them: two more
            trainings, each with half of the labels.
        encoder: The sentence encoder; None for the shipped one.
        train: What trains; ``stance.training.train`` by default.
        progress: Told about each step.

    Raises:
        StanceError: ``no-corrections`` without a label, ``model-there`` when ``out`` is taken,
            ``no-base`` without base pairs, and what training raises.
    """
    from stance.classification.model import StanceModel

    say = progress or (lambda _: None)
    _check_place(out)
    state = ReviewState(store.events())
    labelled = labelled_pairs(store, state)
    if not labelled:
        raise StanceError(
            "no-corrections", "Nothing has been labelled yet.", "Review some exchanges first."
        )
    if not base:
        raise StanceError(
            "no-base",
            "The labels alone are too few to train on, and no other pairs are at hand.",
            "Name the pair files that the model was trained on, with --base FILE.",
            exit_code=2,
        )
    pairs = _without(read_pairs(base), labelled)
    old = StanceModel.load(model)
    encoder = encoder or load_encoder()
    fit = train or _train

    def made(extra: Sequence[Pair], folder: Path) -> Any:  # noqa: ANN401 (what train returns)
        return fit([*pairs, *extra], encoder=encoder, out=folder, progress=say, name=None)

    report = made(list(labelled.values()), out)
    new = StanceModel.load(out)
    say("Comparing the verdicts")
    others = _others(store, state)
    found = compare_models(old, new, list(labelled.items()), others)
    if held_out:
        gained, lost, otherwise = _held_out(made, old, labelled, out, say)
        found = replace(found, gained=gained, lost=lost, otherwise_wrong=otherwise)
    changes = Changes(
        old=old.name,
        new=new.name,
        folder=out.name,
        labelled=len(labelled),
        gained=found.gained,
        lost=found.lost,
        otherwise_wrong=found.otherwise_wrong,
        seen=not held_out,
        others=len(others),
        turned=found.turned,
        numbers={name: float(report.numbers[name]) for name in _TOLD if name in report.numbers},
    )
    changes.write(out.with_name(out.name + CHANGES_SUFFIX))
    store.append(
        Act.RETRAIN,
        reviewer,
        model=new.name,
        before={"model": old.name},
        after={"model": new.name, "folder": str(out), "labels": len(labelled)},
    )
    return changes


def _train(pairs: Sequence[Pair], **options: Any) -> Any:  # noqa: ANN401
    from stance.training import train

    return train(pairs, **options)


def _check_place(out: Path) -> None:
    if out.exists():
        raise StanceError(
            "model-there",
            f"{out} is there already, and no model is overwritten.",
            "Name another folder.",
            exit_code=2,
        )
    if not out.absolute().parent.is_dir():
        raise StanceError(
            "bad-output", f"There is no folder {out.parent}.", "Name one that exists.", exit_code=2
        )


def _without(pairs: Sequence[Pair], labelled: dict[str, Pair]) -> list[Pair]:
    """Leave out what the reviewers have labelled anew."""
    texts = {(pair.recommendation, pair.response) for pair in labelled.values()}
    return [pair for pair in pairs if (pair.recommendation, pair.response) not in texts]


def _others(store: ReviewStore, state: ReviewState) -> list[tuple[str, Pair]]:
    """Return what has a verdict and no label: the first of the queue when there is much."""
    found: dict[str, Pair] = {}
    candidates = []
    for key, record in store.records():
        if record["stance"] and record["response"] and state.settled(key) is None:
            found[key] = Pair(record["recommendation"], record["response"], identifier=key)
            candidates.append(Candidate.of(key, record))
    chosen = set(order(candidates)[:MOST_OTHERS])
    return [(key, pair) for key, pair in found.items() if key in chosen]


def _held_out(
    made: Callable[[Sequence[Pair], Path], Any],
    old: Any,  # noqa: ANN401 (a StanceModel; imported when needed only)
    labelled: dict[str, Pair],
    out: Path,
    say: Progress,
) -> tuple[Any, Any, Any]:
    """Return gained, lost and otherwise wrong, each half judged without having been learnt.

    Exchanges with the same recommendation are in the same half.
    """
    import shutil
    import tempfile

    from stance.classification.model import StanceModel

    asked = sorted({pair.recommendation for pair in labelled.values()})
    half_of = {recommendation: number % 2 for number, recommendation in enumerate(asked)}
    kinds: tuple[list[Any], list[Any], list[Any]] = ([], [], [])
    for half in (0, 1):
        say(f"Half {half + 1} of 2")
        test = [
            (key, pair) for key, pair in labelled.items() if half_of[pair.recommendation] == half
        ]
        learn = [pair for pair in labelled.values() if half_of[pair.recommendation] != half]
        folder = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}-half-"))
        try:
            made(learn, folder / "model")
            found = compare_models(old, StanceModel.load(folder / "model"), test, [])
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        for kind, turns in zip(
            kinds, (found.gained, found.lost, found.otherwise_wrong), strict=True
        ):
            kind.extend(turns)
    return tuple(kinds[0]), tuple(kinds[1]), tuple(kinds[2])
