"""What an office's template adds to a document: its head, its foot and its look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

Look: TypeAlias = Literal["letterhead", "margin", "columns", "protocol"]
LOOKS: tuple[Look, ...] = get_args(Look)


@dataclass(frozen=True)
class Letter:
    """The template of one document, filled in.

    Attributes:
        look: ``letterhead``: logo line, facts in the head, address in the foot. ``margin``: the
            same with the office's particulars in a narrow column beside the text. ``columns``: the
            text in two columns. ``protocol``: a ruled head, and places to sign in the foot.
        sender: Whose paper it is.
        office: Which part of it.
        case_number: As the head gives it; empty where there is none.
        date: As the head gives it.
        margin: The lines of the narrow column.
        ruled: Whether tables have all their lines, or only those between rows.
    """

    look: Look
    sender: str
    office: str
    case_number: str
    date: str
    margin: tuple[str, ...]
    ruled: bool

    @property
    def address(self) -> str:
        """The foot's line."""
        place = self.sender.removesuffix(" kommun").removeprefix("Region ")
        return (
            f"{self.sender}  |  Box 100, 000 00 {place}  |  Besök: Storgatan 1  |  "
            "Telefon: 0000-100 00"
        )


def letter_for(gold: Mapping[str, object], look: Look, *, ruled: bool) -> Letter:
    """Fill a template with the header facts of a document's gold."""
    facts = {
        key: str(gold.get(key) or "") for key in ("municipality", "body", "case_number", "date")
    }
    place = facts["municipality"] or "Kommunen"
    sender = place if place.startswith("Region") or "kommun" in place.lower() else f"{place} kommun"
    margin = (
        facts["body"] or sender,
        "Besöksadress",
        "Storgatan 1",
        "Postadress",
        "Box 100",
        "Telefon (växel)",
        "0000-100 00",
        "Organisationsnr",
        "212000-0000",
    )
    return Letter(look, sender, facts["body"], facts["case_number"], facts["date"], margin, ruled)
