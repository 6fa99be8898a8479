from __future__ import annotations

import io

import docx
import pytest

from stance.errors import StanceError
from stance.report import gather
from stance.report.docx import document_of
from stance.report.markdown import escaped, memo_of
from tests.report.records import DECIDING, hostile, mixed, record_of


def test_the_memo_tells_figures_then_weak_answers_then_the_rest() -> None:
    memo = memo_of(gather(mixed(), [("låst.pdf", "encrypted")]))
    heads = [line for line in memo.splitlines() if line.startswith("## ")]
    assert heads == [
        "## Översikt",
        "## Svaga svar",
        "## Övriga svar",
        "## Filer utan resultat",
        "## Vad bedömningarna betyder",
    ]
    assert "| Ställningstagande | Avvisar eller undviker | 2 | 40\u00a0% |" in memo
    assert memo.index("Nr 4:") < memo.index("Nr 2:") < memo.index("## Övriga svar")
    assert f"> ”{DECIDING}” (Socialnämnden, Exempelby, svar.pdf, s.\u00a02, " in memo
    assert "**1 fil kunde inte läsas. Se ”Filer utan resultat” nedan.**" in memo
    assert "**Skyddade med lösenord (1).** Spara en kopia" in memo
    assert "\n- låst.pdf\n" in memo


def test_the_source_has_the_page_of_the_quotation() -> None:
    report = gather([record_of(response_page=1, evidence_pages=[3])])
    memo = memo_of(report).replace("\u00a0", " ")
    assert memo.count("svar.pdf, s. 3, dnr SN 2024/7") == 2
    assert "svar.pdf, s. 1" not in memo
    paragraphs = [each.text for each in docx.Document(io.BytesIO(document_of(report))).paragraphs]
    assert "Källa: svar.pdf, s.\u00a03, dnr SN 2024/7, 2024-11-05" in paragraphs
    older = memo_of(gather([record_of(response_page=1)])).replace("\u00a0", " ")
    assert older.count("svar.pdf, s. 1, dnr SN 2024/7") == 2


def test_a_memo_without_exchanges_says_so() -> None:
    assert "Inga rekommendationer med svar hittades" in memo_of(gather([]))
    assert "No recommendations with answers" in memo_of(gather([]), "en")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("# rubrik", "\\# rubrik"),
        ("- punkt", "\\- punkt"),
        ("12. punkt", "12\\. punkt"),
        ("12.5 procent", "12.5 procent"),
        ("[läs](javascript:x)", "\\[läs\\](javascript:x)"),
        ("<b>&amp;", "&lt;b&gt;&amp;amp;"),
        ("a | b * c _ d ` e", "a \\| b \\* c \\_ d \\` e"),
        ("\\", "\\\\"),
        ("Å & Ä", "Å & Ä"),
    ],
)
def test_markdown_is_escaped(text: str, written: str) -> None:
    assert escaped(text) == written


def test_addresses_do_not_become_links() -> None:
    assert "https://" not in escaped("se https://exempel.se och www.exempel.se")
    assert "www." not in escaped("se https://exempel.se och www.exempel.se")


def test_hostile_texts_stay_text_in_markdown() -> None:
    memo = memo_of(gather([hostile()]))
    assert "<script" not in memo
    assert "](javascript" not in memo.replace("\\]", "")
    assert "\u202e" not in memo
    assert len(memo) < 50_000


def test_word_holds_the_same() -> None:
    document = docx.Document(io.BytesIO(document_of(gather(mixed()))))
    said = [paragraph.text for paragraph in document.paragraphs]
    assert said[0] == "Nämndernas svar på revisorernas rekommendationer"
    assert "Nr 2: Avvisar eller undviker · Svagt svar" in said
    assert any(text.startswith(f"”{DECIDING}” (Socialnämnden") for text in said)
    assert said.index("Svaga svar") < said.index("Övriga svar")
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert ["Ställningstagande", "Avvisar eller undviker", "2", "40\u00a0%"] in rows


def test_word_takes_hostile_texts_and_is_the_same_each_time() -> None:
    report = gather([hostile()], [("\x00\uffff<w:p>.pdf", "damaged")])
    content = document_of(report, "en")
    said = "\n".join(p.text for p in docx.Document(io.BytesIO(content)).paragraphs)
    assert "<script>window.hacked" in said
    assert "[U+202E]" in said


def test_word_names_the_files_without_results() -> None:
    report = gather(mixed(), [("låst.pdf", "encrypted"), ("bild.pdf", "needs_ocr")])
    said = [p.text for p in docx.Document(io.BytesIO(document_of(report))).paragraphs]
    assert said.count("2 filer kunde inte läsas. Se ”Filer utan resultat” nedan.") == 1
    after = said[said.index("Filer utan resultat") :]
    assert after.index("bild.pdf") < after.index("låst.pdf")
    assert any(text.startswith("Skyddade med lösenord (1). Spara en kopia") for text in after)


def test_a_memo_of_thousands_is_refused() -> None:
    with pytest.raises(StanceError, match="--format md"):
        document_of(gather([record_of()] * 2001))
