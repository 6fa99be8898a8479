"""Verdicts as a table for people: at a glance, which answers are weak.

No boxes and no fixed columns but the labels: it reads the same at 80 columns, at 120 and in a
file, and without colours nothing is lost.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from stance.output.jsonl import response_text
from stance.output.labels import Labels
from stance.schema import Evidence, Exchange, Judgement, Verdict

if TYPE_CHECKING:
    from typing import TextIO

    from stance.scoring import Assessment

_WIDEST = 120
_NARROWEST = 40
# Recommendations are known to the reader: enough to recognise them by.
_RECOMMENDATION_LENGTH = 240
_EVIDENCE_LENGTH = 600
_NUMBER_WIDTH = 4
_ROW_LABELS = (
    "recommendation",
    "finding",
    "body",
    "commitment",
    "deadline",
    "responsible",
    "evidence",
    "response",
)
_COLOURS = {"agrees": "green", "partly_agrees": "yellow", "deflects": "red"}
_SPACE = re.compile(r"\s+")


def console_for(stream: TextIO, *, terminal: bool, width: int | None = None) -> Console:
    """Return a console that writes to the stream, in colours only on a terminal."""
    console = Console(
        file=stream,
        force_terminal=terminal,
        force_interactive=False,
        width=width,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=False,
    )
    console.width = max(_NARROWEST, min(console.width, _WIDEST))
    return console


def write_block(console: Console, assessment: Assessment, labels: Labels) -> str:
    """Return the block of one document as it is to be written, without trailing blanks."""
    with console.capture() as capture:
        console.print(render(assessment, labels))
    return "".join(f"{line.rstrip()}\n" for line in capture.get().split("\n")[:-1])


def render(assessment: Assessment, labels: Labels) -> Group:
    """Return what a person reads of one document: its facts, a summary, and each verdict."""
    verdicts = assessment.verdicts
    parts: list[Rule | Text | Padding | Table] = [
        Rule(Text(_clean(assessment.document), "bold"), align="left", style="dim"),
        *_heading(assessment, labels),
        Text(""),
    ]
    for number, verdict in enumerate(verdicts, 1):
        text = assessment.text_of(number - 1)
        parts.append(_verdict(number, verdict, text, assessment.facts.body, labels))
    return Group(*parts)


def _heading(assessment: Assessment, labels: Labels) -> Iterator[Text]:
    facts = assessment.facts
    known = [facts.municipality, facts.body, facts.case_number, facts.date]
    if any(known):
        yield Text(" · ".join(_clean(fact) for fact in known if fact))
    verdicts = assessment.verdicts
    if not verdicts:
        yield Text(labels.terms["nothing"])
        return
    stances: dict[str, int] = {}
    for verdict in verdicts:
        stance = verdict.judgement.stance
        stances[stance] = stances.get(stance, 0) + 1
    # In the order of the labels' table, so that every document reads alike.
    order = {label: place for place, label in enumerate(labels.stances)}
    counts = ", ".join(
        f"{count} {labels.stance(stance).lower()}"
        for stance, count in sorted(
            stances.items(), key=lambda item: (order.get(item[0], len(order)), item[0])
        )
    )
    yield Text(
        _counted(labels, "one_exchange", "exchanges", range(1, len(verdicts) + 1)) + f": {counts}"
    )
    weak = [number for number, verdict in enumerate(verdicts, 1) if verdict.judgement.weak]
    if weak:
        yield Text(_counted(labels, "one_weak", "weak_ones", weak), "bold red")
    else:
        yield Text(labels.terms["no_weak"], "green")
    review = [number for number, verdict in enumerate(verdicts, 1) if verdict.judgement.review]
    if review:
        yield Text(_counted(labels, "one_review", "reviews", review), "magenta")


def _counted(labels: Labels, one: str, many: str, numbers: Sequence[int]) -> str:
    listed = ", ".join(str(number) for number in numbers)
    pattern = labels.terms[one if len(numbers) == 1 else many]
    return pattern.format(count=len(numbers), numbers=listed)


def _verdict(
    number: int, verdict: Verdict, text: str, document_body: str | None, labels: Labels
) -> Padding:
    """Return one exchange: the verdict in words, and under it what it rests on."""
    rows = Table.grid(padding=(0, 2, 0, 0), expand=False)
    rows.add_column(no_wrap=True, style="dim", min_width=_label_width(labels))
    rows.add_column(overflow="fold")
    for label, value in _rows(verdict, text, document_body, labels):
        rows.add_row(label, value)
    block = Table.grid(padding=0)
    block.add_column(width=_NUMBER_WIDTH, no_wrap=True, style="bold")
    block.add_column(overflow="fold")
    block.add_row(f"{number:>2}", _headline(verdict, labels))
    block.add_row("", rows)
    return Padding(block, (0, 0, 1, 0))


def _label_width(labels: Labels) -> int:
    """The same for every block, so that the values stand in one column down the page."""
    return max(len(labels.terms[term]) for term in _ROW_LABELS)


def _headline(verdict: Verdict, labels: Labels) -> Text:
    judgement = verdict.judgement
    headline = Text()
    if judgement.weak:  # First, so that the eye finds the weak ones down the margin.
        headline.append(labels.terms["weak"], "bold red")
        headline.append(" · ")
    headline.append(
        labels.stance(judgement.stance), f"bold {_COLOURS.get(judgement.stance, 'cyan')}"
    )
    probability = judgement.probabilities.get(judgement.stance)
    if probability is not None and verdict.exchange.response:  # Of nothing, nothing is likely.
        percent = labels.terms["percent"].format(percent=_percent(probability))
        headline.append(f" ({percent})")
    if judgement.reason:
        headline.append(f": {labels.reason(judgement.reason)}")
    if judgement.review:
        headline.append(" · ")
        headline.append(labels.terms["review"], "magenta")
    return headline


def _percent(probability: float) -> int:
    """Round, but never up to certainty."""
    return 100 if probability >= 1 else min(round(100 * probability), 99)


def _rows(
    verdict: Verdict, text: str, document_body: str | None, labels: Labels
) -> Iterator[tuple[str, Text]]:
    exchange, judgement, terms = verdict.exchange, verdict.judgement, labels.terms
    recommendation = exchange.recommendation
    page = recommendation.page if exchange.recommendation_in_document else None
    yield (
        terms[exchange.kind.value],
        _quoted(recommendation.text, _RECOMMENDATION_LENGTH, page, labels, quote=False),
    )
    if exchange.body and exchange.body != document_body:
        yield terms["body"], Text(_clean(exchange.body))
    commitment = labels.commitment(judgement.commitment)
    if judgement.measure:
        commitment += f": {_clean(judgement.measure)}"
    yield terms["commitment"], Text(commitment)
    if judgement.deadline:
        deadline = _clean(judgement.deadline)
        if judgement.deadline_date and judgement.deadline_date not in deadline:
            deadline += f" ({judgement.deadline_date})"
        yield terms["deadline"], Text(deadline)
    if judgement.responsible:
        yield terms["responsible"], Text(_clean(judgement.responsible))
    yield from _grounds(exchange, judgement, text, labels)


def _grounds(
    exchange: Exchange, judgement: Judgement, text: str, labels: Labels
) -> Iterator[tuple[str, Text]]:
    """What the verdict rests on: the deciding sentence, or that there is no answer."""
    if exchange.by_reference:
        yield labels.terms["response"], Text(labels.terms["by_reference"], "magenta")
    if judgement.evidence:
        deciding = max(judgement.evidence, key=lambda evidence: evidence.weight)
        page = _page_of(exchange, deciding)
        yield (
            labels.terms["evidence"],
            _quoted(deciding.text, _EVIDENCE_LENGTH, page, labels, quote=True),
        )
    elif exchange.response:
        written = response_text(exchange, text) or ""
        page = exchange.response[0].page
        yield (
            labels.terms["response"],
            _quoted(written, _RECOMMENDATION_LENGTH, page, labels, quote=True),
        )
    elif not exchange.by_reference:
        yield labels.terms["response"], Text(labels.terms["no_response"])


def _page_of(exchange: Exchange, evidence: Evidence) -> int | None:
    for passage in exchange.response:
        if passage.start <= evidence.span[0] < passage.end:
            return passage.page
    return None


def _quoted(text: str, length: int, page: int | None, labels: Labels, *, quote: bool) -> Text:
    shown = _shortened(_clean(text), length)
    result = Text(labels.terms["quote"].format(text=shown) if quote else shown)
    if page is not None:
        result.append(f" ({labels.terms['page'].format(page=page)})", "dim")
    return result


def _shortened(text: str, length: int) -> str:
    """Cut at the end of a word, and show that it was cut."""
    if len(text) <= length:
        return text
    cut = text[:length]
    return (cut[: cut.rfind(" ")] if " " in cut[length // 2 :] else cut).rstrip(" ,;:–-") + " …"


def _clean(text: str) -> str:
    """Fold white space and drop what steers a terminal: documents come from strangers."""
    folded = _SPACE.sub(" ", text).strip()
    return "".join(
        character
        for character in folded
        if unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
