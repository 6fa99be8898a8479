from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from training.corpus import docx, pdf
from training.corpus.blocks import Block, blocks_of, widths
from training.corpus.letter import LOOKS, Letter, letter_for
from training.corpus.render import look_of, render, sources

from stance.evaluation.gold import read_gold
from stance.reading.read import read_bytes

TEXT = """Exempelby kommun                              TJÄNSTESKRIVELSE
Socialnämnden                                 Dnr SN 2020/11

Svar på granskning av hemtjänsten

Revisorerna rekommenderar nämnden att:

- se över rutinen för avvikelser i samtliga
  grupper
- redovisa tiden

Övervägande
Nämnden delar uppfattningen att rutinen för avvikelser i samtliga grupper behöver en över-
syn. Den beslutas i maj och gäller från den 1 juni, och enhetscheferna går igenom den med
                                                                          Sida 1 (2)
Exempelby kommun                              TJÄNSTESKRIVELSE
Socialnämnden                                 Dnr SN 2020/11

sina grupper före sommaren. Att korttids- och växelvården har egna rutiner ändrar inte det.

Nr	Åtgärd	Klart
1	Rutin	Maj

Anna Berg
socialchef
                                                                          Sida 2 (2)
"""


def kinds(blocks: Sequence[Block]) -> list[str]:
    return [block.kind for block in blocks]


def test_lines_of_text_become_blocks() -> None:
    blocks = blocks_of(TEXT)
    assert kinds(blocks) == ["heading", "text", "item", "item", "heading", "text", "table", "lines"]
    by_kind = {block.kind: block for block in blocks}
    assert blocks[2].text == "- se över rutinen för avvikelser i samtliga grupper"
    # Joined over the wrapped lines, the divided word and the page's end with its head.
    assert "behöver en översyn. Den beslutas" in by_kind["text"].text
    assert "med sina grupper före sommaren. Att korttids- och växelvården" in by_kind["text"].text
    assert by_kind["table"].rows == (("Nr", "Åtgärd", "Klart"), ("1", "Rutin", "Maj"))
    assert by_kind["lines"].text == "Anna Berg\nsocialchef"


def test_markdown_and_columns() -> None:
    blocks = blocks_of(
        "## Svar\n\n**Ja.** En rutin införs.\n\n| A | B |\n|---|---|\n| 1 |\n\n"
        "Handläggare      Datum\nEva Ek           2020-01-01"
    )
    assert kinds(blocks) == ["heading", "text", "table", "columns"]
    assert blocks[0].text == "Svar"
    assert blocks[2].rows == (("A", "B"), ("1", ""))
    assert blocks[3].rows == (("Handläggare", "Datum"), ("Eva Ek", "2020-01-01"))


def test_columns_have_room_for_their_words() -> None:
    rows = (("Nr", "Ansvarig"), ("1", "Samhällsbyggnadsnämnden " * 9))
    narrow, wide = widths(rows, 300, 5)
    assert narrow + wide == pytest.approx(300)
    assert narrow >= 2 * 5
    assert wide >= 5 * len("Samhällsbyggnadsnämnden")
    assert sum(widths(rows, 60, 5)) == pytest.approx(60)


def letter(look: str) -> Letter:
    gold = {"municipality": "Exempelby", "body": "Socialnämnden", "case_number": "SN 2020/11"}
    return letter_for(gold, next(each for each in LOOKS if each == look), ruled=True)


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_each_look_can_be_read_again(look: str, form: str) -> None:
    make = pdf.to_pdf if form == "pdf" else docx.to_docx
    content = make(blocks_of(TEXT), letter(look))
    assert content == make(blocks_of(TEXT), letter(look))
    text = " ".join(read_bytes(content, f"svar.{form}").text.split())
    assert "Den beslutas i maj och gäller från den 1 juni" in text.replace("- ", "")


def test_tables_are_not_set_in_narrow_columns() -> None:
    assert {look_of(n, has_table=True) for n in range(8)} == {"letterhead", "protocol"}
    assert {look_of(n, has_table=False) for n in range(8)} == set(LOOKS)


def test_a_third_is_set_with_its_gold(tmp_path: Path) -> None:
    item = {"recommendation": "redovisa tiden", "response": ["Den beslutas i maj"]}
    for number in range(9):
        stem = f"w1-{number}" + ("-ocr" if number == 0 else "")
        text = TEXT if number == 3 else TEXT.replace("\t", " ")
        (tmp_path / f"{stem}.txt").write_text(text, encoding="utf-8")
        gold: dict[str, object] = {"id": stem, "file": f"{stem}.txt", "gold": [item]}
        if number == 1:
            (tmp_path / "report.audit.txt").write_text("rapport")
            gold["audit"] = "report.audit.txt"
        if number == 2:
            gold["gold"] = [{**item, "response": ["står inte där"]}]
        (tmp_path / f"{stem}.json").write_text(json.dumps(gold), encoding="utf-8")
    found = sources(tmp_path)
    assert [source.file.stem for source in found] == ["w1-1", "w1-3", "w1-6"]
    out = tmp_path / "build"
    for number, source in enumerate(found):
        render(source, number, out)
    documents = read_gold(out)
    assert len(documents) == 9
    assert {document.format.split()[0] for document in documents} == {"txt", "pdf", "docx"}
    assert sum(document.audit is not None for document in documents) == 3
    assert all(document.items[0].response == ("Den beslutas i maj",) for document in documents)
