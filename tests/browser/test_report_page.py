from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.report.records import (
    DECIDING,
    agreed,
    doubtful,
    hostile,
    mixed,
    record_of,
    unanswered,
)

from stance.report import Reviewed, gather
from stance.report.page import page_of
from stance.results import Record, exchange_key

pytest.importorskip("playwright", reason="needs playwright")
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

Open = Callable[..., "Page"]
MANY = 1000


@pytest.fixture
def show(open_page: Open, tmp_path: Path) -> Open:
    """Write a report, open it from disk and wait until its script has begun."""

    def show_records(
        records: list[Record],
        fragment: str = "",
        *,
        whole: int = 200,
        reviewed: int = 0,
        **options: object,
    ) -> Page:
        verdicts = {exchange_key(record): verdict() for record in records[:reviewed]}
        path = tmp_path / "rapport.html"
        written = page_of(gather(records, reviewed=verdicts), whole=whole)
        path.write_text(written, encoding="utf-8")
        page = open_page(path.as_uri() + fragment, **options)
        if options.get("java_script_enabled", True):
            page.wait_for_selector("html[data-loaded]", state="attached")
        return page

    return show_records


def many() -> list[Record]:
    return [
        (agreed if number % 2 else record_of)(
            document=f"svar-{number}.pdf", municipality=f"Ort {number % 7}", case_number=None
        )
        for number in range(MANY)
    ]


def verdict() -> Reviewed:
    return Reviewed(
        by="Anna Lind",
        on="2026-11-23",
        reviewers=("Anna Lind",),
        alike=1,
        tied=False,
        stance="agrees",
        commitment="vague",
        evidence=((0, 18),),
    )


def stances(page: Page) -> list[str]:
    return page.locator("article h3").all_inner_texts()


def status(page: Page) -> str:
    return page.locator("#status").inner_text()


def test_it_opens_from_disk_and_asks_for_nothing(
    show: Open, requests: list[str], complaints: list[str]
) -> None:
    page = show(mixed())
    assert stances(page) == [
        "Avvisar eller undviker",
        "Avvisar eller undviker",
        "Instämmer delvis",
        "Instämmer",
        "Instämmer",
    ]
    assert requests == [page.url]
    assert complaints == []


def test_filters_choose_and_the_link_keeps_the_choice(show: Open, open_page: Open) -> None:
    page = show(mixed())
    page.select_option("#f-stance", "agrees")
    assert stances(page) == ["Instämmer", "Instämmer"]
    assert status(page) == "2 av 5 rekommendationer"
    page.select_option("#f-body", "Utbildningsnämnden")
    assert status(page) == "1 av 5 rekommendationer"
    again = open_page(page.url)
    again.wait_for_selector("html[data-loaded]", state="attached")
    assert status(again) == "1 av 5 rekommendationer"
    assert again.input_value("#f-body") == "Utbildningsnämnden"
    again.click("#clear")
    assert status(again) == "5 rekommendationer"
    assert "=" not in again.url


@pytest.mark.parametrize(
    ("field", "value", "count"),
    [
        ("reason", "existing_work", 1),
        ("reason", "-", 3),
        ("commitment", "concrete", 2),
        ("show", "weak", 3),
        ("show", "review", 2),
        ("show", "sure", 3),
        ("sort", "document", 5),
    ],
)
def test_every_filter_counts(show: Open, field: str, value: str, count: int) -> None:
    page = show(mixed())
    page.select_option(f"#f-{field}", value)
    assert page.locator("article").count() == count


def test_the_overview_leads_to_the_answers_behind_it(show: Open) -> None:
    page = show(mixed())
    page.click(".figures .is-review a")
    expect(page.locator("article")).to_have_count(2)
    badges = page.locator("article .badge.review").all_inner_texts()
    assert badges == ["Osäker: läs dokumentet", "Osäker: läs svaret"]
    assert page.evaluate("document.activeElement.id") == "answers"


def test_a_cell_of_the_matrix_leads_to_its_answer(show: Open) -> None:
    page = show(mixed())
    cell = page.locator(".matrix a.cell").first
    name = cell.get_attribute("href")
    assert name is not None
    cell.click()
    expect(page.locator(name)).to_be_focused()


def test_what_is_reviewed_can_be_chosen(show: Open) -> None:
    assert not show(mixed()).locator("#f-reviewed").is_visible()
    page = show(mixed(), reviewed=2)
    page.select_option("#f-reviewed", "no")
    assert status(page) == "3 av 5 rekommendationer"
    page.click(".figures .is-reviewed a")
    expect(page.locator("article .badge.reviewed")).to_have_count(2)
    assert status(page) == "2 av 5 rekommendationer"


def test_search_finds_words_in_any_case_and_shows_none(show: Open) -> None:
    page = show(mixed())
    page.fill("#q", "EKONOMICHEFEN mall")
    expect(page.locator("article")).to_have_count(3)
    page.fill("#q", "finns inte alls")
    expect(page.locator("article")).to_have_count(0)
    assert status(page) == "Ingen rekommendation motsvarar filtren."


