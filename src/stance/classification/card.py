"""The model card: what a model is, what it is worth, and where it fails."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from stance.classification.labels import LabelTable
from stance.classification.pairs import Pair


def model_card(
    name: str, pairs: Sequence[Pair], labels: LabelTable, numbers: Mapping[str, Any]
) -> str:
    """Return the card in Markdown. All numbers in it are measured by the training itself."""
    parts = [
        f"# {name}",
        "Judges a public body's answer to an audit recommendation: stance, and where the training "
        "data have them, reason and commitment. Written by `stance train`; do not edit.",
        "## Trained on",
        f"{len(pairs)} pairs by {len({pair.author for pair in pairs})} authors.",
        _counts("stance", Counter(pair.stance for pair in pairs if pair.stance)),
        _counts("commitment", Counter(pair.commitment for pair in pairs if pair.commitment)),
        _counts("reason", Counter(pair.reason for pair in pairs if pair.reason)),
        "## Measured",
        "On each author's pairs, by a model trained on the other authors' pairs only. The "
        "probabilities were fitted on the same held-out scores; whether a verdict is sure was told "
        "by the scores of the other authors only.",
        _table(numbers),
        "Stance by label:",
        _per_label(numbers),
        "True label in rows, predicted label in columns:",
        _confusion(numbers, labels),
        "By author:",
        _per_author(numbers),
        "## How it works",
        "A linear head reads each sentence, and each two in succession (words, character "
        "n-grams, cue phrases, the embedding and the likeness to the recommendation); one softmax "
        "over all of them and all labels says what is decided, so that one clear sentence is "
        "enough. Where there was enough to learn from, a second small model weighs that with facts "
        "of the whole answer: which sentences lean which way, how near they come to the "
        "recommendation, how much they speak of (all, a part, none). It has learnt from answers "
        "that the head had not learnt from, and makes the stance. Probabilities are sharpened or "
        "flattened by their entropy, as fitted on authors left out. `review` is set where a "
        "conformal set at the stated error rate (0.1 unless told "
        "otherwise) holds anything but the verdict, or where the verdict is likely to be wrong "
        "more than twice as often as that. The set is made so that for each stance the set of "
        "an answer by an author to come misses the right label no more often than that. "
        "Evidence is what a verdict loses when a sentence is left out.",
        "## Limits",
        "Written for answers in Swedish by municipalities and regions. Reservations without a cue "
        "word (a narrower group, fewer systems, a lower frequency than recommended) are often "
        "missed. A verdict is a help for a reader, not a finding.",
        "## Licence",
        "The weights may be used under the terms of the pairs that they were trained on.",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _counts(title: str, counts: Counter[str]) -> str:
    if not counts:
        return ""
    listed = ", ".join(f"{label} {count}" for label, count in sorted(counts.items()))
    return f"{title}: {listed}."


def _table(numbers: Mapping[str, Any]) -> str:
    low, high = numbers["macro_f1_ci95"]
    rows = [
        ("pairs", f"{numbers['n']}"),
        ("accuracy of stance", f"{numbers['accuracy']:.3f}"),
        ("macro-F1 of stance", f"{numbers['macro_f1']:.3f} ({low:.3f}-{high:.3f}, by author)"),
        ("Krippendorff's alpha", f"{numbers['alpha']:.3f}"),
        ("expected calibration error", f"{numbers['ece']:.3f}"),
        ("sure without review", f"{numbers['coverage']:.3f}"),
        ("error when sure", f"{numbers['error_when_sure']:.3f}"),
    ]
    if "right_in_set" in numbers:
        held = numbers["right_in_set"]
        value = f"{held['mean']:.3f} of an author's answers (least {held['least']:.3f})"
        rows.append((f"right label in the set, error rate {held['error_rate']:g}", value))
    if "evidence" in numbers:
        hits = numbers["evidence"]["hit_at_1"]
        low, high = hits["ci95"]
        value = f"{hits['value']:.3f} ({low:.3f}-{high:.3f}, n = {hits['n']})"
        rows.append(("first evidence is the gold evidence", value))
    for key, title in (
        ("commitment_macro_f1", "macro-F1 of commitment"),
        ("reason_macro_f1", "macro-F1 of reason, missed deflections counted as wrong"),
        ("reason_macro_f1_when_deflecting", "macro-F1 of reason, deflections that were seen"),
    ):
        if key in numbers:
            rows.append((title, f"{numbers[key]:.3f}"))
    for key in ("measure", "deadline", "responsible"):
        if key in numbers:
            span = numbers[key]
            value = f"exact {span['exact']:.3f}, token F1 {span['token_f1']:.3f}"
            rows.append((f"{key} (n = {span['n']})", value))
    return _markdown(("measure", "value"), rows)


def _per_label(numbers: Mapping[str, Any]) -> str:
    return _markdown(
        ("label", "precision", "recall", "f1", "n"),
        [
            (label, *(f"{row[key]:.3f}" for key in ("precision", "recall", "f1")), str(row["n"]))
            for label, row in numbers["per_label"].items()
        ],
    )


def _confusion(numbers: Mapping[str, Any], labels: LabelTable) -> str:
    counts = numbers["confusion"]
    names = [label for label in labels.stances if label in counts]
    return _markdown(
        ("", *names), [(one, *(str(counts[one][other]) for other in names)) for one in names]
    )


def _per_author(numbers: Mapping[str, Any]) -> str:
    return _markdown(
        ("author", "pairs", "macro-F1"),
        [
            (author, str(row["n"]), f"{row['macro_f1']:.3f}")
            for author, row in numbers["per_author"].items()
        ],
    )


def _markdown(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
