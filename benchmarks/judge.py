"""How many pairs a second are judged on one core, against TF-IDF with a logistic regression.

python -m benchmarks.judge

From text to verdict: sentences, repair, features, probabilities, evidence and spans. Both read the
same pairs in the same run, in one process of one thread; the best of some rounds counts, since
whatever else the machine does can only slow a round down.
"""

from __future__ import annotations

import argparse
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


def best_rate(pairs: Sequence[Pair], judge: Callable[[Sequence[Pair]], object]) -> float:
    """Return the pairs per second of the best round."""
    best = 0.0
    for _ in range(_ROUNDS):
        begin = time.perf_counter()
        judge(pairs)
        best = max(best, len(pairs) / (time.perf_counter() - begin))
    return best


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
    pairs = [pair for pattern in _PAIRS for pair in read_pairs(sorted(_ROOT.glob(pattern)))]
    with StanceScorer.load(arguments.model) as scorer:
        rate = best_rate(pairs, lambda some: list(scorer.assess_pairs(some)))
        peer = best_rate(pairs, baseline(pairs))
        print(f"{scorer.model.name} on one core ({processor()}), {len(pairs)} pairs")
    print(f"{'pairs/s':>10}  judge")
    print(f"{rate:10.0f}  stance (stance, reason, commitment, evidence, spans; bar {_BAR})")
    print(f"{peer:10.0f}  TF-IDF and logistic regression (stance only)")
    print(f"{rate / peer:10.2f}  ratio")
    return 0 if rate >= _BAR else 1


if __name__ == "__main__":
    raise SystemExit(main())
