"""The extraction as spaCy components on a blank Swedish pipeline.

Four components, each of which a user can replace or follow by one of their own:

``stance_layout``           ``doc._.analysis``: units, sections, sentences and who speaks;
                            ``doc._.voices``: how likely each line asks or answers
``stance_recommendations``  ``doc._.mentions`` and ``doc.spans["recommendations"]``
``stance_answers``          ``doc._.answers`` and ``doc.spans["answers"]``
``stance_facts``            ``doc._.facts``: municipality, body, case number, date, title

A component that adds or drops recommendations works on ``doc._.mentions`` (a list of
``mentions.Mention``); the answers are found for what is there when their turn comes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

# This import comes first: it decides what spaCy brings along.
from stance.extraction.light_spacy import spacy  # isort: skip
from spacy.language import Language
from spacy.tokens import Doc, SpanGroup

from stance.extraction.audit import match_wanted
from stance.extraction.cues import load_cues
from stance.extraction.facts import find_facts
from stance.extraction.limits import check_comparisons, check_recommendations
from stance.extraction.marks import with_marks
from stance.extraction.mentions import find_mentions
from stance.extraction.pairing import pair
from stance.extraction.similarity import topic_similarity
from stance.extraction.speakers import analyse
from stance.extraction.units import layout_of, units_of
from stance.extraction.voices import listen
from stance.swedish.repair import repair

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

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
    cues = load_cues()
    layout = layout_of(doc._.source, doc.text, doc._.offsets)
    doc._.analysis = analyse(layout, with_marks(units_of(layout, cues)), cues)
    doc._.voices = listen(doc._.analysis, cues)
    doc.spans["sentences"] = _group(
        doc, "sentences", ((s.start, s.end, s.role) for s in doc._.analysis.sentences)
    )
    return doc


@Language.component("stance_recommendations", assigns=["doc._.mentions"])
def recommendations_component(doc: Doc) -> Doc:
    """Find the places where recommendations and findings are written."""
    doc._.mentions = find_mentions(doc._.analysis, load_cues(), doc._.voices)
    check_recommendations(len(doc._.mentions))
    if doc._.wanted:
        doc._.mentions = match_wanted(doc._.analysis, doc._.mentions, doc._.wanted, _similarity)
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
    doc._.answers = pair(analysis, doc._.mentions, load_cues(), _similarity, doc._.voices)
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
    """Return the pipeline that ``extract`` uses (built once per process)."""
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


@contextmanager
def parsed(document: Document, *, wanted: Sequence[str] | None = None) -> Iterator[Doc]:
    """Run the shipped pipeline; the result is good inside the block only.

    spaCy keeps every word that it ever saw, so that an archive with damaged scans would fill the
    memory; here it forgets them after each document.

    Raises:
        TooLargeError: When there is more in it than in any response.
    """
    nlp = build_pipeline()
    with nlp.memory_zone():
        yield parse(document, nlp, wanted=wanted)


def _make_doc(nlp: Language, text: str) -> Doc:
    """Return the tokens of a text.

    spaCy takes brackets and quotes off a word one by one, which takes hours for a word of many
    thousands: where there is such a word, the text is cut at white space only.
    """
    if _LONG_WORD.search(text) is None:
        return nlp.make_doc(text)
    pieces = _PIECE.findall(text)
    return Doc(nlp.vocab, words=pieces, spaces=[False] * len(pieces))


def _similarity(sentences: Sequence[str], asked: Sequence[str]) -> NDArray[np.float32]:
    from stance.encoding import shared_encoder

    check_comparisons(len(sentences), len(asked))
    return topic_similarity(sentences, asked, shared_encoder())


def _group(doc: Doc, name: str, spans: Iterable[tuple[int, int, str]]) -> SpanGroup:
    """Make a span group from character offsets."""
    made = [
        doc.char_span(start, end, label=str(label), alignment_mode="expand")
        for start, end, label in spans
    ]
    return SpanGroup(doc, name=name, spans=[span for span in made if span is not None])
