"""Options that several commands have, word for word the same."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ModelFolder = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="A model folder; without it, the shipped model."),
]
AuditReport = Annotated[
    Path | None,
    typer.Option(
        metavar="REPORT",
        help="For documents: the audit report, when they do not repeat its recommendations.",
    ),
]
