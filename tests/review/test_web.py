from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stance.output.labels import LANGUAGES
from stance.results import Record
from stance.review.job import RetrainingJob
from stance.review.label import Label
from stance.review.session import ReviewSession
from stance.review.store import Act, ReviewStore
from stance.review.web.words import words
from tests.review.samples import record, records

pytest.importorskip("fastapi", reason="needs the extra `review`")
from starlette.testclient import TestClient

from stance.review.web.app import Page, guarded_app
from stance.review.web.guard import MOST_BYTES, Keys

_PORT = 8123
_HOST = f"http://127.0.0.1:{_PORT}"


class Desk:
    """A review page and a browser without a window."""

    def __init__(self, store: ReviewStore, results: list[Record], **options: Any) -> None:  # noqa: ANN401
        self.session = ReviewSession(store, results, "anna")
        self.keys = Keys(_PORT)
        job = RetrainingJob(store.path, "anna", [])
        self.app = guarded_app(Page(self.session, self.keys, job, **options))
        self.stranger = self.client()
        self.browser = self.client()

    def client(self) -> TestClient:
        return TestClient(self.app, base_url=_HOST, follow_redirects=False)

    def open(self) -> TestClient:
        assert self.browser.get(self.keys.link).status_code == 303
        return self.browser

    def post(self, address: str, **fields: Any) -> Any:  # noqa: ANN401 (a response)
        return self.browser.post(
            address,
            data={"form": self.keys.form, **fields},
            headers={"origin": _HOST},
        )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ReviewStore]:
    with ReviewStore(tmp_path / "x.sqlite") as opened:
        yield opened


@pytest.fixture
def desk(store: ReviewStore) -> Desk:
    found = Desk(store, records(5))
    found.open()
    return found


def place(desk: Desk) -> str:
    """Return the address of the exchange that comes next."""
    answer = desk.browser.get("/")
    assert answer.status_code == 303
    return str(answer.headers["location"])


class TestGuard:
    def test_without_the_link_nothing_is_shown(self, store: ReviewStore) -> None:
        desk = Desk(store, records(2))
        for path in ("/", "/items", f"/item/{desk.session.keys[0]}", "/static/review.css"):
            answer = desk.stranger.get(path)
            assert answer.status_code == 403, path
            assert "Rekommendation" not in answer.text
        assert desk.stranger.get("/?token=guess").status_code == 403
        assert (
            desk.stranger.get("/", headers={"cookie": f"{desk.keys.cookie}=x"}).status_code == 403
        )

    def test_the_link_works_once(self, store: ReviewStore) -> None:
        desk = Desk(store, records(2))
        link = desk.keys.link
        opened = desk.browser.get(link)
        assert opened.status_code == 303
        assert opened.headers["location"] == "/"
        cookie = opened.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=strict" in cookie
        assert desk.stranger.get(link).status_code == 403
        assert "token" not in desk.keys.link or "used" in desk.keys.link

    @pytest.mark.parametrize(
        "host", ["evil.example", f"evil.example:{_PORT}", "127.0.0.1", f"127.0.0.1:{_PORT + 1}", ""]
    )
    def test_another_host_is_refused(self, desk: Desk, host: str) -> None:
        assert desk.browser.get("/items", headers={"host": host}).status_code == 403

    def test_localhost_is_this_host_too(self, desk: Desk) -> None:
        answer = desk.browser.get("/items", headers={"host": f"localhost:{_PORT}"})
        assert answer.status_code == 200

    @pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1", None])
    def test_another_origin_changes_nothing(self, desk: Desk, origin: str | None) -> None:
        headers = {} if origin is None else {"origin": origin}
        fields = {"form": desk.keys.form, "act": "skip"}
        answer = desk.browser.post(place(desk), data=fields, headers=headers)
        assert answer.status_code == 403
        assert desk.session.store.events() == []

    def test_a_form_of_another_page_changes_nothing(self, desk: Desk) -> None:
        for token in ("", "guess"):
            assert desk.post(place(desk), form=token, act="skip").status_code == 403
        assert desk.session.store.events() == []

    def test_other_methods_and_long_forms_are_refused(self, desk: Desk) -> None:
        headers = {"origin": _HOST}
        assert desk.browser.request("PUT", "/undo", headers=headers).status_code == 405
        assert desk.browser.delete("/undo", headers=headers).status_code == 405
        assert desk.post(place(desk), comment="x" * MOST_BYTES).status_code == 413

        def parts() -> Iterator[bytes]:
            yield b"form="

        unmeasured = desk.browser.post("/undo", content=parts(), headers=headers)
        assert unmeasured.status_code == 411

    def test_a_form_longer_than_it_says_is_refused(self, desk: Desk) -> None:
        headers = {
            "origin": _HOST,
            "content-length": "10",
            "content-type": "application/x-www-form-urlencoded",
        }
        answer = desk.browser.post("/undo", content=b"x" * (MOST_BYTES + 1), headers=headers)
        assert answer.status_code == 413

    @pytest.mark.parametrize("path", ["/items", "/static/review.js", "/nothing", "/?token=x"])
    def test_every_answer_has_the_policy(self, desk: Desk, path: str) -> None:
        for client in (desk.browser, desk.stranger):
            headers = client.get(path).headers
            policy = headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert "http" not in policy
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["cache-control"] == "no-store"

    def test_there_is_no_schema_and_no_other_file(self, desk: Desk) -> None:
        for path in ("/docs", "/openapi.json", "/static/app.py", "/static/../app.py", "/item/x"):
            assert desk.browser.get(path).status_code == 404


