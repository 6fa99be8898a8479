"""The shares of an archive, corrected by labels: from its tables to ``correction.correct``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from stance.archive.summary.correction import Correction, Sample, correct
from stance.archive.summary.groups import (
    ALL,
    COMMITMENT,
    GROUPED,
    KNOWN_BEFORE,
    STANCE,
    WEAK,
    Measure,
)
from stance.archive.summary.intervals import Sums
from stance.archive.summary.labelled import Match
from stance.archive.summary.parts import Tables
from stance.classification.labels import is_weak

# So many labels a group needs for shares of its own.
LEAST_EXCHANGES, LEAST_DOCUMENTS = 20, 10

# A score is what the verdict says of the truth: for stances their probabilities, for weak answers
# the probability of such a stance given the commitment, for commitments 0 or 1.
_SCORES = f"""
    WITH member AS ({GROUPED}),
    size AS (SELECT grp, cluster, count(*) AS m FROM member GROUP BY ALL),
    entry AS (SELECT grp, cluster, unnest(map_entries(probabilities)) AS pair FROM member),
    score AS (
        SELECT grp, cluster, 'stance' AS measure, pair.key AS label, sum(pair.value) AS y
        FROM entry GROUP BY ALL
        UNION ALL
        SELECT grp, cluster, 'commitment', commitment, count(*) FROM member GROUP BY ALL
        UNION ALL
        SELECT grp, cluster, 'weak', '', sum(CASE commitment
            WHEN 'none' THEN 1
            WHEN 'vague' THEN coalesce(probabilities['deflects'], 0)
                + coalesce(probabilities['partly_agrees'], 0)
            ELSE coalesce(probabilities['deflects'], 0) END)
        FROM member GROUP BY ALL
    )
"""  # noqa: S608 - put together from constants
_SUMS = f"""
    {_SCORES} SELECT grp, measure, label, sum(y), sum(y * y), sum(y * m)
    FROM score JOIN size USING (grp, cluster) GROUP BY ALL
"""  # noqa: S608
_SIZES = f"""
    WITH member AS ({GROUPED}),
    size AS (SELECT grp, cluster, count(*) AS m FROM member GROUP BY ALL)
    SELECT grp, count(*), sum(m), sum(m * m) FROM size GROUP BY ALL
"""  # noqa: S608
_OWN = f"""
    {_SCORES} SELECT grp, cluster, measure, label, y, m
    FROM score JOIN size USING (grp, cluster) WHERE cluster IN (SELECT unnest($clusters))
"""  # noqa: S608

Corrections = Mapping[Measure, Correction]


@dataclass(frozen=True, slots=True)
class _Scores:
    """Of one group: its sums over all documents, and what its labelled documents add to them."""

    sums: Mapping[Measure, Sums]
    own: Mapping[tuple[int, Measure], float]
    sizes: Mapping[int, float]


def corrections_of(
    tables: Tables, matches: Sequence[Match], by: str = ALL
) -> dict[str, Corrections]:
    """Return the corrected shares of each group that has enough labels.

    Groups that rest on the verdict itself (by stance, say) have none.

    Args:
        tables: The archive.
        matches: The sample.
        by: One of ``GROUPINGS``, or ``all``.
    """
    if by != ALL and by not in KNOWN_BEFORE:
        return {}
    members: dict[str, list[Match]] = defaultdict(list)
    for match in matches:
        members["" if by == ALL else match.exchange[by]].append(match)
    scores = _scores(tables, by, sorted({match.exchange["cluster"] for match in matches}))
    return {
        name: _of_group(group, scores[name])
        for name, group in members.items()
        if by == ALL or _is_enough(group)
    }


def truth_of(match: Match, measure: Measure) -> bool | None:
    """Return whether a label counts; None where it does not say."""
    label = match.label
    if measure.name == STANCE:
        return label.stance == measure.label
    if label.commitment is None:
        return None
    if measure.name == COMMITMENT:
        return label.commitment == measure.label
    return is_weak(label.stance, label.commitment)


def score_of(exchange: Mapping[str, Any], measure: Measure) -> float:
    """Return what the verdict on an exchange says of the truth: the same as ``_SCORES`` does."""
    probabilities: Mapping[str, float] = exchange["probabilities"] or {}
    if measure.name == STANCE:
        return float(probabilities.get(measure.label, 0.0))
    commitment = exchange["commitment"]
    if measure.name == COMMITMENT:
        return float(commitment == measure.label)
    if commitment == "none":
        return 1.0
    deflected = float(probabilities.get("deflects", 0.0))
    partly = float(probabilities.get("partly_agrees", 0.0))
    return deflected + partly if commitment == "vague" else deflected


def _is_enough(group: Sequence[Match]) -> bool:
    documents = {match.exchange["cluster"] for match in group}
    return len(group) >= LEAST_EXCHANGES and len(documents) >= LEAST_DOCUMENTS


def _of_group(group: Sequence[Match], scores: _Scores) -> Corrections:
    found = {}
    names = {match.label.stance for match in group}
    measures = {*scores.sums, *(Measure(STANCE, name) for name in names)}
    clusters = [match.exchange["cluster"] for match in group]
    known, documents = np.unique(np.array(clusters, np.uint64), return_inverse=True)
    sizes = [scores.sizes[int(each)] for each in known]
    for measure in measures:
        if measure.name not in (WEAK, STANCE, COMMITMENT):
            continue
        truths = [truth_of(match, measure) for match in group]
        if None in truths or measure not in scores.sums:
            continue
        sample = Sample(
            documents=documents.astype(np.int64),
            truth=np.array(truths, np.float64),
            scores=np.array([score_of(match.exchange, measure) for match in group]),
            archive_scores=np.array([scores.own.get((int(each), measure), 0.0) for each in known]),
            archive_exchanges=np.array(sizes, np.float64),
        )
        corrected = correct(sample, scores.sums[measure])
        if corrected is not None:
            found[measure] = corrected
    return found


def _scores(tables: Tables, by: str, clusters: Sequence[int]) -> dict[str, _Scores]:
    found: dict[str, _Scores] = {}
    whole = {
        name: (int(documents), float(exchanges), float(squares))
        for name, documents, exchanges, squares in tables.rows(_SIZES, by=by)
    }
    sums: dict[str, dict[Measure, Sums]] = defaultdict(dict)
    for name, measure, label, *three in tables.rows(_SUMS, by=by):
        hits, squares, products = map(float, three)
        sums[name][Measure(measure, label)] = Sums(*whole[name], hits, squares, products)
    own: dict[str, dict[tuple[int, Measure], float]] = defaultdict(dict)
    sizes: dict[str, dict[int, float]] = defaultdict(dict)
    for name, cluster, measure, label, hits, size in tables.rows(_OWN, by=by, clusters=clusters):
        own[name][(cluster, Measure(measure, label))] = float(hits)
        sizes[name][cluster] = float(size)
    for name in whole:
        found[name] = _Scores(sums[name], own[name], sizes[name])
    return found
