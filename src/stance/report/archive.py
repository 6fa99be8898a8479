"""The summary of an archive as one file of HTML that needs nothing but a browser."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files

import stance
from stance.archive.summary.view import View
from stance.archive.summary.words import Words


def summary_page(view: View, words: Words) -> str:
    """Return the page.

    Args:
        view: The summary in words.
        words: The words of its language.
    """
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    environment = Environment(
        loader=FunctionLoader(_asset),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = _asset("report.css") + _asset("summary.css")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii")
    return environment.get_template("summary.html.j2").render(
        view=view,
        words=words.terms,
        style=style,
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; "
        "form-action 'none'",
        made_by=words["made_by"].format(version=stance.__version__),
    )


def _asset(name: str) -> str:
    return files("stance.report").joinpath("templates", name).read_text(encoding="utf-8")
