"""Sets a third of the documents of the corpus as PDF and as DOCX, with their gold beside them.

    python -m training.corpus.render [--out build/documents]
    stance evaluate build/documents

Which documents, and how each looks, is settled by their order: the same corpus gives the same
files. Each comes out three times, as text, PDF and DOCX, so that one table compares them. Scans are
left out, and so are texts whose layout is made of spaces in a way that cannot be undone.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.corpus.blocks import Block, blocks_of
from training.corpus.docx import to_docx
from training.corpus.letter import LOOKS, Look, letter_for
from training.corpus.pdf import to_pdf

ROOT = Path(__file__).resolve().parents[2]
_THIRD = 3
_SCANNED = re.compile(r"ocr|skanna|inskann|scan", re.IGNORECASE)
_QUOTES = ("response", "evidence")


@dataclass(frozen=True)
class Source:
    """A document of the corpus that can be set anew."""

    file: Path
    gold: Mapping[str, Any]
    blocks: tuple[Block, ...]

    @property
    def has_table(self) -> bool:
        """Tell whether there is a table in it."""
        return any(block.kind == "table" for block in self.blocks)


def sources(folder: Path) -> list[Source]:
    """Return a third of the documents by name: those with tables, and others evenly spread."""
    files = sorted(folder.rglob("*.json"), key=lambda path: path.name)
    found = [*_settable(files)]
    others = [source for source in found if not source.has_table]
    number = -(-len(files) // _THIRD) - (len(found) - len(others))
    number = max(0, min(number, len(others)))
    spread = {others[place * len(others) // number].file for place in range(number)}
    return [source for source in found if source.has_table or source.file in spread]


def _settable(files: Sequence[Path]) -> Iterator[Source]:
    for file in files:
        gold = json.loads(file.read_text(encoding="utf-8"))
        text = file.parent / str(gold.get("file", f"{file.stem}.txt"))
        if text.suffix != ".txt" or _SCANNED.search(f"{file.stem} {gold.get('format', '')}"):
            continue
        blocks = tuple(blocks_of(text.read_text(encoding="utf-8")))
        if _holds(blocks, gold["gold"]):
            yield Source(file, gold, blocks)


def _holds(blocks: Sequence[Block], items: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether all that the gold quotes from the text survives in the blocks."""
    held = _folded(" ".join(" ".join((block.text, *map(" ".join, block.rows))) for block in blocks))
    return all(
        _folded(quote) in held
        for item in items
        for key in _QUOTES
        for quote in _texts(item.get(key))
    )


def _texts(value: object) -> list[str]:
    return [str(each) for each in (value if isinstance(value, list) else [value]) if each]


def _folded(text: str) -> str:
    plain = text.replace("-\n", "").replace("*", "")
    return "".join(plain.casefold().split())


def look_of(number: int, *, has_table: bool) -> Look:
    """Return the look of the document with this number; tables need the width of the page."""
    looks = [look for look in LOOKS if not (has_table and look in ("columns", "margin"))]
    return looks[number % len(looks)]


def render(source: Source, number: int, out: Path) -> list[Path]:
    """Write a document as text, PDF and DOCX, each with its gold; return the documents' paths."""
    look = look_of(number, has_table=source.has_table)
    letter = letter_for(source.gold, look, ruled=number // 2 % 2 == 0)
    stem = str(source.gold.get("id") or source.file.stem)
    text = source.file.parent / str(source.gold.get("file", f"{source.file.stem}.txt"))
    audit = source.gold.get("audit")
    table = " with table" if source.has_table else ""
    written = []
    for kind, content, form in (
        ("txt", text.read_bytes(), "txt"),
        ("pdf", to_pdf(source.blocks, letter), f"pdf {look}{table}"),
        ("docx", to_docx(source.blocks, letter), f"docx {look}{table}"),
    ):
        folder = out / kind
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{stem}.{kind}"
        path.write_bytes(content)
        gold = {**source.gold, "id": path.name, "file": path.name, "format": form}
        if audit:
            shutil.copyfile(source.file.parent / str(audit), folder / str(audit))
        (folder / f"{stem}.json").write_text(
            json.dumps(gold, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
        written.append(path)
    return written


def main() -> None:
    """Set the documents."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=Path, default=ROOT / "data" / "documents")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "documents")
    arguments = parser.parse_args()
    found = sources(arguments.documents)
    for number, source in enumerate(found):
        render(source, number, arguments.out)
    print(f"{len(found)} documents as text, PDF and DOCX in {arguments.out}")


if __name__ == "__main__":
    main()
