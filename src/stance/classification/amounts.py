"""How much a text speaks of: of all, of a part, or of none.

Whether a body takes on all that it is asked to is often no matter of opinion words: "samtliga
skolor" is asked for, "två av skolorna" is what is done.
"""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = re.compile(r"\w+")
# The words stand as in a normalised text; those with a star are beginnings.
_WHOLE = (
    "samtliga samtlig alla allt varje hela helt fullt båda både årlig* årligen minst genomgående"
)
_PART = (
    "vissa visst några delvis delen delar främst urval endast bara enbart sikt senare undantag* "
    "utom utöver försök* pilot* hälften möjligt möjlighet* pröva* överväg* större mindre övriga "
    "istället stället avstå* behåll* kvarstå* oföränd* hittills tills särskil* enstaka begräns* "
    "därefter framöver eventuell* utrymme enklare förenkla* omfattas undantas"
)
_NEGATION = "inte ej ingen inget inga utan icke knappast aldrig varken heller nej"
# Words that speak of the whole, of a part, and negations.
AMOUNTS = 3
_NO_KIND = AMOUNTS


def amounts_of(text: str) -> tuple[float, ...]:
    """Return how many words of each kind a normalised text has, see ``AMOUNTS``."""
    counts = [0.0] * (AMOUNTS + 1)
    for word in _WORD.findall(text):
        counts[_kind(word)] += 1.0
    return tuple(counts[:AMOUNTS])


@lru_cache(maxsize=1 << 15)
def _kind(word: str) -> int:
    """Return the place of a word's kind among the amounts."""
    exact, beginnings = _vocabulary()
    if word in exact:
        return exact[word]
    return next((kind for start, kind in beginnings if word.startswith(start)), _NO_KIND)


@lru_cache(maxsize=1)
def _vocabulary() -> tuple[dict[str, int], tuple[tuple[str, int], ...]]:
    entries = [
        (entry, kind)
        for kind, listed in enumerate((_WHOLE, _PART, _NEGATION))
        for entry in listed.split()
    ]
    exact = {entry: kind for entry, kind in entries if not entry.endswith("*")}
    return exact, tuple((entry[:-1], kind) for entry, kind in entries if entry.endswith("*"))
