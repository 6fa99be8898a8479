"""How much of the stance is told by what should not tell it.

Each probe is fitted and measured with whole groups (author, recommendation, municipality) left out
in turn. A guess by the labels' shares has, for each label, the expected F1 of its share: the
macro-F1 of chance is one by the number of labels.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from stance.corpus import limits
from stance.corpus.groups import groups_of
from stance.corpus.limits import STANCES
from stance.corpus.reading import Corpus, CorpusPair
from stance.corpus.report import Cell, Section
from stance.evaluation.metrics import macro_f1

_FOLDS = 5
_FEWEST = 30
_SENTENCE_END = re.compile(r"[.!?](?:\s|$)")
# A range of length holds at least this share of the pairs.
_LEAF = 0.02
# How the model card gives what the model is worth on groups left out.
_CARD_VALUE = re.compile(r"^\| macro-F1 of stance \| (0\.\d+)", re.MULTILINE)


def check_probes(corpus: Corpus, whole: float | None) -> Section:
    """Measure what the recommendation, the length and the response tell, each alone.

    Args:
        corpus: The corpus.
        whole: Macro-F1 of the whole model on groups left out; None when it is not known.
    """
    pairs = [pair for pair in corpus.pairs if pair.stance in STANCES]
    groups = groups_of(pairs)
    if len(pairs) < _FEWEST or len(set(groups)) < 2:
        return Section("probes", notes=(f"{len(pairs)} pairs are too few to probe",))
    chance = 1 / len(STANCES)
    lengths = [_lengths(pair) for pair in pairs]
    measured = {
        "recommendation": _score(_words(), [p.recommendation for p in pairs], pairs, groups),
        "length of response": _score(_ranges(), lengths, pairs, groups),
        "response": _score(_words(), [p.response for p in pairs], pairs, groups),
    }
    most = dict.fromkeys(measured, chance + limits.ABOVE_CHANCE)
    most["response"] = 1.0 if whole is None else whole - limits.BELOW_WHOLE
    rows: list[tuple[Cell, ...]] = [
        (name, score, chance, most[name]) for name, score in measured.items()
    ]
    rows.append(("the shipped model", whole, chance, None))
    return Section(
        "probes",
        ("from ... alone", "macro-F1", "chance", "at most"),
        tuple(rows),
        problems=tuple(
            f"{name} alone tells the stance with macro-F1 {score:.3f}, over {most[name]:.3f}"
            for name, score in measured.items()
            if score > most[name]
        ),
    )


def measured_on_groups(model: Path) -> float | None:
    """Return the macro-F1 on groups left out that a model's card gives; None without one."""
    try:
        found = _CARD_VALUE.search((model / "README.md").read_text(encoding="utf-8"))
    except OSError:
        return None
    return float(found[1]) if found else None


def _score(
    classifier: Any,  # noqa: ANN401 - scikit-learn has no types
    features: Sequence[object],
    pairs: Sequence[CorpusPair],
    groups: Sequence[str],
) -> float:
    from sklearn.model_selection import GroupKFold, cross_val_predict

    stances = [pair.stance or "" for pair in pairs]
    folds = GroupKFold(min(_FOLDS, len(set(groups))))
    said = cross_val_predict(classifier, features, stances, groups=groups, cv=folds)
    return macro_f1(stances, list(said), STANCES)


def _words() -> Any:  # noqa: ANN401
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    return make_pipeline(
        TfidfVectorizer(sublinear_tf=True, min_df=2, ngram_range=(1, 2)),
        LogisticRegression(C=4, max_iter=200),
    )


def _ranges() -> Any:  # noqa: ANN401
    """Return a classifier by ranges of length: any shape of dependence shows."""
    from sklearn.tree import DecisionTreeClassifier

    return DecisionTreeClassifier(
        min_samples_leaf=_LEAF, max_depth=5, class_weight="balanced", random_state=0
    )


def _lengths(pair: CorpusPair) -> tuple[int, int, int]:
    """Return the response's number of words, characters and sentences."""
    text = pair.response
    return len(text.split()), len(text), len(_SENTENCE_END.findall(text))
