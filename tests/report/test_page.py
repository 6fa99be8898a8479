from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Sequence
from typing import Any

import lxml.html
import pytest

from stance.report import gather
from stance.report.page import page_of
from stance.report.payload import to_json
from stance.results import Record
from tests.report.records import DECIDING, agreed, hostile, mixed, record_of, unanswered


def tree(
    records: list[Record],
    *,
    failures: Sequence[tuple[str, str]] = (),
    **options: Any,  # noqa: ANN401
) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(page_of(gather(records, failures), **options))


def found(page: lxml.html.HtmlElement, path: str) -> list[Any]:
    values = page.xpath(path)
    assert isinstance(values, list)
    return values


def texts_of(page: lxml.html.HtmlElement) -> list[dict[str, Any]]:
    views: list[dict[str, Any]] = []
    for block in found(page, "//script[@class='texts']"):
        content = block.text
        if "data-packed" in block.attrib:
            content = gzip.decompress(base64.b64decode(content)).decode("utf-8")
        views.extend(json.loads(content))
    return views


def test_the_list_stands_in_the_page_weakest_first() -> None:
    page = tree(mixed())
    articles = found(page, "//article")
    assert [article.xpath("string(.//h3)") for article in articles] == [
        "Avvisar eller undviker",
        "Avvisar eller undviker",
        "Instämmer delvis",
        "Instämmer",
        "Instämmer",
    ]
    assert [view["id"] for view in texts_of(page)] == [article.get("id") for article in articles]


def test_an_exchange_says_all_that_is_known() -> None:
    page = tree([agreed()])
    (article,) = found(page, "//article")
    said = article.text_content()
    for part in (
        "Nämnden bör följa upp målen varje tertial.",
        "mycket sannolikt (97\u00a0%)",
        "Konkret",
        "tar fram en mall",
        "senast den 31 mars 2025 (2025-03-31)",
        "Ekonomichefen",
        "Socialnämnden, Exempelby",
        "svar.pdf, s.\u00a02, dnr SN 2024/7, 2024-11-05",
    ):
        assert part in said
    (mark,) = article.xpath(".//mark[@class='w3']")
    assert "90\u00a0%" in mark.text_content()


def test_doubt_and_weakness_are_said_in_words() -> None:
    page = tree(mixed())
    assert len(found(page, "//article//span[@class='badge weak']")) == 3
    badges = found(page, "//article//span[@class='badge review']")
    assert [badge.text for badge in badges] == ["Osäker: läs dokumentet", "Osäker: läs svaret"]


def test_of_what_was_not_found_nothing_is_likely() -> None:
    page = tree([unanswered()])
    (article,) = found(page, "//article")
    assert "Inget svar hittades i dokumentet – läs själv." in article.text_content()
    assert "%" not in article.text_content()


def test_many_recommendations_without_an_answer_hint_at_the_audit_report() -> None:
    page = tree([unanswered(), agreed(), unanswered(recommendation="Nämnden bör öva.")])
    (notice,) = found(page, "//div[@class='notice']")
    assert "svar.pdf: 2 av 3 utan svar" in notice.text_content()
    assert "--audit" in notice.text_content()
    for records in (
        [unanswered(), agreed()],
        [unanswered(recommendation_span=None)],  # Pairs, or scored with the audit report.
    ):
        assert not found(tree(records), "//div[@class='notice']")


def test_the_quotation_names_its_source() -> None:
    (view,) = texts_of(tree([record_of()]))
    assert view["quote"] == (
        f"”{DECIDING}” (Socialnämnden, Exempelby, svar.pdf, s.\u00a02, dnr SN 2024/7, 2024-11-05)"
    )


def test_english_is_english() -> None:
    page = tree(mixed(), language="en")
    assert page.get("lang") == "en"
    said = page.text_content()
    assert "Uncertain: read the answer" in said
    assert "Osäker" not in said


