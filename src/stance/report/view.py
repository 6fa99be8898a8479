"""An exchange in the words that a person reads: the same for the page, its script and a memo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NotRequired, TypedDict

from stance.report.entries import Entry, probability_of
from stance.report.marks import Piece, cut_middle, pieces_of, shortened
from stance.report.reviewed import Reviewed
from stance.report.words import Words, visible
from stance.results import Record

# A piece of a response longer than this is cut in its middle: it is read in the document.
_LONGEST = 3000
_LONGEST_FIELD = 400
_LONGEST_QUOTE = 1200
# From here on, what else the answer might have been is no news.
_PLAIN_ENOUGH = 0.8
_TONES = frozenset({"agrees", "partly_agrees", "deflects"})


class View(TypedDict):
    """One exchange, all of it text to show; what it does not have is left out."""

    id: str
    number: str
    tone: str
    stance: str
    likelihood: NotRequired[str]
    shares: NotRequired[str]
    reviewed: NotRequired[str]
    unanswered: NotRequired[bool]
    reason: NotRequired[str]
    weak: NotRequired[bool]
    review: NotRequired[bool]
    kind: str
    recommendation: str
    page: NotRequired[str]
    body: NotRequired[str]
    pieces: list[tuple[str] | tuple[str, str, int]]
    response_page: NotRequired[str]
    note: NotRequired[str]
    commitment: str
    measure: NotRequired[str]
    deadline: NotRequired[str]
    responsible: NotRequired[str]
    before: NotRequired[str]
    after: NotRequired[str]
    source: str
    quote: NotRequired[str]


def view_of(entry: Entry, words: Words) -> View:
    """Return an exchange as it is shown."""
    record, labels = entry.record, words.labels
    pieces = pieces_of(record)
    view: View = {
        "id": entry.name,
        "number": words["number"].format(number=words.number(entry.number)),
        "tone": record["stance"] if record["stance"] in _TONES else "other",
        "stance": visible(labels.stance(record["stance"])),
        "kind": words[record["kind"] if record["kind"] == "finding" else "recommendation"],
        "recommendation": _shown(record["recommendation"], words, _LONGEST),
        "pieces": [_piece(piece, words) for piece in shortened(pieces, _LONGEST, words.left_out)],
        "commitment": visible(labels.commitment(record["commitment"])),
        "source": source_of(record, words),
    }
    if entry.reviewed is not None:
        view["reviewed"] = reviewed_of(entry.reviewed, entry.said or record, words)
    if record["response"] is not None and record["stance"] in record["probabilities"]:
        view["likelihood"] = words.likelihood(probability_of(record))
        if record["review"] or probability_of(record) < _PLAIN_ENOUGH:
            view["shares"] = _shares(record, words)
    if record["reason"]:
        view["reason"] = visible(labels.reason(record["reason"]))
    if record["weak"]:
        view["weak"] = True
    if record["review"]:
        view["review"] = True
    if record["recommendation_page"] is not None:
        view["page"] = words.page(record["recommendation_page"])
    if record["response_page"] is not None:
        view["response_page"] = words.page(record["response_page"])
    if body := body_of(record):
        view["body"] = body
    if record["response"] is None:
        view["unanswered"] = True
        view["note"] = words["no_response" if entry.reviewed is None else "no_response_read"]
    elif record["by_reference"]:
        view["note"] = words["by_reference"]
    _add_commitment(view, record, words)
    if record["context"]:
        view["before"] = visible(record["context"]["before"])
        view["after"] = visible(record["context"]["after"])
    if quote := _quote(record, pieces, words):
        view["quote"] = quote
    return view


def reviewed_of(reviewed: Reviewed, said: Record, words: Words) -> str:
    """Return who reviewed an exchange and when, the verdict that counts, and the program's."""
    labels = words.labels
    verdict = labels.stance(reviewed.stance)
    names: tuple[str, ...] = reviewed.reviewers
    if reviewed.tied:
        verdict = words["reviewed_latest"].format(verdict=verdict, name=visible(reviewed.by))
    elif reviewed.alike < len(names):
        verdict = words["reviewed_most"].format(
            verdict=verdict, alike=reviewed.alike, count=len(names)
        )
    program = [labels.stance(said["stance"])]
    if said["reason"] and said["reason"] != reviewed.reason:
        program.append(labels.reason(said["reason"]))
    if reviewed.commitment and said["commitment"] != reviewed.commitment:
        commitment = labels.commitment(said["commitment"])
        program.append(f"{words['commitment']}: {commitment}".lower())
    return words["reviewed_said"].format(
        names=visible(words.listed(names)),
        day=reviewed.on,
        verdict=visible(verdict),
        program=visible(", ".join(program)),
    )


