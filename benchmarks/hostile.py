"""Feeds broken and malicious documents to the program: `python -m benchmarks.hostile`.

Every file must end in a named status: no exception, no hang, at most 1 GB of memory in the process
that reads and in the one that scores. The mutants are the same on every run with the same seed.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.hostile_scoring import ScoringProcess
from benchmarks.hostile_texts import texts
from stance.reading import Limits, ReaderPool
from stance.schema import Status

MAX_MEMORY = 1_000_000_000
MAX_SECONDS = 60.0
_SAMPLES = Path(__file__).resolve().parents[1] / "data" / "samples"
_SUFFIXES = (".pdf", ".docx", ".html", ".txt", ".md")
_SENTENCES = (
    "Revisorerna rekommenderar nämnden att upprätta en rutin för uppföljning.",
    "Svar: Nämnden instämmer i rekommendationen och inför rutinen under hösten 2024.",
    "Nämnden noterar iakttagelsen, men anser att dagens arbetssätt är tillräckligt.",
)
_WORDS = " ".join(_SENTENCES).replace(".", "").split()


@dataclass(frozen=True, slots=True)
class Mutant:
    """A file to be scored; ``kind`` says what was done to it."""

    name: str
    kind: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a mutant ended; ``status`` is an exception's name if there was one."""

    name: str
    kind: str
    status: str
    seconds: float
    peak: int = 0

    @property
    def good(self) -> bool:
        """Whether it ended in one of the named statuses, within memory."""
        return self.status in {status.value for status in Status} and self.peak <= MAX_MEMORY


def samples() -> dict[str, bytes]:
    """Return small whole documents by name: those shipped as examples, and some made here."""
    found = {
        path.name: path.read_bytes()
        for path in (sorted(_SAMPLES.iterdir()) if _SAMPLES.is_dir() else ())
        if path.suffix in _SUFFIXES and path.name != "README.md"
    }
    text = "Svar på granskning\n\n" + "\n\n".join(f"{i}. {s}" for i, s in enumerate(_SENTENCES, 1))
    paragraphs = "".join(f"<p><b>{sentence}</b></p>" for sentence in _SENTENCES)
    rows = "".join(f"<tr><td>{sentence}<td>Ja</tr>" for sentence in _SENTENCES)
    return found | {
        "made.txt": text.encode(),
        "made-utf16.txt": text.encode("utf-16"),
        "made.md": ("# Svar\n\n- **punkt**\n\n| a | b |\n|---|---|\n| 1 | 2 |\n" + text).encode(),
        "made.html": f"<html><h1>Svar</h1>{paragraphs}<table>{rows}</table></html>".encode(),
        "made.docx": docx(),
        "made.pdf": pdf(2),
    }