def test_the_order_can_be_chosen(show: Open) -> None:
    page = show(mixed())
    page.select_option("#f-sort", "document")
    assert page.locator(".number").all_inner_texts() == ["Nr 1", "Nr 2", "Nr 3", "Nr 4", "Nr 5"]
    page.select_option("#f-sort", "review")
    assert page.locator(".number").first.inner_text() == "Nr 3"


def test_the_text_around_an_answer_unfolds(show: Open) -> None:
    page = show([record_of()])
    assert not page.get_by_text("Yttrande över granskningen.").is_visible()
    page.click("article summary")
    assert page.get_by_text("Yttrande över granskningen.").is_visible()


def test_a_quotation_is_copied_with_its_source(show: Open) -> None:
    page = show([record_of()], permissions=["clipboard-read", "clipboard-write"])
    page.click("[data-copy]")
    expect(page.locator("#said")).to_have_text("Kopierat.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"”{DECIDING}” (Socialnämnden, Exempelby, svar.pdf")


def test_the_keyboard_is_enough(show: Open) -> None:
    page = show(mixed())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    expect(page.locator("#answers")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("reglementet")
    expect(page.locator("article")).to_have_count(1)
    seen = []
    for _ in range(20):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.id || document.activeElement.outerHTML"))
        if "Länk till svaret" in seen[-1]:
            break
    for name in ("f-body", "f-stance", "f-reason", "f-commitment", "f-show", "f-sort", "clear"):
        assert name in seen
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


def test_a_long_list_comes_in_steps_and_every_answer_has_its_link(show: Open) -> None:
    page = show(many())
    assert page.locator("article").count() == 30
    assert status(page) == f"{MANY // 1000}\u00a0000 rekommendationer"
    page.click("#more")
    expect(page.locator("article")).to_have_count(60)
    assert (
        page.evaluate("[...document.querySelectorAll('article')].indexOf(document.activeElement)")
        == 30
    )
    page.select_option("#f-municipality", "Ort 3")
    assert page.locator("article").count() == 30
    last = gather(many()).entries[-1].name
    page.evaluate("name => { location.hash = name; }", last)
    expect(page.locator(f"#{last}")).to_be_focused()
    assert status(page) == "Visar en enskild rekommendation."
    page.click("#clear")
    assert page.locator("article").count() == 30


def test_the_script_and_the_template_write_the_same_exchange(show: Open) -> None:
    surest = [record_of(probabilities={"deflects": 1.0}, document=f"{n}.pdf") for n in range(20)]
    records = [
        *surest,
        *mixed(),
        unanswered(document="tyst.pdf"),
        record_of(by_reference=True, context=None, kind="finding"),
        record_of(id="p-1", municipality=None, body=None, probabilities={}),
        record_of(response="Första raden.\n  Andra.", evidence=[], stance="annat", reason=None),
    ]
    script = """() => [...document.querySelectorAll("article")].map((one) => {
      for (const button of one.querySelectorAll("[hidden]")) button.hidden = false;
      const walker = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
      const blank = [];
      while (walker.nextNode()) if (!walker.currentNode.data.trim()) blank.push(walker.currentNode);
      for (const node of blank) node.remove();
      one.normalize();
      return one.outerHTML;
    })"""
    records = [agreed(document="läst.pdf"), *records]
    written = show(records, reviewed=1).evaluate(script)
    mostly_built = show(
        records, whole=0, reviewed=1
    )  # The template writes the first twenty of a long list.
    built = mostly_built.evaluate(script)
    assert len(built) == len(records)
    assert sum("granskaren har markerat" in one for one in built[20:]) == 1
    for one, other in zip(written, built, strict=True):
        assert one == other


def test_without_scripts_the_list_is_there(show: Open) -> None:
    page = show(mixed(), java_script_enabled=False)
    assert page.locator("article").count() == 5
    assert page.locator("noscript").inner_text() == "Sökning och filter kräver JavaScript."
    assert not page.locator("#filters").is_visible()
    assert not page.locator("[data-copy]").first.is_visible()


@pytest.mark.parametrize("whole", [200, 0])
def test_hostile_texts_run_nothing_and_break_nothing(
    show: Open, requests: list[str], complaints: list[str], whole: int
) -> None:
    records = [hostile(), *mixed()]
    page = show(records, whole=whole, viewport={"width": 390, "height": 844})
    page.click("article summary >> nth=0")
    page.fill("#q", "<script>")
    expect(page.locator("article")).to_have_count(1)
    assert page.evaluate("window.hacked") is None
    assert complaints == []
    assert [address for address in requests if not address.startswith("file:")] == []
    assert len(requests) == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert "[U+202E]" in page.locator("article").inner_text()
    assert page.locator("article script, article img").count() == 0
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", page.locator("body").inner_text())


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_no_violation(show: Open, scheme: str, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe")
    records = [*mixed(), doubtful(municipality="Annanby", evidence=[])]
    page = show(records, reviewed=2, color_scheme=scheme, viewport={"width": width, "height": 900})
    page.click("article summary >> nth=0")
    results = axe.Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def test_it_fits_a_phone_and_prints_without_its_controls(show: Open) -> None:
    page = show(mixed(), viewport={"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.emulate_media(media="print")
    assert not page.locator("#filters").is_visible()
    assert page.locator("article").first.is_visible()
