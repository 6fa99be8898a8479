"""Makes small documents for the tests of reading."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import pytest

_NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_ROOTS = {"styles": "styles", "numbering": "numbering", "header1": "hdr", "footer1": "ftr"}

MakeDocx = Callable[..., bytes]


def make_docx(body: str, parts: Mapping[str, str] | None = None, **archive: Any) -> bytes:  # noqa: ANN401
    """Return a DOCX with the given XML in its body and in its other parts."""
    out = io.BytesIO()
    relations = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, **archive) as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr(
            "_rels/.rels",
            f'<Relationships><Relationship Type="{_TYPE}officeDocument" '
            'Target="word/document.xml"/></Relationships>',
        )
        made.writestr(
            "word/document.xml", f"<w:document {_NS}><w:body>{body}</w:body></w:document>"
        )
        for name, xml in (parts or {}).items():
            root = _ROOTS.get(name, name)
            made.writestr(f"word/{name}.xml", f"<w:{root} {_NS}>{xml}</w:{root}>")
            kind = name.rstrip("0123456789")
            relations.append(f'<Relationship Type="{_TYPE}{kind}" Target="{name}.xml"/>')
        made.writestr(
            "word/_rels/document.xml.rels", f"<Relationships>{''.join(relations)}</Relationships>"
        )
    return out.getvalue()


@pytest.fixture(name="make_docx")
def _make_docx() -> MakeDocx:
    return make_docx
