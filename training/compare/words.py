"""Methods that read words: majority, rules, and linear models on n-grams."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from stance.classification.pairs import Pair

Judge: TypeAlias = Callable[[Sequence[Pair]], list[str]]

_SEED = 0
_ACCEPTS = re.compile(
    r"\b(?:instämmer|delar (?!inte)|håller med|ställer sig bakom|ska|skall|kommer att|avser att"
    r"|har beslutat|har påbörjat|har inlett|tas fram|tar fram)\b"
)
_RESERVES = re.compile(r"\b(?:delvis|dock|däremot|i huvudsak|i stort|men|vissa)\b")
_REFUSES = re.compile(
    r"\b(?:delar inte|instämmer inte|anser inte|ser inte|inget behov|inte nödvändig"
    r"|avstår|noterar|redan|avslår)\b"
)


def nothing_owed() -> float:
    """Return no seconds: nothing was remembered from an earlier round."""
    return 0.0


@dataclass(frozen=True)
class Peer:
    """A method.

    Attributes:
        name: As it stands in the table.
        fit: From labelled pairs to what judges others.
        owed: The seconds that it would have spent so far, had it not remembered texts from
            earlier rounds.
    """

    name: str
    fit: Callable[[Sequence[Pair]], Judge]
    owed: Callable[[], float] = nothing_owed


def together(pair: Pair) -> str:
    """Return both texts of a pair as one."""
    return f"{pair.recommendation} [SEP] {pair.response}"


def stances(pairs: Sequence[Pair]) -> list[str]:
    """Return the gold stances."""
    return [pair.stance or "" for pair in pairs]


def majority(pairs: Sequence[Pair]) -> Judge:
    """Say what is most frequent."""
    ((most, _),) = Counter(sorted(stances(pairs))).most_common(1)
    return lambda others: [most] * len(others)


def rules(_: Sequence[Pair]) -> Judge:
    """Look for words of acceptance, reservation and refusal, as one would in an hour's work."""

    def judge(pair: Pair) -> str:
        text = pair.response.lower()
        if not _ACCEPTS.search(text):
            return "deflects"
        if _RESERVES.search(text) or _REFUSES.search(text):
            return "partly_agrees"
        return "agrees"

    return lambda pairs: [judge(pair) for pair in pairs]


def logistic(pairs: Sequence[Pair]) -> Judge:
    """Fit TF-IDF (words 1-2, characters 2-5) with logistic regression."""
    from sklearn.linear_model import LogisticRegression

    return _on_n_grams(pairs, LogisticRegression(C=3, max_iter=100, tol=1e-3))


def linear_svm(pairs: Sequence[Pair]) -> Judge:
    """Fit the same with a linear support vector machine."""
    from sklearn.svm import LinearSVC

    return _on_n_grams(pairs, LinearSVC(C=1, random_state=_SEED))


def naive_bayes(pairs: Sequence[Pair]) -> Judge:
    """Fit the same with complement naive Bayes."""
    from sklearn.naive_bayes import ComplementNB

    return _on_n_grams(pairs, ComplementNB(alpha=0.3))


def _on_n_grams(pairs: Sequence[Pair], model: Any) -> Judge:  # noqa: ANN401 - no types there.
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline, make_union

    fitted = make_pipeline(
        make_union(
            TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2),
        ),
        model,
    ).fit([together(pair) for pair in pairs], stances(pairs))
    return lambda others: [str(label) for label in fitted.predict([together(o) for o in others])]


def text_categorizer(pairs: Sequence[Pair]) -> Judge:
    """Train spaCy's bag of n-grams (TextCatBOW) from nothing."""
    import random

    import spacy
    from spacy.training import Example
    from thinc.api import fix_random_seed

    fix_random_seed(_SEED)
    nlp = spacy.blank("sv")
    labels = sorted(set(stances(pairs)))
    model = {
        "@architectures": "spacy.TextCatBOW.v3",
        "exclusive_classes": True,
        "ngram_size": 2,
        "no_output_layer": False,
        "length": 262144,
    }
    nlp.add_pipe("textcat", config={"model": model})
    examples = [
        Example.from_dict(
            nlp.make_doc(together(pair)),
            {"cats": {label: float(label == pair.stance) for label in labels}},
        )
        for pair in pairs
    ]
    optimizer = nlp.initialize(lambda: examples)
    chance = random.Random(_SEED)  # noqa: S311 - not for secrets
    for _ in range(8):
        chance.shuffle(examples)
        for start in range(0, len(examples), 64):
            nlp.update(examples[start : start + 64], sgd=optimizer)

    def judge(others: Sequence[Pair]) -> list[str]:
        documents = nlp.pipe((together(other) for other in others), batch_size=64)
        return [max(labels, key=lambda label: found.cats[label]) for found in documents]

    return judge
