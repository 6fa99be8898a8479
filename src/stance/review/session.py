"""One reviewer at work: what comes next, and what the reviewer does with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from stance.errors import StanceError
from stance.results import Record
from stance.review.label import Choices, Label, machine_label
from stance.review.queue import Candidate, order
from stance.review.state import ReviewState
from stance.review.store import Act, Event, ReviewStore

# The queue is put in order anew when this many of its exchanges are done.
_ORDERED_FOR = 50


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a reviewer is.

    Attributes:
        total: How many exchanges there are.
        accepted: Of how many the reviewer says what the model says.
        corrected: Of how many something else.
        skipped: How many the reviewer passed over.
    """

    total: int
    accepted: int
    corrected: int
    skipped: int

    @property
    def done(self) -> int:
        """How many are labelled."""
        return self.accepted + self.corrected


class ReviewSession:
    """The exchanges of one set of results, one reviewer, one review file."""

    def __init__(self, store: ReviewStore, records: Iterable[Record], reviewer: str) -> None:
        """Keep the exchanges in the review file and put them in order.

        Args:
            store: The review file.
            records: The results.
            reviewer: Who reviews.

        Raises:
            StanceError: ``bad-reviewer`` when the name is empty or no name.
        """
        self.store = store
        self.reviewer = checked_name(reviewer)
        self._candidates: dict[str, Candidate] = {}
        # Scored first, kept afterwards: nobody else can write while they are kept.
        self.keys = store.add(list(records))
        self._place = {key: number for number, key in enumerate(self.keys)}
        stances: set[str] = set()
        for key, record in store.records():
            if key in self._place:
                self._candidates[key] = Candidate.of(key, record)
                stances.update({*record["probabilities"], record["stance"]} - {""})
        self.choices = Choices.of(stances)
        self.state = ReviewState(store.events())
        self._queue: list[str] = []
        self._left = 0

    def refresh(self) -> None:
        """Take what other programs have written to the review file."""
        self.state.take(self.store.events(after=self.state.last))

    def __contains__(self, key: str) -> bool:
        """Tell whether an exchange is among the results."""
        return key in self._place

    def number(self, key: str) -> int:
        """Return the place of an exchange in the results, from 1."""
        return self._place[key] + 1

    def record(self, key: str) -> Record:
        """Return an exchange.

        Raises:
            KeyError: When it is not there.
        """
        record = self.store.record(key)
        if record is None:
            raise KeyError(key)
        return record

    def next(self) -> str | None:
        """Return the exchange to read now; None when all are labelled."""
        if self._left <= 0:
            self._order()
        for key in self._queue:
            if not self._seen(key):
                return key
        return self._passed_over()

    def queue(self) -> list[str]:
        """Return all exchanges: what waits in the order of the queue, then what is done."""
        self._order()
        done = [key for key in self.keys if self.state.label_event(key, self.reviewer) is not None]
        return [*self._queue, *done]

    def progress(self) -> Progress:
        """Return how far the reviewer is."""
        counts = self.state.tally(self.reviewer, self.keys)
        return Progress(len(self.keys), counts[Act.ACCEPT], counts[Act.CORRECT], counts[Act.SKIP])

    def save(self, key: str, label: Label) -> Event:
        """Keep the reviewer's label: agreement with the model, or a correction."""
        record = self.record(key)
        machine = machine_label(record) if record["stance"] else None
        before = self.state.label(key, self.reviewer) or machine
        return self._append(act_of(label, machine), key, before, label.values())

    def skip(self, key: str, comment: str | None = None) -> Event:
        """Pass an exchange over, perhaps with a comment; it comes again at the end."""
        before = self.state.label(key, self.reviewer)
        return self._append(Act.SKIP, key, before, {"comment": comment} if comment else None)

    def undo(self) -> Event | None:
        """Take back the reviewer's last act; return that act, or None when there is none."""
        last = self.state.last_act(self.reviewer)
        if last is None:
            return None
        event = self.store.append(
            Act.UNDO,
            self.reviewer,
            item=last.item,
            model=last.model,
            before=last.after,
            after=last.before,
            undoes=last.number,
        )
        self.state.take([event])
        return last

    def others(self, key: str) -> Mapping[str, Label]:
        """Return what the other reviewers say, once this one has spoken: not before."""
        if self.state.label(key, self.reviewer) is None:
            return {}
        labels = self.state.labels(key)
        return {name: label for name, label in labels.items() if name != self.reviewer}

    def _append(
        self, act: Act, key: str, before: Label | None, after: Mapping[str, object] | None
    ) -> Event:
        event = self.store.append(
            act,
            self.reviewer,
            item=key,
            model=self.record(key)["model"],
            before=None if before is None else before.values(),
            after=after,
        )
        self.state.take([event])
        self._left -= 1
        return event

    def _seen(self, key: str) -> bool:
        labelled = self.state.label_event(key, self.reviewer) is not None
        return labelled or self.state.skipped(key, self.reviewer)

    def _passed_over(self) -> str | None:
        """Return the exchange that was passed over longest ago."""
        skipped = [
            (event.number, key)
            for key in self.keys
            if (event := self.state.skip_event(key, self.reviewer)) is not None
        ]
        return min(skipped)[1] if skipped else None

    def _order(self) -> None:
        state, me = self.state, self.reviewer
        waiting = [key for key in self.keys if state.label_event(key, me) is None]
        done = [key for key in self.keys if state.label_event(key, me) is not None]
        self._queue = order(
            [self._candidates[key] for key in waiting],
            known=[self._candidates[key] for key in done],
            shared=[key for key in waiting if state.labels(key)],
            last=[key for key in waiting if state.skipped(key, me)],
        )
        self._left = _ORDERED_FOR


def act_of(label: Label, machine: Label | None) -> Act:
    """Return what a label is: agreement with the model, or a correction."""
    return Act.ACCEPT if machine is not None and label.says_the_same(machine) else Act.CORRECT


def checked_name(reviewer: str) -> str:
    """Return a reviewer's name without spaces around it.

    Raises:
        StanceError: ``bad-reviewer`` when nothing is left, or it is no name.
    """
    name = " ".join(reviewer.split())
    if not name or len(name) > 100 or not name.isprintable():
        raise StanceError(
            "bad-reviewer",
            "The reviewer has no name.",
            "Give one with --reviewer NAME, at most 100 characters.",
            exit_code=2,
        )
    return name
