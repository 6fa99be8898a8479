"""Commitments as text."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence

from stance.archive.commitments import Commitment, State
from stance.archive.summary.words import Words, safe

_WIDTH = 100
_INDENT = " " * 12


def text_of(
    shown: Sequence[Commitment], everything: Sequence[Commitment], soon: int, words: Words
) -> str:
    """Return commitments as text: how many there are, then each of those to show.

    Args:
        shown: Which to show.
        everything: All of the archive, which are counted.
        soon: Within how many days is soon.
        words: The words of a language.
    """
    return "".join(f"{line}\n" for line in _lines(shown, everything, soon, words))


def _lines(
    shown: Sequence[Commitment], everything: Sequence[Commitment], soon: int, words: Words
) -> Iterator[str]:
    counts = Counter(each.state for each in everything)
    yield words["commit_counts"].format(
        count=words.number(len(everything)),
        days=soon,
        **{state.value: words.number(counts[state]) for state in State},
    )
    if not shown:
        yield words["commit_nothing"]
        return
    for each in shown:
        yield ""
        day = each.due.isoformat() if each.due else "–"
        who = ", ".join(safe(name) for name in (each.body, each.municipality) if name)
        yield f"{day:10}  {words['state_' + each.state.value]}{f' · {who}' if who else ''}"
        yield from _wrapped(safe(each.measure or words["commit_no_measure"]))
        page = "" if each.page is None else f", {words['commit_page'].lower()} {each.page}"
        facts = [
            f"{words[name]}: {safe(value)}"
            for name, value in (
                ("commit_deadline", each.deadline),
                ("commit_responsible", each.responsible),
            )
            if value
        ]
        yield from _wrapped(" · ".join([*facts, f"{safe(each.document)}{page}"]))
    yield ""
    yield words["commit_not_followed_up"]


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=_INDENT,
        subsequent_indent=_INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )
