"""The report as Markdown, to paste into a memo."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stance.report.entries import Report
from stance.report.memo import Memo, facts_of, flags_of, memo_for
from stance.report.view import View
from stance.report.words import Words, words_of

# Every sign that Markdown, or the HTML inside it, may take for its own.
_SIGNS = re.compile(r"[\\`*_{}\[\]<>#|~$^]")
_ENTITY = re.compile(r"&(?=[#\w])")
# What only counts at the start of a line: list marks, rules, headings under a line.
_STARTS = re.compile(r"^(\s*)(?:([-+])|(\d{1,9})([.)]))(?=\s|$)")
# Renderers make links of bare addresses.
_ADDRESS = re.compile(r"(?i)\b(https?|ftp|mailto|xmpp|www)(?=[:.])")
_SAFE = {"<": "&lt;", ">": "&gt;"}


def memo_of(report: Report, language: str = "sv") -> str:
    """Return the report as Markdown (CommonMark with tables)."""
    words = words_of(language)
    return "\n".join(_lines(memo_for(report, words), words)) + "\n"


def escaped(text: str) -> str:
    """Return one line of text so that every renderer shows it as it stands."""
    plain = _ENTITY.sub("&amp;", text)
    plain = _SIGNS.sub(lambda sign: _SAFE.get(sign[0], "\\" + sign[0]), plain)
    plain = _ADDRESS.sub(lambda found: f"{found[0]}&#8203;", plain)
    return _STARTS.sub(_start, plain)


def _start(found: re.Match[str]) -> str:
    blank, mark, digits, dot = found.groups()
    return f"{blank}\\{mark}" if mark else f"{blank}{digits}\\{dot}"


def _lines(memo: Memo, words: Words) -> Iterator[str]:
    yield f"# {words['title']}"
    yield ""
    yield f"*{memo.notice}*"
    yield ""
    if memo.missing:
        yield f"**{memo.missing}**"
        yield ""
    yield f"## {words['overview']}"
    yield ""
    if memo.rows:
        yield f"| | | {words['count']} | {words['share']} |"
        yield "|---|---|---:|---:|"
        before = ""
        for head, label, count, share in memo.rows:
            yield f"| {head if head != before else ''} | {escaped(label)} | {count} | {share} |"
            before = head
    else:
        yield words["nothing"]
    if memo.hints:
        yield ""
        yield f"**{words['hints']}.** {words['hints_intro']}"
        yield ""
        for hint in memo.hints:
            yield f"- {escaped(hint)}"
    for head, views in memo.parts:
        yield ""
        yield f"## {head}"
        for view in views:
            yield ""
            yield from _exchange(view, words)
    if memo.failures:
        yield ""
        yield f"## {words['failures']}"
        yield ""
        yield words["failures_intro"]
        for failed in memo.failures:
            yield ""
            yield f"**{failed.cause} ({words.number(failed.count)}).** {escaped(failed.remedy)}"
            yield ""
            for name in failed.names:
                yield f"- {escaped(name)}"
            if failed.left_out:
                yield f"- {escaped(failed.left_out)}"
    yield ""
    yield f"## {words['about']}"
    for head, text in words.notes:
        yield ""
        yield f"**{head}.** {text}"
    yield ""
    yield escaped(memo.made_by)


def _exchange(view: View, words: Words) -> Iterator[str]:
    yield f"### {view['number']}: {escaped(flags_of(view, words))}"
    yield ""
    page = f" ({view['page']})" if "page" in view else ""
    yield f"**{view['kind']}{page}:** {escaped(' '.join(view['recommendation'].split()))}"
    yield ""
    if "quote" in view:
        yield f"**{words['memo_quote']}:**"
        yield ""
        yield f"> {escaped(view['quote'])}"
        yield ""
    if "note" in view:
        yield f"*{view['note']}*"
        yield ""
    if "reviewed" in view:
        yield f"**{escaped(view['reviewed'])}**"
        yield ""
    for name, value in facts_of(view, words):
        yield f"- {name}: {escaped(' '.join(value.split()))}"
