"""Who acts: roles and units of an administration, as they are named in running text."""

from __future__ import annotations

import re

from stance.schema import Span

# The head of the name of a role or unit, in the definite or plural form that acts.
_HEADS = (
    r"chef(?:en|erna|er)?|direktör(?:en|erna)?|controllern?|controllers?|samordnar(?:en|na|e)"
    r"|strateg(?:en|erna)?|sekreterar(?:en|e)|handläggar(?:en|na|e)|ansvarig(?:a|e)?|ombud(?:et|en)?"
    r"|ekonom(?:en|erna)|jurist(?:en|erna)|kamrer(?:en|aren)?|inspektör(?:en|erna)|ledar(?:en|na|e)"
    r"|rektor(?:n|erna|er)?|förvaltar(?:en|na|e)|administratör(?:en|erna)|arkivari(?:en|e)"
    r"|arkitekt(?:en|erna)|ingenjör(?:en|erna)|utvecklar(?:en|na|e)|koordinator(?:n|erna)?"
    r"|enhet(?:en|erna)|avdelning(?:en|arna)|kontor(?:et|en)|grupp(?:en|erna)|kansli(?:et|erna)?"
    r"|funktion(?:en|erna)|staben|central(?:en|erna)|bolag(?:et|en)|kamreraren|sköterska|sköterskan"
    r"|utredar(?:en|e)|planerar(?:en|e)|redovisningen|administratören|presidiet|intendent(?:en|erna)?"
    r"|registrator(?:n)?|nämndsekreteraren|bibliotekarien|lektor(?:n|erna)|pedagog(?:en|erna)"
)
_ROLE = re.compile(rf"\b([^\W\d_]{{0,40}}(?:{_HEADS}))\b", re.IGNORECASE)
# Too general to be anybody, or not acting at all.
_NOBODY = frozenset(
    "chef chefer cheferna ansvarig ansvariga ansvarige enhet enheten enheterna grupp gruppen grupperna "
    "bolaget bolagen brukargruppen målgruppen målgrupper målgrupperna arbetsgrupper funktion funktionen "
    "verksamhetschef ledare ombud personuppgiftsansvarig åldersgruppen yrkesgruppen kontoret "
    "avdelningen avdelningarna kansliet centralen huvudansvarig ledarna".split()
)
_GENERAL_ALLOWED = frozenset(["kansliet", "kontoret", "presidiet"])
_BEFORE_ROLE = re.compile(r"(?:\b(?:revisorernas|revisionens|granskningens|varje|någon|ingen)\s)$")


def find_roles(text: str) -> list[Span]:
    """Return the roles and units that a sentence names, in order."""
    spans: list[Span] = []
    for match in _ROLE.finditer(text):
        word = match[1].lower()
        if word in _NOBODY and word not in _GENERAL_ALLOWED:
            continue
        if _BEFORE_ROLE.search(text, max(0, match.start() - 20), match.start()):
            continue
        spans.append(match.span(1))
    return spans
