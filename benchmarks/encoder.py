"""Print what the sentence encoder can do: ``python -m benchmarks.encoder [ENCODER]``.

Needs the corpora of ``../shared/corpora``. Speed and load time are of one core: run it on a quiet
machine.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

# Before anything loads a library that starts threads.
for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

from training.encoder.card import sample_sentences  # noqa: E402
from training.encoder.measure import (  # noqa: E402
    DAMAGES,
    damaged,
    recognition,
    spearman_interval,
)
from training.encoder.text import sts  # noqa: E402

from stance.encoding import Encoder, load_encoder  # noqa: E402

ROOT = Path(__file__).parent.parent
_WIDTH = 120
_LOAD = """
import sys, time
start = time.perf_counter()
from stance.encoding import load_encoder
load_encoder(sys.argv[1] or None).encode(["Nämnden instämmer."])
print(time.perf_counter() - start, "torch" in sys.modules)
"""


def speed(encoder: Encoder, sentences: list[str], rounds: int = 5) -> float:
    """Return the sentences per second of processor time, the best of some rounds."""
    encoder.encode(sentences[:500])
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        encoder.encode(sentences)
        best = min(best, time.process_time() - start)
    return len(sentences) / best


def load_time(name: str | None, rounds: int = 5) -> tuple[float, bool]:
    """Return the seconds to import, load and encode one sentence, and whether torch came along."""
    found = []
    for _ in range(rounds):
        done = subprocess.run(
            [sys.executable, "-c", _LOAD, name or ""], capture_output=True, text=True, check=True
        )
        found.append(done.stdout.split())
    return min(float(seconds) for seconds, _ in found), any(torch == "True" for _, torch in found)


def wide(sentences: list[str], count: int = 20_000) -> list[str]:
    """Cut running text into strings of 120 characters."""
    text = " ".join(sentences)
    pieces = [text[at : at + _WIDTH] for at in range(0, len(text) - _WIDTH, _WIDTH)]
    return (pieces * (count // len(pieces) + 1))[:count]


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("encoder", nargs="?", help="a folder or name; the shipped one by default")
    parser.add_argument("--corpora", type=Path, default=ROOT.parent / "shared" / "corpora")
    arguments = parser.parse_args()
    if not arguments.corpora.is_dir():
        parser.error(f"{arguments.corpora} is not there: it needs ../shared/corpora")
    encoder = load_encoder(arguments.encoder)
    dev, sample = sts(arguments.corpora, "dev"), sample_sentences(arguments.corpora)
    rows = [("Spearman, sts-sv dev", str(spearman_interval(encoder.encode, dev)))]
    for name, how in DAMAGES.items():
        interval = spearman_interval(encoder.encode, damaged(dev, how))
        rows.append((f"  both sentences {name}", str(interval)))
    for name, how in DAMAGES.items():
        cosine, share = recognition(encoder.encode, sample, how)
        rows.append((f"  cosine to copy; found among 1,000; {name}", f"{cosine:.3f}; {share:.3f}"))
    rows.append(
        (f"sentences/s, one core, {_WIDTH} characters", f"{speed(encoder, wide(sample)):,.0f}")
    )
    seconds, torch = load_time(arguments.encoder)
    rows.append(
        ("import, load, first sentence", f"{seconds:.2f} s, torch {'yes' if torch else 'no'}")
    )
    print(f"{encoder.name}, {encoder.dimensions} dimensions")
    for label, value in rows:
        print(f"{label:<66} {value}")


if __name__ == "__main__":
    main()
