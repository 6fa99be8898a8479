"""Which reader a file gets, and what is said of files that none reads."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from stance.errors import StanceError
from stance.reading import Limits, read_bytes, read_document
from stance.schema import Status

MakeDocx = Callable[..., bytes]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
PARAGRAPH = "<w:p><w:r><w:t>Nämnden svarar</w:t></w:r></w:p>"


@pytest.mark.parametrize(
    ("data", "name", "status", "word"),
    [
        (b"", "a.txt", Status.EMPTY, "empty"),
        (b" \r\n\t ", "a.txt", Status.EMPTY, "empty"),
        (OLE, "a.doc", Status.UNSUPPORTED, "DOCX"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "a.docx", Status.ENCRYPTED, "password"),
        (b"{\\rtf1 hej}", "a.rtf", Status.UNSUPPORTED, "RTF"),
        (b"\x89PNG\r\n\x1a\n123", "a.pdf.png", Status.UNSUPPORTED, "OCR"),
        (b"\xff\xd8\xff\xe0 123", "a.jpg", Status.UNSUPPORTED, "JPEG"),
        (b"\x1f\x8b\x08 123", "a.gz", Status.UNSUPPORTED, "Unpack"),
        (bytes(range(256)) * 20, "a.bin", Status.UNSUPPORTED, "neither"),
        (b"hej hej", "a.docx", Status.DAMAGED, "Word"),
        (b"PK\x03\x04 rubbish", "a.docx", Status.DAMAGED, "damaged"),
        ("<p>hej å".encode(), "a.html", Status.OK, ""),
        ("<!DOCTYPE html><p>hej å".encode(), "a.txt", Status.OK, ""),
    ],
)
def test_status_of_kinds(data: bytes, name: str, status: Status, word: str) -> None:
    document = read_bytes(data, name)
    assert document.status is status
    assert word in document.detail
    assert document.name == name


def test_content_decides_before_the_suffix(make_docx: MakeDocx) -> None:
    assert read_bytes(make_docx(PARAGRAPH), "fel.pdf.txt").text == "Nämnden svarar"
    assert read_bytes("<html><p>Nämnden å".encode(), "fel.txt").text == "Nämnden å"


def test_missing_file_folder_and_forbidden_name(tmp_path: Path) -> None:
    for path, code in (
        (tmp_path / "saknas.pdf", "no-such-file"),
        (tmp_path, "not-a-file"),
        (Path("a\0b"), "cannot-read"),
    ):
        with pytest.raises(StanceError) as caught:
            read_document(path)
        assert caught.value.code == code
        assert caught.value.remedy


def test_large_file_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "stor.pdf"
    path.write_bytes(b"%PDF" + b"0" * 2_000_000)
    document = read_document(path, limits=Limits(max_bytes=1_000_000))
    assert document.status is Status.TOO_LARGE
    assert "1 MB" in document.detail


@pytest.mark.parametrize("error", [ValueError("x"), RecursionError(), KeyError(1)])
def test_whatever_a_parser_throws_is_damage(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def broken(data: bytes, name: str, *, max_characters: int) -> None:
        raise error

    monkeypatch.setattr("stance.reading.html.read_html", broken)
    document = read_bytes(b"<html>x", "a.html")
    assert document.status is Status.DAMAGED
    assert "Save it again" in document.detail


def test_lack_of_memory_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    def greedy(data: bytes, name: str, *, max_characters: int) -> None:
        raise MemoryError

    monkeypatch.setattr("stance.reading.html.read_html", greedy)
    assert read_bytes(b"<html>x", "a.html").status is Status.TOO_LARGE


def test_text_and_name_can_always_be_printed() -> None:
    document = read_bytes(b"<html><p>a\x1b[31mb\x00c</p>", "n\udcffamn.html")
    document.text.encode("utf-8")
    document.name.encode("utf-8")
    assert "\x1b" not in document.text
    assert "\x00" not in document.text


# Runs in a process of its own, because an audit hook cannot be taken away again.
_NO_SOCKETS = """
import sys
seen = []
sys.addaudithook(lambda event, args: seen.append(event) if event.startswith("socket.") else None)
from stance.reading import read_document
for path in sys.argv[1:]:
    print(read_document(path).status.value)
assert not seen, seen
"""


def test_reading_opens_no_socket(tmp_path: Path, make_docx: MakeDocx) -> None:
    remote = '<w:altChunk r:id="x"/><!DOCTYPE x SYSTEM "http://example.org/x.dtd">'
    files = {
        "a.docx": make_docx(PARAGRAPH),
        "b.docx": make_docx(PARAGRAPH + remote),
        "c.html": b"<html><link href='http://example.org/a.css'><img src=http://example.org/a>hej",
        "d.xhtml": b"<?xml version='1.0'?><!DOCTYPE html SYSTEM 'http://example.org/x'><p>hej",
        "e.txt": "Nämnden".encode(),
        "f.pdf": b"%PDF-1.4 rubbish",
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-c", _NO_SOCKETS, *(str(tmp_path / name) for name in files)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["ok", "damaged", "ok", "ok", "ok", "damaged"]
