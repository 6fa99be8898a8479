"""The report's words, in Swedish and in English, and the texts of documents made safe to show."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from stance.output.labels import LANGUAGES, Labels

# From the probability of the chosen stance to a word for it.
_LIKELIHOODS = ((0.95, "very_likely"), (0.8, "likely"), (0.6, "rather_likely"), (0.0, "open"))
# Signs that steer: they turn the direction of text, or end it for a program that reads on.
_STEERING = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufff9-\uffff]"
)
_LINE_ENDS = re.compile("\r\n?")


@dataclass(frozen=True, slots=True)
class Words:
    """All the words of one language.

    Attributes:
        terms: By name, see ``data/words.toml``; some are patterns.
        causes: Why there are no results of a file and what to do, by status, in order.
        notes: The note on what verdicts mean: headings with their texts.
        labels: The words for stances, reasons and commitments.
    """

    terms: Mapping[str, str]
    causes: Mapping[str, tuple[str, str]]
    notes: tuple[tuple[str, str], ...]
    labels: Labels

    def __getitem__(self, name: str) -> str:
        """Return one term."""
        return self.terms[name]

    def number(self, value: int) -> str:
        """Return a whole number with its thousands apart."""
        return f"{value:,}".replace(",", self.terms["thousands"])

    def percent(self, share: float) -> str:
        """Return a share in per cent; what is not whole is never rounded to none or to all."""
        rounded = round(100 * share)
        if 0 < share < 1:
            rounded = min(max(rounded, 1), 99)
        return self.terms["percent"].format(percent=rounded)

    def counted(self, name: str, count: int) -> str:
        """Return ``one_name`` or ``names`` with the number in it."""
        if count == 1:
            return self.terms[f"one_{name}"]
        plural = "bodies" if name == "body" else f"{name}s"
        return self.terms[plural].format(count=self.number(count))

    def listed(self, names: Sequence[str]) -> str:
        """Return names in a row: ``A``, ``A and B``, ``A, B and C``."""
        if len(names) < 2:
            return "".join(names)
        return f"{', '.join(names[:-1])} {self.terms['and']} {names[-1]}"

    def likelihood(self, probability: float) -> str:
        """Return a probability in a word and a number."""
        # By the number that is shown, so that one number never has two words.
        name = next(name for least, name in _LIKELIHOODS if round(probability, 2) >= least)
        return self.terms["likelihood"].format(
            words=self.terms[name], percent=self.percent(probability)
        )

    def left_out(self, count: int) -> str:
        """Return what stands where so many characters were left out."""
        return self.terms["left_out"].format(count=self.number(count))

    def page(self, page: int | str | None) -> str:
        """Return a page as a source gives it; empty where there are no pages."""
        return "" if page is None else self.terms["page"].format(page=page)


@cache
def words_of(language: str) -> Words:
    """Return the words of ``sv`` or ``en``."""
    raw = files("stance.report").joinpath("data", "words.toml").read_text(encoding="utf-8")
    values = tomllib.loads(raw)[language]
    causes = {status: (said, remedy) for status, (said, remedy) in values.pop("causes").items()}
    notes = tuple((note["head"], note["text"]) for note in values.pop("notes"))
    return Words(values, causes, notes, LANGUAGES[language])


def visible(text: str) -> str:
    """Return a document's text with every sign that steers shown as its code point instead."""
    return _STEERING.sub(lambda sign: f"[U+{ord(sign[0]):04X}]", _LINE_ENDS.sub("\n", text))
