"""PDF files are made here with reportlab; their words are our own."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

import pypdfium2
import pytest
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    PageTemplate,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
)

from stance.reading.glyphs import style_of_font
from stance.reading.legibility import is_legible
from stance.reading.pdf import read_pdf
from stance.reading.rawtext import raw_text
from stance.schema import Block, BlockKind, Document, Status

LIMIT = 1_000_000
SENTENCE = (
    "Kulturnämnden instämmer i stort med det som revisorerna har kommit fram till och återkommer "
    "med en tidsatt plan för bibliotekens öppethållande under våren."
)
_LONG = " ".join(SENTENCE for _ in range(8))
_STYLES = getSampleStyleSheet()
_BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=10, leading=13, spaceAfter=8)


def read(data: bytes, limit: int = LIMIT) -> Document:
    return read_pdf(data, "svar.pdf", max_characters=limit)


def lines_pdf(*pages: Sequence[tuple[float, float, str]], **options: Any) -> bytes:  # noqa: ANN401
    """Make a PDF with text at given places."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, **options)
    for page in pages:
        canvas.setFont("Helvetica", 10)
        for x, y, text in page:
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def paragraph(text: str, style: str = "") -> Paragraph:
    return Paragraph(text, _STYLES[style] if style else _BODY)


def flow_pdf(story: Sequence[Flowable], head: Callable[..., None] | None = None) -> bytes:
    out = io.BytesIO()
    document = SimpleDocTemplate(out, pagesize=A4)
    draw = head or (lambda canvas, document: None)
    document.build(list(story), onFirstPage=draw, onLaterPages=draw)
    return out.getvalue()


def texts(document: Document, kind: BlockKind | None = None) -> list[str]:
    return [
        document.text[block.start : block.end]
        for block in document.blocks
        if kind is None or block.kind is kind
    ]


def cells(document: Document, table: int = 0) -> dict[tuple[int | None, int | None], str]:
    found: dict[tuple[int | None, int | None], str] = {}
    for block in document.blocks:
        if block.table == table:
            key = (block.row, block.column)
            text = document.text[block.start : block.end]
            found[key] = f"{found[key]} / {text}" if key in found else text
    return found


def block_of(document: Document, text: str) -> Block:
    place = document.text.index(text)
    return next(block for block in document.blocks if block.start <= place < block.end)


