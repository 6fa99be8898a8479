from __future__ import annotations

import csv
import io
import json
import random
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import pytest

from stance.archive.summary import Summary, summarise
from stance.archive.summary.charts import (
    MOST_BODIES,
    MOST_PLACES,
    heat_rows,
    shown_places,
    write_charts,
)
from stance.archive.summary.csv import csv_of
from stance.archive.summary.groups import Cell
from stance.archive.summary.intervals import Share
from stance.archive.summary.text import text_of
from stance.archive.summary.view import view_of
from stance.archive.summary.words import words_of
from stance.report.archive import summary_page
from tests.archive.summary.made import archive, drawn, exchange

LANGUAGES = ("sv", "en")


@pytest.fixture(scope="module")
def summary(tmp_path_factory: pytest.TempPathFactory) -> Summary:
    """An archive with names that mean harm, and a sample that is none."""
    folder = tmp_path_factory.mktemp("output")
    documents, labels = drawn(120, places=60)
    for number, (_, exchanges) in enumerate(documents):
        for each in exchanges:
            each["municipality"] = f"Ort {number % 50:02d}"
    documents.append(("x.pdf", [exchange(municipality="=HYPERLINK(1)<script>\x1b[31m\u202e")]))
    path = folder / "labels.jsonl"
    chosen = random.Random(1).sample(labels, 100)  # noqa: S311 - no secrets
    path.write_text("".join(json.dumps(label) + "\n" for label in chosen), encoding="utf-8")
    return summarise(
        archive(folder / "out", documents),
        ["municipality", "year", "stance"],
        labelled=path,
        charts=True,
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_names_figures_and_steers_no_terminal(summary: Summary, language: str) -> None:
    words = words_of(language)
    text = text_of(view_of(summary, words, every_interval=False), words)
    assert words["weak"] in text
    assert words["corrected"] in text
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "{" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_needs_nothing_and_runs_nothing(summary: Summary, language: str) -> None:
    words = words_of(language)
    page = summary_page(view_of(summary, words), words)
    tags: list[tuple[str, dict[str, str | None]]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            tags.append((tag, dict(attrs)))

    Reader().feed(page)
    assert ("html", {"lang": language}) in tags
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in tags}
    assert not [known for _, known in tags if "href" in known or "src" in known]
    assert "&lt;script&gt;" in page
    heads = [known for tag, known in tags if tag == "th"]
    assert all(known.get("scope") in ("col", "row") for known in heads)


def test_csv_is_a_row_for_each_figure_and_no_formula(summary: Summary) -> None:
    rows = list(csv.DictReader(io.StringIO(csv_of(summary))))
    assert {row["by"] for row in rows} == {"all", "municipality", "year", "stance"}
    assert any(row["group"].startswith("'=HYPERLINK") for row in rows)
    weak = next(row for row in rows if row["measure"] == "weak")
    assert float(weak["low"]) < float(weak["share"]) < float(weak["high"])
    assert float(weak["corrected_low"]) < float(weak["corrected"])
    assert weak["labelled"] == "100"


def test_a_share_is_as_exact_as_its_interval(summary: Summary) -> None:
    words = words_of("sv")
    assert words.share(Share(0.5234, 0.51, 0.53)) == "52,3\u00a0% (51,0–53,0)"
    assert words.share(Share(0.5234, 0.41, 0.63)) == "52\u00a0% (41–63)"
    assert words.percent(0.9999) == "99\u00a0%"
    assert words.percent(0.0001) == "1\u00a0%"
    assert summary.tables


def test_charts_are_written_whole_and_the_same_each_time(summary: Summary, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        files = write_charts(summary, tmp_path / folder, words_of("sv"))
    assert len(files) == 6
    for path in files:
        content = path.read_bytes()
        assert content == (tmp_path / "a" / path.name).read_bytes()
        if path.suffix == ".svg":
            assert ET.fromstring(content).tag.endswith("svg")  # noqa: S314 - our own
        else:
            assert content.startswith(b"\x89PNG")
    assert not list(tmp_path.rglob(".tmp-*"))


def test_an_archive_without_answers_has_no_charts(tmp_path: Path) -> None:
    out = archive(tmp_path / "out", [])
    words = words_of("en")
    empty = summarise(out, ["year"], charts=True)
    assert write_charts(empty, tmp_path / "charts", words) == []
    assert words["nothing"] in text_of(view_of(empty, words), words)


def test_a_chart_has_room_for_forty_municipalities(summary: Summary) -> None:
    table = summary.charted["municipality"]
    shown, rest = shown_places(table)
    assert len(shown) == MOST_PLACES
    assert len(shown) + len(rest) == len(table.groups) == 51
    assert min(group.exchanges for group in shown) >= max(group.exchanges for group in rest)


def test_the_heat_map_takes_small_bodies_together() -> None:
    cells = [Cell(f"Nämnd {n:02d}", "2020", 30 - n, 1) for n in range(MOST_BODIES + 2)]
    rows, count = heat_rows(cells, words_of("en"))
    assert count == 2
    assert len(rows) == MOST_BODIES + 1
    assert rows[-1] == ("Other bodies (2)", {"2020": (5 + 4, 2)})


def test_both_languages_have_the_same_words() -> None:
    assert words_of("sv").terms.keys() == words_of("en").terms.keys()
