from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from stance.reading.ocr import _ranges, ocr_available, recognise
from stance.reading.pdf import read_pdf


def test_page_ranges() -> None:
    assert _ranges([3, 1, 2, 7, 7]) == "1-3,7"


def test_nothing_to_do() -> None:
    assert recognise(b"%PDF", []) is None


def test_a_program_that_is_missing_or_slow_gives_nothing(tmp_path: Path) -> None:
    assert recognise(b"%PDF", [1], python=str(tmp_path / "missing")) is None
    slow = tmp_path / "slow"
    slow.write_text(f"#!{sys.executable}\nimport time\ntime.sleep(60)\n")
    slow.chmod(0o755)
    assert recognise(b"%PDF", [1], python=str(slow), timeout=0.2) is None


@pytest.mark.skipif(not ocr_available(), reason="needs ocrmypdf and tesseract")
def test_only_scanned_pages_are_recognised() -> None:
    from PIL import Image, ImageDraw, ImageFont
    from reportlab.lib.utils import ImageReader

    picture = Image.new("L", (1240, 1754), 255)
    pen = ImageDraw.Draw(picture)
    for at in range(8):
        words = "Kommunen ska följa upp planen varje år"
        pen.text((120, 200 + 60 * at), words, fill=0, font=ImageFont.load_default(36))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    canvas.drawString(70, 700, "Nämnden instämmer i det som revisorerna skriver.")
    canvas.showPage()
    canvas.drawImage(ImageReader(picture), 0, 0, 595, 842)
    canvas.save()
    data = out.getvalue()
    before = read_pdf(data, "x", max_characters=100_000)
    assert before.unread_pages == (2,)
    made = recognise(data, before.unread_pages, timeout=120)
    assert made is not None
    after = read_pdf(made, "x", max_characters=100_000)
    assert after.unread_pages == ()
    assert "följa upp planen" in after.text
    assert after.text.startswith("Nämnden instämmer i det som revisorerna skriver.")
