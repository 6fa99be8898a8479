"""What holds after a row of events: who says what of which exchange."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from stance.review.label import Label
from stance.review.store import Act, Event

_LABELS = frozenset({Act.ACCEPT, Act.CORRECT})


class ReviewState:
    """Takes events one after the other and answers what holds now."""

    def __init__(self, events: Iterable[Event] = ()) -> None:
        """Take the first events."""
        self.last = 0
        self._live: dict[str, dict[int, Event]] = {}
        self._of_item: dict[str, dict[str, list[Event]]] = {}
        self._retrained: list[Event] = []
        self.take(events)

    def take(self, events: Iterable[Event]) -> None:
        """Take events in order."""
        for event in events:
            self.last = event.number
            if event.kind is Act.RETRAIN:
                self._retrained.append(event)
            elif event.kind is Act.UNDO:
                self._undo(event)
            elif event.item is not None:
                self._live.setdefault(event.reviewer, {})[event.number] = event
                of_item = self._of_item.setdefault(event.item, {})
                of_item.setdefault(event.reviewer, []).append(event)

    def label(self, item: str, reviewer: str) -> Label | None:
        """Return what a reviewer says of an exchange; None without a word."""
        event = self.label_event(item, reviewer)
        return None if event is None or event.after is None else Label.of(event.after)

    def label_event(self, item: str, reviewer: str) -> Event | None:
        """Return the event by which a reviewer said what now holds."""
        events = self._of_item.get(item, {}).get(reviewer, ())
        return next((event for event in reversed(events) if event.kind in _LABELS), None)

    def labels(self, item: str) -> dict[str, Label]:
        """Return what each reviewer says of an exchange, in order of their names."""
        found = {name: self.label(item, name) for name in sorted(self._of_item.get(item, {}))}
        return {name: label for name, label in found.items() if label is not None}

    def all_labels(self) -> dict[str, dict[str, Label]]:
        """Return the labels of all exchanges that have some, by key and reviewer."""
        found = {item: self.labels(item) for item in self._of_item}
        return {item: labels for item, labels in found.items() if labels}

    def skipped(self, item: str, reviewer: str) -> bool:
        """Tell whether a reviewer passed an exchange over and has not labelled it."""
        events = self._of_item.get(item, {}).get(reviewer, ())
        return bool(events) and self.label_event(item, reviewer) is None

    def skip_event(self, item: str, reviewer: str) -> Event | None:
        """Return the event by which a reviewer last passed over what is not labelled."""
        if not self.skipped(item, reviewer):
            return None
        return self._of_item[item][reviewer][-1]

    def note(self, item: str, reviewer: str) -> str | None:
        """Return the comment with which a reviewer passed an exchange over."""
        events = self._of_item.get(item, {}).get(reviewer, ())
        skips = [event for event in events if event.kind is Act.SKIP and event.after]
        return str(skips[-1].after["comment"]) if skips and skips[-1].after else None

    def last_act(self, reviewer: str) -> Event | None:
        """Return what a reviewer would undo."""
        live = self._live.get(reviewer)
        return live[max(live)] if live else None

    def settled(self, item: str) -> tuple[str, Label] | None:
        """Return the label that counts in training, and whose it is.

        It is the one that most reviewers give (stance, reason and commitment); among equals, the
        latest.
        """
        events = [
            event
            for name in self._of_item.get(item, {})
            if (event := self.label_event(item, name)) is not None
        ]
        if not events:
            return None
        labels = {event.number: Label.of(event.after or {}) for event in events}
        votes = Counter(_said(label) for label in labels.values())
        chosen = max(events, key=lambda one: (votes[_said(labels[one.number])], one.number))
        return chosen.reviewer, labels[chosen.number]

    def reviewers(self) -> list[str]:
        """Return who has labelled anything, by name."""
        names = {name for each in self.all_labels().values() for name in each}
        return sorted(names)

    def tally(self, reviewer: str, items: Iterable[str]) -> Mapping[str, int]:
        """Count a reviewer's acts on some exchanges: accepted, corrected and skipped."""
        counts: Counter[str] = Counter()
        for item in items:
            event = self.label_event(item, reviewer)
            if event is not None:
                counts[event.kind.value] += 1
            elif self.skipped(item, reviewer):
                counts[Act.SKIP.value] += 1
        return {kind.value: counts[kind.value] for kind in (Act.ACCEPT, Act.CORRECT, Act.SKIP)}

    def corrected_since(self, number: int) -> int:
        """Count the exchanges that somebody corrected after an event."""
        return sum(
            any(
                (event := self.label_event(item, name)) is not None
                and event.kind is Act.CORRECT
                and event.number > number
                for name in by_name
            )
            for item, by_name in self._of_item.items()
        )

    def retrainings(self) -> list[Event]:
        """Return the retrainings, the latest last."""
        return list(self._retrained)

    def _undo(self, undo: Event) -> None:
        event = self._live.get(undo.reviewer, {}).pop(undo.undoes or 0, None)
        if event is not None and event.item is not None:
            self._of_item[event.item][event.reviewer].remove(event)


def _said(label: Label) -> tuple[str | None, ...]:
    return (label.stance, label.reason, label.commitment)
