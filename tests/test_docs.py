"""What the pages for readers name is there: files, images, headings, commands and options."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import typer

from stance.cli.app import app

_ROOT = Path(__file__).resolve().parents[1]
_PAGES = [_ROOT / "README.md", *sorted((_ROOT / "docs").glob("*.md"))]
_LINK = re.compile(r"\]\(([^()\s]+)\)")
_FENCE = re.compile(r"^```[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`([^`\n]+)`")
# What ends a command on a line of the shell.
_ENDS = ("|", "||", "&&", ";", ">", ">>", "2>", "<")
_LARGEST_IMAGE = 300_000


def _prose(page: Path) -> str:
    return _FENCE.sub("", page.read_text(encoding="utf-8"))


def _links(page: Path) -> list[str]:
    return [unquote(found) for found in _LINK.findall(_prose(page))]


def _anchors(page: Path) -> set[str]:
    """The addresses that headings get."""
    heads = re.findall(r"^#+ (.+)$", _prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def _command_lines(page: Path) -> Iterator[str]:
    """Every line of a block, and every piece of code in the text, that calls stance or make."""
    text = page.read_text(encoding="utf-8")
    for block in _FENCE.findall(text):
        yield from (line for line in block.splitlines() if line.startswith(("stance ", "make ")))
    prose = _prose(page)
    yield from (
        line.strip() for line in prose.splitlines() if line.startswith(("    stance ", "    make "))
    )
    yield from (code for code in _CODE.findall(prose) if code.startswith(("stance ", "make ")))


def _words(line: str) -> list[str]:
    words = shlex.split(line, comments=True)
    return words[: next((at for at, word in enumerate(words) if word in _ENDS), len(words))]


def check_command(line: str) -> None:
    """Find the command that a line calls and parse what follows, without running it.

    Arguments may be missing: pages name commands without them, too.

    Raises:
        ValueError: For a command, an option or a choice that there is not.
    """
    words = _words(line)[1:]
    command: Any = typer.main.get_command(app)
    while hasattr(command, "commands"):
        if words and words[0] in command.commands:
            command = command.commands[words.pop(0)]
        elif "page" in command.commands:  # The one group with a command that goes unnamed.
            command = command.commands["page"]
        elif words and not words[0].startswith("-"):
            raise ValueError(f"no command {words[0]}")
        else:
            return  # `stance --version`, `stance review -h`.
    try:
        command.make_context("stance", list(words))
    except Exception as error:
        # The classes are typer's own and have moved before: their names have not.
        if type(error).__name__ != "MissingParameter":
            raise ValueError(getattr(error, "message", str(error))) from error


@pytest.mark.parametrize("page", _PAGES, ids=lambda page: page.name)
def test_what_a_page_links_is_there(page: Path) -> None:
    missing = []
    for link in _links(page):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        wrong_anchor = anchor and target.suffix == ".md" and anchor not in _anchors(target)
        if not target.exists() or not target.is_relative_to(_ROOT) or wrong_anchor:
            missing.append(link)
    assert missing == []


@pytest.mark.parametrize("page", _PAGES, ids=lambda page: page.name)
def test_the_commands_of_a_page_are_there(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (_ROOT / "Makefile").read_text(), re.MULTILINE))
    wrong = []
    for line in _command_lines(page):
        try:
            if line.startswith("make "):
                unknown = [word for word in _words(line)[1:] if word not in targets]
                if unknown:
                    raise ValueError(f"no target {unknown}")
            else:
                check_command(line)
        except ValueError as error:
            wrong.append(f"{line}: {error}")
    assert wrong == []


def test_pages_show_commands() -> None:
    """The test above looks at something."""
    assert all(list(_command_lines(page)) for page in _PAGES)


@pytest.mark.parametrize(
    "line",
    [
        "stance scor a.pdf",
        "stance report a.jsonl --nonsense",
        "stance report a.jsonl --format pdf",
        "stance archive nothing",
        "stance review export a.sqlite b.sqlite",
        "stance score a.pdf --out",
    ],
)
def test_a_wrong_command_is_found(line: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (its words are typer's)
        check_command(line)


@pytest.mark.parametrize(
    "line",
    [
        "stance --version",
        "stance review results.jsonl --reviewer 'Anna Lind'  # a comment",
        "stance score a.pdf b.pdf --format csv | head",
        "stance review export DB --out FILE",
    ],
)
def test_a_right_command_passes(line: str) -> None:
    check_command(line)


def test_images_are_small_enough_to_clone() -> None:
    images = sorted((_ROOT / "docs" / "images").glob("*.png"))
    assert images
    assert [path.name for path in images if path.stat().st_size > _LARGEST_IMAGE] == []
