"""How many pairs a second are judged on one core, against TF-IDF with a logistic regression.

python -m benchmarks.judge

From text to verdict: sentences, repair, features, probabilities, evidence and spans. Both read the
same pairs in the same run, in one process on one core. The first round is the one in which every
word is new; the best of some rounds counts, since what else the machine does only slows it down.
Time is the processor's own: what other programs take of the core does not count.
"""

from __future__ import annotations

import argparse
import os
import platform
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from stance.classification.pairs import Pair, read_pairs
from stance.scoring import StanceScorer

_ROOT = Path(__file__).resolve().parent.parent
_PAIRS = ("data/test/pairs/*.jsonl", "data/pairs/*.jsonl")
_ROUNDS = 3
_BAR = 1_000


def rates(pairs: Sequence[Pair], judge: Callable[[Sequence[Pair]], object]) -> tuple[float, float]:
    """Return the pairs per second of the first round and of the best one."""
    found = []
    for _ in range(_ROUNDS):
        begin = time.process_time()
        judge(pairs)
        found.append(len(pairs) / (time.process_time() - begin))
    return found[0], max(found)


def baseline(pairs: Sequence[Pair]) -> Callable[[Sequence[Pair]], object]:
    """Return the judging of a TF-IDF (words 1-2) with logistic regression, fitted on the pairs."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    def texts(some: Sequence[Pair]) -> list[str]:
        return [f"{pair.recommendation} {pair.response}" for pair in some]

    model = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2),
        LogisticRegression(max_iter=200),
    )
    model.fit(texts(pairs), [pair.stance for pair in pairs])
    return lambda some: model.predict_proba(texts(some))


def processor() -> str:
    """Return the name of the machine's processor."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def main() -> int:
    """Print pairs per second; 1 if the bar is not met."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--model", type=Path, help="Another model folder than the shipped one.")
    arguments = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        # Tokenizers and linear algebra would use more than one core.
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    pairs = [pair for pattern in _PAIRS for pair in read_pairs(sorted(_ROOT.glob(pattern)))]
    with StanceScorer.load(arguments.model) as scorer:
        first, rate = rates(pairs, lambda some: list(scorer.assess_pairs(some)))
        peer_first, peer = rates(pairs, baseline(pairs))
        print(f"{scorer.model.name} on one core ({processor()}), {len(pairs)} pairs")
    print(f"{'first':>8}{'best':>8}  pairs/s")
    print(f"{first:8.0f}{rate:8.0f}  stance, reason, commitment, evidence, spans (bar {_BAR})")
    print(f"{peer_first:8.0f}{peer:8.0f}  stance alone, by TF-IDF and logistic regression")
    print(f"{first / peer_first:8.2f}{rate / peer:8.2f}  ratio")
    return 0 if rate >= _BAR else 1


if __name__ == "__main__":
    raise SystemExit(main())
