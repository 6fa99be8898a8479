"""From labelled pairs to the parts of a model: a head, what composes its verdicts, span taggers."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from statistics import median

import numpy as np

from stance.classification.answers import Reading
from stance.classification.background import background_sentences, lengthened
from stance.classification.composition import Composer
from stance.classification.deciding import deciding_sentences
from stance.classification.features import normalised, passages_read
from stance.classification.fitting import Example, fit_heads
from stance.classification.fitting_composer import FEWEST as FEWEST_TO_COMPOSE
from stance.classification.fitting_composer import fit_composer
from stance.classification.fitting_spans import SpanLessons
from stance.classification.folder import Parts
from stance.classification.labels import NO_ANSWER, Joint, LabelTable
from stance.classification.pairs import Pair, exchange_from_pair
from stance.classification.standing import Reader
from stance.classification.store import Remembered, SentenceStore
from stance.corpus.groups import folds_of, groups_of
from stance.encoding import Encoder
from stance.schema import Exchange

# Enough where nothing is measured: these heads only show how far a head can be believed.
_INNER_FOLDS = 3
_AT_A_TIME = 64
_LARGEST_GROUP = 0.5
# A question that has so many answers on average is one that is asked again and again.
_STANDING = 30


@dataclass(frozen=True)
class Unseen:
    """What a head says of pairs that it has not learnt from.

    Attributes:
        parts: The head and what it needs.
        places: Those of the pairs.
        readings: What it says of each.
    """

    parts: Parts
    places: Sequence[int]
    readings: Sequence[Reading]


@dataclass(frozen=True)
class Learner:
    """Learns from some of the labelled pairs at a time, to be measured on others.

    Attributes:
        pairs: All of them, each with a stance.
        encoder: The sentence encoder; None to read n-grams only.
        seed: The same pairs and seed give the same weights.
    """

    pairs: Sequence[Pair]
    encoder: Encoder | None
    seed: int = 0

    @cached_property
    def exchanges(self) -> list[Exchange]:
        """The pairs as exchanges."""
        return [exchange_from_pair(pair) for pair in self.pairs]

    @cached_property
    def labels(self) -> LabelTable:
        """All labels that occur."""
        return LabelTable.of(_joint(pair) for pair in self.pairs)

    def look(self) -> None:
        """Look at each sentence now; without it, the first fit does."""
        _ = self._store, self._spans

    def portable(self) -> Learner:
        """Return one that can be sent to another process, to fit there."""
        encoder = None if self.encoder is None else Remembered(self.encoder)
        other = replace(self, encoder=encoder)
        other.__dict__.update(_store=self._store, _spans=self._spans)
        return other

    @cached_property
    def _asked(self) -> list[str]:
        return [normalised(exchange.recommendation.plain) for exchange in self.exchanges]

    @cached_property
    def _standing(self) -> bool:
        return standing(self.pairs)

    @cached_property
    def _said(self) -> list[list[str]]:
        return [
            [normalised(passage.plain) for passage in passages_read(exchange)]
            for exchange in self.exchanges
        ]

    @cached_property
    def _deciding(self) -> list[tuple[bool, ...]]:
        return deciding_sentences(self.pairs, self._said)

    @cached_property
    def _spans(self) -> SpanLessons:
        return SpanLessons(self.pairs, self.exchanges)

    @cached_property
    def _store(self) -> SentenceStore:
        texts = [*self._asked, *(text for texts in self._said for text in texts)]
        return SentenceStore(texts, self.encoder)

    def fit(
        self, places: Sequence[int], composer: Composer | None = None, *, spans: bool = True
    ) -> Parts:
        """Return what is learnt from the pairs at some places; nothing is calibrated.

        Args:
            places: Where the pairs stand.
            composer: What composes verdicts; without one, the head has the last word.
            spans: Learn to find measures and who is responsible, too.
        """
        said = [self._said[place] for place in places]
        may = [self._deciding[place] for place in places]
        featurizer = self._store.featurizer(said, self.encoder)
        background = background_sentences(said, may)
        rng = random.Random(self.seed)  # noqa: S311 - not for secrets
        examples: list[Example] = []
        for place, sentences, deciding in zip(places, said, may, strict=True):
            pair = self.pairs[place]
            versions = [(list(sentences), deciding)]
            # What is no answer stays none at any length, but then its words say so no longer.
            if background and sentences and pair.reason != NO_ANSWER:
                versions.append(lengthened(sentences, deciding, background, rng))
            examples += [
                Example(
                    self._asked[place],
                    tuple(texts),
                    _joint(pair),
                    each,
                    self._asked[place] if self._standing else None,
                )
                for texts, each in versions
            ]
        head, own_heads = fit_heads(examples, featurizer, self.labels, seed=self.seed)
        taggers = self._spans.taggers(places) if spans else {}
        return Parts(
            "", featurizer.plain(), head, {}, taggers, {}, composer=composer, standing=own_heads
        )

    def fit_whole(self, places: Sequence[int]) -> Parts:
        """Return what is learnt from the pairs at some places, how to compose verdicts among it.

        That is learnt on folds of these pairs.
        """
        counts = Counter(self.pairs[place].stance for place in places)
        if len(counts) < 2 or min(counts.values()) < FEWEST_TO_COMPOSE:
            return self.fit(places)
        groups = groups_apart([self.pairs[place] for place in places])
        unseen = [
            self.apart(
                [places[number] for number in learn],
                [places[number] for number in test],
                spans=False,
            )
            for learn, test in folds_of(groups, _INNER_FOLDS)
        ]
        return self.fit(places, self.composer(unseen))

    def apart(self, learn: Sequence[int], test: Sequence[int], *, spans: bool = True) -> Unseen:
        """Learn from the pairs at some places, and read those at others; nothing is composed."""
        return self.unseen(self.fit(learn, spans=spans), test)

    def unseen(self, parts: Parts, test: Sequence[int]) -> Unseen:
        """Return what a head says of pairs that it has not learnt from; nothing is composed."""
        return Unseen(parts, test, list(self._read(parts.reader(keep_facts=True), test)))

    def readings(self, parts: Parts, places: Sequence[int]) -> Iterator[Reading]:
        """Yield what is read of the pairs at some places."""
        return self._read(parts.reader(), places)

    def _read(self, reader: Reader, places: Sequence[int]) -> Iterator[Reading]:
        for start in range(0, len(places), _AT_A_TIME):
            some = places[start : start + _AT_A_TIME]
            asked = [self._asked[place] for place in some]
            yield from reader.read(asked, [self._said[place] for place in some])

    def composed(self, unseen: Sequence[Unseen]) -> list[Unseen]:
        """Return each with the verdicts composed by what has learnt from all the others.

        As always where models are stacked, the heads of the others have learnt from its pairs; what
        composes has not. Where one of them has too little to learn from, all stay as they are.
        """
        found = []
        for number, each in enumerate(unseen):
            composer = self.composer([*unseen[:number], *unseen[number + 1 :]])
            if composer is None:
                return list(unseen)
            readings = [_composed(reading, composer) for reading in each.readings]
            found.append(Unseen(replace(each.parts, composer=composer), each.places, readings))
        return found

    def composer(self, unseen: Sequence[Unseen]) -> Composer | None:
        """Return what composes verdicts.

        None where that cannot be learnt, or where there is little to compose: most answers have one
        sentence. (It takes a hundredth from the alpha of argumentation-sentences.)
        """
        lengths = [len(self._said[place]) for each in unseen for place in each.places]
        if not lengths or median(lengths) < 2:
            return None
        known = [
            (reading.facts, self.labels.stances.index(self.pairs[place].stance or ""))
            for each in unseen
            for place, reading in zip(each.places, each.readings, strict=True)
            if len(reading.facts)
        ]
        if not known:
            return None
        facts, stances = zip(*known, strict=True)
        return fit_composer(np.stack(facts), np.array(stances), len(self.labels.stances))


def _composed(reading: Reading, composer: Composer) -> Reading:
    if not len(reading.facts):
        return reading
    scores = replace(reading.scores, stance=composer.stance(reading.facts))
    return replace(reading, scores=scores)


def groups_apart(pairs: Sequence[Pair]) -> list[str]:
    """Return what keeps pairs on one side of a fold: author, recommendation and municipality.

    Where that chains most pairs together, the author alone; with one author, the recommendation:
    pairs on the same recommendation are alike. Where one author has a few questions that are
    answered again and again, the answer: a model of them will not meet other questions.
    """
    groups = groups_of(pairs)
    if max(Counter(groups).values(), default=0) <= _LARGEST_GROUP * len(pairs):
        return groups
    authors = [pair.author or "" for pair in pairs]
    if len(set(authors)) > 1:
        return authors
    if standing(pairs):
        return [pair.response for pair in pairs]
    return [pair.recommendation for pair in pairs]


def standing(pairs: Sequence[Pair]) -> bool:
    """Return whether these are answers to a few questions that are asked again and again."""
    return len(pairs) >= _STANDING * len({pair.recommendation for pair in pairs})


def _joint(pair: Pair) -> Joint:
    return (pair.stance or "", pair.reason, pair.commitment)