def test_the_policy_allows_the_pages_own_script_and_style_and_nothing_else() -> None:
    page = tree(mixed())
    (policy,) = found(page, "//meta[@http-equiv='Content-Security-Policy']/@content")
    run = [script for script in found(page, "//script") if script.get("type") is None]
    (style,) = found(page, "//style")
    for element in (*run, style):
        digest = base64.b64encode(hashlib.sha256(element.text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert len(run) == 1
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy


def test_it_points_to_nothing_outside_itself() -> None:
    written = page_of(gather(mixed()))
    addresses = re.findall(r"(?:https?:)?//[\w.]+", re.sub(r"(?m)^\s*//.*$", "", written))
    assert set(addresses) <= {"http://www.w3.org"}  # The name of SVG, never asked for.
    page = lxml.html.document_fromstring(written)
    assert all(link.startswith("#") for link in found(page, "//@href | //@src"))
    assert not found(page, "//@style | //@*[starts-with(name(), 'on')]")


def test_a_long_list_is_packed_and_only_its_start_is_in_the_page() -> None:
    records = [record_of(recommendation=f"Nämnden bör göra {number}.") for number in range(500)]
    page = tree(records)
    assert len(found(page, "//article")) == 20
    assert len(texts_of(page)) == 500
    assert found(page, "//script[@class='texts']/@data-packed")
    assert "20 svagaste av 500" in str(page.xpath("string(//noscript)"))


def test_the_same_results_make_the_same_page() -> None:
    records = [record_of(recommendation=f"Nämnden bör göra {number}.") for number in range(500)]
    assert page_of(gather(records)) == page_of(gather(records))


def test_hostile_texts_are_text() -> None:
    written = page_of(gather([hostile()], [("<script>x</script>\u202e.pdf", "damaged")]))
    page = lxml.html.document_fromstring(written)
    assert len([one for one in found(page, "//script") if one.get("type") is None]) == 1
    assert not found(page, "//img | //@onerror | //@onload | //@onclick")
    assert not [link for link in found(page, "//@href") if not link.startswith("#")]
    assert "<script>window.hacked" in str(page.xpath("string(//article//blockquote)"))
    assert "[U+202E]" in str(page.xpath("string(//article//blockquote)"))
    for sign in ("\u202e", "\u2066", "\x00", "\x1b"):
        assert sign not in written
    assert len(written) < 200_000  # A million signs in one word are cut to what can be read.


def test_what_a_filter_is_called_survives_its_link() -> None:
    page = tree([record_of(municipality="A & B=C#%\"'<å>"), agreed(municipality=None)])
    values = found(page, "//select[@name='municipality']/option/@value")
    assert values == ["", "A & B=C#%\"'<å>", "-"]
    assert any(
        "municipality=A%20%26%20B%3DC%23%25%22%27%3C%C3%A5%3E" in link
        for link in found(page, "//@href")
    )


def test_files_without_results_are_counted_and_stand_at_the_end() -> None:
    failures = [("b/låst.pdf", "encrypted"), ("tyst.pdf", "no_answer"), ("a/låst.pdf", "encrypted")]
    page = tree(mixed(), failures=failures)
    (head,) = found(page, "//header//p[.//a/@href = '#failures']/b")
    assert head.text == (
        "2 filer kunde inte läsas. I 1 dokument hittades ingen rekommendation med svar."
    )
    (section,) = found(page, "//section[@aria-labelledby = 'failures']")
    assert [each.get("aria-labelledby") for each in section.itersiblings()] == ["about"]
    assert found(section, "./h3/text()") == [
        "Skyddade med lösenord ",
        "Ingen rekommendation med svar hittades ",
    ]
    assert found(section, "./ul[1]/li/bdi/text()") == ["a/låst.pdf", "b/låst.pdf"]
    assert found(section, "./p/text()")[1] == (
        "Spara en kopia utan lösenord och läs in den i stället."
    )


def test_of_files_without_results_nothing_is_said_when_there_are_none() -> None:
    page = tree(mixed())
    assert not found(page, "//*[@id = 'failures'] | //a[@href = '#failures']")


def test_of_thousands_of_files_without_results_the_rest_is_counted() -> None:
    page = tree(mixed(), failures=[(f"{n:04}.doc", "unsupported") for n in range(1200)])
    (section,) = found(page, "//section[@aria-labelledby = 'failures']")
    assert len(found(section, "./ul/li")) == 20
    assert len(found(section, "./details/ul/li")) == 980
    assert found(section, "./p[@class = 'under']/text()")[0].startswith("200 till visas inte här.")


def test_a_report_of_nothing_but_failures() -> None:
    failures = [("<b>låst.pdf", "encrypted"), ("x.pdf", "never-heard-of")]
    page = page_of(gather([], failures))
    said = str(lxml.html.document_fromstring(page).xpath("string()"))
    assert "<b>låst.pdf" in said
    assert "Kunde inte läsas av annat skäl" in said
    assert "x.pdf" in said
    assert "Inga rekommendationer med svar hittades" in said
    assert "<script>" not in page


def test_results_of_another_label_set_are_shown_as_they_are() -> None:
    page = tree([record_of(stance="strongly_against", probabilities={}, reason=None)])
    assert "strongly against" in str(page.xpath("string(//article//h3)"))
    assert found(page, "//article[contains(@class, 'tone-other')]")


@pytest.mark.parametrize("text", ["</script>", "<!--", "&amp;", "\u2028", 'a"b\\'])
def test_json_in_a_page_ends_nothing_and_comes_back(text: str) -> None:
    written = to_json([text])
    assert not set("<>&") & set(written)
    assert json.loads(written) == [text]


def test_a_deciding_sentence_is_quoted_with_its_own_page() -> None:
    page = tree([record_of(evidence_pages=[3])])
    (mark,) = found(page, "//mark")
    assert found(mark, "./small/text()") == ["70\u00a0%, s.\u00a03"]
    assert found(mark, "./span/text()")[0] == "Avgörande mening, vikt 70\u00a0%, s.\u00a03: "
    (view,) = texts_of(page)
    assert "svar.pdf, s.\u00a03, dnr" in view["quote"]
    assert "svar.pdf, s.\u00a02, dnr" in view["source"]  # There the answer begins.
    (unknown,) = texts_of(tree([record_of(evidence_pages=[None])]))
    assert "svar.pdf, s.\u00a02, dnr" in unknown["quote"]
