"""The least that an archive of PDFs can cost: their text, taken out by pypdfium2 and thrown away.

python -m benchmarks.archive_floor DOCUMENTS PROCESSES
"""

from __future__ import annotations

import multiprocessing
import sys

import pypdfium2

from benchmarks.archive_documents import documents


def characters(path: str) -> int:
    """Return how many characters a PDF has."""
    document = pypdfium2.PdfDocument(path)
    try:
        return sum(len(page.get_textpage().get_text_range()) for page in document)
    finally:
        document.close()


def main() -> None:
    """Extract, in as many processes as asked for."""
    count, processes = map(int, sys.argv[1:])
    paths = [str(path) for path in documents(count)]
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        print(sum(pool.imap_unordered(characters, paths, chunksize=16)))


if __name__ == "__main__":
    main()
