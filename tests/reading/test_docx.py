"""DOCX to Document: nothing that counts is lost, nothing deleted comes back."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from lxml import etree

from stance.reading import read_bytes
from stance.schema import BlockKind, Document, Status

MakeDocx = Callable[..., bytes]


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def par(*runs: str, properties: str = "") -> str:
    inside = "".join(item if item.startswith("<") else run(item) for item in runs)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>"


def cell(*paragraphs: str, properties: str = "") -> str:
    inside = "".join(item if item.startswith("<") else par(item) for item in paragraphs)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def table(*rows: list[str]) -> str:
    inside = "".join(
        "<w:tr>" + "".join(c if c.startswith("<") else cell(c) for c in row) + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl><w:tblPr/>{inside}</w:tbl>"


def box(text: str) -> str:
    inside = f"<w:txbxContent>{par(text)}</w:txbxContent>"
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>'
        f"{inside}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>"
        f"{inside}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def numbered(level: int = 0, num: int = 1) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>'


def level(at: int, kind: str, text: str, start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


NUMBERING = (
    '<w:abstractNum w:abstractNumId="0">'
    + level(0, "decimal", "%1.")
    + level(1, "lowerLetter", "%2)")
    + level(2, "decimal", "%1.%3")
    + '</w:abstractNum><w:abstractNum w:abstractNumId="1">'
    + level(0, "bullet", "•")
    + '</w:abstractNum><w:abstractNum w:abstractNumId="2">'
    + level(0, "upperRoman", "Rekommendation %1:")
    + "</w:abstractNum>"
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num>'
    '<w:num w:numId="4"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
    '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
)


def read(data: bytes) -> Document:
    document = read_bytes(data, "svar.docx")
    assert document.status is Status.OK, document.detail
    return document


def texts(document: Document) -> list[str]:
    return [document.text[block.start : block.end] for block in document.blocks]


def test_tracked_insertions_are_read_and_deletions_are_not(make_docx: MakeDocx) -> None:
    body = par(
        "Nämnden ",
        f"<w:ins>{run('instämmer inte')}</w:ins>",
        "<w:del><w:r><w:delText>instämmer</w:delText></w:r></w:del>",
        f"<w:moveFrom>{run(' bort')}</w:moveFrom>",
        f"<w:moveTo>{run(' hit')}</w:moveTo>",
        ".",
    )
    assert read(make_docx(body)).text == "Nämnden instämmer inte hit."


def test_deleted_paragraph_mark_joins_two_paragraphs(make_docx: MakeDocx) -> None:
    body = par("Nämnden delar ", properties="<w:rPr><w:del/></w:rPr>") + par("inte synen.")
    assert read(make_docx(body)).text == "Nämnden delar inte synen."


def test_deleted_rows_are_not_read(make_docx: MakeDocx) -> None:
    gone = f"<w:tr><w:trPr><w:del/></w:trPr>{cell('borta')}{cell('borta')}</w:tr>"
    rows = table(["a", "b"]).replace("</w:tbl>", gone + "</w:tbl>")
    assert texts(read(make_docx(rows))) == ["a", "b"]


@pytest.mark.parametrize(
    ("style", "expected"),
    [("Rubrik1", 1), ("Heading2", 2), ("Egen", 3), ("Titel", 1), ("Brdtext", 0), ("Saknas", 0)],
)
def test_heading_levels_come_from_styles(make_docx: MakeDocx, style: str, expected: int) -> None:
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{identifier}"><w:name w:val="{name}"/>'
        f"{more}</w:style>"
        for identifier, name, more in (
            ("Rubrik1", "Rubrik 1", ""),
            ("Heading2", "heading 2", ""),
            ("Egen", "Egen rubrik", '<w:basedOn w:val="Bas"/>'),
            ("Bas", "Bas", '<w:pPr><w:outlineLvl w:val="2"/></w:pPr>'),
            ("Titel", "Title", ""),
            ("Brdtext", "Body Text", ""),
        )
    )
    body = par("Svar på granskning", properties=f'<w:pStyle w:val="{style}"/>')
    block = read(make_docx(body, {"styles": styles})).blocks[0]
    assert block.level == expected
    assert block.kind is (BlockKind.HEADING if expected else BlockKind.PARAGRAPH)


def test_outline_level_of_the_paragraph_wins(make_docx: MakeDocx) -> None:
    body = par("Bedömning", properties='<w:outlineLvl w:val="1"/>')
    assert read(make_docx(body)).blocks[0].level == 2


def test_style_that_is_based_on_itself_is_survived(make_docx: MakeDocx) -> None:
    styles = '<w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="A"/></w:style>'
    body = par("Text", properties='<w:pStyle w:val="A"/>')
    assert read(make_docx(body, {"styles": styles})).text == "Text"


def test_list_numbers_are_computed(make_docx: MakeDocx) -> None:
    body = (
        par("Första", properties=numbered(0))
        + par("under", properties=numbered(1))
        + par("under två", properties=numbered(1))
        + par("Andra", properties=numbered(0))
        + par("under igen", properties=numbered(1))
        + par("djupt", properties=numbered(2))
        + par("punkt", properties=numbered(0, 2))
        + par("Inför rutin", properties=numbered(0, 3))
        + par("Ny lista", properties=numbered(0, 4))
    )
    document = read(make_docx(body, {"numbering": NUMBERING}))
    assert texts(document) == [
        "1. Första",
        "a) under",
        "b) under två",
        "2. Andra",
        "a) under igen",
        "2.1 djupt",
        "- punkt",
        "Rekommendation I: Inför rutin",
        "1. Ny lista",
    ]
    markers = [block.marker for block in document.blocks]
    assert markers == ["1", "a", "b", "2", "a", "2.1", "-", "I", "1"]
    assert [block.level for block in document.blocks] == [1, 2, 2, 1, 2, 3, 1, 1, 1]
    assert {block.kind for block in document.blocks} == {BlockKind.LIST_ITEM}
    bodies = [document.text[block.body_start : block.end] for block in document.blocks]
    assert bodies[0] == "Första"
    assert bodies[7] == "Inför rutin"


def test_number_that_the_author_typed_is_a_marker(make_docx: MakeDocx) -> None:
    document = read(make_docx(par("2) att rutiner införs") + par("2 procent av budgeten")))
    assert [block.marker for block in document.blocks] == ["2", None]
    assert document.blocks[0].kind is BlockKind.LIST_ITEM
    assert document.text[document.blocks[0].body_start :].startswith("att rutiner")


def test_table_is_read_by_rows_and_merged_cells_once(make_docx: MakeDocx) -> None:
    rows = table(
        ["Rekommendation", "Svar", "Ansvarig"],
        [cell("Inför rutin", properties='<w:vMerge w:val="restart"/>'), "Ja", "Chefen"],
        [cell("", properties="<w:vMerge/>"), cell("Klart", properties='<w:gridSpan w:val="2"/>')],
    )
    document = read(make_docx(par("Inledning") + rows + par("Slut")))
    found = [(block.table, block.row, block.column) for block in document.blocks]
    assert found == [
        (None, None, None),
        *((0, 0, 0), (0, 0, 1), (0, 0, 2), (0, 1, 0), (0, 1, 1), (0, 1, 2), (0, 2, 1)),
        (None, None, None),
    ]
    assert texts(document)[-2] == "Klart"


def test_nested_table_is_flattened_in_place(make_docx: MakeDocx) -> None:
    inner = table(["i1", "i2"], ["i3", "i4"])
    document = read(make_docx(table(["a", cell(par("före"), inner, par("efter"))], ["c", "d"])))
    assert texts(document) == ["a", "före", "i1", "i2", "i3", "i4", "efter", "c", "d"]
    assert [block.column for block in document.blocks] == [0, 1, 1, 1, 1, 1, 1, 0, 1]


def test_table_with_one_column_is_a_frame(make_docx: MakeDocx) -> None:
    document = read(make_docx(table([cell(par("Ram"), table(["a", "b"]))])))
    kinds = [block.kind for block in document.blocks]
    assert kinds == [BlockKind.PARAGRAPH, BlockKind.CELL, BlockKind.CELL]


def test_text_box_is_read_once_after_its_paragraph(make_docx: MakeDocx) -> None:
    document = read(make_docx(par("Stycke", box("Ruta")) + par("Nästa")))
    assert texts(document) == ["Stycke", "Ruta", "Nästa"]


def test_footnotes_stand_at_the_end_with_their_numbers(make_docx: MakeDocx) -> None:
    notes = (
        '<w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
        f'<w:footnote w:id="5">{par("Borttagen")}</w:footnote>'
        f'<w:footnote w:id="2">{par("<w:r><w:footnoteRef/></w:r>", " Se rapporten.")}</w:footnote>'
    )
    mark = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    gone = '<w:del><w:r><w:footnoteReference w:id="5"/></w:r></w:del>'
    body = par("Nämnden svarar", mark, gone, ".") + par("Mer text")
    document = read(make_docx(body, {"footnotes": notes}))
    assert texts(document) == ["Nämnden svarar.", "Mer text", "1 Se rapporten."]
    assert document.blocks[-1].kind is BlockKind.FOOTNOTE
    assert document.blocks[-1].marker == "1"


def test_bold_and_italic_directly_and_through_styles(make_docx: MakeDocx) -> None:
    styles = (
        '<w:style w:type="character" w:styleId="Stark"><w:rPr><w:b/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Citat"><w:rPr><w:i/></w:rPr></w:style>'
    )
    body = par(
        run("fet", "<w:b/>"),
        run(" inte ", '<w:b w:val="0"/>'),
        run("stark", '<w:rStyle w:val="Stark"/>'),
    ) + par("Citat ", run("båda", "<w:b/>"), properties='<w:pStyle w:val="Citat"/>')
    document = read(make_docx(body, {"styles": styles}))
    found = [(document.text[e.start : e.end], e.style) for e in document.emphases]
    assert found == [
        ("fet", "bold"),
        ("stark", "bold"),
        ("Citat", "italic"),
        ("båda", "bold_italic"),
    ]


def test_hidden_text_is_not_read(make_docx: MakeDocx) -> None:
    assert read(make_docx(par("syns ", run("dold", "<w:vanish/>"), "här"))).text == "syns här"


def test_hyphens_tabs_and_breaks(make_docx: MakeDocx) -> None:
    body = par(
        "för\u00advaltning",
        "<w:r><w:softHyphen/></w:r>",
        "en,",
        "<w:r><w:tab/></w:r>",
        "e",
        "<w:r><w:noBreakHyphen/></w:r>",
        "post",
        "<w:r><w:br/></w:r>",
        "och mer",
    )
    assert read(make_docx(body)).text == "förvaltningen, e-post och mer"


def test_line_break_after_a_label_separates(make_docx: MakeDocx) -> None:
    body = par(run("Svar", "<w:b/>"), "<w:r><w:br/></w:r>", "Nämnden instämmer.")
    assert texts(read(make_docx(body))) == ["Svar", "Nämnden instämmer."]


def test_fields_show_their_result_only(make_docx: MakeDocx) -> None:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    body = par(
        "Datum ",
        mark("begin"),
        '<w:r><w:instrText>DATE \\@ "yyyy"</w:instrText></w:r>',
        run("dold instruktion"),
        mark("separate"),
        run("2024"),
        mark("end"),
        '<w:fldSimple w:instr="PAGE"><w:r><w:t> 7</w:t></w:r></w:fldSimple>',
    )
    assert read(make_docx(body)).text == "Datum 2024 7"


def test_field_that_never_ends_hides_only_its_paragraph(make_docx: MakeDocx) -> None:
    body = par("a", '<w:r><w:fldChar w:fldCharType="begin"/></w:r>', "b") + par("Nämnden svarar")
    assert texts(read(make_docx(body))) == ["a", "Nämnden svarar"]


def test_hyperlinks_and_content_controls_are_read(make_docx: MakeDocx) -> None:
    body = (
        par("Se ", f"<w:hyperlink>{run('rapporten')}</w:hyperlink>")
        + f"<w:sdt><w:sdtPr/><w:sdtContent>{par('I kontroll')}</w:sdtContent></w:sdt>"
        + par(f"<w:sdt><w:sdtContent>{run('inuti')}</w:sdtContent></w:sdt>")
    )
    assert texts(read(make_docx(body))) == ["Se rapporten", "I kontroll", "inuti"]


def test_headers_and_footers_become_furniture(make_docx: MakeDocx) -> None:
    parts = {
        "header1": par("Exempelnämnden") + table(["Dnr", "EX 2024/1"]),
        "footer1": par("Exempelnämnden"),
    }
    document = read(make_docx(par("Text"), parts))
    assert document.furniture == ("Exempelnämnden", "Dnr EX 2024/1")
    assert document.text == "Text"


def test_runs_lead_back_to_the_text_nodes(make_docx: MakeDocx) -> None:
    notes = f'<w:footnote w:id="2">{par("Not  med blank")}</w:footnote>'
    body = (
        par("Ett  två", "<w:del><w:r><w:delText>bort</w:delText></w:r></w:del>", " tre\u00adfyra")
        + table(["a", "b"], ["c", "d"])
        + par("slut", '<w:r><w:footnoteReference w:id="2"/></w:r>', properties=numbered())
    )
    data = make_docx(body, {"footnotes": notes, "numbering": NUMBERING})
    document = read(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        source = "".join(
            "".join(map(str, etree.fromstring(archive.read(f"word/{part}.xml")).itertext()))
            for part in ("document", "footnotes")
        )
    for item in document.runs:
        length = item.end - item.start
        assert document.text[item.start : item.end] == source[item.source : item.source + length]
    assert document.source_of(document.text.index("Not")) is not None
    assert document.source_of(document.text.index("1. slut")) is None


def test_strict_form_is_read(make_docx: MakeDocx) -> None:
    data = make_docx(par("Text"))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(
                name,
                old.read(name).replace(
                    b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                    b"http://purl.oclc.org/ooxml/wordprocessingml/main",
                ),
            )
    assert read(out.getvalue()).text == "Text"


def test_entities_are_not_expanded(make_docx: MakeDocx) -> None:
    data = make_docx(par("Text &x; mer"))
    out = io.BytesIO()
    doctype = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            body = old.read(name).decode()
            new.writestr(name, doctype + body if name == "word/document.xml" else body)
    document = read_bytes(out.getvalue(), "svar.docx")
    assert "root:" not in document.text


def test_text_over_the_limit_is_too_large(make_docx: MakeDocx) -> None:
    from stance.reading import Limits

    data = make_docx(par("ord " * 100) * 30)
    document = read_bytes(data, "x.docx", limits=Limits(max_characters=5000))
    assert document.status is Status.TOO_LARGE
    assert "Split" in document.detail


def test_zip_bomb_is_too_large(make_docx: MakeDocx) -> None:
    document = read_bytes(make_docx("<!--" + "a" * 70_000_000 + "-->"), "bomb.docx")
    assert document.status is Status.TOO_LARGE


@pytest.mark.parametrize(
    ("entries", "status", "word"),
    [
        (["xl/workbook.xml"], Status.UNSUPPORTED, "Excel"),
        (["ppt/presentation.xml"], Status.UNSUPPORTED, "PowerPoint"),
        (["a.txt"], Status.UNSUPPORTED, "zip"),
        (["word/styles.xml"], Status.DAMAGED, "Word"),
    ],
)
def test_other_archives(entries: list[str], status: Status, word: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for entry in entries:
            archive.writestr(entry, "<x/>")
    document = read_bytes(out.getvalue(), "svar.docx")
    assert document.status is status
    assert word in document.detail


def test_truncated_docx_is_damaged(make_docx: MakeDocx) -> None:
    assert read_bytes(make_docx(par("Text"))[:-40], "x.docx").status is Status.DAMAGED


def test_docx_without_text_is_empty(make_docx: MakeDocx) -> None:
    assert read_bytes(make_docx(par("")), "x.docx").status is Status.EMPTY
