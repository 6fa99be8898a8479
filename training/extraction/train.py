"""Fit the learnt reader: ``python -m training.extraction.train [--without SET] [--out FILE]``.

``--without w7`` leaves a set of documents out and says how well its lines are read; what it
writes then serves to measure the whole extraction on that set.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from stance.extraction.voices.reader import Weights, marginals, parse_weights
from training.extraction.fit import fit
from training.extraction.gold import LABELS, Example, examples

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "src" / "stance" / "extraction" / "data" / "voices.tsv"
# Named one by one: a set that arrives is held out until it is put here.
SETS = (
    "w1", "w2", "w3", "w4", "w5", "w6", "w7", "w8", "w9", "w10", "w12", "w13", "w14", "w15",
    "w17", "w18", "w19", "w20", "w21", "w22",
)  # fmt: skip


def main() -> None:
    """Fit, write, and measure on what was left out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--without", action="append", default=[], choices=SETS, help="A set.")
    parser.add_argument("--out", type=Path, default=OUT)
    arguments = parser.parse_args()
    folder = ROOT / "data" / "documents"
    known = list(
        examples([path for name in SETS for path in sorted((folder / name).glob("*.json"))])
    )
    text = fit([e for e in known if e.author not in arguments.without]).as_text()
    draft = arguments.out.with_suffix(".part")
    draft.write_text(text, encoding="utf-8")
    draft.replace(arguments.out)
    left_out = [e for e in known if e.author in arguments.without]
    if left_out:
        print(report(left_out, parse_weights(text)))


def report(documents: list[Example], weights: Weights) -> str:
    """Return precision and recall of each label over the lines of documents."""
    said: list[int] = []
    true: list[int] = []
    nothing = np.zeros(len(LABELS), dtype=np.float32)
    for document in documents:
        rows = [
            sum((weights.features.get(name, nothing) for name in names), nothing)
            for names in document.features
        ]
        chances = marginals(np.array(rows, dtype=np.float64), weights.moves, document.same)
        said += chances.argmax(axis=1).tolist()
        true += document.labels
    lines = []
    for label, name in enumerate(LABELS):
        hits = sum(a == b == label for a, b in zip(said, true, strict=True))
        precision, recall = hits / max(1, said.count(label)), hits / max(1, true.count(label))
        lines.append(f"{name:8} precision {precision:.3f} recall {recall:.3f}")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
