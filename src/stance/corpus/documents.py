"""What the documents with gold are: how many, how long, in which formats, with which answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from stance.corpus import limits
from stance.corpus.reading import Corpus, CorpusDocument
from stance.corpus.report import Cell, Section

_TEXT = frozenset({".txt", ".md"})


def check_documents(corpus: Corpus) -> Section:
    """Count documents, formats, audit reports and unanswered ones in each set, and words."""
    documents = [document for document in corpus.documents if not document.sample]
    sets: dict[str, list[CorpusDocument]] = defaultdict(list)
    for document in documents:
        sets[document.file.parent.name].append(document)
    rows = [_row(name, sets[name]) for name in sorted(sets, key=lambda n: (len(n), n))]
    rows.append(_row("all", documents))
    problems = [
        f"{document.file}: {words} words, not {limits.FEWEST_WORDS} to {limits.MOST_WORDS}"
        for document in documents
        if corpus.whole
        and (words := _words(document)) is not None
        and not limits.FEWEST_WORDS <= words <= limits.MOST_WORDS
    ]
    return Section(
        "documents",
        (
            "set",
            "documents",
            "formats",
            "items",
            "audit",
            "roles",
            "unanswered",
            "words",
            "up to",
        ),
        tuple(rows),
        problems=tuple(problems),
        missing=tuple(_missing(documents)) if corpus.whole else (),
    )


def _row(name: str, documents: Sequence[CorpusDocument]) -> tuple[Cell, ...]:
    lengths = [words for document in documents if (words := _words(document)) is not None]
    return (
        name,
        len(documents),
        len({document.gold.format for document in documents}),
        sum(len(document.gold.items) for document in documents),
        sum(_has_audit(document) for document in documents),
        sum("roles" in document.entry for document in documents),
        sum(_unanswered(document) for document in documents),
        min(lengths, default=None),
        max(lengths, default=None),
    )


def _missing(documents: Sequence[CorpusDocument]) -> Iterator[str]:
    for what, have, wanted in (
        ("documents", len(documents), limits.DOCUMENTS),
        ("formats of documents", len({d.gold.format for d in documents}), limits.FORMATS),
        ("documents with an audit report", sum(map(_has_audit, documents)), limits.WITH_AUDIT),
        (
            "documents that give no answer",
            sum(map(_unanswered, documents)),
            limits.WITHOUT_ANSWER,
        ),
    ):
        if have < wanted:
            yield f"more {what} ({have} of {wanted})"


def _has_audit(document: CorpusDocument) -> bool:
    return bool(document.entry.get("audit"))


def _unanswered(document: CorpusDocument) -> bool:
    return not any(item.answered for item in document.gold.items)


def _words(document: CorpusDocument) -> int | None:
    """Return how many words a document has; None for what is not plain text."""
    gold = document.gold
    if gold.text is not None:
        return len(gold.text.split())
    if gold.path is None or gold.path.suffix not in _TEXT:
        return None
    return len(gold.path.read_text(encoding="utf-8", errors="replace").split())
