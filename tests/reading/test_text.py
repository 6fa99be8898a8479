"""Plain text and Markdown; the words are our own."""

from __future__ import annotations

import codecs

import pytest

from stance.reading.decoding import decode
from stance.reading.text import read_text
from stance.schema import BlockKind, Document, Status

LIMIT = 200_000
WRAPPED = """\
Yttrande över granskning av vägunderhållet

Tekniska nämnden har tagit del av granskningen och delar i huvudsak den bild som
revisorerna ger. Arbetet med en underhållsplan har inletts tillsammans med sam-
hällsbyggnadskontoret och ska redovisas för barn- och
ungdomsnämnden samt för BUS-
rådet före årets slut.
Nämnden vill samtidigt framhålla att anslagen har minskat tre år i rad.

o Ta fram en plan för underhållet av kommunens gator, vägar och gång- och
cykelbanor.

Nämndens svar:
Planen antas i mars.
"""


def read(text: str | bytes, name: str = "svar.txt", limit: int = LIMIT) -> Document:
    data = text.encode() if isinstance(text, str) else text
    return read_text(data, name, max_characters=limit)


def texts(document: Document) -> list[str]:
    return [document.text[block.start : block.end] for block in document.blocks]


def cells(document: Document) -> dict[tuple[int | None, int | None], str]:
    return {
        (block.row, block.column): document.text[block.start : block.end]
        for block in document.blocks
        if block.kind is BlockKind.CELL
    }


class TestWrappedText:
    def test_lines_are_joined_into_blocks(self) -> None:
        assert texts(read(WRAPPED)) == [
            "Yttrande över granskning av vägunderhållet",
            "Tekniska nämnden har tagit del av granskningen och delar i huvudsak den bild som "
            "revisorerna ger. Arbetet med en underhållsplan har inletts tillsammans med "
            "samhällsbyggnadskontoret och ska redovisas för barn- och ungdomsnämnden samt för "
            "BUS-rådet före årets slut.",
            "Nämnden vill samtidigt framhålla att anslagen har minskat tre år i rad.",
            "o Ta fram en plan för underhållet av kommunens gator, vägar och gång- och cykelbanor.",
            "Nämndens svar:",
            "Planen antas i mars.",
        ]

    def test_kinds_and_markers(self) -> None:
        document = read(WRAPPED)
        assert document.blocks[0].kind is BlockKind.HEADING
        assert document.blocks[3].kind is BlockKind.LIST_ITEM
        assert document.blocks[3].marker == "-"
        assert document.text[document.blocks[3].body_start :].startswith("Ta fram")

    @pytest.mark.parametrize("ending", ["\r\n", "\r", "\u2028"])
    def test_line_ends_of_other_systems(self, ending: str) -> None:
        assert texts(read(WRAPPED.replace("\n", ending))) == texts(read(WRAPPED))

    def test_runs_lead_back_to_the_source(self) -> None:
        document = read(WRAPPED)
        covered = 0
        for run in document.runs:
            source = WRAPPED[run.source : run.source + run.end - run.start]
            assert document.text[run.start : run.end].split() == source.split()
            covered += run.end - run.start
        assert covered > 0.95 * len(document.text)

    def test_form_feeds_part_pages(self) -> None:
        document = read(
            "Nämnden delar bedömningen.\n\fFörvaltningen får i uppdrag att återkomma.\n"
        )
        assert [block.page for block in document.blocks] == [1, 2]

    def test_without_form_feeds_there_are_no_pages(self) -> None:
        assert {block.page for block in read(WRAPPED).blocks} == {None}


class TestOneLineParagraphs:
    def test_each_line_is_a_paragraph(self) -> None:
        text = "Nämnden instämmer i bedömningen.\nEn plan tas fram.\nDen följs upp årligen.\n"
        assert texts(read(text)) == text.splitlines()

    def test_a_sentence_goes_on_after_a_stray_blank_line(self) -> None:
        text = (
            "Kontoret har under året sett över sina rutiner och kommer att fortsätta\n\n"
            "med att utbilda all personal i dem.\n"
        )
        assert texts(read(text)) == [" ".join(text.split())]

    def test_clauses_of_a_decision_stay_apart(self) -> None:
        text = (
            "Nämnden föreslås besluta\n\n"
            "att godkänna förvaltningens yttrande över granskningen av vägunderhållet\n\n"
            "att översända det till revisionen\n"
        )
        assert len(read(text).blocks) == 3

    def test_soft_hyphens_and_ligatures(self) -> None:
        document = read("Nämnden de\u00adfi\u00adnierar e\ufb00ekten så.")
        assert document.text == "Nämnden definierar effekten så."
        assert document.source_of(document.text.index("nierar")) is not None

    def test_names_are_no_headings(self) -> None:
        text = "Svea Testsson\n\nEn längre text som handlar om hur nämnden ser på saken i stort.\n"
        assert read(text).blocks[0].kind is BlockKind.PARAGRAPH


