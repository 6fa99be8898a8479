"""HTML to Document."""

from __future__ import annotations

import pytest

from stance.reading import read_bytes
from stance.schema import BlockKind, Document, Status


def read(source: str, encoding: str = "utf-8") -> Document:
    document = read_bytes(source.encode(encoding), "svar.html")
    assert document.status is Status.OK, document.detail
    return document


def texts(document: Document) -> list[str]:
    return [document.text[block.start : block.end] for block in document.blocks]


def test_headings_paragraphs_and_emphasis() -> None:
    document = read(
        "<html><head><title>T</title></head><body><h1>Svar</h1>"
        "<p>Vi <strong>instämmer</strong> <em>delvis</em><b><i>!</i></b>"
        "<span style='font-weight: bold'> fet</span>"
    )
    assert texts(document) == ["Svar", "Vi instämmer delvis! fet"]
    assert [block.level for block in document.blocks] == [1, 0]
    found = [(document.text[e.start : e.end], e.style) for e in document.emphases]
    assert found == [
        ("instämmer", "bold"),
        ("delvis", "italic"),
        ("!", "bold_italic"),
        ("fet", "bold"),
    ]
    assert document.furniture == ("T",)


def test_lists_are_numbered() -> None:
    document = read(
        "<ol start=3><li>tre<li>fyra<ol type=a><li>under</ol><li value=9>nio</ol>"
        "<ul><li>punkt<p>fortsättning</p></ul><ol type=I reversed start=2><li>två<li>ett</ol>"
    )
    assert texts(document) == [
        *("3. tre", "4. fyra", "a. under", "9. nio", "- punkt", "fortsättning", "II. två", "I. ett")
    ]
    markers = [block.marker for block in document.blocks]
    assert markers == ["3", "4", "a", "9", "-", None, "II", "I"]
    assert [block.level for block in document.blocks] == [1, 1, 2, 1, 1, 0, 1, 1]


def test_table_cells_with_spans() -> None:
    document = read(
        "<table><caption>Svar</caption><tr><th>Rekommendation<th>Svar<th>Klart</tr>"
        "<tr><td rowspan=2>Inför<td>Ja<td>2024<tr><td colspan=2>Nej</table><p>Slut"
    )
    assert [(b.table, b.row, b.column) for b in document.blocks] == [
        (None, None, None),
        *((0, 0, 0), (0, 0, 1), (0, 0, 2), (0, 1, 0), (0, 1, 1), (0, 1, 2), (0, 2, 1)),
        (None, None, None),
    ]


def test_layout_tables_are_frames() -> None:
    inner = "<table><tr><td>a<td>b<tr><td>c<td>d</table>"
    document = read(f"<table><tr><td>Meny<td><p>Text</p>{inner}</table>")
    kinds = [block.kind for block in document.blocks]
    assert kinds == [BlockKind.PARAGRAPH] * 2 + [BlockKind.CELL] * 4
    assert [(b.table, b.row) for b in document.blocks[2:]] == [(0, 0), (0, 0), (0, 1), (0, 1)]


def test_nested_table_in_a_data_table_stays_in_its_cell() -> None:
    inner = "<table><tr><td>x<td>y</table>"
    document = read(f"<table><tr><th>A<th>B<tr><td>1<td>före{inner}efter<tr><td>3<td>4</table>")
    assert texts(document) == ["A", "B", "1", "före", "x", "y", "efter", "3", "4"]
    assert [block.column for block in document.blocks] == [0, 1, 0, 1, 1, 1, 1, 0, 1]


def test_site_parts_and_machinery_are_dropped() -> None:
    document = read(
        "<header>Kommunen Dnr EX 1</header><nav><a href=/>Start</a></nav>"
        "<div id='cookie-banner'>Kakor</div><script>var a='<p>nej</p>';</script><style>p{}</style>"
        "<a href='#c'>Till innehållet</a><main><header><h1>Svar</h1></header>"
        "<p hidden>dold<p>Vi svarar.<div style='display: none'>dold <div>än</div></div></main>"
        "<p>Efter</p><footer>Kontakt</footer>"
    )
    assert texts(document) == ["Svar", "Vi svarar.", "Efter"]
    assert "Kommunen Dnr EX 1" in document.furniture
    assert "Start" not in document.furniture


