"""The report as one file of HTML that needs nothing but a browser."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from types import SimpleNamespace
from typing import TYPE_CHECKING

import stance
from stance.report.entries import STANCES, Report
from stance.report.failures import failures_of, failures_said
from stance.report.matrix import matrices_of
from stance.report.memo import hints_of, notice_of
from stance.report.payload import (
    FACETS,
    block_of,
    blocks_of,
    facet_values,
    index_of,
    option_value,
    to_json,
)
from stance.report.summary import COMMITMENTS, figures_of, groups_of, shares_of
from stance.report.view import View, view_of
from stance.report.words import Words, visible, words_of

if TYPE_CHECKING:
    from jinja2 import Environment

# Up to so many exchanges the whole list stands in the page itself, scripts or not.
WHOLE = 200
# Of more, the weakest: what is on the screen before the script has begun.
_FIRST = 20
# So many exchanges the script adds at a time to a long list.
_STEP = 30
_MATRICES, _ROWS, _GROUPS, _NAMES = 8, 40, 8, 20
# What the script says, of the words of the page.
_SCRIPT_WORDS = """
found_all found_all_one found loading none_found one_shown more response weight_hidden
marked_hidden end_hidden weak_mark reviewed_mark unanswered_mark review_mark review_note context
context_before context_after why commitment what when who source shares copy_quote copied
not_copied link
"""


def page_of(report: Report, language: str = "sv", *, whole: int = WHOLE) -> str:
    """Return the page.

    Args:
        report: What it shows.
        language: ``sv`` or ``en``.
        whole: Up to how many exchanges the whole list stands in the page itself.
    """
    words = words_of(language)
    views = [view_of(entry, words) for entry in report.entries]
    fits = len(views) <= whole
    settings = {
        "step": len(views) if fits else _STEP,
        "thousands": words["thousands"],
        "words": {name: words[name] for name in _SCRIPT_WORDS.split()},
    }
    script, style = _script(), _asset("report.css")
    template = _environment(words).get_template("report.html.j2")
    return template.render(
        **_overview(report, words),
        facets=[(key, _options(report, key, words)) for key in FACETS],
        views=[_all_keys(view) for view in (views if fits else views[:_FIRST])],
        total=len(views),
        version=stance.__version__,
        models=sorted({record["model"] for record in report.records if record["model"]}),
        reviewers=words.listed(report.reviewers),
        settings=to_json(settings),
        index=block_of(to_json(index_of(report))),
        blocks=list(blocks_of(views)),
        script=script,
        style=style,
        policy=_policy(script, style),
    )


def _overview(report: Report, words: Words) -> dict[str, object]:
    """Return what stands above the list."""
    records, labels = report.records, words.labels
    figures = figures_of(records)
    places, bodies = groups_of(records, "municipality"), groups_of(records, "body")
    groups = [("body", bodies)]
    if 1 < len(places) < len(bodies):  # With one body in each, the two would be the same.
        groups.insert(0, ("municipality", places))
    matrices = matrices_of(report.entries)
    return {
        "figures": figures,
        "notice": notice_of(figures, words),
        "hints": list(hints_of(report, words)),
        "places": [place.name for place in places if place.name],
        "shares": [
            (key, shares_of(records, key, order), said)
            for key, order, said in (
                ("stance", STANCES, labels.stance),
                ("reason", tuple(labels.reasons), labels.reason),
                ("commitment", COMMITMENTS, labels.commitment),
            )
        ],
        "groups": groups,
        "most_groups": _GROUPS,
        "matrices": matrices[:_MATRICES],
        "more_matrices": max(0, len(matrices) - _MATRICES),
        "most_rows": _ROWS,
        "failures": list(failures_of(report, words)),
        "failures_said": failures_said(report, words),
        "most_names": _NAMES,
    }


def _all_keys(view: View) -> dict[str, object]:
    """Return a view with every key, so that the template may ask for each."""
    return {**dict.fromkeys(View.__annotations__), **view}


def _options(report: Report, key: str, words: Words) -> list[tuple[str, str]]:
    """Return the choices of a filter: how links name them, and how people read them."""
    said = {
        "stance": words.labels.stance,
        "reason": words.labels.reason,
        "commitment": words.labels.commitment,
    }.get(key, str)
    return [
        (option_value(value), words["unknown"] if value is None else _capital(said(value)))
        for value in facet_values(report.records, key)
    ]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _policy(script: str, style: str) -> str:
    """Return what the page may do: run its own script and style, and nothing else at all."""
    return (
        f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"


def _script() -> str:
    parts = "\n".join(_asset(name) for name in ("exchange.js", "report.js"))
    return f'(() => {{\n"use strict";\n{parts}}})();\n'


def _asset(name: str) -> str:
    return files("stance.report").joinpath("templates", name).read_text(encoding="utf-8")


def _environment(words: Words) -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    environment = Environment(
        loader=FunctionLoader(_asset),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        number=words.number,
        percent=words.percent,
        visible=visible,
        capital=_capital,
        fragment=_fragment,
    )
    environment.globals.update(words=words, t=SimpleNamespace(**words.terms))
    return environment


def _fragment(value: str | None) -> str:
    """Return a facet's value as a link's fragment holds it."""
    from urllib.parse import quote

    return quote(option_value(value), safe="")
