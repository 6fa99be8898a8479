"""The labelled corpus: what it holds, and whether it is fit to train and to measure on."""

from stance.corpus.check import check_corpus
from stance.corpus.groups import groups_of
from stance.corpus.report import CorpusReport, Section

__all__ = ["CorpusReport", "Section", "check_corpus", "groups_of"]
