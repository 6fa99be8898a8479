from __future__ import annotations

from stance.reading.text import read_text
from stance.schema import Status

PAGES = """Exempelby kommun
Dnr SN 2020/17 Sida 1 av 3

Nämnden har under året hyrt in moduler till höga
\fExempelby kommun
Dnr SN 2020/17 Sida 2 av 3

kostnader. En plan ska tas fram före juni.

Svar: Nämnden instämmer.
\fExempelby kommun
Dnr SN 2020/17 Sida 3 av 3

Ordförande har ordet.
"""


def test_a_sentence_runs_on_over_the_head_of_the_next_page() -> None:
    document = read_text(PAGES.encode(), "svar.txt", max_characters=10_000)
    assert "moduler till höga kostnader. En plan" in document.text
    assert "Sida 2" not in document.text


def test_the_first_page_keeps_its_head_and_the_others_go_to_the_furniture() -> None:
    document = read_text(PAGES.encode(), "svar.txt", max_characters=10_000)
    assert document.text.startswith("Exempelby kommun")
    assert "Dnr SN 2020/17 Sida 2 av 3" in document.furniture


def test_text_that_lost_its_form_feeds_is_parted_at_its_page_numbers() -> None:
    text = PAGES.replace("\f", "\n")
    document = read_text(text.encode(), "svar.txt", max_characters=10_000)
    with_pages = read_text(PAGES.encode(), "svar.txt", max_characters=10_000)
    assert document.text == with_pages.text
    assert document.furniture == with_pages.furniture
    assert document.page_of(len(document.text) - 1) is None


def test_text_without_pages_keeps_lines_that_recur() -> None:
    text = PAGES.replace("\f", "\n").replace("Sida ", "Punkt ")
    document = read_text(text.encode(), "svar.txt", max_characters=10_000)
    assert document.text.count("Exempelby kommun") == 3
    assert document.furniture == ()


BODY = """Svar på granskning av skolorna

Rekommendation 1: Nämnden bör följa upp närvaron.

Vi har följt upp närvaron. Mål som nås:  3 av 10
Antal skolor med rutin    4/12
Kontrollerade ärenden   2 (4)
Ja
Kontrollerade ärenden   3 (4)
Ja
Ritningen finns på blad 2/3
"""


def test_numbers_in_the_text_are_no_page_numbers() -> None:
    document = read_text(BODY.encode(), "svar.txt", max_characters=10_000)
    for words in ("3 av 10", "4/12", "blad 2/3", "närvaron. Mål"):
        assert words in document.text
    assert document.text.count("Ja") == 2


def test_numbers_alone_on_their_lines_part_pages() -> None:
    lines = [f"Nämnden har beslutat om plan {n} och följer upp den varje år." for n in range(16)]
    pages = [*lines[:5], "  2(3)", *lines[5:13], "  3(3)", *lines[13:]]
    document = read_text("\n".join(pages).encode(), "svar.txt", max_characters=10_000)
    assert document.furniture == ("2(3)", "3(3)")
    assert all(f"plan {n} och" in document.text for n in range(16))


def test_rulers_alone_are_no_table() -> None:
    for text in ("---|---\n---|---\n", "|---|---|\n|---|---|\n"):
        assert read_text(text.encode(), "svar.txt", max_characters=100).status in Status
