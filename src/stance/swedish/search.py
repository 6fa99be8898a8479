"""Finds the Swedish word that a damaged token most probably stands for.

The search walks the word list from the token's first letter, cheapest damage first: at each place
it reads the letter as it stands or as one of its confusions, and goes on only where some known
word begins that way. At the end of a known word it may start another (a compound, with or
without a joining s). It is a noisy channel: cost of the damage plus cost of the word.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from heapq import heappop, heappush

from stance.swedish.confusions import Confusion
from stance.swedish.lexicon import UNKNOWN, Lexicon

TOP_CLASS = 38
CLASS_COST = 0.30
COMPOUND_COST = 1.5
FREQUENCY_SHARE_IN_COMPOUND = 0.75
LONGEST = 40
SHORTEST_PART = 4
RAREST_PART = 10
MOST_PARTS = 3
# Short words that often begin or end Swedish compounds; other parts have four letters or more.
SHORT_PARTS = frozenset(
    ("råd", "mål", "års", "sam", "fri", "del", "barn", "vux", "väg", "tid", "åtgärd", "mål")
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a token may stand for.

    Attributes:
        word: The word in lower case.
        places: For each letter of the word its place in the token.
        cost: Cost of damage and word together.
        damage: Cost of the damage alone; 0 when the token stands as it is.
        steps: How much work the search was, for budgets.
    """

    word: str
    places: tuple[int, ...]
    cost: float
    damage: float
    steps: int


def word_cost(frequency: int) -> float:
    """Return the cost of a word of a frequency class."""
    return CLASS_COST * (TOP_CLASS - frequency)


def _may_be_part(word: str, frequency: int) -> bool:
    return frequency >= RAREST_PART and (len(word) >= SHORTEST_PART or word in SHORT_PARTS)


def is_compound(word: str, lexicon: Lexicon, parts: int = MOST_PARTS) -> bool:
    """Tell whether a word in lower case is made of known words, with or without a joining s."""
    if len(word) > LONGEST or parts < 2:
        return False
    for cut in range(3, len(word) - 2):
        head = word[:cut]
        if not _may_be_part(head, lexicon.frequency(head)):
            continue
        tails = [word[cut:]]
        if word[cut] == "s":
            tails.append(word[cut + 1 :])
        for tail in tails:
            if _may_be_part(tail, lexicon.frequency(tail)) or is_compound(tail, lexicon, parts - 1):
                return True
    return False


# cost, tie-breaker, place, prefix, low, high, finished parts, places, damage, edits, parts
_State = tuple[float, int, int, str, int, int, str, tuple[int, ...], float, int, int]


def best_reading(
    token: str,
    lexicon: Lexicon,
    confusions: Mapping[str, tuple[Confusion, ...]],
    *,
    bound: float,
    limit: int,
    compounds: bool = True,
) -> tuple[Reading | None, int]:
    """Return the cheapest reading of a token in lower case, and the number of steps taken.

    Args:
        token: What stands in the text, in lower case.
        lexicon: The known words.
        confusions: What each letter may have been, by the first letter seen.
        bound: Readings that cost as much as this are of no use.
        limit: Most steps to take.
        compounds: Whether a reading may consist of several known words.
    """
    length = len(token)
    most_edits = 1 + (length + 1) // 4
    queue: list[_State] = [(0.0, 0, 0, "", 0, len(lexicon.ordered), "", (), 0.0, 0, 1)]
    best: Reading | None = None
    best_cost = bound
    steps = 0
    ties = 0
    while queue and steps < limit:
        cost, _, place, prefix, low, high, done, places, damage, edits, parts = heappop(queue)
        if cost + word_cost(TOP_CLASS) >= best_cost:
            break
        steps += 1
        frequency = lexicon.frequency(prefix) if prefix else UNKNOWN
        if frequency != UNKNOWN:
            if place == length and (parts == 1 or _may_be_part(prefix, frequency)):
                share = 1.0 if parts == 1 else FREQUENCY_SHARE_IN_COMPOUND
                total = cost + share * word_cost(frequency)
                if total < best_cost:
                    best_cost = total
                    best = Reading(done + prefix, places, total, damage, steps)
            elif (
                compounds
                and parts < MOST_PARTS
                and length - place >= 3
                and _may_be_part(prefix, frequency)
            ):
                at_joint = cost + FREQUENCY_SHARE_IN_COMPOUND * word_cost(frequency) + COMPOUND_COST
                whole = (0, len(lexicon.ordered))
                ties += 1
                heappush(
                    queue,
                    (
                        at_joint,
                        ties,
                        place,
                        "",
                        *whole,
                        done + prefix,
                        places,
                        damage,
                        edits,
                        parts + 1,
                    ),
                )
                if token[place] == "s" and length - place >= 4:
                    ties += 1
                    heappush(
                        queue,
                        (
                            at_joint,
                            ties,
                            place + 1,
                            "",
                            *whole,
                            f"{done}{prefix}s",
                            (*places, place),
                            damage,
                            edits,
                            parts + 1,
                        ),
                    )
        if place >= length:
            continue
        letter = token[place]
        grown = prefix + letter
        inner = lexicon.narrow(grown, low, high)
        if inner[0] < inner[1]:
            ties += 1
            heappush(
                queue,
                (
                    cost,
                    ties,
                    place + 1,
                    grown,
                    *inner,
                    done,
                    (*places, place),
                    damage,
                    edits,
                    parts,
                ),
            )
        if edits >= most_edits:
            continue
        for confusion in confusions.get(letter, ()):
            if cost + confusion.cost >= best_cost or not token.startswith(confusion.seen, place):
                continue
            grown = prefix + confusion.meant
            inner = lexicon.narrow(grown, low, high)
            if inner[0] < inner[1]:
                ties += 1
                heappush(
                    queue,
                    (
                        cost + confusion.cost,
                        ties,
                        place + len(confusion.seen),
                        grown,
                        *inner,
                        done,
                        places + (place,) * len(confusion.meant),
                        damage + confusion.cost,
                        edits + 1,
                        parts,
                    ),
                )
    return best, steps
