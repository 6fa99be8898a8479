"""What HTML elements mean for reading."""

from __future__ import annotations

import re

from stance.reading.html_tokens import Tag

HEADINGS = {f"h{level}": level for level in range(1, 7)}
# A start or end tag of these ends a block of text.
BLOCKS = frozenset(
    {
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "caption",
            "center",
            "dd",
            "details",
        ),
        *(
            "dialog",
            "div",
            "dl",
            "dt",
            "fieldset",
            "figcaption",
            "figure",
            "footer",
            "form",
            "head",
        ),
        *("header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "option"),
        *(
            "p",
            "pre",
            "section",
            "summary",
            "table",
            "tbody",
            "td",
            "tfoot",
            "th",
            "thead",
            "title",
        ),
        *("tr", "ul", *HEADINGS),
    }
)
VOID = frozenset(
    {
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param"),
        *("source", "track", "wbr"),
    }
)
BOLD = frozenset({"b", "strong"})
ITALIC = frozenset({"i", "em"})
INLINE = frozenset(
    {*BOLD, *ITALIC, "a", "abbr", "big", "cite", "code", "del", "font", "ins", "label", "mark", "q"}
    | {"s", "small", "span", "strike", "sub", "sup", "tt", "u"}
)
# Never text for the reader.
MACHINERY = frozenset(
    {
        *("script", "style", "template", "noscript", "svg", "object", "iframe", "select"),
        *("textarea", "audio", "video", "canvas", "math", "datalist", "xmp"),
    }
)
# A start tag closes these open elements, looking up to an element of the second set.
_CELL_ENDS = (frozenset({"td", "th"}), frozenset({"table"}))
_P_ENDS = (frozenset({"p"}), BLOCKS - {"p"})
IMPLIED_ENDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset({"li"}), frozenset({"ul", "ol", "menu", "table"})),
    "dt": (frozenset({"dt", "dd"}), frozenset({"dl", "table"})),
    "dd": (frozenset({"dt", "dd"}), frozenset({"dl", "table"})),
    "td": _CELL_ENDS,
    "th": _CELL_ENDS,
    "tr": (frozenset({"tr"}), frozenset({"table"})),
    "body": (frozenset({"head"}), frozenset()),
    **dict.fromkeys(BLOCKS - {"li", "dt", "dd", "td", "th", "tr", "body"}, _P_ENDS),
}
_INVISIBLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_ITALIC_STYLE = re.compile(r"font-style\s*:\s*(?:italic|oblique)", re.IGNORECASE)
# Site parts that no element of their own marks.
_SITE_PARTS = re.compile(r"cookie|breadcrumb|skip-?link|skip-?to", re.IGNORECASE)
_PAGE = frozenset({"html", "body", "main", "article", "form"})


def is_machinery(tag: Tag) -> bool:
    """Tell whether an element is never shown."""
    if tag.name in MACHINERY:
        return True
    if tag.name in ("html", "body") or not tag.source:
        return False
    if tag.attribute("hidden") is not None:
        return True
    return _INVISIBLE.search(tag.attribute("style") or "") is not None


def is_site_part(tag: Tag) -> bool:
    """Tell whether an element belongs to the site and not to the document on it."""
    if tag.name == "nav" or tag.name in ("button", "dialog"):
        return True
    if tag.name in _PAGE or not tag.source:
        return False
    if (tag.attribute("aria-hidden") or "").lower() == "true":
        return True
    if tag.attribute("role") in {"navigation", "dialog", "alertdialog", "search"}:
        return True
    names = f"{tag.attribute('class') or ''} {tag.attribute('id') or ''}"
    return _SITE_PARTS.search(names) is not None


def emphasis(tag: Tag) -> tuple[bool, bool]:
    """Return whether an element sets its text in bold and in italics."""
    bold, italic = tag.name in BOLD, tag.name in ITALIC
    if tag.source and (style := tag.attribute("style")):
        bold = bold or _BOLD_STYLE.search(style) is not None
        italic = italic or _ITALIC_STYLE.search(style) is not None
    return bold, italic
