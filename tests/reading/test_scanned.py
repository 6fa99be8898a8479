from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from stance.reading import scanned
from stance.schema import Document, Status

SCAN = Document("svar.pdf", Status.NEEDS_OCR, "Install the extra ocr.", unread_pages=(1, 2))
READ = Document("recognised.pdf", text="Nämnden instämmer.")


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    path = tmp_path / "svar.pdf"
    path.write_bytes(b"%PDF scan")
    return path


def _recognise_as(result: bytes | None, monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, ...]]:
    asked: list[tuple[int, ...]] = []

    def recognise(data: bytes, pages: Sequence[int]) -> bytes | None:
        assert data == b"%PDF scan"
        asked.append(tuple(pages))
        return result

    monkeypatch.setattr(scanned, "ocr_available", lambda: True)
    monkeypatch.setattr(scanned, "recognise", recognise)
    return asked


def test_scanned_pages_are_recognised_and_read_again(
    scan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = _recognise_as(b"%PDF with text", monkeypatch)
    seen: list[bytes] = []

    def read(path: Path) -> Document:
        seen.append(path.read_bytes())
        return READ

    document = scanned.with_recognised_pages(SCAN, scan, read)

    assert asked == [(1, 2)]
    assert seen == [b"%PDF with text"]
    assert (document.name, document.status, document.text) == ("svar.pdf", Status.OK, READ.text)


def test_a_failed_recognition_keeps_the_status_and_says_so(
    scan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _recognise_as(None, monkeypatch)
    document = scanned.with_recognised_pages(SCAN, scan, lambda path: READ)
    assert document.status is Status.NEEDS_OCR
    assert "failed" in document.detail


def test_without_the_extra_the_remedy_stays(scan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanned, "ocr_available", lambda: False)
    assert scanned.with_recognised_pages(SCAN, scan, lambda path: READ) == SCAN


def test_a_document_with_text_on_every_page_is_left_alone(scan: Path) -> None:
    assert scanned.with_recognised_pages(READ, scan, lambda path: SCAN) == READ


def test_what_could_be_read_is_kept_when_the_recognised_copy_cannot_be(
    scan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _recognise_as(b"%PDF with text", monkeypatch)
    half = Document("svar.pdf", text="Nämnden instämmer.", unread_pages=(1, 2))
    late = Document("recognised.pdf", Status.TIMEOUT, "It took too long.")
    assert scanned.with_recognised_pages(half, scan, lambda path: late) == half


def test_a_file_that_is_gone_before_recognition_keeps_its_status(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanned, "ocr_available", lambda: True)
    document = scanned.with_recognised_pages(SCAN, tmp_path / "gone.pdf", lambda path: READ)
    assert document.status is Status.NEEDS_OCR