class TestPages:
    def test_the_exchange_is_shown_with_what_the_model_says(self, desk: Desk) -> None:
        html = desk.browser.get(place(desk)).text
        assert 'lang="sv"' in html
        assert "Nämnden bör stärka uppföljningen av" in html
        assert re.search(r'value="agrees"[^>]* checked[^>]* data-said', html)
        assert html.count('name="evidence"') == 3
        assert html.count("data-evidence") == 1
        assert not re.search(r'name="evidence"[^>]* checked', html)  # Nobody has marked anything.
        assert "0 av 5 granskade" in html

    def test_a_correction_is_kept(self, desk: Desk) -> None:
        address = place(desk)
        answer = desk.post(
            address,
            act="save",
            stance="deflects",
            reason="notes_only",
            commitment="none",
            measure="left over",
            evidence=["0-5"],
            comment=" Läst två gånger. ",
        )
        assert answer.status_code == 303
        following = desk.browser.get(answer.headers["location"])
        assert following.headers["location"].startswith("/item/")
        html = desk.browser.get(following.headers["location"]).text
        assert "Rättat till avvisar eller undviker." in html
        assert "1 av 5 granskade" in html
        (event,) = desk.session.store.events()
        assert event.kind is Act.CORRECT
        assert event.after is not None
        assert event.after["evidence"] == [[0, 5]]
        assert event.after["measure"] is None  # Without a commitment there is none.
        assert event.after["comment"] == "Läst två gånger."
        shown = desk.browser.get(address).text
        assert re.search(r'value="deflects"[^>]* checked', shown)

    def test_what_cannot_be_said_is_not_kept_and_not_lost(self, desk: Desk) -> None:
        answer = desk.post(
            place(desk),
            act="save",
            stance="agrees",
            commitment="vague",
            measure="ett påhitt",
            comment="Behåll mig.",
        )
        assert answer.status_code == 422
        assert "Åtgärden står inte ord för ord i svaret." in answer.text
        assert "Behåll mig." in answer.text
        assert desk.session.store.events() == []

    def test_skip_and_undo(self, desk: Desk) -> None:
        address = place(desk)
        desk.post(address, act="skip", comment="Fråga.")
        assert place(desk) != address
        undone = desk.post("/undo")
        assert undone.headers["location"] == f"{address}?undone=1"
        assert place(desk) == address
        assert "Ångrat." in desk.browser.get(f"{address}?undone=1").text

    def test_an_undo_of_nothing_is_nothing(self, desk: Desk) -> None:
        assert desk.post("/undo").headers["location"] == "/"
        assert desk.session.store.events() == []

    def test_all_exchanges_are_listed_by_state(self, desk: Desk) -> None:
        desk.post(place(desk), act="skip")
        assert desk.browser.get("/items").text.count("<tr>") == 6
        assert desk.browser.get("/items?show=skip").text.count("<tr>") == 2
        assert "Här finns inget." in desk.browser.get("/items?show=correct").text
        assert desk.browser.get("/items?show=odd&page=99").text.count("<tr>") == 6

    def test_at_the_end_there_is_an_end(self, desk: Desk) -> None:
        for _ in range(5):
            desk.post(place(desk), act="save", stance="agrees", commitment="concrete")
        html = desk.browser.get("/").text
        assert "Allt är granskat" in html
        assert "stance review export x.sqlite" in html

    def test_two_reviewers_stand_side_by_side(self, desk: Desk) -> None:
        assert "Ännu har inga svar" in desk.browser.get("/agreement").text
        other = ReviewSession(desk.session.store, records(5), "<b>bo</b>")
        address = place(desk)
        key = address.rpartition("/")[2]
        other.skip(key)
        other.save(key, Label("deflects", "rejects", "none", comment="Nej."))
        assert "Bedömningarna sida vid sida" not in desk.browser.get(address).text
        desk.post(address, act="save", stance="agrees", commitment="concrete")
        html = desk.browser.get(address).text
        assert "Bedömningarna sida vid sida" in html
        assert "&lt;b&gt;bo&lt;/b&gt;" in html
        agreement = desk.browser.get("/agreement").text
        assert "Cohens kappa" in agreement
        assert "<b>bo" not in agreement
        assert "0,00" in agreement

    def test_what_others_differ_on_is_hidden_until_the_reviewer_has_spoken(
        self, desk: Desk
    ) -> None:
        key = desk.session.keys[0]
        for name, stance in (("bo", "agrees"), ("cilla", "partly_agrees")):
            other = ReviewSession(desk.session.store, records(5), name)
            other.save(key, Label(stance, None, "concrete"))
        assert f"/item/{key}" not in desk.browser.get("/agreement").text
        desk.session.save(key, Label("agrees", None, "concrete"))
        assert f"/item/{key}" in desk.browser.get("/agreement").text

    def test_retraining_needs_pairs(self, desk: Desk) -> None:
        html = desk.browser.get("/retraining").text
        assert "--base" in html
        assert desk.post("/retraining").status_code == 303

    def test_enough_corrections_are_noticed(self, store: ReviewStore) -> None:
        desk = Desk(store, records(5), retrain_after=2)
        desk.open()
        assert 'class="notice"' not in desk.browser.get(place(desk)).text
        for _ in range(2):
            desk.post(
                place(desk), act="save", stance="deflects", reason="rejects", commitment="none"
            )
        assert 'class="notice"' in desk.browser.get(place(desk)).text

    def test_a_long_label_set_has_keys_as_far_as_they_go(self, store: ReviewStore) -> None:
        shares = {f"etikett_{number}": 1 / 12 for number in range(12)}
        desk = Desk(store, [record(stance="etikett_3", probabilities=shares)])
        desk.open()
        html = desk.browser.get(place(desk)).text
        assert html.count('name="stance"') == 12
        assert 'data-key="9"' in html
        assert 'data-key="10"' not in html
        answer = desk.post(place(desk), act="save", stance="etikett_3", commitment="concrete")
        assert answer.status_code == 303
        assert desk.session.progress().accepted == 1

    def test_in_english(self, store: ReviewStore) -> None:
        desk = Desk(store, records(1), language="en")
        desk.open()
        html = desk.browser.get(place(desk)).text
        assert 'lang="en"' in html
        assert "Your verdict" in html

    def test_an_exchange_without_an_answer(self, store: ReviewStore) -> None:
        silent = record(
            response=None,
            response_spans=[],
            evidence=[],
            context=None,
            stance="deflects",
            reason="no_answer",
            commitment="none",
            probabilities={"deflects": 1.0},
        )
        desk = Desk(store, [silent])
        desk.open()
        shown = desk.browser.get(place(desk)).text
        assert "Inget svar hittades i dokumentet – läs själv." in shown
        assert "Osäker: läs dokumentet" in shown
        assert "100 %" not in shown
        assert " %" not in desk.browser.get("/items").text
        desk.post(place(desk), act="save", stance="deflects", reason="no_answer", commitment="none")
        assert desk.session.progress().accepted == 1
        read = desk.browser.get(f"/item/{desk.session.keys[0]}").text
        assert "Osäker: läs dokumentet" not in read


