"""The four stages in a row: read, extract, encode and judge. The one thing that others call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from stance.errors import StanceError
from stance.schema import Document, Exchange, HeaderFacts, Status, Verdict

if TYPE_CHECKING:
    from stance.classification.model import StanceModel
    from stance.classification.pairs import Pair
    from stance.reading import ReaderPool

# Pairs are judged this many at a time: the first verdicts come soon and memory stays flat.
_BATCH = 256


@dataclass(frozen=True, slots=True)
class Assessment:
    """All that is said of one document (or of some pairs of one file).

    Attributes:
        document: The name of the document, as results give it.
        status: How reading and extraction ended.
        detail: For a status other than ``ok``: what is wrong and what to do.
        facts: What the document says of itself.
        verdicts: One for each exchange, in document order.
        text: The document's text, which all spans refer to.
        responses: For pairs: each verdict's response, which its spans refer to instead.
        unread_pages: Pages without usable text, which no verdict rests on.
    """

    document: str
    status: Status = Status.OK
    detail: str = ""
    facts: HeaderFacts = field(default_factory=HeaderFacts)
    verdicts: tuple[Verdict, ...] = ()
    text: str = ""
    responses: tuple[str, ...] | None = None
    unread_pages: tuple[int, ...] = ()

    def text_of(self, index: int) -> str:
        """Return what the spans of one verdict refer to."""
        return self.text if self.responses is None else self.responses[index]


class StanceScorer:
    """Judges documents and pairs with one model; use it as a context manager, or ``close`` it."""

    def __init__(self, model: StanceModel, *, readers: ReaderPool | None = None) -> None:
        """Keep the model and the reading process; most callers want ``load``."""
        self._model = model
        self._readers = readers

    @classmethod
    def load(
        cls,
        model: Path | str | None = None,
        *,
        readers: ReaderPool | None = None,
        error_rate: float | None = None,
    ) -> StanceScorer:
        """Load a model folder, or the shipped model.

        Args:
            model: The folder; None for the shipped model.
            readers: A reading process that may have been started; ``close`` ends it.
            error_rate: How often, at most, what remains possible may miss the right stance;
                verdicts of which more remains are marked ``review``. By default 0.1.

        Raises:
            StanceError: When the folder is not a model, is incomplete or was changed, or when the
                model cannot keep the error rate.
        """
        from stance.classification.model import StanceModel

        folder = None if model is None else Path(model)
        return cls(StanceModel.load(folder, error_rate=error_rate), readers=readers)

    @property
    def model(self) -> StanceModel:
        """The model."""
        return self._model

    def score_document(self, path: Path | str, *, audit: Path | str | None = None) -> list[Verdict]:
        """Return the verdict on each exchange of one document; none where nobody answers.

        Args:
            path: The response document.
            audit: The audit report, when the response does not repeat its recommendations.

        Raises:
            StanceError: When a document cannot be read; ``code`` is the name of the status.
        """
        recommendations = None if audit is None else self.recommendations_of(audit)
        assessment = self.assess(path, recommendations=recommendations)
        if assessment.status not in (Status.OK, Status.NO_ANSWER):
            raise _unreadable(assessment.document, assessment.status, assessment.detail)
        return list(assessment.verdicts)

    def score_pairs(
        self, pairs: Iterable[tuple[str, str] | Pair], *, error_rate: float | None = None
    ) -> list[Verdict]:
        """Return a verdict on each (recommendation, response), in order.

        Args:
            pairs: Recommendation and response.
            error_rate: Another one than that of ``load``, for these pairs.
        """
        scorer = self if error_rate is None else StanceScorer(self._model.at(error_rate))
        return [verdict for part in scorer.assess_pairs(pairs) for verdict in part.verdicts]

    def assess(
        self,
        path: Path | str,
        *,
        name: str | None = None,
        recommendations: Sequence[str] | None = None,
    ) -> Assessment:
        """Return all that is said of one document; what cannot be read ends in a status.

        Args:
            path: The response document.
            name: What to call it in results, if not by its own name.
            recommendations: Those of the audit report, when the response does not repeat them.
        """
        document = self.read(Path(path))
        if name is not None:
            document = replace(document, name=name)
        return self.assess_document(document, recommendations=recommendations)

    def assess_document(
        self, document: Document, *, recommendations: Sequence[str] | None = None
    ) -> Assessment:
        """Return all that is said of a document that has been read."""
        if document.status is not Status.OK:
            return Assessment(document.name, document.status, document.detail, text=document.text)
        from stance.extraction import extract

        extraction = extract(document, recommendations=recommendations)
        return Assessment(
            document=document.name,
            status=extraction.status,
            detail=extraction.detail,
            facts=extraction.facts,
            verdicts=tuple(
                _doubted(verdict)
                for verdict in self._judge(
                    document.name, extraction.exchanges, _date_of(extraction.facts.date)
                )
            ),
            text=document.text,
            unread_pages=document.unread_pages,
        )

    def assess_pairs(
        self, pairs: Iterable[tuple[str, str] | Pair], *, name: str = ""
    ) -> Iterator[Assessment]:
        """Yield the verdicts on pairs, some hundred at a time, in order.

        Args:
            pairs: Recommendation and response.
            name: What ``document`` says in results; the name of the file that they come from.
        """
        from stance.classification.pairs import Pair, exchange_from_pair

        rest = iter(pairs)
        while batch := list(islice(rest, _BATCH)):
            typed = [
                pair if isinstance(pair, Pair) else Pair(recommendation=pair[0], response=pair[1])
                for pair in batch
            ]
            # The recommendation of a pair stands in no document, so it has no place in one.
            exchanges = [
                replace(exchange_from_pair(pair), recommendation_in_document=False)
                for pair in typed
            ]
            yield Assessment(
                document=name,
                verdicts=self._judge(name, exchanges, None),
                responses=tuple(pair.response for pair in typed),
            )

    def read(self, path: Path) -> Document:
        """Read one file in a process of its own, within the limits on time and memory.

        Scanned pages are recognised if the extra ``ocr`` is installed.
        """
        if self._readers is None:
            from stance.reading import ReaderPool

            self._readers = ReaderPool()
        document = self._readers.read(path)
        if not document.unread_pages:
            return document
        from stance.reading.scanned import with_recognised_pages

        return with_recognised_pages(document, path, self._readers.read)

    def recommendations_of(self, audit: Path | str) -> list[str]:
        """Return the recommendations of an audit report.

        Raises:
            StanceError: When the report cannot be read, or asks for nothing.
        """
        report = self.read(Path(audit))
        if report.status is not Status.OK:
            raise _unreadable(report.name, report.status, report.detail)
        from stance.extraction import recommendations_of

        found = recommendations_of(report)
        if not found:
            raise StanceError(
                "no-recommendations",
                f"No recommendations were found in the audit report {report.name}.",
                "Check that it is the report and not the response; "
                "`stance score --show-text` shows what is read of it.",
            )
        return list(found)

    def close(self) -> None:
        """End the reading processes."""
        if self._readers is not None:
            self._readers.close()
            self._readers = None

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the reading processes."""
        self.close()

    def _judge(
        self, document: str, exchanges: Sequence[Exchange], reference: date | None
    ) -> tuple[Verdict, ...]:
        if not exchanges:
            return ()
        judgements = self._model.judge(exchanges, reference=reference)
        return tuple(
            Verdict(document, exchange, judgement, self._model.name)
            for exchange, judgement in zip(exchanges, judgements, strict=True)
        )


def _doubted(verdict: Verdict) -> Verdict:
    """Ask for a reader where no answer was found: that it was not found is no proof of silence."""
    if verdict.exchange.response:
        return verdict
    return replace(verdict, judgement=replace(verdict.judgement, review=True))


def _date_of(written: str | None) -> date | None:
    """Return the date that a document gives itself; None when it is not a day that exists."""
    try:
        return None if written is None else date.fromisoformat(written)
    except ValueError:
        return None


def _unreadable(name: str, status: Status, detail: str) -> StanceError:
    return StanceError(status.value, f"{name} cannot be read ({status.value}).", detail)
