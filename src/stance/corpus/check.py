"""All checks of the corpus in a row."""

from __future__ import annotations

from pathlib import Path

from stance.corpus.counts import check_labels, check_size
from stance.corpus.documents import check_documents
from stance.corpus.form import check_form
from stance.corpus.leaks import check_leaks
from stance.corpus.likeness import check_likeness
from stance.corpus.reading import read_corpus
from stance.corpus.report import CorpusReport
from stance.corpus.second import check_second_labels
from stance.corpus.wording import check_cues, check_openings


def check_corpus(source: Path, *, probes: bool = False) -> CorpusReport:
    """Check all pairs and documents with gold below a folder by the labelling guideline.

    What a corpus needs as a whole (shares of labels, sizes, second labels) is asked for only
    where all three splits are there: a batch alone can be checked, too.

    Args:
        source: The folder, or one file of pairs or gold.
        probes: Also measure what the recommendation, the length and the response alone tell,
            which takes half a minute.

    Raises:
        StanceError: ``data-missing`` when there is no such folder or file.
    """
    corpus = read_corpus(source)
    sections = [check_form(corpus)]
    if corpus.pairs:
        sections += [
            check_size(corpus),
            check_labels(corpus),
            check_likeness(corpus),
            check_openings(corpus),
            check_cues(corpus),
            check_leaks(corpus),
            check_second_labels(corpus),
        ]
    if corpus.documents:
        sections.append(check_documents(corpus))
    if probes:
        from stance.corpus.probes import check_probes, measured_on_groups
        from stance.resources import models_dir

        sections.append(check_probes(corpus, measured_on_groups(models_dir() / "stance-sv")))
    return CorpusReport(
        pair_files=len(corpus.pair_files),
        pairs=len(corpus.pairs),
        documents=len(corpus.documents),
        items=sum(len(document.gold.items) for document in corpus.documents),
        sections=tuple(sections),
    )
