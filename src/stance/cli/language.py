"""The language of what people read."""

from __future__ import annotations

import os
from collections.abc import Mapping
from enum import StrEnum


class Language(StrEnum):
    """A language of ``output.labels``."""

    SWEDISH = "sv"
    ENGLISH = "en"


def default_language(environment: Mapping[str, str] = os.environ) -> Language:
    """Return Swedish where the machine speaks Swedish (``LANG=sv_SE.UTF-8``), else English."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(variable):
            return Language.SWEDISH if value.lower().startswith("sv") else Language.ENGLISH
    return Language.ENGLISH
