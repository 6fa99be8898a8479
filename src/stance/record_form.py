"""The form of a record of results, and what is wrong with values that lack it."""

from __future__ import annotations

import re
from collections.abc import Callable
from math import isfinite
from typing import Any

# JSON can say half a character ("\\ud800"), which no file and no page can hold.
_HALVES = re.compile("[\ud800-\udfff]")


def whole(values: dict[str, Any]) -> dict[str, Any]:
    """Return a record with every key of the contract, and no half characters in its texts."""
    known = {key: _mended(value) for key, value in values.items() if value is not None}
    return {**dict.fromkeys(_FORMS), **_EMPTY, **known}


def _mended(value: Any) -> Any:  # noqa: ANN401 (any value that JSON can hold)
    if isinstance(value, str):
        return _HALVES.sub("\ufffd", value)
    if isinstance(value, list):
        return [_mended(item) for item in value]
    if isinstance(value, dict):
        return {_mended(key): _mended(item) for key, item in value.items()}
    return value


def wrong_key(values: object) -> str | None:
    """Return what is wrong with a line's value, or None; files of results come from anywhere."""
    if not isinstance(values, dict):
        return "is not an object"
    for key in _REQUIRED:
        if values.get(key) is None:
            return f"has no `{key}`"
    for key, is_right in _FORMS.items():
        value = values.get(key)
        if value is not None and not is_right(value):
            return f"has a `{key}` of another form than results have"
    return None


def _text(value: object) -> bool:
    return isinstance(value, str)


def _flag(value: object) -> bool:
    return isinstance(value, bool)


def _whole_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def _span(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(map(_whole_number, value))


def _spans(value: object) -> bool:
    return isinstance(value, list) and all(map(_span, value))


def _shares(value: object) -> bool:
    return isinstance(value, dict) and all(map(_number, value.values()))


def _evidence(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(item, dict)
        and _text(item.get("text"))
        and _span(item.get("span"))
        and _number(item.get("weight"))
        for item in value
    )


def _pages(value: object) -> bool:
    return isinstance(value, list) and all(page is None or _whole_number(page) for page in value)


def _surroundings(value: object) -> bool:
    return isinstance(value, dict) and all(_text(value.get(key)) for key in ("before", "after"))


_REQUIRED = ("document", "recommendation", "stance")
_EMPTY: dict[str, Any] = {
    "kind": "recommendation",
    "response_spans": [],
    "probabilities": {},
    "evidence": [],
    "commitment": "none",
    "weak": False,
    "review": False,
    "by_reference": False,
}
# The keys in the order of the contract, each with the test of its form when it is not null.
_FORMS: dict[str, Callable[[object], bool]] = {
    "document": _text,
    "id": _text,
    "municipality": _text,
    "body": _text,
    "case_number": _text,
    "date": _text,
    "kind": _text,
    "recommendation": _text,
    "recommendation_span": _span,
    "recommendation_page": _whole_number,
    "response": _text,
    "response_spans": _spans,
    "response_page": _whole_number,
    "stance": _text,
    "probabilities": _shares,
    "reason": _text,
    "commitment": _text,
    "measure": _text,
    "deadline": _text,
    "deadline_date": _text,
    "responsible": _text,
    "evidence": _evidence,
    "weak": _flag,
    "review": _flag,
    "model": _text,
    "by_reference": _flag,
    "context": _surroundings,
    "evidence_pages": _pages,
}