def docx() -> bytes:
    """Return a DOCX with headings, a list and a table."""
    from docx import Document

    made = Document()
    made.add_heading("Svar på granskning", 1)
    for sentence in _SENTENCES:
        made.add_paragraph(sentence, style="List Number")
    table = made.add_table(3, 2)
    for row, sentence in zip(table.rows, _SENTENCES, strict=True):
        row.cells[0].text, row.cells[1].text = sentence, "Ja"
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def pdf(pages: int, password: str | None = None) -> bytes:
    """Return a PDF with a few lines on each page."""
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, encrypt=password, pageCompression=1)
    for page in range(pages):
        # Different text on every page: what all pages share is taken for a header.
        for line in range(5):
            words = " ".join(_WORDS[(page * 7 + line * at) % len(_WORDS)] for at in range(1, 9))
            canvas.drawString(60, 700 - 40 * line, f"Svar: {words}.")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def with_part(base: bytes, part: str, data: bytes) -> bytes:
    """Return an archive with one part replaced."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(base)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, data if name == part else old.read(name))
    return out.getvalue()


def _word(body: str, doctype: str = "") -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return f'{doctype}<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'.encode()


def bombs(scale: float = 1.0) -> Iterator[Mutant]:
    """Yield the attacks that are written by hand.

    Args:
        scale: Size of those that are read whole, and so take time; 1 is full size.
    """

    def times(count: int) -> int:
        return int(count * scale)

    base = docx()
    main = "word/document.xml"
    cell, end = "<w:tbl><w:tr><w:tc>", "<w:p/></w:tc></w:tr></w:tbl>"
    paragraph = "<w:p><w:r><w:t>Svar</w:t></w:r></w:p>"
    entities = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 10))
    laughs = f'<!DOCTYPE w [<!ENTITY e0 "ha">{entities}]>'
    bodies = {
        "bomb-zip": _word(" " * 150_000_000),
        "bomb-spaces": _word("<w:p><w:r><w:t>" + " " * 60_000_000 + "</w:t></w:r></w:p>"),
        "nested-tables": _word(cell * 60 + paragraph + end * 60),
        "nested-tables-deep": _word(cell * 50_000 + paragraph + end * 50_000),
        "laughs": _word("<w:p><w:r><w:t>&e9;</w:t></w:r></w:p>", laughs),
        "paragraphs": _word(paragraph * times(90_000)),
        "empty-elements": _word("<w:p/>" * 1_000_000),
        "wide-table": _word(
            f"<w:tbl><w:tr>{f'<w:tc>{paragraph}</w:tc>' * times(60_000)}</w:tr></w:tbl>"
        ),
    }
    for kind, data in bodies.items():
        yield Mutant(f"{kind}.docx", kind, with_part(base, main, data))
    yield Mutant(
        "lying-size.docx", "lying-size", _lying(with_part(base, main, bodies["bomb-spaces"]))
    )
    yield Mutant("many-parts.docx", "many-parts", _many_parts())
    line = ("Nämnden svarar " * 3_500_000).encode()
    yield Mutant("line.txt", "line-50mb", line[:50_000_000])
    yield Mutant("letters.txt", "line-50mb", b"a" * 50_000_000)
    yield Mutant("line.html", "line-50mb", b"<html><p>" + line[:50_000_000])
    yield Mutant("line-1mb.txt", "line-1mb", line[: times(990_000)])
    yield Mutant("letters-1mb.txt", "line-1mb", b"a" * times(990_000))
    yield Mutant("dots-1mb.txt", "line-1mb", b"." * times(990_000))
    yield Mutant("dashes-1mb.md", "line-1mb", b"- " * times(495_000))
    yield Mutant("bars-1mb.md", "line-1mb", b"|-" * times(495_000))
    yield Mutant("stars-1mb.md", "line-1mb", b"*_`[(" * times(198_000))
    yield Mutant("digits-1mb.txt", "line-1mb", b"1." * times(495_000))
    yield Mutant("spaces-1mb.txt", "line-1mb", b"a" + b" " * times(990_000) + b"a")
    yield Mutant("newlines.txt", "short-lines", b"a\n" * times(150_000))
    yield Mutant("nested.html", "nested-html", b"<div>" * 100_000 + b"Svar")
    yield Mutant("nested-tables.html", "nested-html", b"<table><tr><td>" * times(100_000) + b"Svar")
    yield Mutant("open-tags.html", "nested-html", b"<html>" + b"<a " * times(300_000))
    yield Mutant("pages.pdf", "pdf-2000-pages", pdf(2000))
    yield Mutant("secret.pdf", "pdf-encrypted", pdf(1, "hemlig"))
    yield Mutant("stream.pdf", "pdf-bomb", _pdf_bomb(times(120)))
    yield Mutant("loop.pdf", "pdf-loop", pdf(1).replace(b"/Kids [ ", b"/Kids [ 2 0 R 3 0 R 4 0 R "))
    yield Mutant("empty.pdf", "empty", b"")


def _lying(data: bytes) -> bytes:
    """Return an archive that declares every part to hold 100 bytes."""
    changed = bytearray(data)
    for match in re.finditer(rb"PK\x01\x02", data):
        changed[match.start() + 24 : match.start() + 28] = (100).to_bytes(4, "little")
    return bytes(changed)


def _many_parts() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for at in range(20_000):
            made.writestr(f"word/header{at}.xml", "")
    return out.getvalue()


def _pdf_bomb(blocks: int) -> bytes:
    """Return a PDF whose page unpacks to so many megabytes of drawing commands."""
    import zlib

    packer = zlib.compressobj(9)
    block = b"BT /F1 12 Tf 60 700 Td (Svar) Tj ET\n" * 30_000
    stream = b"".join(packer.compress(block) for _ in range(blocks)) + packer.flush()
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
    head = b"<</Length %d/Filter/FlateDecode>>stream\n" % len(stream)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        page + b"/Resources<</Font<</F1 " + font + b">>>>>>",
        head + stream + b"\nendstream",
    ]
    body = b"".join(b"%d 0 obj%s\nendobj\n" % (at, o) for at, o in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R/Size 5>>\n%%EOF"


Change = Callable[[random.Random, bytes], bytes]


def _truncate(chance: random.Random, data: bytes) -> bytes:
    return data[: chance.randrange(len(data))]


def _flip(chance: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 4, 32, 256))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _insert(chance: random.Random, data: bytes) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + chance.randbytes(chance.choice((1, 100, 5000))) + data[at:]


def _remove(chance: random.Random, data: bytes) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + data[at + chance.randrange(1, 2000) :]


def _repeat(chance: random.Random, data: bytes) -> bytes:
    at = chance.randrange(len(data))
    part = data[at : at + chance.randrange(1, 400)]
    return data[:at] + part * chance.randrange(2, 2000) + data[at:]


def _noise(chance: random.Random, data: bytes) -> bytes:
    return data[: chance.choice((0, 8, 200))] + chance.randbytes(chance.randrange(1, 20_000))


_CHANGES: dict[str, Change] = {
    "truncated": _truncate,
    "flipped": _flip,
    "inserted": _insert,
    "removed": _remove,
    "repeated": _repeat,
    "noise": _noise,
}


def mutants(count: int, seed: int = 2) -> Iterator[Mutant]:
    """Yield ``count`` random changes of the samples; of a DOCX also of the XML inside it."""
    bases = list(samples().items())
    for at in range(count):
        chance = random.Random(f"{seed}:{at}")  # noqa: S311 - wanted: the same on every run
        name, data = bases[at % len(bases)]
        kind = chance.choice(list(_CHANGES))
        change = _CHANGES[kind]
        if name.endswith(".docx") and chance.random() < 0.6:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                parts = [part for part in archive.namelist() if part.endswith((".xml", ".rels"))]
                part = chance.choice([*parts, *["word/document.xml"] * len(parts)])
                inside = archive.read(part)
            data = with_part(data, part, change(chance, inside))
            kind += "-inside"
        else:
            data = change(chance, data)
        suffix = Path(name).suffix if chance.random() < 0.95 else chance.choice(_SUFFIXES)
        yield Mutant(f"{at:04d}-{Path(name).stem}{suffix}", kind, data)


def run(
    count: int, *, scale: float = 1.0, limits: Limits | None = None
) -> tuple[list[Outcome], int]:
    """Read ``count`` files in all; return how each ended and the peak memory of the workers.

    Only reads: the texts that are aimed at the stages after it are left out.
    """
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory() as folder, ReaderPool(limits or Limits()) as pool:
        fixed = list(bombs(scale))
        for mutant in [*fixed, *mutants(max(count - len(fixed), 0))]:
            path = Path(folder) / mutant.name
            path.write_bytes(mutant.data)
            start = time.perf_counter()
            try:
                status = pool.read(path).status.value
            except Exception as error:  # That is what is looked for.
                status = type(error).__name__
            seconds = time.perf_counter() - start
            outcomes.append(Outcome(mutant.name, mutant.kind, status, seconds))
            path.unlink()
        return outcomes, pool.peak_bytes


def attacks(count: int, *, scale: float = 1.0) -> list[Mutant]:
    """Return ``count`` files, or all those written by hand if they are more."""
    fixed = [*bombs(scale), *(Mutant(*text) for text in texts(scale))]
    return [*fixed, *mutants(max(count - len(fixed), 0))]


def score(found: Iterable[Mutant]) -> tuple[list[Outcome], int]:
    """Score files with the shipped model; return how each ended and the readers' peak memory."""
    outcomes: list[Outcome] = []
    worker_peak = 0
    with tempfile.TemporaryDirectory() as folder, ScoringProcess(MAX_SECONDS) as process:
        for mutant in found:
            path = Path(folder) / mutant.name
            path.write_bytes(mutant.data)
            cost = process.score(path)
            outcomes.append(Outcome(mutant.name, mutant.kind, cost.status, cost.seconds, cost.peak))
            worker_peak = max(worker_peak, cost.worker_peak)
            path.unlink()
    return outcomes, worker_peak


