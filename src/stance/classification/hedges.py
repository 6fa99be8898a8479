"""Agreement that says of itself that it is partial: never full agreement beyond doubt."""

from __future__ import annotations

import re
from collections.abc import Iterable

from stance.schema import Passage

_AGREES = r"(?:instämm\w+|dela[rdt]?e?|håller|höll|ställer|tillstyrk\w+|godta\w*|enig\w*|överens)"
_PARTLY = (
    r"(?:delvis|till (?:viss|en) del|till vissa delar|i vissa delar|i huvudsak|i stort(?: sett)?"
    r"|(?:inte|ej) (?:fullt ut|till fullo|helt|i alla delar))"
)
# No sentence is so long.
_LONGEST = 1000
# With at most four words between: "delar i dessa avseenden bara till viss del".
_HEDGED = re.compile(
    rf"\b{_AGREES}\b(?:\W+\w+){{0,4}}?\W+{_PARTLY}\b|\b{_PARTLY}\W+(?:\w+\W+)?{_AGREES}\b"
)


def hedged(passages: Iterable[Passage]) -> bool:
    """Tell whether some sentence agrees in part in so many words."""
    return any(_HEDGED.search(passage.plain[:_LONGEST].lower()) for passage in passages)
