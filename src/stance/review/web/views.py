"""What the templates are filled with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from stance.output.labels import Labels
from stance.results import Record, is_doubtful
from stance.review.agreement import Agreement
from stance.review.changes import Changes, Turn
from stance.review.label import QUOTES, Label, machine_label
from stance.review.session import ReviewSession
from stance.review.store import Act, Event
from stance.review.web.text import MOST_CHARACTERS, name_of, pieces_of

_PAGE = 50
_SHORT = 160
# No measure is that long; a form with a megabyte in it would be refused.
_LONGEST_QUOTE = 2000


def item_view(
    session: ReviewSession,
    key: str,
    words: Mapping[str, str],
    *,
    label: Label | None = None,
    whole: bool = False,
) -> dict[str, Any]:
    """Return what the page of one exchange shows.

    Args:
        session: The reviewer at work.
        key: The exchange.
        words: Those of the page.
        label: What the form holds; by default what the reviewer or the model says.
        whole: Show the answer in full, however long.
    """
    record = session.record(key)
    response = record["response"] or ""
    said = machine_label(record)
    own = session.state.label(key, session.reviewer)
    form = label or own or _proposal(said, response)
    if form.comment is None and label is None:
        form = Label.of({**form.values(), "comment": session.state.note(key, session.reviewer)})
    pieces, cut = pieces_of(record, form.evidence, whole=whole)
    stances = len(session.choices.stances)
    return {
        "item": key,
        "number": session.number(key),
        "record": record,
        "recommendation": _cut(record["recommendation"], MOST_CHARACTERS),
        "body": name_of(record["body"]) if record["body"] else None,
        "facts": _facts(record, words),
        "pieces": pieces,
        "cut": cut,
        "has_evidence": any(piece.weight for piece in pieces),
        "form": form,
        "said": said,
        "shares": _shares_of(record),
        "doubt": _doubt(record, own),
        "percent": _percent_of(record),
        "choices": session.choices,
        "commitment_keys": max(3, stances) if stances <= 6 else 99,
        "quotes_open": any(getattr(form, name) for name in QUOTES),
        "said_by": _said_by(session, key, words),
        "can_undo": session.state.last_act(session.reviewer) is not None,
    }


def items_view(session: ReviewSession, show: str, page: int) -> dict[str, Any]:
    """Return a page of the table of all exchanges."""
    keys = [key for key in session.queue() if show in ("all", _state(session, key))]
    pages = max(1, -(-len(keys) // _PAGE))
    page = min(max(page, 1), pages)
    rows = []
    for key in keys[(page - 1) * _PAGE : page * _PAGE]:
        record = session.record(key)
        own = session.state.label(key, session.reviewer)
        rows.append(
            {
                "item": key,
                "recommendation": _cut(record["recommendation"], _SHORT),
                "document": name_of(record["document"]),
                "model": record["stance"],
                "percent": _percent_of(record),
                "own": own.stance if own else None,
                "state": _state(session, key),
            }
        )
    return {"rows": rows, "page": page, "pages": pages, "show": show}


def differing_view(
    session: ReviewSession, agreement: Agreement, labels: Labels
) -> list[dict[str, Any]]:
    """Return the exchanges on which reviewers differ; not those that wait for this one's word."""
    say = {"stance": labels.stance, "reason": labels.reason, "commitment": labels.commitment}
    return [
        {
            **_named(session, each.item),
            "question": comparison.question,
            "first_name": comparison.first,
            "second_name": comparison.second,
            "first": say[comparison.question](each.first),
            "second": say[comparison.question](each.second),
        }
        for comparison in agreement.comparisons
        for each in comparison.differing
        if _spoken(session, each.item)
    ]


