"""Debian's Chromium, offline, with every request it tries written down."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Open = Callable[..., "Page"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests; each opens its own window."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("needs chromium")
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    with playwright.sync_playwright() as player:
        browser = player.chromium.launch(executable_path=path)
        yield browser
        browser.close()


@pytest.fixture
def requests() -> list[str]:
    """The address of everything that the windows asked for."""
    return []


@pytest.fixture
def complaints() -> list[str]:
    """What the windows' consoles said, and errors of their scripts."""
    return []


@pytest.fixture
def open_page(chromium: Browser, requests: list[str], complaints: list[str]) -> Iterator[Open]:
    """Return a function that opens an address in a window of its own."""
    contexts = []

    def open_address(address: str, **options: object) -> Page:
        context = chromium.new_context(
            **{"viewport": {"width": 1280, "height": 900}, **options}  # type: ignore[arg-type]
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("request", lambda request: requests.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address)
        return page

    yield open_address
    for context in contexts:
        context.close()
