"""The body that a heading or label names."""

from __future__ import annotations

import re

_BODY = re.compile(
    r"""\b(?P<name>
    (?:(?:[A-ZÅÄÖ][a-zåäöé]{1,30}(?:-\s(?:och|samt)\s|-,?\s)?){0,3}
       [A-ZÅÄÖa-zåäöé]{2,30}?(?:nämnden|styrelsen|förvaltningen|utskottet|direktionen|bolaget|förbundet))
    |[Nn]ämnden\sför\s[a-zåäö ]{3,40}
    )(?P<genitive>s)?\b""",
    re.VERBOSE,
)
_GENERIC = frozenset(
    {"nämnden", "styrelsen", "förvaltningen", "bolaget", "förbundet", "direktionen"}
)


def named_body(text: str) -> str | None:
    """Return the first body that a text names, without genitive; generic words do not count."""
    for match in _BODY.finditer(text):
        name = match["name"].strip()
        if name.lower() not in _GENERIC:
            return name[0].upper() + name[1:]
    return None
