"""The pages and what their forms do."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from stance.output.labels import LANGUAGES
from stance.review.agreement import agreement_of
from stance.review.job import RetrainingJob, last_changes
from stance.review.label import problems_of
from stance.review.session import ReviewSession
from stance.review.store import Event
from stance.review.web import views
from stance.review.web.forms import MOST_COMMENT, Form, label_in, one, read_form
from stance.review.web.guard import MOST_BYTES, Guard, Keys
from stance.review.web.text import shown
from stance.review.web.words import words

_STATIC = frozenset({"review.css", "review.js", "icon.svg"})
_SHOWN = frozenset({"all", "wait", "accept", "correct", "skip"})


@dataclass(frozen=True)
class Page:
    """What the pages rest on.

    Attributes:
        session: The reviewer at work.
        keys: Who may talk to the page.
        job: What retrains.
        language: ``sv`` or ``en``.
        retrain_after: After how many corrections a retraining is tried; 0 for never.
    """

    session: ReviewSession
    keys: Keys
    job: RetrainingJob
    language: str = "sv"
    retrain_after: int = 20


def guarded_app(page: Page) -> ASGIApp:
    """Return the application behind its guard."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    _Routes(page).register(app)
    return Guard(app, page.keys)


class _Routes:
    def __init__(self, page: Page) -> None:
        self._page = page
        self._session = page.session
        self._words = words(page.language)
        self._labels = LANGUAGES[page.language]
        self._templates = Environment(
            loader=PackageLoader("stance.review.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=False,
        )
        self._templates.filters["shown"] = shown
        self._tried_after = 0

    def register(self, app: FastAPI) -> None:
        """Say which address is answered by what."""
        gets: dict[str, Callable[..., Any]] = {
            "/": self.start,
            "/item/{item}": self.item,
            "/items": self.items,
            "/agreement": self.agreement,
            "/retraining": self.retraining,
            "/static/{name}": self.static,
        }
        posts: dict[str, Callable[..., Any]] = {
            "/item/{item}": self.save,
            "/undo": self.undo,
            "/retraining": self.retrain,
        }
        for path, answer in gets.items():
            app.add_api_route(path, answer, methods=["GET"], response_model=None)
        for path, answer in posts.items():
            app.add_api_route(path, answer, methods=["POST"], response_model=None)

    # All of them run on the event loop's thread: the review file is used by one at a time.

    async def start(self, after: int = 0) -> Response:
        self._session.refresh()
        key = self._session.next()
        if key is None:
            return self._render(
                "done.html",
                "to_review",
                flash=self._flash(after),
                db=self._session.store.path.name,
                can_undo=self._session.state.last_act(self._session.reviewer) is not None,
            )
        return _see_other(f"/item/{key}" + (f"?after={after}" if after else ""))

    async def item(self, item: str, after: int = 0, whole: int = 0, undone: int = 0) -> Response:
        self._session.refresh()
        self._known(item)
        flash = self._words["undone"] if undone else self._flash(after)
        view = views.item_view(self._session, item, self._words, whole=bool(whole))
        return self._render_item(view, flash=flash)

    async def save(self, item: str, request: Request) -> Response:
        form = await self._form(request)
        self._session.refresh()
        self._known(item)
        comment = one(form, "comment")
        if one(form, "act") == "skip":
            event = self._session.skip(item, comment[:MOST_COMMENT] or None)
            return _see_other(f"/?after={event.number}")
        response = self._session.record(item)["response"] or ""
        label = label_in(form, response)
        problems = problems_of(label, response, self._session.choices)
        if len(comment) > MOST_COMMENT:
            problems.append("comment_too_long")
        if problems:
            view = views.item_view(self._session, item, self._words, label=label)
            return self._render_item(view, problems=problems, status=422)
        event = self._session.save(item, label)
        self._try_retraining()
        return _see_other(f"/?after={event.number}")

    async def undo(self, request: Request) -> Response:
        await self._form(request)
        self._session.refresh()
        undone = self._session.undo()
        if undone is None or undone.item is None or undone.item not in self._session:
            return _see_other("/")
        return _see_other(f"/item/{undone.item}?undone=1")

    async def items(self, show: str = "all", page: int = 1) -> Response:
        self._session.refresh()
        chosen = show if show in _SHOWN else "all"
        view = views.items_view(self._session, chosen, page)
        return self._render("items.html", "all_answers", **view)

    async def agreement(self) -> Response:
        self._session.refresh()
        agreement = agreement_of(self._session.state.all_labels())
        differing = views.differing_view(self._session, agreement, self._labels)
        return self._render("agreement.html", "agreement", agreement=agreement, differing=differing)

    async def retraining(self) -> Response:
        self._session.refresh()
        state = self._session.state
        found = last_changes(state)
        return self._render(
            "retraining.html",
            "retraining",
            job=self._page.job.state(),
            can_train=self._page.job.possible,
            labelled=len(state.all_labels()),
            corrected=state.corrected_since(_last_retraining(self._session)),
            after=self._page.retrain_after,
            changes=found[0] if found else None,
            folder=str(found[1]) if found else "",
            turns=views.turns_view(self._session, found[0]) if found else [],
        )

    async def retrain(self, request: Request) -> Response:
        await self._form(request)
        self._page.job.start()
        return _see_other("/retraining")

    async def static(self, name: str) -> Response:
        if name not in _STATIC:
            raise HTTPException(404)
        content = files("stance.review.web").joinpath("static", name).read_bytes()
        return Response(content, media_type=mimetypes.guess_type(name)[0])

    async def _form(self, request: Request) -> Form:
        """Return the fields of a form of this page.

        Raises:
            HTTPException: 403 when it is another's, 413 when it is longer than it said.
        """
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > MOST_BYTES:
                raise HTTPException(413)
        form = read_form(body)
        if not self._page.keys.is_form(one(form, "form")):
            raise HTTPException(403)
        return form

    def _known(self, item: str) -> None:
        if item not in self._session:
            raise HTTPException(404)

    def _flash(self, number: int) -> str:
        """Say what the reviewer's last act did, on the page that follows it."""
        last: Event | None = self._session.state.last_act(self._session.reviewer)
        if last is None or last.number != number:
            return ""
        return views.flash_of(last, self._words, self._labels)

    def _try_retraining(self) -> None:
        """Train in the background when there are enough corrections since the last time."""
        wanted = self._page.retrain_after
        since = max(self._tried_after, _last_retraining(self._session))
        if wanted and self._session.state.corrected_since(since) >= wanted:
            self._page.job.start()
            self._tried_after = self._session.state.last

    def _due(self) -> bool:
        wanted = self._page.retrain_after
        corrected = self._session.state.corrected_since(_last_retraining(self._session))
        return bool(wanted) and corrected >= wanted

    def _render_item(
        self,
        view: dict[str, Any],
        *,
        flash: str = "",
        problems: list[str] | None = None,
        status: int = 200,
    ) -> Response:
        return self._render(
            "item.html",
            "to_review",
            status=status,
            flash=flash,
            problems=problems or [],
            shortcuts=views.shortcuts(self._words, self._session),
            **view,
        )

    def _render(self, template: str, here: str, *, status: int = 200, **values: Any) -> Response:  # noqa: ANN401
        html = self._templates.get_template(template).render(
            w=self._words,
            labels=self._labels,
            here=here,
            progress=self._session.progress(),
            reviewer=self._session.reviewer,
            form_token=self._page.keys.form,
            due=here != "retraining" and self._due(),
            **{"number": self._number, **values},
        )
        # A broken surrogate cannot be sent; results have none, but names of files may.
        return HTMLResponse(html.encode("utf-8", "replace"), status_code=status)

    def _number(self, value: float) -> str:
        written = f"{value:.2f}"
        return written.replace(".", ",") if self._page.language == "sv" else written


def _last_retraining(session: ReviewSession) -> int:
    events = session.state.retrainings()
    return events[-1].number if events else 0


def _see_other(address: str) -> Response:
    return RedirectResponse(address, status_code=303)