def test_header_stays_when_nothing_else_marks_the_content() -> None:
    assert texts(read("<header>Dnr EX 1</header><p>Svar")) == ["Dnr EX 1", "Svar"]


def test_content_inside_a_misjudged_part_is_kept() -> None:
    long = "Nämnden instämmer i rekommendationen. " * 20
    assert "instämmer" in read(f"<div class='cookie-ok'><p>{long}</p></div><p>x").text


def test_entities_and_soft_hyphens() -> None:
    document = read("<p>&Aring;tg&auml;rder f&ouml;r&shy;valtning&nbsp;A &amp; B &okand; 5 < 6</p>")
    assert document.text == "Åtgärder förvaltning A & B &okand; 5 < 6"


def test_breaks() -> None:
    document = read(
        "<p><b>Rekommendation 1</b><br>Inför rutin.<br>Svar: Vi delar synen och kommer under "
        "hösten att införa<br>en rutin<br><br>Slut"
    )
    assert texts(document) == [
        "Rekommendation 1",
        "Inför rutin.",
        "Svar: Vi delar synen och kommer under hösten att införa en rutin",
        "Slut",
    ]


def test_preformatted_text_keeps_its_lines() -> None:
    assert texts(read("<pre>Kort rad\nAndra raden\n\nTredje</pre>")) == [
        *("Kort rad", "Andra raden", "Tredje")
    ]


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ('<meta charset="iso-8859-1">', "cp1252"),
        ('<meta http-equiv=Content-Type content="text/html; charset=windows-1252">', "cp1252"),
        ('<?xml version="1.0" encoding="utf-8"?>', "utf-8"),
        ("", "utf-8"),
        ("", "utf-8-sig"),
        ("", "cp1252"),
        ("", "utf-16"),
        ("", "utf-16-le"),
        ('<meta charset="utf-8">', "cp1252"),
        ('<meta charset="zip">', "utf-8"),
        ('<meta charset="rot13">', "utf-8"),
    ],
)
def test_encodings(declared: str, encoding: str) -> None:
    source = f"{declared}<p>Nämnden – å, ä och ö</p>"
    assert read(source, encoding).text == "Nämnden – å, ä och ö"


def test_runs_lead_back_to_the_source() -> None:
    source = (
        "<!-- a --><p title='x > y'>Ett  &aring;r\n<b>två</b>\ntre</p><![CDATA[fyra]]>"
        "<ol><li>fem&nbsp;sex\u00adsju</ol>"
    )
    document = read(source)
    assert document.text.split() == ["Ett", "år", "två", "tre", "fyra", "1.", "fem", "sexsju"]
    for run in document.runs:
        length = run.end - run.start
        assert document.text[run.start : run.end] == source[run.source : run.source + length]
    assert document.source_of(document.text.index("1.")) is None


@pytest.mark.parametrize(
    "source",
    [
        "<div>" * 100_000 + "Nämnden svarar",
        "<script>" * 20_000 + "Nämnden svarar",
        "Nämnden svarar" + "<a " * 100_000 + 'x=">"',
        "Nämnden svarar" + "<!--" * 50_000,
        "Nämnden svarar" + "<![CDATA[" * 50_000,
        "<ul><li>" * 20_000 + "Nämnden svarar",
        "<b>" * 20_000 + "Nämnden svarar" + "</i>" * 20_000,
        "Nämnden svarar" + "&" * 300_000,
        "Nämnden svarar" + '<a x="' * 50_000,
        "<table><tr><td>" * 10_000 + "Nämnden svarar",
    ],
    ids=lambda source: source[:9] + source[-9:],
)
def test_hostile_markup_keeps_the_text(source: str) -> None:
    document = read_bytes(b"<html>" + source.encode(), "svar.html")
    assert document.status is Status.OK
    assert "Nämnden svarar" in document.text
