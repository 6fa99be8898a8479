"""The files that a report has no results of: why, what to do about it, and which they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from stance.report.entries import Report
from stance.report.marks import cut_middle
from stance.report.words import Words, visible
from stance.schema import Status

# A cause that a thousand files share is no longer about each of them.
_MOST = 1000
_LONGEST = 400
_ANY = "other"


@dataclass(frozen=True, slots=True)
class Failed:
    """Files without results for one cause.

    Attributes:
        cause: What is the matter, in plain words.
        remedy: What a person can do.
        count: How many they are.
        names: Their names in order, up to a thousand.
        left_out: What is said of the rest; empty when all are named.
    """

    cause: str
    remedy: str
    count: int
    names: tuple[str, ...]
    left_out: str


def failures_of(report: Report, words: Words) -> Iterator[Failed]:
    """Yield the files without results by cause, in the order of the words for causes."""
    by_status: dict[str, list[str]] = defaultdict(list)
    for name, code in report.failures:
        status = code.replace("-", "_")
        by_status[status if status in words.causes else _ANY].append(name)
    for status, (cause, remedy) in words.causes.items():
        names = sorted(by_status[status])
        if not names:
            continue
        rest = len(names) - _MOST
        yield Failed(
            cause=cause,
            remedy=remedy,
            count=len(names),
            names=tuple(
                visible(cut_middle(name, _LONGEST, words.left_out)) for name in names[:_MOST]
            ),
            left_out=(
                words["failures_left_out"].format(count=words.number(rest)) if rest > 0 else ""
            ),
        )


def failures_said(report: Report, words: Words) -> str:
    """Return how many files could not be read and in how many nothing was found; else empty."""
    silent = sum(status == Status.NO_ANSWER for _, status in report.failures)
    said = []
    if unread := len(report.failures) - silent:
        said.append(words.counted("unread_file", unread))
    if silent:
        said.append(words["silent_documents"].format(documents=words.counted("document", silent)))
    return " ".join(said)
