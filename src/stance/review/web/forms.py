"""What the page's forms say."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias
from urllib.parse import parse_qs

from stance.classification.labels import DEFLECTS, NO_COMMITMENT
from stance.review.label import QUOTES, Label
from stance.schema import Span

Form: TypeAlias = Mapping[str, Sequence[str]]

MOST_COMMENT = 4000
_MOST_FIELDS = 500
_SPAN = re.compile(r"(\d{1,9})-(\d{1,9})")


def read_form(body: bytes) -> dict[str, list[str]]:
    """Return the fields of a form as browsers send it; an empty one when it is none."""
    try:
        return parse_qs(body.decode("ascii"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return {}


def one(form: Form, name: str) -> str:
    """Return a field's value; empty without the field."""
    values = form.get(name, ())
    return values[0].replace("\r\n", "\n").strip() if values else ""


def label_in(form: Form, response: str) -> Label:
    """Return the label that a form gives.

    What the chosen stance or commitment leaves no room for (a reason, a measure) is left out:
    the page does not show those fields then.
    """
    stance, commitment = one(form, "stance"), one(form, "commitment")
    quotes = {
        name: as_it_stands(one(form, name), response) if commitment != NO_COMMITMENT else None
        for name in QUOTES
    }
    return Label(
        stance=stance,
        reason=(one(form, "reason") or None) if stance == DEFLECTS else None,
        commitment=commitment or None,
        evidence=_spans(form.get("evidence", ())),
        comment=one(form, "comment") or None,
        **quotes,
    )


def as_it_stands(quote: str, response: str) -> str | None:
    """Return a quote as the response has it: fields of one line lose its line breaks."""
    if not quote:
        return None
    if quote in response:
        return quote
    words = quote.split()
    found = re.search(r"\s+".join(map(re.escape, words)), response) if words else None
    return found[0] if found else quote


def _spans(values: Sequence[str]) -> tuple[Span, ...]:
    spans = []
    for value in values:
        match = _SPAN.fullmatch(value)
        # What is no span cannot stand in the response, which is what the reviewer is then told.
        spans.append((int(match[1]), int(match[2])) if match else (0, 0))
    return tuple(sorted(set(spans)))