class TestTables:
    def test_pipes(self) -> None:
        text = (
            "| Rekommendation | Svar |\n|---|:---:|\n| Ta fram en plan | **Ja**, i mars |\n"
            "| Följ upp den | |\n\nEfteråt.\n"
        )
        document = read(text)
        assert cells(document) == {
            (0, 0): "Rekommendation",
            (0, 1): "Svar",
            (1, 0): "Ta fram en plan",
            (1, 1): "Ja, i mars",
            (2, 0): "Följ upp den",
        }
        assert texts(document)[-1] == "Efteråt."

    def test_tabs(self) -> None:
        document = read(
            "Rekommendation\tSvar\tKlart\nTa fram en plan\tJa\t2025\nFölj upp\tNej\t-\n"
        )
        assert cells(document)[2, 1] == "Nej"
        assert cells(document)[1, 2] == "2025"

    def test_spaces_and_tabs_between_the_parts_of_a_line(self) -> None:
        assert texts(read("Exempelby kommun   \t\tProtokollsutdrag\n")) == [
            "Exempelby kommun Protokollsutdrag"
        ]

    def test_aligned_columns_with_cells_of_several_lines(self) -> None:
        text = (
            "Rekommendation          Svar                      Klart\n"
            "Ta fram en plan för     Nämnden instämmer och     2025\n"
            "gatorna                 antar en plan\n"
            "\n"
            "Följ upp planen         Nämnden avstår            -\n"
        )
        assert cells(read(text))[1, 0] == "Ta fram en plan för gatorna"
        assert cells(read(text))[1, 1] == "Nämnden instämmer och antar en plan"
        assert cells(read(text))[2, 1] == "Nämnden avstår"


class TestMarkdown:
    def test_marks_become_layout(self) -> None:
        text = (
            "# Yttrande\n\n## Svar på **frågorna** ##\n\n**Ta fram en plan.**\n\n"
            "**Svar:** Nämnden har *redan* en plan, se 3*4 och a_b_c.\n\n- Punkt ett\n- Punkt två\n"
        )
        document = read(text)
        assert texts(document) == [
            "Yttrande",
            "Svar på frågorna",
            "Ta fram en plan.",
            "Svar: Nämnden har redan en plan, se 3*4 och a_b_c.",
            "- Punkt ett",
            "- Punkt två",
        ]
        assert [block.level for block in document.blocks] == [1, 2, 0, 0, 1, 1]
        styled = [(document.text[e.start : e.end], e.style) for e in document.emphases]
        assert styled == [
            ("frågorna", "bold"),
            ("Ta fram en plan.", "bold"),
            ("Svar:", "bold"),
            ("redan", "italic"),
        ]

    def test_bold_over_a_line_end(self) -> None:
        text = (
            "# Svar\n\n**Nämnden bör säkerställa att avtalen följs upp varje år och att\n"
            "resultatet redovisas.**\n\nNämnden instämmer i det som anförs i skrivelsen och\n"
            "återkommer.\n"
        )
        document = read(text)
        bold = document.emphases[0]
        assert document.text[bold.start : bold.end].endswith("redovisas.")
        assert "*" not in document.text

    def test_a_star_that_nothing_closes_stays(self) -> None:
        document = read("# Rubrik\n\n*Siffrorna avser år 2023.\n")
        assert texts(document)[1] == "*Siffrorna avser år 2023."

    def test_links_escapes_and_rulers(self) -> None:
        document = read(
            "Se [rapporten](https://exempel.se/r.pdf) och 1\\. här.\n\n---\n\nSlut.\n", "a.md"
        )
        assert texts(document) == ["Se rapporten och 1. här.", "Slut."]


class TestBytes:
    @pytest.mark.parametrize(
        "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1252"]
    )
    def test_encodings(self, encoding: str) -> None:
        text = "Nämnden återkommer före årsskiftet med ett svar."
        assert read(text.encode(encoding)).text == text

    def test_typographic_marks_of_windows(self) -> None:
        assert read("”Svar” – nämnden".encode("cp1252")).text == "”Svar” – nämnden"

    def test_a_few_broken_bytes_do_not_spoil_utf_8(self) -> None:
        data = ("Nämnden återkommer före årsskiftet. " * 5).encode() + b"\xff slut"
        assert "återkommer före årsskiftet" in read(data).text

    @pytest.mark.parametrize(
        "data",
        [bytes(range(256)) * 20, b"\x00" * 500, codecs.BOM_UTF16_LE + bytes(range(1, 250)) * 9],
    )
    def test_bytes_that_are_no_text(self, data: bytes) -> None:
        assert decode(data) is None
        document = read(data)
        assert document.status is Status.UNSUPPORTED
        assert document.detail

    @pytest.mark.parametrize("data", [b"", b" \n\t\n", codecs.BOM_UTF8, b"---\n"])
    def test_empty(self, data: bytes) -> None:
        assert read(data).status is Status.EMPTY

    def test_one_endless_line_is_too_large(self) -> None:
        document = read(b"ord " * 5_000_000)
        assert document.status is Status.TOO_LARGE
        assert document.text == ""

    @pytest.mark.parametrize(
        "unit", ["*a ", "| ", "[", "# ", "- ", "a\t", "_a_ ", "\\", "a-\n", "|a|b|\n", "> ", "   x"]
    )
    @pytest.mark.parametrize("name", ["svar.txt", "svar.md"])
    def test_rubbish_ends_in_a_status(self, unit: str, name: str) -> None:
        document = read(unit * 4_000, name)
        assert document.status in (Status.OK, Status.EMPTY)
        place = 0
        for block in document.blocks:
            assert not document.text[place : block.start].strip()
            assert block.start <= block.body_start <= block.end
            place = block.end