def turns_view(session: ReviewSession, changes: Changes) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the verdicts that a new model would turn, by kind, at most a page of each."""

    def rows(turns: Sequence[Turn]) -> list[dict[str, Any]]:
        return [
            {
                **_named(session, turn.item),
                "before": turn.before,
                "after": turn.after,
                "label": turn.label if _spoken(session, turn.item) else None,
            }
            for turn in turns[:_PAGE]
        ]

    return [
        ("lost", rows(changes.lost)),
        ("gained", rows(changes.gained)),
        ("turned", rows(changes.turned)),
    ]


def flash_of(event: Event, words: Mapping[str, str], labels: Labels) -> str:
    """Return what to say of an act that was just done."""
    if event.kind is Act.SKIP:
        return words["saved_skip"]
    name = "saved_accept" if event.kind is Act.ACCEPT else "saved_correct"
    stance = labels.stance((event.after or {}).get("stance", ""))
    return words[name].format(stance=stance[:1].lower() + stance[1:])


def shortcuts(words: Mapping[str, str], session: ReviewSession) -> list[tuple[str, str]]:
    """Return the keys and what they do."""
    stances = len(session.choices.stances)
    commitments = len(session.choices.commitments)
    rows = [(f"1–{min(stances, 9)}", words["stance"])]
    if stances <= 6:
        first = max(3, stances) + 1
        rows.append((f"{first}–{first + commitments - 1}", words["commitment"]))
    return [
        *rows,
        ("q w e r t y u", words["reason"]),
        ("j", words["key_next"]),
        ("k", words["key_previous"]),
        (words["space"], words["key_mark"]),
        ("x", words["take_evidence"]),
        ("m", words["measure"]),
        ("d", words["deadline"]),
        ("v", words["responsible"]),
        ("c", words["comment"]),
        ("Esc", words["key_leave"]),
        ("a", f"{words['accept']} / {words['correct'].lower()}"),
        ("s", words["skip"]),
        ("z", words["undo"]),
        ("?", words["key_help"]),
    ]


def percent(share: float) -> int:
    """Return a probability in per cent; what is not certain is never shown as 0 or 100."""
    rounded = round(100 * share)
    return min(max(rounded, 1), 99) if 0 < share < 1 else rounded


def _proposal(said: Label, response: str) -> Label:
    """Return what the form proposes: the model's verdict, but no evidence.

    Marks that nobody made would teach the next model what the last one believed. Quotes that do
    not stand in the response cannot be saved, so they are not proposed.
    """
    quotes = {
        name: quote
        if (quote := getattr(said, name)) and len(quote) <= _LONGEST_QUOTE and quote in response
        else None
        for name in QUOTES
    }
    return Label.of({**said.values(), **quotes, "evidence": ()})


def _facts(record: Record, words: Mapping[str, str]) -> list[str]:
    """Return where the exchange comes from."""
    page = record["response_page"] or record["recommendation_page"]
    facts = [record["document"], record["municipality"], record["date"]]
    named = [name_of(fact) for fact in facts if fact]
    return [*named, words["page"].format(page=page)] if page is not None else named


def _shares_of(record: Record) -> dict[str, int]:
    """Return the probabilities in per cent; none where there is no answer to be sure of."""
    if record["response"] is None:
        return {}
    return {name: percent(share) for name, share in record["probabilities"].items()}


def _percent_of(record: Record) -> int | None:
    return _shares_of(record).get(record["stance"])


def _doubt(record: Record, own: Label | None) -> str | None:
    """Return the word for why to read an exchange; None when the reviewer has, or need not."""
    if own is not None or not is_doubtful(record):
        return None
    return "unanswered" if record["response"] is None else "unsure"


def _state(session: ReviewSession, key: str) -> str:
    event = session.state.label_event(key, session.reviewer)
    if event is not None:
        return event.kind.value
    return "skip" if session.state.skipped(key, session.reviewer) else "wait"


def _said_by(session: ReviewSession, key: str, words: Mapping[str, str]) -> list[tuple[str, Label]]:
    """Return who says what, the reviewer first; nothing while no other may be seen."""
    own, others = session.state.label(key, session.reviewer), session.others(key)
    if own is None or not others:
        return []
    return [(words["yours"], own), *sorted(others.items())]


def _spoken(session: ReviewSession, key: str) -> bool:
    """Tell whether the reviewer may see what others say of an exchange."""
    return key not in session or session.state.label(key, session.reviewer) is not None


def _named(session: ReviewSession, key: str) -> dict[str, Any]:
    record = session.store.record(key)
    text = record["recommendation"] if record else key
    return {"item": key, "here": key in session, "recommendation": _cut(text, _SHORT)}


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
