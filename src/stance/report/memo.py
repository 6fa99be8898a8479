"""What a memo says, whatever it is written as: figures, then the weak answers, then the rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import stance
from stance.report.entries import STANCES, Entry, Report
from stance.report.failures import Failed, failures_of, failures_said
from stance.report.summary import (
    COMMITMENTS,
    Figures,
    figures_of,
    mostly_unanswered,
    shares_of,
)
from stance.report.view import View, quoted_source_of, view_of
from stance.report.words import Words, visible

_MOST_HINTS = 10


@dataclass(frozen=True, slots=True)
class Memo:
    """A report in the order in which a memo tells it.

    Attributes:
        rows: The table of the overview: a heading, a label, how many and which share.
        parts: Headings with their exchanges.
        failures: Files without results, by cause.
        made_by: The program and its models.
        notice: Who made the verdicts.
        missing: How many files have no results; empty when all have.
        hints: Documents in which many recommendations have no response, and how many.
    """

    rows: tuple[tuple[str, str, str, str], ...]
    parts: tuple[tuple[str, tuple[View, ...]], ...]
    failures: tuple[Failed, ...]
    made_by: str
    notice: str
    missing: str = ""
    hints: tuple[str, ...] = ()


def memo_for(report: Report, words: Words) -> Memo:
    """Return a report as a memo."""
    weak = tuple(_view(entry, words) for entry in report.entries if entry.record["weak"])
    rest = tuple(_view(entry, words) for entry in report.entries if not entry.record["weak"])
    parts = [(words["memo_weak"], weak), (words["memo_rest"], rest)]
    missing = failures_said(report, words)
    models = sorted({record["model"] for record in report.records if record["model"]})
    made_by = words["made_by"].format(version=stance.__version__)
    if models:
        made_by += " " + words["models"].format(models=visible(", ".join(models)))
    if report.reviewers:
        made_by += " " + words["reviewers"].format(names=visible(words.listed(report.reviewers)))
    return Memo(
        rows=tuple(_rows(report, words)),
        parts=tuple((head, views) for head, views in parts if views),
        failures=tuple(failures_of(report, words)),
        made_by=made_by,
        notice=notice_of(figures_of(report.records), words),
        missing=f"{missing} {words['failures_below']}" if missing else "",
        hints=tuple(hints_of(report, words)),
    )


def notice_of(figures: Figures, words: Words) -> str:
    """Return who made the verdicts: the program, reviewers, or both."""
    if not figures.reviewed:
        return words["notice"]
    if figures.reviewed == figures.exchanges:
        return words["notice_all_reviewed"]
    return words["notice_reviewed"].format(
        reviewed=words.number(figures.reviewed), total=words.number(figures.exchanges)
    )


def hints_of(report: Report, words: Words) -> Iterator[str]:
    """Yield the documents in which many recommendations have no response, and how many."""
    found = mostly_unanswered(report.records)
    for each in found[:_MOST_HINTS]:
        yield words["hint"].format(
            document=visible(each.document),
            missing=words.number(each.missing),
            total=words.number(each.recommendations),
        )
    if len(found) > _MOST_HINTS:
        yield words["hint_more"].format(count=words.number(len(found) - _MOST_HINTS))


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
        flags.append(words["unanswered_mark" if view.get("unanswered") else "review_mark"])
    if view.get("reviewed"):
        flags.append(words["reviewed_mark"])
    return " · ".join(flags)


def _view(entry: Entry, words: Words) -> View:
    """Return an exchange with the source of its quotation: a memo shows no more of the answer."""
    view = view_of(entry, words)
    view["source"] = quoted_source_of(entry.record, words)
    return view


def _rows(report: Report, words: Words) -> Iterator[tuple[str, str, str, str]]:
    records, labels = report.records, words.labels
    figures = figures_of(records)
    if not figures.exchanges:
        return
    counts = [
        (words["n_exchanges"].capitalize(), figures.exchanges),
        (words["only_weak"], figures.weak),
        (words["only_review"], figures.review),
        (words["n_unanswered"].capitalize(), figures.unanswered),
    ]
    if figures.reviewed:
        counts.append((words["only_reviewed"], figures.reviewed))
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
