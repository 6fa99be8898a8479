"""From assessments to an open place for results, in each format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from stance.cli.language import Language
from stance.cli.streams import Results

if TYPE_CHECKING:
    from stance.cli.score import Format
    from stance.scoring import Assessment


class Writer(Protocol):
    """Writes one assessment after the other."""

    def write(self, assessment: Assessment) -> None:
        """Write the verdicts of one assessment; nothing when there are none."""

    def close(self) -> None:
        """Write what belongs at the end."""


def writer_for(output: Format, results: Results, lang: Language) -> Writer:
    """Return the writer of a format; its libraries are imported only now."""
    from stance.cli.score import Format

    if output is Format.JSONL:
        return JsonLines(results)
    if output is Format.CSV:
        return Csv(results)
    return Tables(results, lang)


class JsonLines:
    """One object per exchange, and nothing else."""

    def __init__(self, results: Results) -> None:
        """Write to ``results``."""
        self._results = results

    def write(self, assessment: Assessment) -> None:
        """Write one line per verdict."""
        from stance.output.jsonl import line

        for index, verdict in enumerate(assessment.verdicts):
            self._results.write(line(verdict, assessment.text_of(index)))

    def close(self) -> None:
        """There is nothing to end."""


class Csv:
    """A header, then one row per exchange."""

    def __init__(self, results: Results) -> None:
        """Write the header at once: a table without rows is still a table."""
        from stance.output.csv import header

        self._results = results
        results.write(header())

    def write(self, assessment: Assessment) -> None:
        """Write one row per verdict."""
        from stance.output.csv import line

        for index, verdict in enumerate(assessment.verdicts):
            self._results.write(line(verdict, assessment.text_of(index)))

    def close(self) -> None:
        """There is nothing to end."""


class Tables:
    """A block for each document, for people."""

    def __init__(self, results: Results, lang: Language) -> None:
        """Write to ``results`` in one language."""
        from stance.output.labels import LANGUAGES
        from stance.output.table import console_for

        self._labels = LANGUAGES[lang.value]
        self._results = results
        self._console = console_for(results.stream, terminal=results.terminal)

    def write(self, assessment: Assessment) -> None:
        """Write one block; documents without an exchange are named on standard error instead."""
        from stance.output.table import write_block

        if not assessment.verdicts:
            return
        self._results.write(write_block(self._console, assessment, self._labels))

    def close(self) -> None:
        """There is nothing to end."""
