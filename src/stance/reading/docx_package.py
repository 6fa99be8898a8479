"""The container of a DOCX: which part is which, and parts as trees, within bounds."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass, field

from lxml import etree

from stance.reading.limits import Refusal
from stance.schema import Status

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
# Documents in the "strict" form use other names for the same things.
_STRICT = (b"http://purl.oclc.org/ooxml/wordprocessingml/main", WORD.encode("ascii"))
_MAX_PART = 64_000_000
_MAX_TOTAL = 160_000_000
# Word's XML packs 10 to 40 times; a bomb a thousand times.
_MAX_RATIO = 250
_RATIO_FROM = 4_000_000
_CONVERT = "Save it as DOCX or PDF and try again."
_DAMAGED = "The Word document is damaged. Open it in Word, save it again and try again."
_BOMB = "The Word document unpacks to far more than its size. It is not read."


@dataclass(slots=True)
class Package:
    """An opened DOCX.

    Attributes:
        main: Name of the main part, usually ``word/document.xml``.
    """

    main: str
    _archive: zipfile.ZipFile
    _targets: dict[str, list[str]] = field(default_factory=dict)
    _unpacked: int = 0

    def tree(self, part: str) -> etree._Element | None:
        """Return a part's root; None when there is no such part.

        Raises:
            Refusal: The part is encrypted, damaged or too large.
        """
        data = self._part(part)
        if data is None:
            return None
        try:
            return etree.fromstring(data.replace(*_STRICT), _parser())
        except etree.XMLSyntaxError as error:
            if "huge" in str(error).lower() or "memory" in str(error).lower():
                raise Refusal(Status.TOO_LARGE, _BOMB) from error
            raise Refusal(Status.DAMAGED, _DAMAGED) from error

    def related(self, kind: str) -> list[str]:
        """Return the parts of a kind (``styles``, ``header``) that the main part names."""
        return self._targets.get(kind, [])

    def first(self, kind: str) -> etree._Element | None:
        """Return the root of the first part of a kind, if there is one."""
        parts = self.related(kind)
        return self.tree(parts[0]) if parts else None

    def _part(self, name: str) -> bytes | None:
        """Unpack a part, never more than the bounds, whatever the archive declares."""
        try:
            info = self._archive.getinfo(name)
        except KeyError:
            return None
        if info.flag_bits & 0x1:
            raise Refusal(Status.ENCRYPTED, "The document is protected by a password.")
        ratio = info.file_size / max(info.compress_size, 1)
        if info.file_size > _MAX_PART or (ratio > _MAX_RATIO and info.file_size > _RATIO_FROM):
            raise Refusal(Status.TOO_LARGE, _BOMB)
        try:
            with self._archive.open(info) as stream:
                data = stream.read(_MAX_PART + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
            raise Refusal(Status.DAMAGED, _DAMAGED) from error
        self._unpacked += len(data)
        if len(data) > _MAX_PART or self._unpacked > _MAX_TOTAL:
            raise Refusal(Status.TOO_LARGE, _BOMB)
        return data

    def load_relations(self) -> None:
        """Learn which parts the main part names."""
        folder, name = posixpath.split(self.main)
        relations = self._relations(posixpath.join(folder, "_rels", name + ".rels"), folder)
        for kind, target in relations:
            self._targets.setdefault(kind, []).append(target)
        for kind in ("styles", "numbering", "footnotes", "endnotes"):
            self._targets.setdefault(kind, [posixpath.join(folder, kind + ".xml")])

    def _relations(self, part: str, folder: str) -> list[tuple[str, str]]:
        root = self.tree(part)
        found: list[tuple[str, str]] = []
        for item in () if root is None else root:
            kind = (item.get("Type") or "").rpartition("/")[2]
            target = item.get("Target") or ""
            if item.get("TargetMode") != "External" and target:
                path = target if target.startswith("/") else posixpath.join(folder, target)
                found.append((kind, posixpath.normpath(path).lstrip("/")))
        return found

    def find_main(self) -> None:
        """Learn the name of the main part.

        Raises:
            Refusal: The archive is no Word document.
        """
        names = set(self._archive.namelist())
        targets = [t for kind, t in self._relations("_rels/.rels", "") if kind == "officeDocument"]
        for target in [*targets, self.main]:
            if target.startswith("word/") and target in names:
                self.main = target
                return
        if any(name.startswith("word/") for name in names):
            raise Refusal(Status.DAMAGED, _DAMAGED)
        kind = next((label for start, label in _OTHERS if _starts(names, start)), "a zip archive")
        raise Refusal(Status.UNSUPPORTED, f"This is {kind}, not a Word document. {_CONVERT}")


_OTHERS = (
    ("xl/", "an Excel workbook"),
    ("ppt/", "a PowerPoint presentation"),
    ("META-INF/manifest.xml", "an OpenDocument file or archive"),
)


def _starts(names: set[str], start: str) -> bool:
    return any(name.startswith(start) for name in names)


def open_package(data: bytes) -> Package:
    """Open a DOCX.

    Raises:
        Refusal: It is damaged, encrypted, too large, or no Word document.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except Exception as error:
        raise Refusal(Status.DAMAGED, _DAMAGED) from error
    package = Package("word/document.xml", archive)
    package.find_main()
    package.load_relations()
    return package


def damaged() -> Refusal:
    """Return the refusal of a document without its main parts."""
    return Refusal(Status.DAMAGED, _DAMAGED)


def _parser() -> etree.XMLParser:
    """Return a parser that fetches nothing, expands nothing and keeps the library's bounds."""
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def local(element: etree._Element) -> str:
    """Return an element's name without its namespace; "" for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def child(element: etree._Element | None, name: str) -> etree._Element | None:
    """Return the first child of Word's namespace with this name."""
    return None if element is None else element.find(f"{{{WORD}}}{name}")


def value(element: etree._Element | None, name: str = "val") -> str | None:
    """Return an attribute of Word's namespace."""
    return None if element is None else element.get(f"{{{WORD}}}{name}")


def number(text: str | None) -> int | None:
    """Return a small whole number; None for anything else."""
    if text is None or len(text) > 9:
        return None
    try:
        return int(text)
    except ValueError:
        return None


def is_on(element: etree._Element | None) -> bool | None:
    """Return what an on/off property says; None when it is absent."""
    if element is None:
        return None
    return value(element) not in {"0", "false", "none", "off"}
