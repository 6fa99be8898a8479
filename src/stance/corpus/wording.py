"""How responses open, and whether the words that seem to tell the stance occur in every class."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from stance.corpus import limits
from stance.corpus.groups import normalised
from stance.corpus.limits import CUES, STANCES
from stance.corpus.reading import Corpus, CorpusPair
from stance.corpus.report import Cell, Section

_SHOWN = 8


def check_openings(corpus: Corpus) -> Section:
    """Count the first words of responses; a contrast set, which is one text, counts once."""
    texts: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for pair in corpus.pairs:
        words = normalised(pair.response).split()
        if len(words) > limits.OPENING_WORDS:
            opening = " ".join(words[: limits.OPENING_WORDS])
            texts[opening].add((pair.author, pair.contrast or pair.place))
    total = sum(map(len, texts.values()))
    most = max(limits.OPENING_TIMES, limits.OPENING_SHARE * total)
    often = sorted(texts, key=lambda opening: (-len(texts[opening]), opening))
    return Section(
        "openings",
        ("opening", "responses", "authors"),
        tuple(
            (opening, len(texts[opening]), len({author for author, _ in texts[opening]}))
            for opening in often[:_SHOWN]
        ),
        notes=(f"{len(texts)} different openings of {total} responses",),
        problems=tuple(
            f"{len(texts[opening])} responses open with {opening!r}, over {most:.0f}"
            for opening in often
            if len(texts[opening]) > most
        ),
    )


def check_cues(corpus: Corpus) -> Section:
    """Count in how many responses of each stance each cue word stands."""
    rows: list[tuple[Cell, ...]] = []
    problems: list[str] = []
    for cue in CUES:
        counts = cue_counts(corpus.pairs, cue)
        total = sum(counts.values())
        shares = {stance: counts[stance] / total if total else 0.0 for stance in STANCES}
        rows.append((cue, total, *(shares[stance] for stance in STANCES)))
        problems += [
            f"{cue!r} stands in {total} responses, but {shares[stance]:.0%} of them are {stance}"
            for stance in STANCES
            if corpus.whole and shares[stance] < limits.CUE_SHARE
        ]
    return Section(
        "cue words", ("cue", "responses", *STANCES), tuple(rows), problems=tuple(problems)
    )


def cue_counts(pairs: Sequence[CorpusPair], cue: str) -> Counter[str | None]:
    """Return in how many responses of each stance a word or phrase stands."""
    pattern = re.compile(rf"\b{re.escape(cue)}\b", re.IGNORECASE)
    return Counter(pair.stance for pair in pairs if pattern.search(pair.response))
