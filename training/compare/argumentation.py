"""The public Swedish stance task, argumentation-sentences of SuperLim, by ``stance train``.

    python -m training.compare.argumentation [--corpora ../shared/corpora]

A sentence is for a topic, against it or neither: the topic is read as the recommendation, the
sentence as the response. Most sentences of the development part stand in the training part, too,
so whatever remembers its training text looks excellent on it. What stands in both is left out of
what is learnt from; ``--as-published`` leaves it in, to show the difference.
"""

from __future__ import annotations

import argparse
import json
import lzma
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from stance.classification.pairs import Pair, read_pairs
from stance.cli.train import train
from stance.corpus.groups import normalised
from stance.evaluation.metrics import krippendorff_alpha
from stance.scoring import StanceScorer
from training.compare.measures import macro_f1s
from training.compare.table import write
from training.compare.words import linear_svm, logistic, stances
from training.stance.train import ROOT

MUST = 0.41
_CORPUS = "argumentation-sentences"
# Two sentences that share this much of their words, of both together, are one.
_ALIKE = 0.5


def converted(corpora: Path, part: str, out: Path) -> list[Pair]:
    """Write a part of the corpus as a pair file, and return its pairs."""
    with lzma.open(corpora / f"{_CORPUS}_{part}.jsonl.xz", "rt", encoding="utf-8") as stream:
        rows = [as_pair(json.loads(line)) for line in stream]
    path = out / f"{_CORPUS}-{part}.jsonl"
    write(path, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    return read_pairs([path])


def as_pair(row: Mapping[str, str]) -> dict[str, str]:
    """Return a row of the corpus as a row of a pair file."""
    return {
        "id": row["sentence_id"],
        "recommendation": row["topic"],
        "response": row["sentence"],
        "stance": row["label"],
    }


def apart_from(learn: Sequence[Pair], asked: Sequence[Pair]) -> list[Pair]:
    """Return the pairs that share neither identifier nor most words with one that is asked."""
    names = {pair.identifier for pair in asked}
    words = [set(normalised(pair.response).split()) for pair in asked]
    holding: dict[str, list[int]] = defaultdict(list)
    for number, each in enumerate(words):
        for word in each:
            holding[word].append(number)

    def stands_there(pair: Pair) -> bool:
        own = set(normalised(pair.response).split())
        shared = Counter(number for word in own for number in holding.get(word, ()))
        return any(count >= _ALIKE * len(own | words[number]) for number, count in shared.items())

    return [pair for pair in learn if pair.identifier not in names and not stands_there(pair)]


def main(arguments: Sequence[str] | None = None) -> None:
    """Convert, train, and print how far what is said agrees with the labels."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--corpora", type=Path, default=ROOT.parent / "shared" / "corpora")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "argumentation")
    parser.add_argument("--encoder", default=None, help="As in `stance train`.")
    parser.add_argument("--as-published", action="store_true")
    given = parser.parse_args(arguments)
    learn = converted(given.corpora, "train", given.out)
    asked = converted(given.corpora, "dev", given.out)
    apart = apart_from(learn, asked)
    print(f"{len(learn) - len(apart)} of {len(learn)} training sentences stand in {len(asked)} dev")
    learn = learn if given.as_published else apart
    rows = [_row(pair) for pair in learn]
    learnt = given.out / "learnt-from.jsonl"
    write(learnt, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    model = given.out / "model"
    train([learnt], out=model, encoder=given.encoder, seed=0)
    with StanceScorer.load(model) as scorer:
        judged = [
            verdict.judgement.stance
            for assessment in scorer.assess_pairs(asked)
            for verdict in assessment.verdicts
        ]
    print(as_table(learn, asked, judged))


def as_table(learn: Sequence[Pair], asked: Sequence[Pair], judged: Sequence[str]) -> str:
    """Return ours beside n-grams in a table; intervals when single sentences are drawn."""
    said = {
        "stance train": list(judged),
        "TF-IDF, logistic regression": logistic(learn)(asked),
        "TF-IDF, linear SVM": linear_svm(learn)(asked),
    }
    values, ahead = macro_f1s(stances(asked), list(said.values()), [""] * len(asked))
    lines = [
        f"{len(learn)} sentences to learn from, {len(asked)} asked; at least {MUST} alpha asked.",
        "",
        "| method | alpha | macro-F1 | ours ahead by |",
        "| --- | ---: | --- | --- |",
    ]
    for (name, labels), value, difference in zip(said.items(), values, ahead, strict=True):
        alpha = krippendorff_alpha(stances(asked), labels)
        lines.append(f"| {name} | {alpha:.3f} | {value} | {difference} |")
    return "\n".join(lines)


def _row(pair: Pair) -> dict[str, str]:
    return {
        "id": pair.identifier or "",
        "recommendation": pair.recommendation,
        "response": pair.response,
        "stance": pair.stance or "",
    }


if __name__ == "__main__":
    main()
