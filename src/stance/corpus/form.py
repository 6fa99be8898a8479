"""Whether labels have their legal form, and quotes stand in the text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from stance.corpus.limits import COMMITMENTS, REASONS, STANCES
from stance.corpus.reading import Corpus, CorpusDocument, CorpusPair
from stance.corpus.report import Section
from stance.errors import StanceError
from stance.evaluation.gold import items_of, role_spans

_QUOTES = ("evidence", "measure", "deadline", "responsible")


def check_form(corpus: Corpus) -> Section:
    """Check each pair and each document by itself, and that nothing stands twice."""
    problems = [*corpus.problems, *_pair_problems(corpus.pairs)]
    for document in corpus.documents:
        try:
            problems += _document_problems(document)
        except StanceError as error:
            problems.append(f"{document.file}: {error}")
    return Section("form", problems=tuple(problems))


def _pair_problems(pairs: Sequence[CorpusPair]) -> Iterator[str]:
    seen: dict[str, str] = {}
    for pair in pairs:
        place = pair.place
        for key in ("recommendation", "response"):
            if not str(pair.row.get(key) or "").strip():
                yield f"{place}: {key} is missing"
        yield from (f"{place}: {problem}" for problem in _label_problems(pair.row))
        yield from (f"{place}: {problem}" for problem in _quote_problems(pair.row, pair.response))
        same_text = _folded(f"{pair.recommendation} | {pair.response}")
        marks = {same_text: "the same texts"}
        if pair.identifier:
            marks[f"id {pair.identifier}"] = f"id {pair.identifier}"
        for mark, what in marks.items():
            if mark in seen:
                yield f"{place}: {what} as in {seen[mark]}"
            else:
                seen[mark] = place


def _label_problems(row: Mapping[str, object]) -> Iterator[str]:
    """Say where labels are missing, unknown or at odds with each other."""
    stance, reason, commitment = row.get("stance"), row.get("reason"), row.get("commitment")
    if stance not in STANCES:
        yield f"stance is {stance!r}, not one of {', '.join(STANCES)}"
    elif stance == "deflects" and reason not in REASONS:
        yield f"reason is {reason!r}, not one of {', '.join(REASONS)}"
    elif stance != "deflects" and reason is not None:
        yield f"a reason ({reason}) with the stance {stance}"
    if commitment not in COMMITMENTS:
        yield f"commitment is {commitment!r}, not one of {', '.join(COMMITMENTS)}"
    elif commitment == "none" and row.get("measure"):
        yield "a measure with the commitment none"


def _quote_problems(row: Mapping[str, object], text: str) -> Iterator[str]:
    for key in _QUOTES:
        quote = row.get(key)
        if quote is not None and str(quote) not in text:
            yield f"{key} does not stand in the response: {quote!r}"


def _document_problems(document: CorpusDocument) -> Iterator[str]:
    """Check the labels, quotes and roles of a document, in the text as it is read."""
    from stance.reading import read_document

    gold = document.gold
    text = gold.text
    furniture: tuple[str, ...] = ()
    if text is None and gold.path is not None:
        written = read_document(gold.path)
        text, furniture = written.text, written.furniture
    folded = None if text is None else _folded(text)
    asked = "" if gold.audit is None else _folded(read_document(gold.audit).text)
    if text is not None:
        try:
            role_spans(text, gold.roles, furniture)
        except ValueError as error:
            yield f"{document.file}: {gold.identifier}, roles: {error}"
    for number, item in enumerate(items_of(document.entry) or (), 1):
        place = f"{document.file}: {gold.identifier} no. {number}"
        yield from (f"{place}: {problem}" for problem in _label_problems(item))
        if folded is None:
            continue
        response = item.get("response")
        quotes = [*(response if isinstance(response, list) else [response])]
        quotes += [item.get(key) for key in _QUOTES]
        wanted = [(quote, folded) for quote in quotes]
        # A recommendation may stand in the audit report alone.
        wanted.append((item.get("recommendation"), f"{folded} {asked}"))
        for quote, where in wanted:
            if quote and _folded(str(quote)) not in where:
                yield f"{place}: not in the text: {str(quote)[:80]!r}"


def _folded(text: str) -> str:
    """Fold what line ends and divided words change, so that quotes are found in the raw text."""
    return "".join(text.casefold().replace("-\n", "").replace("\u00ad", "").split())