class TestHostileTexts:
    TEXTS = (
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '"><svg onload=alert(1)>',
        "'; alert(1); //",
        "{{ 7 * 7 }} {% include 'x' %}",
        "</textarea></label><a href=javascript:alert(1)>x</a>",
        "a\u202eb\u2066c\u200bd\u0000e",
    )

    @pytest.mark.parametrize("text", TEXTS)
    def test_they_stand_on_every_page_as_text(self, store: ReviewStore, text: str) -> None:
        hostile = record(
            document=text,
            recommendation=text,
            response=f"{text} Ja. {text}",
            body=text,
            municipality=text,
            date=text,
            stance=text,
            probabilities={text: 0.5, "agrees": 0.5},
            commitment=text,
            reason=text,
            measure=text,
            deadline=text,
            responsible=text,
            model=text,
            evidence=[{"text": text, "span": [0, 1], "weight": 1.0}],
            context={"before": text, "after": text},
            kind=text,
        )
        desk = Desk(store, [hostile])
        desk.open()
        address = place(desk)
        pages = [desk.browser.get(path).text for path in (address, "/items", "/agreement")]
        failed = desk.post(address, act="save", stance=text, measure=text, comment=text)
        assert failed.status_code == 422
        for html in (*pages, failed.text):
            for tag in ("<script>", "<img", "<svg", "<a href=javascript"):
                assert tag not in html
            assert not re.search(r"<[^>]*\son\w+=[^>]*>", re.sub(r'"[^"]*"', '""', html))
            # Fields hold what was written; all else shows what turns or hides text.
            read = re.sub(r'"[^"]*"|<textarea.*?</textarea>', "", html, flags=re.DOTALL)
            assert not set(read) & set("\u202e\u2066\u200b\u0000")
            assert "49 " not in html

    def test_a_megabyte_is_cut(self, store: ReviewStore) -> None:
        desk = Desk(store, [record(response="x" * 1_000_000, recommendation="y" * 1_000_000)])
        desk.open()
        html = desk.browser.get(place(desk)).text
        assert len(html) < 100_000
        assert "Texten är förkortad" in html
        assert len(desk.browser.get(f"{place(desk)}?whole=1").text) > 1_000_000


def test_both_languages_have_all_words() -> None:
    assert words("sv").keys() == words("en").keys()
    assert set(LANGUAGES) == {"sv", "en"}
    # A template would find the method of the mapping first.
    assert not set(words("sv")) & set(dir(dict))
    for name, text in words("sv").items():
        fields = re.findall(r"{\w*}", text)
        assert sorted(fields) == sorted(re.findall(r"{\w*}", words("en")[name])), name


def test_no_file_of_the_page_names_another_machine() -> None:
    import stance.review.web

    folder = Path(str(stance.review.web.__file__)).parent
    for path in [*(folder / "static").iterdir(), *(folder / "templates").iterdir()]:
        text = path.read_text(encoding="utf-8").replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert "//" not in text.replace("// ", ""), path.name
        assert "style=" not in text, path.name
        assert "|safe" not in text.replace(" ", ""), path.name
        assert "innerHTML" not in text, path.name
