"""The extraction as spaCy components on a blank Swedish pipeline.

Four components, each of which a user can replace or follow by one of their own:

``stance_layout``           ``doc._.analysis``: units, sections, sentences and who speaks;
                            ``doc._.voices``: how likely each line asks or answers
``stance_recommendations``  ``doc._.mentions`` and ``doc.spans["recommendations"]``
``stance_answers``          ``doc._.answers`` and ``doc.spans["answers"]``
``stance_facts``            ``doc._.facts``: municipality, body, case number, date, title

A component that adds or drops recommendations works on ``doc._.mentions`` (a list of
``mentions.Mention``); the answers are found for what is there when their turn comes.
``extract(document, nlp=...)`` extracts with such a pipeline of one's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING

# This import comes first: it decides what spaCy brings along.
from stance.extraction.light_spacy import spacy  # isort: skip
from spacy.language import Language
from spacy.tokens import Doc, SpanGroup

from stance.extraction.facts import find_facts
from stance.extraction.stages import read_answers, read_layout, read_recommendations
from stance.swedish.repair import repair

if TYPE_CHECKING:
    from stance.schema import Document

_LONG_WORD = re.compile(r"\S{1000}")
_PIECE = re.compile(r"\S{1,100}|\s{1,100}")

COMPONENTS = ("stance_layout", "stance_recommendations", "stance_answers", "stance_facts")

for _name in ("source", "offsets", "analysis", "voices", "mentions", "answers", "facts", "wanted"):
    if not Doc.has_extension(_name):
        Doc.set_extension(_name, default=None)


@Language.component("stance_layout", assigns=["doc._.analysis", "doc._.voices"])
def layout_component(doc: Doc) -> Doc:
    """Cut the document into units and sentences and find out who speaks."""
    doc._.analysis, doc._.voices = read_layout(doc._.source, doc.text, doc._.offsets)
    doc.spans["sentences"] = _group(
        doc, "sentences", ((s.start, s.end, s.role) for s in doc._.analysis.sentences)
    )
    return doc


@Language.component("stance_recommendations", assigns=["doc._.mentions"])
def recommendations_component(doc: Doc) -> Doc:
    """Find the places where recommendations and findings are written."""
    doc._.mentions = read_recommendations(doc._.analysis, doc._.voices, doc._.wanted)
    doc.spans["recommendations"] = _group(
        doc,
        "recommendations",
        ((m.start, m.end, m.kind) for m in doc._.mentions if m.text is None),
    )
    return doc


@Language.component("stance_answers", requires=["doc._.mentions"], assigns=["doc._.answers"])
def answers_component(doc: Doc) -> Doc:
    """Pair recommendations with answers."""
    analysis = doc._.analysis
    doc._.answers = read_answers(analysis, doc._.mentions, doc._.voices)
    sentences = analysis.sentences
    doc.spans["answers"] = _group(
        doc,
        "answers",
        (
            (sentences[n].start, sentences[n].end, str(place))
            for place, answer in enumerate(doc._.answers)
            for n in answer.sentences
        ),
    )
    return doc


@Language.component("stance_facts", assigns=["doc._.facts"])
def facts_component(doc: Doc) -> Doc:
    """Read what the document says of itself."""
    doc._.facts = find_facts(doc._.source, doc._.analysis)
    return doc


@cache
def build_pipeline() -> Language:
    """Return the pipeline with the stages that ship (built once per process)."""
    nlp = spacy.blank("sv")
    nlp.max_length = 4_000_000
    for name in COMPONENTS:
        nlp.add_pipe(name)
    return nlp


def parse(
    document: Document, nlp: Language | None = None, *, wanted: Sequence[str] | None = None
) -> Doc:
    """Run the pipeline over a document's repaired text.

    Args:
        document: A document with text.
        nlp: A pipeline with the components above; None for the one that ships.
        wanted: The audit report's recommendations, if they are known.

    Raises:
        TooLargeError: When there is more in it than in any response.
    """
    nlp = nlp or build_pipeline()
    repaired = repair(document.text)
    doc = _make_doc(nlp, repaired.text)
    doc._.source = document
    doc._.offsets = repaired.offsets
    doc._.wanted = wanted
    return nlp(doc)


def _make_doc(nlp: Language, text: str) -> Doc:
    """Return the tokens of a text.

    spaCy takes brackets and quotes off a word one by one, which takes hours for a word of many
    thousands: where there is such a word, the text is cut at white space only.
    """
    if _LONG_WORD.search(text) is None:
        return nlp.make_doc(text)
    pieces = _PIECE.findall(text)
    return Doc(nlp.vocab, words=pieces, spaces=[False] * len(pieces))


def _group(doc: Doc, name: str, spans: Iterable[tuple[int, int, str]]) -> SpanGroup:
    """Make a span group from character offsets."""
    made = [
        doc.char_span(start, end, label=str(label), alignment_mode="expand")
        for start, end, label in spans
    ]
    return SpanGroup(doc, name=name, spans=[span for span in made if span is not None])