class TestJoining:
    def test_lines_make_paragraphs_and_sizes_make_headings(self) -> None:
        document = read(
            flow_pdf(
                [
                    paragraph("Svar på granskning av biblioteken", "Heading1"),
                    paragraph(SENTENCE),
                    paragraph("Bakgrund", "Heading2"),
                    paragraph(SENTENCE),
                ]
            )
        )
        assert texts(document, BlockKind.PARAGRAPH) == [SENTENCE, SENTENCE]
        headings = [block for block in document.blocks if block.kind is BlockKind.HEADING]
        assert [block.level for block in headings] == [1, 2]
        assert document.status is Status.OK

    @pytest.mark.parametrize(
        ("first", "second", "whole"),
        [
            ("Nämnden utvecklar sin samver-", "kan med regionen.", "samverkan med"),
            ("Det gäller barn- och ungdoms-", "verksamheten i sin helhet.", "ungdomsverksamheten"),
            ("Ansvaret delas av barn-", "och utbildningsnämnden.", "barn- och utbildningsnämnden"),
            ("Här åsyftas den lokala BUS-", "överenskommelsen.", "BUS-överenskommelsen"),
            ("Planen omfattar åren 2024-", "2026 och följs upp.", "2024-2026"),
            ("Svaret gäller region Skåne-", "Blekinge och kommunen.", "Skåne-Blekinge"),
            ("Frågor besvaras per e-", "post av förvaltningen.", "e-post"),
        ],
    )
    def test_hyphens_at_line_ends(self, first: str, second: str, whole: str) -> None:
        document = read(lines_pdf([(70, 700, first), (70, 687, second)]))
        assert whole in document.text

    def test_a_word_is_joined_over_pages(self) -> None:
        page = [(70.0, 100.0, "Nämnden ser över sin beredskap och sin samver-")]
        over = [(70.0, 760.0, "kan med kommunens bolag före årets slut.")]
        document = read(lines_pdf(page, over))
        assert "sin samverkan med kommunens bolag" in document.text
        assert len(document.blocks) == 1

    def test_a_paragraph_goes_on_overleaf_and_keeps_both_pages(self) -> None:
        first = "Förvaltningen har påbörjat arbetet med att ta fram rutiner för hur"
        page = [
            (70.0, 113.0, first),
            (70.0, 100.0, "avvikelser ska tas om hand och hur de som har anmält dem"),
        ]
        over = [(70.0, 760.0, "får veta vad som har hänt.")]
        document = read(lines_pdf(page, over))
        assert len(document.blocks) == 1
        assert document.source_of(document.text.index("får veta"))[0] == 2  # type: ignore[index]

    def test_a_sentence_that_ended_does_not_go_on_overleaf(self) -> None:
        page = [(70.0, 100.0, "Nämnden delar bedömningen i alla delar.")]
        over = [(70.0, 760.0, "Nästa fråga gäller lokalerna.")]
        assert len(read(lines_pdf(page, over)).blocks) == 2

    def test_runs_lead_back_to_the_raw_text(self) -> None:
        data = flow_pdf([paragraph(SENTENCE * 3), paragraph("<b>Svar:</b> " + SENTENCE)])
        document = read(data)
        raw = raw_text(pypdfium2.PdfDocument(data)[0].get_textpage())
        assert document.runs
        for run in document.runs:
            length = run.end - run.start
            assert document.text[run.start : run.end] == raw[run.source : run.source + length]

    def test_list_items_keep_their_markers(self) -> None:
        rows = [
            "1. Ta fram en plan",
            "2) Följ upp planen",
            "a) Utse en ansvarig",
            "- Återrapportera",
        ]
        placed = [(70.0, 700.0 - 14 * at, row) for at, row in enumerate(rows)]
        document = read(lines_pdf(placed))
        assert [block.marker for block in document.blocks] == ["1", "2", "a", "-"]
        bodies = [document.text[block.body_start : block.end] for block in document.blocks]
        assert bodies[0] == "Ta fram en plan"
        assert bodies[3] == "Återrapportera"

    def test_a_dash_in_a_running_sentence_is_no_list(self) -> None:
        first = "Det arbete som nämnden bedriver i dag tillsammans med andra aktörer i länet"
        second = "– och som har pågått i flera år – bör enligt nämnden fortsätta som hittills."
        document = read(lines_pdf([(70, 700, first), (70, 687, second)]))
        assert [block.kind for block in document.blocks] == [BlockKind.PARAGRAPH]

    def test_bold_and_italic_are_kept(self) -> None:
        document = read(
            flow_pdf([paragraph("<b>Nämnden bör se över avtalen.</b> Så sker <i>inom kort</i>.")])
        )
        styled = [(document.text[e.start : e.end], e.style) for e in document.emphases]
        assert styled == [("Nämnden bör se över avtalen.", "bold"), ("inom kort", "italic")]

    def test_bold_lines_part_from_the_answer_below(self) -> None:
        document = read(
            flow_pdf([paragraph("<b>Säkerställ att avtalen följs.</b><br/>Nämnden instämmer.")])
        )
        assert texts(document) == ["Säkerställ att avtalen följs.", "Nämnden instämmer."]