def main() -> int:
    """Print a table of what became of the files; return 1 when one did not end as it must."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--scale", type=float, default=1.0, help="size of the attacks")
    parser.add_argument("--only", default="", help="only kinds and names with this in them")
    parser.add_argument("--slowest", type=int, default=10)
    options = parser.parse_args()
    outcomes, worker_peak = score(
        mutant
        for mutant in attacks(options.count, scale=options.scale)
        if options.only in f"{mutant.kind} {mutant.name}"
    )
    _print_table(outcomes)
    for outcome in sorted(outcomes, key=lambda o: -o.seconds)[: options.slowest]:
        print(f"slow: {outcome.name} {outcome.status} {outcome.seconds:.2f} s")
    for outcome in outcomes:
        if not outcome.good:
            print(f"BAD: {outcome.name} {outcome.status} {outcome.peak / 1e6:.0f} MB")
    total = sum(outcome.seconds for outcome in outcomes)
    peak = max((outcome.peak for outcome in outcomes), default=0)
    print(
        f"{len(outcomes)} files, {total:.1f} s, peak memory: scoring {peak / 1e6:.0f} MB, "
        f"reading {worker_peak / 1e6:.0f} MB"
    )
    good = all(outcome.good for outcome in outcomes) and worker_peak <= MAX_MEMORY
    return 0 if good else 1


def _print_table(outcomes: list[Outcome]) -> None:
    statuses = sorted({outcome.status for outcome in outcomes})
    print(f"{'kind':22}{'files':>6}{'max s':>8}{'max MB':>8}  " + "  ".join(statuses))
    for kind in sorted({outcome.kind for outcome in outcomes}):
        of_kind = [outcome for outcome in outcomes if outcome.kind == kind]
        slowest = max(outcome.seconds for outcome in of_kind)
        peak = max(outcome.peak for outcome in of_kind) / 1e6
        counts = (
            f"{sum(o.status == status for o in of_kind) or '.':>{len(status)}}"
            for status in statuses
        )
        print(f"{kind:22}{len(of_kind):6}{slowest:8.2f}{peak:8.0f}  " + "  ".join(counts))


if __name__ == "__main__":
    sys.exit(main())
