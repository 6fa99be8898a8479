"""The PDFs that the benchmarks of archives read: responses of four to six pages, made once.

python -m benchmarks.archive_documents [--documents 2000]

Each is a letter with the texts of two or three documents of the corpus one after the other, set as
an office program does: 11 points, wide margins, a head and a foot on every page. They lie in
``build/archive-pdfs`` and are made again only when they are missing.
"""

from __future__ import annotations

import argparse
import io
import json
import random
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from training.corpus.blocks import Block, blocks_of, widths

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "build" / "archive-pdfs"
_CORPUS = ROOT / "data" / "documents"
_FEWEST, _MOST = 4, 6
_WIDTH, _HEIGHT = 595.0, 842.0
_LEFT, _RIGHT = 85.0, 510.0


def documents(count: int, *, folder: Path = FOLDER) -> list[Path]:
    """Return so many PDFs, all different; those that are missing are made now."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{number // 100:03d}" / f"svar-{number:05d}.pdf" for number in range(count)]
    missing = [number for number, path in enumerate(paths) if not path.exists()]
    if missing:
        texts = _corpus()
        for number in missing:
            paths[number].parent.mkdir(exist_ok=True)
            paths[number].write_bytes(_document(texts, number))
    return paths


def _corpus() -> list[tuple[str, list[Block]]]:
    """Return the texts of the corpus as blocks, each with whose it is."""
    found = []
    for path in sorted(_CORPUS.rglob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        text = path.parent / str(gold.get("file", f"{path.stem}.txt"))
        if text.suffix == ".txt" and text.exists():
            sender = str(gold.get("municipality") or "Exempelby")
            found.append((sender, blocks_of(text.read_text(encoding="utf-8"))))
    return found


def _document(texts: Sequence[tuple[str, list[Block]]], number: int) -> bytes:
    """Return one PDF: the same number gives the same bytes."""
    chance = random.Random(number)  # noqa: S311 - no secret
    while True:
        chosen = chance.sample(texts, 6)
        wanted = chance.randint(_FEWEST, _MOST)
        for end in range(1, len(chosen)):
            blocks = [block for _, text in chosen[:end] for block in text]
            if sum(map(_length, blocks)) < wanted * 1_600:
                continue
            data, pages = _set(blocks, f"{chosen[0][0]} {number}")
            if _FEWEST <= pages <= _MOST:
                return data
            break


def _length(block: Block) -> int:
    return len(block.text) + sum(len(cell) + 20 for row in block.rows for cell in row)


def _set(blocks: Sequence[Block], sender: str) -> tuple[bytes, int]:
    """Return a PDF and how many pages it has."""
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, Table

    body = ParagraphStyle("body", fontName="Times-Roman", fontSize=11, leading=15, spaceAfter=9)
    heading = ParagraphStyle("heading", body, fontName="Helvetica-Bold", fontSize=12, spaceBefore=9)
    item = ParagraphStyle("item", body, leftIndent=18, firstLineIndent=-12, spaceAfter=4)
    cell = ParagraphStyle("cell", body, fontSize=7, leading=9, spaceAfter=0)

    def draw(canvas: Any, template: Any) -> None:  # noqa: ANN401 - reportlab has no types
        canvas.setFont("Helvetica-Bold", 12)
        canvas.drawString(_LEFT, _HEIGHT - 48, sender.upper())
        canvas.setFont("Helvetica", 8)
        canvas.drawString(_RIGHT - 30, _HEIGHT - 48, f"Sida {template.page}")
        canvas.line(_LEFT, 62, _RIGHT, 62)
        canvas.drawString(_LEFT, 50, f"{sender}  |  Box 100  |  Telefon: 0000-100 00")

    flow: list[Any] = []
    width = _RIGHT - _LEFT
    for block in blocks:
        if block.rows:
            cells = [[Paragraph(_markup(text), cell) for text in row] for row in block.rows]
            lines = [("GRID", (0, 0), (-1, -1), 0.5, "black")] if block.kind == "table" else []
            flow.append(Table(cells, colWidths=widths(block.rows, width, 4.0), style=lines))
        else:
            style = {"heading": heading, "item": item}.get(block.kind, body)
            flow.append(Paragraph("<br/>".join(map(_markup, block.text.split("\n"))), style))
    target = io.BytesIO()
    template = BaseDocTemplate(target, pagesize=(_WIDTH, _HEIGHT), invariant=1, title=sender)
    frame = Frame(_LEFT, 80, width, _HEIGHT - 80 - 90, leftPadding=0, rightPadding=0)
    template.addPageTemplates([PageTemplate("page", [frame], onPage=draw)])
    template.build(flow)
    return target.getvalue(), template.page


def _markup(text: str) -> str:
    plain = text.replace("*", "").encode("cp1252", "replace").decode("cp1252")
    return escape(plain, quote=False)


def main() -> None:
    """Make them."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--documents", type=int, default=2_000)
    arguments = parser.parse_args()
    found = documents(arguments.documents)
    total = sum(path.stat().st_size for path in found)
    print(f"{len(found)} PDFs in {FOLDER}, {total / len(found) / 1000:.0f} kB each on average")


if __name__ == "__main__":
    main()