class TestPages:
    def test_furniture_is_taken_out_and_kept_once(self) -> None:
        def head(canvas: Canvas, document: Any) -> None:  # noqa: ANN401
            canvas.setFont("Helvetica", 8)
            canvas.drawString(60, 815, "Påhittade kommun  Dnr KN 2024/77")
            canvas.drawRightString(540, 815, f"{document.page} (3)")
            canvas.drawString(60, 25, f"Sida {document.page}(3)")

        marks = [chr(97 + at // 26) + chr(97 + at % 26) for at in range(45)]
        story = [" ".join(mark + word for word in SENTENCE.split()) for mark in marks]
        document = read(flow_pdf([paragraph(text) for text in story], head))
        assert document.blocks[-1].page == 3
        assert "Dnr KN" not in document.text
        assert "Sida" not in document.text
        assert len(document.furniture) == 2
        assert "Dnr KN 2024/77" in document.furniture[0]
        assert texts(document) == story

    def test_a_label_that_stands_in_the_same_place_on_two_pages_stays(self) -> None:
        pages = [
            [(70.0, 780.0, "Svar:"), (70.0, 760.0, f"Nämnden har synpunkt nummer {at}.")]
            for at in ("ett", "två")
        ]
        assert read(lines_pdf(*pages)).text.count("Svar:") == 2

    def test_two_columns_are_read_one_after_the_other(self) -> None:
        out = io.BytesIO()
        template = BaseDocTemplate(out, pagesize=A4)
        frames = [Frame(50 + at * 255, 60, 235, 600) for at in range(2)]
        template.addPageTemplates(PageTemplate(frames=frames))
        story = [f"Stycke {number}. {SENTENCE}" for number in range(1, 16)]
        justified = ParagraphStyle("justified", parent=_BODY, alignment=4)
        template.build([Paragraph(text, justified) for text in story])
        assert texts(read(out.getvalue())) == story

    def test_a_heading_over_two_columns_drawn_line_by_line(self) -> None:
        left = "vänster spalt berättar om hur nämnden ser"
        right = "höger spalt tar upp vad som ska göras nu"
        page = [(50.0, 760.0, "En rubrik som går tvärs över hela sidan och båda spalterna i den")]
        for at in range(8):
            page += [(50.0, 700 - 13.0 * at, left), (310.0, 700 - 13.0 * at, right)]
        document = read(lines_pdf(page))
        assert document.text.rindex("vänster spalt") < document.text.index("höger spalt")

    def test_footnotes_do_not_break_a_paragraph_over_pages(self) -> None:
        out = io.BytesIO()
        canvas = Canvas(out, pagesize=A4)
        canvas.setFont("Helvetica", 11)
        canvas.drawString(70, 300, "Nämnden har antagit en egen plan1 som gäller hela")
        canvas.setFont("Helvetica", 8)
        canvas.drawString(70, 100, "1 Planen antogs i mars.")
        canvas.showPage()
        canvas.setFont("Helvetica", 11)
        canvas.drawString(70, 760, "mandatperioden och som följs upp årligen av kontoret.")
        canvas.save()
        document = read(out.getvalue())
        assert [block.kind for block in document.blocks] == [
            BlockKind.PARAGRAPH,
            BlockKind.FOOTNOTE,
        ]
        assert "gäller hela mandatperioden" in document.text

    def test_scanned_pages_are_named(self) -> None:
        out = io.BytesIO()
        canvas = Canvas(out, pagesize=A4)
        canvas.drawString(70, 700, SENTENCE[:80])
        canvas.showPage()
        _draw_scan(canvas)
        canvas.drawString(5, 5, "x")
        canvas.showPage()
        canvas.save()
        document = read(out.getvalue())
        assert document.status is Status.OK
        assert document.unread_pages == (2,)


class TestTables:
    ROWS = (
        ("Rekommendation", "Svar", "Ansvarig", "Klart"),
        (
            "1. Se över avtalen för skolskjuts så att de stämmer med reglerna",
            "Nämnden instämmer. Avtalen ses över i samband med nästa upphandling och beslutas av "
            "nämnden.",
            "Skolchefen",
            "2025-03-31",
        ),
        ("2. Följ upp avtalen", "Nämnden delar inte bedömningen.", "", "Q2 2025"),
    )

    def _table(self, grid: bool) -> Table:
        style: list[tuple[Any, ...]] = [("VALIGN", (0, 0), (-1, -1), "TOP")]
        if grid:
            style.append(("GRID", (0, 0), (-1, -1), 0.5, colors.black))
        rows = [[paragraph(text) for text in row] for row in self.ROWS]
        return Table(rows, colWidths=[140, 170, 80, 70], style=style)

    @pytest.mark.parametrize("grid", [True, False])
    def test_rows_are_read_in_order_between_the_text_around(self, grid: bool) -> None:
        story = [paragraph(SENTENCE), self._table(grid), Spacer(1, 30), paragraph(SENTENCE)]
        document = read(flow_pdf(story))
        found = cells(document)
        for row, columns in enumerate(self.ROWS):
            for column, text in enumerate(columns):
                assert found.get((row, column), "") == text
        kinds = [block.kind for block in document.blocks]
        assert kinds[0] is kinds[-1] is BlockKind.PARAGRAPH
        assert block_of(document, "Se över avtalen").marker == "1"

    def test_a_row_goes_on_overleaf(self) -> None:
        head = [paragraph(text) for text in ("Rekommendation", "Svar", "Klart")]
        row = [paragraph("Se över avtalen"), paragraph(_LONG), paragraph("2025")]
        last = [paragraph("Följ upp"), paragraph("Nämnden avstår."), paragraph("2026")]
        grid = ("GRID", (0, 0), (-1, -1), 0.5, colors.black)
        top = ("VALIGN", (0, 0), (-1, -1), "TOP")
        table = Table(
            [head, row, last],
            colWidths=[120, 220, 80],
            style=[grid, top],
            repeatRows=1,
            splitInRow=1,
        )
        document = read(flow_pdf([Spacer(1, 400), table]))
        found = cells(document)
        assert document.blocks[-1].page == 2
        assert found[1, 1] == _LONG
        assert found[2, 1] == "Nämnden avstår."
        assert list(found.values()).count("Svar") == 1

    def test_a_framed_paragraph_is_no_table(self) -> None:
        frame = ("BOX", (0, 0), (-1, -1), 1, colors.black)
        document = read(flow_pdf([Table([[paragraph(SENTENCE)]], style=[frame])]))
        assert [block.kind for block in document.blocks] == [BlockKind.PARAGRAPH]


class TestStatus:
    def test_empty(self) -> None:
        assert read(b"").status is Status.EMPTY
        assert read(lines_pdf([])).status is Status.EMPTY

    def test_not_a_pdf(self) -> None:
        assert read(b"PK\x03\x04 something else").status is Status.DAMAGED

    def test_cut_off(self) -> None:
        data = flow_pdf([paragraph(SENTENCE)])
        document = read(data[:300])
        assert document.status is Status.DAMAGED
        assert "again" in document.detail

    def test_encrypted(self) -> None:
        data = lines_pdf([(70, 700, "Hemligt")], encrypt=StandardEncryption("lösen", canPrint=0))
        document = read(data)
        assert document.status is Status.ENCRYPTED
        assert "password" in document.detail

    def test_scan_needs_recognition(self) -> None:
        out = io.BytesIO()
        canvas = Canvas(out, pagesize=A4)
        _draw_scan(canvas)
        canvas.save()
        document = read(out.getvalue())
        assert document.status is Status.NEEDS_OCR
        assert "stance[ocr]" in document.detail
        assert document.unread_pages == (1,)

    def test_too_large(self) -> None:
        document = read(flow_pdf([paragraph(SENTENCE)] * 5), limit=100)
        assert document.status is Status.TOO_LARGE
        assert document.text == ""

    @pytest.mark.parametrize("step", [97, 211])
    def test_damage_never_raises(self, step: int) -> None:
        data = flow_pdf([paragraph(SENTENCE), TestTables()._table(grid=True)])
        for at in range(0, len(data), len(data) // 40):
            broken = bytearray(data)
            for place in range(at, min(at + 10 * step, len(data)), step):
                broken[place] ^= 0x5A
            assert read(bytes(broken)).status in Status
            assert read(data[:at]).status in Status


class TestLegibility:
    def test_prose_is_legible_even_with_lost_letters(self) -> None:
        assert is_legible("Namnden har f6r avsikt att dterkomma i drendet " * 3, 1.0)

    @pytest.mark.parametrize(
        "text", ["", "x", "   . ", "\x01\x02\x03 " * 40, "*XWG¤ #%&/ QWRTP ZXCVB " * 10]
    )
    def test_rubbish_over_a_scan_is_not(self, text: str) -> None:
        assert not is_legible(text, 1.0)


@pytest.mark.parametrize(
    ("name", "flags", "weight", "style"),
    [
        ("Helvetica", 32, 0, ""),
        ("ABCDEF+Calibri-Bold", 32, 0, "bold"),
        ("TimesNewRomanPS-BoldItalicMT", 98, 0, "bold_italic"),
        ("Garamond-Italic", 32, 0, "italic"),
        ("Helvetica-Oblique", 32, 0, "italic"),
        ("MinionPro-It", 32, 0, "italic"),
        ("ABCDEF+Calibri", 32, 700, "bold"),
        ("OpenSans-Regular", 32, 720, ""),
        ("Arial,Bold", 32, 0, "bold"),
    ],
)
def test_styles_of_fonts(name: str, flags: int, weight: int, style: str) -> None:
    assert style_of_font(name, flags, weight) == style


def _draw_scan(canvas: Canvas) -> None:
    from PIL import Image

    picture = Image.new("L", (60, 85), 230)
    canvas.drawImage(ImageReader(picture), 0, 0, *A4)