def source_of(record: Record, words: Words, pages: Sequence[int] = ()) -> str:
    """Return where an answer stands: document, page, case number and date.

    Args:
        record: The exchange.
        words: The words of a language.
        pages: The pages of what is quoted; without them, that on which the answer begins.
    """
    case = record["case_number"]
    page = ", ".join(map(str, pages)) or record["response_page"]
    parts = [
        _shown(record["document"], words, _LONGEST_FIELD),
        words.page(page),
        words["case_number"].format(case=_shown(case, words, _LONGEST_FIELD)) if case else "",
        _shown(record["date"] or "", words, _LONGEST_FIELD),
        _shown(record["id"] or "", words, _LONGEST_FIELD),
    ]
    return ", ".join(part for part in parts if part)


def quoted_source_of(record: Record, words: Words) -> str:
    """Return where that stands which is quoted of an answer: as ``source_of``, with its pages."""
    return source_of(record, words, _quoted_pages(pieces_of(record)))


def body_of(record: Record) -> str:
    """Return who answers, with the municipality; empty when neither is known."""
    known = [record["body"], record["municipality"]]
    return ", ".join(visible(part[:_LONGEST_FIELD]) for part in known if part)


def _piece(piece: Piece, words: Words) -> tuple[str] | tuple[str, str, int]:
    """Return the text alone, or with its weight and page in words, and as one of three steps.

    What a reviewer marked has neither in words.
    """
    if not piece.weight:
        return (visible(piece.text),)
    if piece.marked:
        return visible(piece.text), "", 3
    step = 3 if piece.weight >= 0.5 else 2 if piece.weight >= 0.2 else 1
    said = [words.percent(piece.weight), words.page(piece.page)]
    return visible(piece.text), ", ".join(filter(None, said)), step


def _shares(record: Record, words: Words) -> str:
    ordered = sorted(record["probabilities"].items(), key=lambda item: -item[1])
    return " · ".join(
        f"{visible(words.labels.stance(label))} {words.percent(share)}" for label, share in ordered
    )


def _add_commitment(view: View, record: Record, words: Words) -> None:
    if record["measure"]:
        view["measure"] = _shown(record["measure"], words, _LONGEST_FIELD)
    if record["deadline"]:
        when = _shown(record["deadline"], words, _LONGEST_FIELD)
        date = record["deadline_date"]
        view["deadline"] = f"{when} ({visible(date)})" if date and date not in when else when
    if record["responsible"]:
        view["responsible"] = _shown(record["responsible"], words, _LONGEST_FIELD)


def _quote(record: Record, pieces: list[Piece], words: Words) -> str:
    """Return the deciding sentences, or the answer, as a quotation with its source."""
    decided = [piece.text.strip() for piece in pieces if piece.weight]
    said = words["ellipsis"].join(decided) or (record["response"] or "").strip()
    if not said:
        return ""
    quoted = words["quote"].format(text=_shown(" ".join(said.split()), words, _LONGEST_QUOTE))
    named = (body_of(record), source_of(record, words, _quoted_pages(pieces)))
    source = ", ".join(part for part in named if part)
    return f"{quoted} ({source})"


def _quoted_pages(pieces: Sequence[Piece]) -> Sequence[int]:
    """Return the pages of the deciding sentences; none where one of them is not known."""
    pages = {piece.page for piece in pieces if piece.weight}
    return () if None in pages else sorted(page for page in pages if page is not None)


def _shown(text: str, words: Words, longest: int) -> str:
    return visible(cut_middle(text, longest, words.left_out))
