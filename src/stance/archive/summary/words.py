"""The words and numbers of a summary, in Swedish and in English."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from stance.archive.summary.groups import COMMITMENT, STANCE, UNKNOWN, Measure
from stance.archive.summary.intervals import Share
from stance.output.labels import LANGUAGES, Labels

# An interval so narrow deserves a decimal.
_NARROW = 0.05
# Signs that steer a terminal or turn the direction of text: names come from documents.
_STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+")


@dataclass(frozen=True, slots=True)
class Words:
    """All the words of one language; see ``data/words.toml``."""

    terms: Mapping[str, str]
    labels: Labels

    def __getitem__(self, name: str) -> str:
        """Return one term."""
        return self.terms[name]

    def number(self, value: int) -> str:
        """Return a whole number with its thousands apart."""
        return f"{value:,}".replace(",", self.terms["thousands"])

    def percent(self, share: float, decimals: int = 0) -> str:
        """Return a share in per cent."""
        return self.terms["percent"].format(percent=self._hundredths(share, decimals))

    def share(self, share: Share) -> str:
        """Return a share with its interval, as exact as the interval is narrow."""
        decimals = int(share.width < _NARROW)
        value, low, high = (
            self._hundredths(each, decimals) for each in (share.value, share.low, share.high)
        )
        return self.terms["interval"].format(percent=value, low=low, high=high)

    def group(self, by: str, name: str) -> str:
        """Return the words for a group."""
        if name == UNKNOWN:
            return self.terms["unknown"]
        if by == STANCE:
            return self.labels.stance(name)
        if by == "reason":
            reason = self.labels.reason(name)
            return reason[:1].upper() + reason[1:]
        if by == COMMITMENT:
            return self.labels.commitment(name)
        if by == "kind":
            return self.terms.get(name, name)
        return safe(name)

    def measure(self, measure: Measure) -> str:
        """Return the words for what is counted."""
        if measure.name == STANCE:
            return self.labels.stance(measure.label) if measure.label else self.terms["unknown"]
        if measure.name == COMMITMENT:
            return self.terms.get(f"commitment_{measure.label}", measure.label)
        return self.terms[measure.name]

    def short(self, measure: Measure) -> str:
        """Return few words for what is counted, as a column's head."""
        name = f"short_{measure.name}_{measure.label}" if measure.label else f"short_{measure.name}"
        return self.terms.get(name, self.measure(measure))

    def _hundredths(self, share: float, decimals: int) -> str:
        rounded = round(100 * share, decimals)
        # What is not whole is never rounded to none or to all.
        least = 10.0**-decimals
        if 0 < share < 1:
            rounded = min(max(rounded, least), 100 - least)
        return f"{rounded:.{decimals}f}".replace(".", self.terms["decimal"])


@cache
def words_of(language: str) -> Words:
    """Return the words of ``sv`` or ``en``."""
    raw = files("stance.archive.summary").joinpath("data", "words.toml").read_text(encoding="utf-8")
    return Words(tomllib.loads(raw)[language], LANGUAGES[language])


def safe(text: str) -> str:
    """Return a text from a document in one line, without signs that steer."""
    return " ".join(_STEERING.sub(" ", text).split())
