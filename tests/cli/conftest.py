"""A program whose reading, extraction and model are played by fakes, but whose shell is real."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

import stance.reading
from stance.cli import main
from stance.errors import StanceError
from stance.schema import (
    Document,
    Evidence,
    Exchange,
    HeaderFacts,
    Judgement,
    Passage,
    Status,
    Verdict,
)
from stance.scoring import Assessment, StanceScorer


@dataclass(frozen=True)
class Outcome:
    """What one run of the program left behind."""

    code: int
    out: str
    err: str


class FakeModel:
    """Agrees with everybody; above an error rate of a half it is sure of nothing."""

    name = "fake 1.0"

    def __init__(self, error_rate: float | None = None) -> None:
        self.error_rate = error_rate

    def judge(
        self, exchanges: Sequence[Exchange], reference: date | None = None
    ) -> list[Judgement]:
        print("a library that talks")  # noqa: T201 (standard output must survive this)
        return [
            Judgement(
                stance="agrees",
                probabilities={"agrees": 0.8, "partly_agrees": 0.15, "deflects": 0.05},
                reason=None,
                commitment="none",
                measure=None,
                deadline=None,
                deadline_date=None,
                responsible=None,
                evidence=tuple(
                    Evidence(passage.text, (passage.start, passage.end), 1.0)
                    for passage in exchange.response[:1]
                ),
                weak=True,
                review=(self.error_rate or 0) > 0.5,
            )
            for exchange in exchanges
        ]


class FakeScorer(StanceScorer):
    """Reads by the name of the file, and takes each line ``recommendation | answer``."""

    def read(self, path: Path) -> Document:
        if not path.exists():
            raise StanceError("no-such-file", f"There is no file {path}.", "Check the name.")
        for status in Status:
            if path.stem == status.value and status is not Status.OK:
                return Document(str(path), status, f"It is {status.value}.")
        return Document(str(path), text=path.read_text(encoding="utf-8"))

    def assess_document(
        self, document: Document, *, recommendations: Sequence[str] | None = None
    ) -> Assessment:
        if document.status is not Status.OK:
            return Assessment(document.name, document.status, document.detail)
        if "crash" in document.text:
            raise RecursionError("deep\ndown")
        exchanges, at = [], 0
        for line in document.text.split("\n"):
            left, bar, right = line.partition("|")
            if bar:
                start = at + len(left) + 1
                answer = Passage(right, start, start + len(right), 2)
                exchanges.append(
                    Exchange(
                        Passage(left, at, at + len(left), 1),
                        (answer,) if right else (),
                        ((start, start + len(right)),) if right else (),
                        facts=HeaderFacts("Exempelby"),
                    )
                )
            at += len(line) + 1
        verdicts = tuple(
            Verdict(document.name, exchange, judgement, self.model.name)
            for exchange, judgement in zip(exchanges, self.model.judge(exchanges), strict=True)
        )
        status = Status.OK if verdicts else Status.NO_ANSWER
        return Assessment(
            document.name,
            status,
            "" if verdicts else "Nothing was found.",
            HeaderFacts("Exempelby"),
            verdicts,
            document.text,
        )


@pytest.fixture
def fakes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Play the parts that read, extract and judge."""
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    for variable in ("LC_ALL", "LC_MESSAGES", "STANCE_DEBUG"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(stance.reading.ReaderPool, "start", lambda pool: None)
    monkeypatch.setattr(
        StanceScorer,
        "load",
        lambda model=None, *, readers=None, error_rate=None: FakeScorer(
            FakeModel(error_rate)  # type: ignore[arg-type]
        ),
    )


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """Run the program in this process and return what it printed, as the system saw it."""

    def run_program(*arguments: str | Path) -> Outcome:
        capfd.readouterr()
        code = main([str(argument) for argument in arguments])
        written = capfd.readouterr()
        return Outcome(code, written.out, written.err)

    return run_program
