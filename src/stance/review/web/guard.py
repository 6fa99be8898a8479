"""Who may talk to the page: the browser that was given the link, and no other page or machine.

- The server listens on 127.0.0.1 only.
- The link has a token that works once; it is exchanged for a session cookie that scripts cannot
  read (``HttpOnly``) and that other sites cannot send (``SameSite=Strict``).
- ``Host`` must be this server's own name (against DNS rebinding), and so must ``Origin``, which
  every request that changes something must have. Forms carry a token of the session, too.
- The content security policy allows nothing but this server's own style sheet and script.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 256 * 1024
_TOKEN = "token"  # noqa: S105 (the name of it)
_REFUSED = "Åtkomst nekad. Öppna länken som programmet skrev ut; den gäller en gång.\n"
_METHODS = frozenset({"GET", "HEAD", "POST"})
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = (
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    # Not `no-referrer`: then browsers would send `Origin: null` with forms.
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
    ("cache-control", "no-store"),
)


class Keys:
    """The secrets of one run of the page."""

    def __init__(self, port: int) -> None:
        """Make them.

        Args:
            port: Where the page is; cookies do not know ports, so their name tells it.
        """
        self.port = port
        self.cookie = f"stance_review_{port}"
        self.form = secrets.token_urlsafe(32)
        self._token: str | None = secrets.token_urlsafe(32)
        self._session = secrets.token_urlsafe(32)

    @property
    def link(self) -> str:
        """The address that opens the page, once."""
        return f"http://127.0.0.1:{self.port}/?{_TOKEN}={self._token or 'used'}"

    @property
    def hosts(self) -> frozenset[str]:
        """What ``Host`` may say."""
        return frozenset({f"127.0.0.1:{self.port}", f"localhost:{self.port}"})

    def exchange(self, token: str) -> str | None:
        """Return the session for the token of the link; only the first time."""
        if self._token is None or not _same(token, self._token):
            return None
        self._token = None
        return self._session

    def knows(self, session: str) -> bool:
        """Tell whether this is the session."""
        return _same(session, self._session)

    def is_form(self, token: str) -> bool:
        """Tell whether a form is one of this page's own."""
        return _same(token, self.form)


class Guard:
    """Lets through what may pass, and puts the security headers on every answer."""

    def __init__(self, app: ASGIApp, keys: Keys) -> None:
        """Stand before an application."""
        self._app = app
        self._keys = keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or pass on one request."""
        if scope["type"] != "http":
            return  # No web sockets, and nothing to do at start and end.

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [
                    (name, value)
                    for name, value in message.get("headers", [])
                    if name.decode("latin-1") not in dict(HEADERS)
                ]
                added = [(name.encode(), value.encode()) for name, value in HEADERS]
                message = {**message, "headers": [*kept, *added]}
            await send(message)

        answer = self._answer(scope)
        await (answer or self._app)(scope, receive, guarded)

    def _answer(self, scope: Scope) -> Response | None:
        """Return the answer to what may not pass, and to the link; None to let it through."""
        keys, method = self._keys, scope["method"]
        headers = [
            (name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]
        ]
        hosts = _all(headers, "host")
        if len(hosts) != 1 or hosts[0] not in keys.hosts:
            return _refused(403)
        if method not in _METHODS:
            return _refused(405)
        origins = _all(headers, "origin")
        if origins != [f"http://{hosts[0]}"] and (origins or method == "POST"):
            return _refused(403)
        if _session_of(headers, keys.cookie, keys):
            return self._too_large(headers) if method == "POST" else None
        if method == "GET" and scope["path"] == "/":
            tokens = parse_qs(scope["query_string"].decode("latin-1")).get(_TOKEN, [])
            session = keys.exchange(tokens[0]) if len(tokens) == 1 else None
            if session is not None:
                opened = RedirectResponse("/", status_code=303)
                opened.set_cookie(keys.cookie, session, httponly=True, samesite="strict", path="/")
                return opened
        return _refused(403)

    def _too_large(self, headers: list[tuple[str, str]]) -> Response | None:
        """Refuse forms without a length, or longer than any form of the page."""
        lengths = _all(headers, "content-length")
        if len(lengths) != 1 or not lengths[0].isdecimal():
            return _refused(411)
        return _refused(413) if int(lengths[0][:12]) > MOST_BYTES else None


def _session_of(headers: list[tuple[str, str]], name: str, keys: Keys) -> bool:
    for written in _all(headers, "cookie"):
        try:
            cookie = SimpleCookie(written).get(name)
        except CookieError:
            continue
        if cookie is not None and keys.knows(cookie.value):
            return True
    return False


def _all(headers: Iterable[tuple[str, str]], wanted: str) -> list[str]:
    return [value for name, value in headers if name.lower() == wanted]


def _refused(status: int) -> Response:
    return PlainTextResponse(_REFUSED, status_code=status)


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
