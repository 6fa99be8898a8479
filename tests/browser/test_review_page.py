from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.classification.corpus import corpus, quick_train
from tests.review.samples import record, records

from stance.classification.model import StanceModel
from stance.classification.pairs import read_pairs
from stance.results import Record
from stance.review.exports import ExportFormat, export_text
from stance.review.job import RetrainingJob
from stance.review.label import Label
from stance.review.session import ReviewSession
from stance.review.store import Act, ReviewStore

pytest.importorskip("playwright", reason="needs playwright")
pytest.importorskip("uvicorn", reason="needs the extra `review`")
from playwright.sync_api import expect

from stance.review.web.server import ReviewServer

if TYPE_CHECKING:
    from playwright.sync_api import Page

Open = Callable[..., "Page"]

HOSTILE = (
    "<script>document.title = 'run'</script>",
    "<img src=x onerror=\"document.title = 'run'\">",
    '" onfocus="document.title = \'run\'" autofocus x="',
    "</textarea><svg onload=\"document.title = 'run'\">",
    "<a href=\"javascript:document.title='run'\">Läs mer</a>",
    "Nämnden \u202eremmätsni etni\u202c instämmer",
    "x" * 1_000_000,
)


@pytest.fixture
def serve(tmp_path: Path) -> Callable[..., Any]:
    """Return what serves a review of some results for the time of a block."""

    @contextmanager
    def serving(results: list[Record], reviewer: str = "anna", **options: Any) -> Iterator[str]:  # noqa: ANN401
        with ReviewStore(tmp_path / "x.review.sqlite") as store:
            session = ReviewSession(store, results, reviewer)
            job = RetrainingJob(store.path, reviewer, [])
            server = ReviewServer(session, job, **options)
            thread = threading.Thread(target=server.run)
            thread.start()
            try:
                yield server.link
            finally:
                server.stop()
                thread.join()

    return serving


def progress(page: Page) -> str:
    return page.locator(".progress b").inner_text()


def press(page: Page, *keys: str) -> None:
    """Press keys one after the other; the last one leads to another exchange."""
    for key in keys[:-1]:
        page.keyboard.press(key)
    with page.expect_navigation():
        page.keyboard.press(keys[-1])


def test_twenty_answers_by_keys_alone(
    open_page: Open,
    serve: Callable[..., Any],
    requests: list[str],
    complaints: list[str],
    tmp_path: Path,
) -> None:
    with serve(records(20)) as link:
        page = open_page(link)
        for number in range(20):
            if number in (2, 5, 8, 11, 14):  # A correction, with the second sentence as evidence.
                press(page, "3", "w", "6", "j", "j", "Space", "a")
                expect(page.locator(".flash")).to_contain_text("Rättat till avvisar")
            elif number == 6:
                page.keyboard.press("2")
                page.keyboard.press("c")
                page.keyboard.type("Säkert?")
                page.keyboard.press("Escape")
                press(page, "a")
                press(page, "z")
                expect(page.locator(".flash")).to_contain_text("Ångrat")
                assert progress(page) == "6 av 20 granskade"
                expect(page.get_by_role("button", name="Godkänn")).to_be_visible()
                press(page, "a")
            else:
                press(page, "a")
        expect(page.get_by_role("heading", level=1)).to_have_text("Allt är granskat")
        page.close()

    # Everything is there again after the page was closed, and can be trained on.
    with serve(records(20)) as link:
        page = open_page(link)
        assert progress(page) == "20 av 20 granskade"
        page.get_by_role("link", name="Alla svar").click()
        page.get_by_role("link", name="Rättade").click()
        expect(page.locator("tbody tr")).to_have_count(5)
        page.locator("tbody a").first.click()
        expect(page.get_by_role("radio", name="Avvisar eller undviker")).to_be_checked()
        assert page.locator(".sentence :checked").count() == 1

    with ReviewStore(tmp_path / "x.review.sqlite") as store:
        acts = [event.kind for event in store.events()]
        assert (acts.count(Act.CORRECT), acts.count(Act.ACCEPT), acts.count(Act.UNDO)) == (6, 15, 1)
        corrections = tmp_path / "corrections.jsonl"
        corrections.write_text(export_text(store, ExportFormat.JSONL), encoding="utf-8")
    rows = [json.loads(line) for line in corrections.read_text(encoding="utf-8").splitlines()]
    corrected = [row for row in rows if row["stance"] == "deflects"]
    assert len(corrected) == 5
    assert {row["reason"] for row in corrected} == {"existing_work"}
    assert all(row["evidence"].startswith("Nämnden ger") for row in corrected)
    quick_train([*corpus(), *read_pairs([corrections])], tmp_path / "model")
    assert "deflects" in StanceModel.load(tmp_path / "model").labels

    assert complaints == []
    assert {address.split("/")[2].split(":")[0] for address in requests} == {"127.0.0.1"}


