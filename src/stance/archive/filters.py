"""Which inputs are wanted, and which are none by their name alone."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from stance.archive.containers import Member
from stance.archive.schema import LEFT_OUT, REFUSED
from stance.schema import Status

# Data, programs and the like: no answer is in them, though some could be read as text.
_NO_DOCUMENTS = frozenset(
    {".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".xml", ".xsd", ".xsl", ".yaml", ".yml"}
    | {".toml", ".ini", ".cfg", ".conf", ".log", ".sql", ".db", ".sqlite", ".parquet"}
    | {".py", ".r", ".js", ".css", ".sh", ".bat", ".ps1", ".exe", ".dll", ".lnk", ".url"}
    | {".sha256", ".md5", ".bak", ".tmp", ".part", ".crdownload"}
)


def matches(path: str, glob: str) -> bool:
    """Tell whether a glob names a path, whatever the case.

    A glob without ``/`` is about the file's own name, one with ``/`` about the whole path (where
    ``*`` takes in ``/``), and one that ends in ``/`` about everything below a folder.
    """
    path, glob = path.casefold(), glob.casefold()
    if glob.endswith("/"):
        folder = glob.rstrip("/")
        parents = [str(parent) for parent in PurePosixPath(path).parents]
        return any(
            fnmatchcase(parent if "/" in folder else parent.rpartition("/")[2], folder)
            for parent in parents
        )
    if "/" in glob:
        return fnmatchcase(path, glob)
    return fnmatchcase(path.rpartition("/")[2], glob)


def why_left_out(name: str) -> str:
    """Return why a file is no document by its name; empty when it may be one."""
    pure = PurePosixPath(name)
    suffix = pure.suffix.lower()
    if suffix in _NO_DOCUMENTS:
        return f"By its name ({suffix}) it is no document."
    return "It describes the folder." if pure.stem.lower() == "readme" else ""


def judge_member(member: Member) -> tuple[str | None, str]:
    """Return what becomes of a member that is not to be scored."""
    parts = PurePosixPath(member.name.replace("\\", "/")).parts
    if ".." in parts or member.name.startswith(("/", "\\")) or member.name[1:2] == ":":
        return REFUSED, "Its name in the archive points outside of it."
    if member.special:
        return REFUSED, "In the archive it is a link or a device, not a file."
    if member.encrypted:
        detail = "It is protected by a password. Unpack it and save it without one."
        return Status.ENCRYPTED.value, detail
    left_out = why_left_out(PurePosixPath(member.name).name)
    return (LEFT_OUT, left_out) if left_out else (None, "")


def is_hidden(name: str) -> bool:
    """Tell whether a member is one that file managers hide, or leave behind."""
    parts = PurePosixPath(name).parts
    return any(part == "__MACOSX" or (part.startswith(".") and part != "..") for part in parts)
