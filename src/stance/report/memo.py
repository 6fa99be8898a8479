"""What a memo says, whatever it is written as: figures, then the weak answers, then the rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import stance
from stance.report.entries import STANCES, Report
from stance.report.summary import COMMITMENTS, figures_of, shares_of
from stance.report.view import View, view_of
from stance.report.words import Words, visible


@dataclass(frozen=True, slots=True)
class Memo:
    """A report in the order in which a memo tells it.

    Attributes:
        rows: The table of the overview: a heading, a label, how many and which share.
        parts: Headings with their exchanges.
        failures: Documents without results, and why.
        made_by: The program and its models.
    """

    rows: tuple[tuple[str, str, str, str], ...]
    parts: tuple[tuple[str, tuple[View, ...]], ...]
    failures: tuple[tuple[str, str], ...]
    made_by: str


def memo_for(report: Report, words: Words) -> Memo:
    """Return a report as a memo."""
    weak = tuple(view_of(entry, words) for entry in report.entries if entry.record["weak"])
    rest = tuple(view_of(entry, words) for entry in report.entries if not entry.record["weak"])
    parts = [(words["memo_weak"], weak), (words["memo_rest"], rest)]
    models = sorted({record["model"] for record in report.records if record["model"]})
    made_by = words["made_by"].format(version=stance.__version__)
    if models:
        made_by += " " + words["models"].format(models=visible(", ".join(models)))
    return Memo(
        rows=tuple(_rows(report, words)),
        parts=tuple((head, views) for head, views in parts if views),
        failures=tuple(
            (visible(name), words.statuses.get(status, words.statuses["other"]))
            for name, status in report.failures
        ),
        made_by=made_by,
    )


def facts_of(view: View, words: Words) -> list[tuple[str, str]]:
    """Return what is said of one exchange beside its texts: names with values."""
    known = [
        (words["probability"], view.get("likelihood")),
        (words["why"], view.get("reason")),
        (words["commitment"], view["commitment"]),
        (words["what"], view.get("measure")),
        (words["when"], view.get("deadline")),
        (words["who"], view.get("responsible")),
        (words["body"], view.get("body")),
        (words["source"], view["source"]),
    ]
    return [(name, value) for name, value in known if value]


def flags_of(view: View, words: Words) -> str:
    """Return the stance with what must be seen beside it."""
    flags = [view["stance"]]
    if view.get("weak"):
        flags.append(words["weak_mark"])
    if view.get("review"):
        flags.append(words["review_mark"])
    return " · ".join(flags)


def _rows(report: Report, words: Words) -> Iterator[tuple[str, str, str, str]]:
    records, labels = report.records, words.labels
    figures = figures_of(records)
    if not figures.exchanges:
        return
    counts = [
        (words["n_exchanges"].capitalize(), figures.exchanges),
        (words["only_weak"], figures.weak),
        (words["only_review"], figures.review),
        (words["no_response"].rstrip("."), figures.unanswered),
    ]
    for label, count in counts:
        share = words.percent(count / figures.exchanges)
        yield words["overview"], label, words.number(count), share
    for key, order, said in (
        ("stance", STANCES, labels.stance),
        ("reason", tuple(labels.reasons), labels.reason),
        ("commitment", COMMITMENTS, labels.commitment),
    ):
        for row in shares_of(records, key, order):
            label = visible(said(row.label))
            yield (
                words[key],
                label[:1].upper() + label[1:],
                words.number(row.count),
                words.percent(row.share),
            )