def test_a_hostile_document_is_text(
    open_page: Open, serve: Callable[..., Any], requests: list[str], complaints: list[str]
) -> None:
    results = [
        record(
            number,
            **dict.fromkeys(("document", "municipality", "body", "recommendation", "model"), text),
            response=f"{text} Ja. {text}",
            measure=text,
            context={"before": text, "after": text},
            evidence=[{"text": text, "span": [0, 1], "weight": 1.0}],
        )
        for number, text in enumerate(HOSTILE)
    ]
    with serve(results, "<b>anna</b>") as link:
        page = open_page(link)
        for _ in HOSTILE:
            for summary in page.locator("summary").all():
                summary.click()
            assert page.title().startswith("Granska ")
            assert page.locator("main :is(script, img, svg, a[href^='javascript'])").count() == 0
            wide = page.evaluate(
                """() => [...document.querySelectorAll("main *")]
                    .filter((each) => each.getBoundingClientRect().right > innerWidth)
                    .map((each) => each.outerHTML.slice(0, 80))"""
            )
            assert wide == []
            press(page, "s")
        page.goto(page.url.partition("/item")[0] + "/items")
        assert page.get_by_text("<script>document.title").count() == 2
        assert page.get_by_text("U+202E").count() == 2
        assert page.title().startswith("Alla svar")
    assert complaints == []
    assert {address.split("/")[2].split(":")[0] for address in requests} == {"127.0.0.1"}


def test_the_policy_stops_what_would_get_through(
    open_page: Open, serve: Callable[..., Any], requests: list[str]
) -> None:
    with serve(records(1)) as link:
        page = open_page(link)
        page.evaluate(
            """() => {
                const script = document.createElement("script");
                script.textContent = "document.title = 'run'";
                const image = document.createElement("img");
                image.src = "http://192.0.2.1/pixel.png";
                document.body.append(script, image);
            }"""
        )
        fetched = page.evaluate(
            "() => fetch('http://192.0.2.1/').then(() => 'sent', () => 'stopped')"
        )
        assert fetched == "stopped"
        assert page.title() != "run"


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_axe_finds_nothing(
    open_page: Open, serve: Callable[..., Any], tmp_path: Path, scheme: str, width: int
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe").Axe()
    results = [record(1, review=True, weak=True), *records(3)]
    with ReviewStore(tmp_path / "x.review.sqlite") as store:
        other = ReviewSession(store, results, "bo")
        for key in other.keys:
            other.save(key, Label("deflects", "rejects", "none", comment="Nej."))
    with serve(results, retrain_after=1) as link:
        page = open_page(link, color_scheme=scheme, viewport={"width": width, "height": 800})
        here = page.url.partition("/item")[0]
        press(page, "3", "q", "6", "a")
        press(page, "z")
        page.keyboard.press("?")
        states = [page.url]
        press(page, "3", "q", "6", "j", "Space", "a")
        states += [page.url, *(f"{here}/{each}" for each in ("items", "agreement", "retraining"))]
        for address in dict.fromkeys(states):
            page.goto(address)
            found = axe.run(page)
            assert found.violations_count == 0, found.generate_report()


def test_it_works_without_a_script_and_with_keys_off(
    open_page: Open, serve: Callable[..., Any]
) -> None:
    with serve(records(2)) as link:
        page = open_page(link, java_script_enabled=False)
        page.get_by_role("radio", name="Instämmer delvis").check()
        page.get_by_role("button", name="Spara").click()
        assert progress(page) == "1 av 2 granskade"
    with serve(records(2)) as link:
        page = open_page(link)
        page.keyboard.press("?")
        page.get_by_role("checkbox", name="Använd tangenter").uncheck()
        page.keyboard.press("3")
        expect(page.locator("input[value=agrees]")).to_be_checked()


def test_chosen_text_becomes_the_measure(open_page: Open, serve: Callable[..., Any]) -> None:
    with serve([record(1, measure=None, deadline=None, responsible=None)]) as link:
        page = open_page(link)
        page.evaluate(
            """() => {
                const text = document.querySelectorAll(".sentence span")[1].firstChild;
                getSelection().setBaseAndExtent(text, 0, text, 12);
            }"""
        )
        page.keyboard.press("m")
        expect(page.locator("input[name=measure]")).to_have_value("Nämnden ger")
        page.keyboard.type(" – påhitt")
        page.keyboard.press("Escape")
        press(page, "a")
        expect(page.get_by_role("alert")).to_contain_text("står inte ord för ord")
        expect(page.locator("#problems")).to_be_focused()
