"""What there is to score: folders walked to the bottom, zip and tar files opened, lists read."""

from __future__ import annotations

import os
import stat
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from stance.archive.containers import UnreadableContainerError, is_container, members_of
from stance.archive.content import Stat, cause_of, identity_of
from stance.archive.filters import is_hidden, judge_member, matches, why_left_out
from stance.archive.names import escape
from stance.archive.schema import CANNOT_READ, LEFT_OUT, REFUSED
from stance.errors import StanceError

LIST_SUFFIXES = frozenset({".txt", ".lst", ".list"})
_OUTSIDE = "It is a link that leads outside the folder. Put the file itself there."


@dataclass(frozen=True, slots=True)
class Entry:
    """One input, or what stands in its place.

    Attributes:
        path: Its name in results.
        file: Where it is; for a member the zip or tar file.
        member: Its place in the zip or tar file; -1 for a file.
        container: The zip or tar file as results name it.
        link: Whether ``file`` is a symbolic link that may be followed.
        stat: What identifies ``file`` as unchanged: size, mtime_ns, inode.
        status: What becomes of it without being read; None when it is to be scored.
        detail: Why.
    """

    path: str
    file: str
    member: int = -1
    container: str | None = None
    link: bool = False
    stat: Stat = (0, 0, 0)
    status: str | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Something that was named on the command line.

    Attributes:
        place: Where it is, absolute; ``-`` for a list on standard input.
        label: What its inputs' paths begin with; empty when it is the only source.
    """

    place: str
    label: str = ""


@dataclass(slots=True)
class Walk:
    """The inputs of some sources, and the count of what was passed over.

    Attributes:
        sources: What to look into.
        include: Globs of which an input must match one, if there are any.
        exclude: Globs of which an input must match none.
        own: The archive's own folder, which is never an input.
        check: Called now and then; what it raises ends the walk.
        passed_over: How many were ``hidden`` or ``excluded``.
    """

    sources: Sequence[Source]
    include: Sequence[str] = ()
    exclude: Sequence[str] = ()
    own: Path | None = None
    check: Callable[[], None] = lambda: None
    passed_over: Counter[str] = field(default_factory=Counter)

    def __iter__(self) -> Iterator[Entry]:
        """Yield the inputs, each source in sorted order.

        Raises:
            StanceError: When a source is not there, or is no folder, container or list.
        """
        for source in self.sources:
            for number, entry in enumerate(self._source(source)):
                if number % 256 == 0:
                    self.check()
                if self._wanted(entry.path):
                    yield entry
                else:
                    self.passed_over["excluded"] += 1

    def _source(self, source: Source) -> Iterator[Entry]:
        prefix = f"{source.label}/" if source.label else ""
        if source.place == "-" or _is_list(source.place):
            yield from self._list(source.place)
            return
        found = _stat(source.place)
        if found is None:
            raise StanceError(
                "no-such-file",
                f"There is no file or folder {escape(source.place)}.",
                "Check the name, and that its disk or share is connected.",
                exit_code=2,
            )
        if stat.S_ISDIR(found.st_mode):
            yield from self._folder(source.place, prefix, source.place)
        else:
            name = escape(Path(source.place).name)
            yield from self._file(source.place, prefix, name, found, link=True, source=True)

    def _folder(self, folder: str, prefix: str, root: str) -> Iterator[Entry]:
        """Walk a folder. It is a stack and not a recursion: folders may be very deep."""
        stack = [(folder, prefix)]
        while stack:
            folder, prefix = stack.pop()
            try:
                with os.scandir(folder) as listing:
                    items = sorted(listing, key=lambda item: item.name)
            except OSError as error:
                name = prefix.rstrip("/") or escape(Path(folder).name)
                detail = f"The folder cannot be read ({error.strerror}). Check its permissions."
                yield Entry(name, folder, status=CANNOT_READ, detail=detail)
                continue
            below = []
            for item in items:
                if item.name.startswith("."):
                    self.passed_over["hidden"] += 1
                elif item.is_dir(follow_symlinks=False):
                    if not self._is_own(item.path):
                        below.append((item.path, f"{prefix}{escape(item.name)}/"))
                elif item.is_symlink():
                    yield from self._link(item.path, prefix + escape(item.name), root)
                else:
                    yield from self._item(item, prefix)
            stack.extend(reversed(below))

    def _item(self, item: os.DirEntry[str], prefix: str) -> Iterator[Entry]:
        name = escape(item.name)
        try:
            found = item.stat(follow_symlinks=False)
        except OSError as error:
            yield Entry(prefix + name, item.path, status=CANNOT_READ, detail=cause_of(error))
            return
        yield from self._file(item.path, prefix, name, found)

    def _link(self, file: str, path: str, root: str) -> Iterator[Entry]:
        """Judge a symbolic link: it may lead to a file below the folder that was named."""
        target = os.path.realpath(file)
        found = _stat(target)
        inside = os.path.realpath(root).rstrip(os.sep) + os.sep
        if found is None:
            detail = "It is a link that leads nowhere."
            yield Entry(path, file, status=CANNOT_READ, detail=detail)
        elif not target.startswith(inside):
            yield Entry(path, file, status=REFUSED, detail=_OUTSIDE)
        elif stat.S_ISDIR(found.st_mode):
            detail = "It is a link to a folder that is read in its own place."
            yield Entry(path, file, status=LEFT_OUT, detail=detail)
        else:
            prefix, _, name = path.rpartition("/")
            yield from self._file(target, prefix + "/" if prefix else "", name, found, link=False)

    def _file(
        self,
        file: str,
        prefix: str,
        name: str,
        found: os.stat_result,
        *,
        link: bool = False,
        source: bool = False,
    ) -> Iterator[Entry]:
        """Judge a file by its name, and open it if it is a zip or tar file."""
        path = prefix + name
        known = identity_of(found)
        if not stat.S_ISREG(found.st_mode):
            yield Entry(path, file, status=REFUSED, detail="It is not an ordinary file.")
        elif is_container(file):
            below = prefix if source else f"{path}/"
            yield from self._members(file, path, below, known)
        elif not source and (left_out := why_left_out(name)):
            yield Entry(path, file, status=LEFT_OUT, detail=left_out, stat=known)
        else:
            yield Entry(path, file, link=link, stat=known)

    def _members(self, file: str, container: str, prefix: str, known: Stat) -> Iterator[Entry]:
        """Yield what is in a zip or tar file; a damaged one has a row itself."""
        try:
            for member in members_of(file):
                if is_hidden(member.name):
                    self.passed_over["hidden"] += 1
                    continue
                name = escape(member.name.replace("\\", "/"))
                path = prefix + (f"{name}~{member.double}" if member.double else name)
                status, detail = judge_member(member)
                yield Entry(
                    path, file, member.place, container, status=status, detail=detail, stat=known
                )
        except UnreadableContainerError as error:
            yield Entry(container, file, status=error.status, detail=str(error), stat=known)

    def _list(self, place: str) -> Iterator[Entry]:
        """Yield the files of a list, one path on each line (or ended by a zero byte)."""
        for line in _lines_of(place):
            file = line
            if place != "-" and not os.path.lexists(file):
                # Not below the current folder; perhaps below the list's own.
                file = str(Path(place).parent / line)
            file = str(Path(file).absolute())
            path = escape(os.path.normpath(line))
            found = _stat(file)
            if found is None:
                yield Entry(path, file, status=CANNOT_READ, detail="There is no such file.")
            elif stat.S_ISDIR(found.st_mode):
                yield from self._folder(file, f"{path}/", file)
            else:
                prefix, _, name = path.rpartition("/")
                # Named by hand: a link is meant, and no suffix leaves it out.
                yield from self._file(file, prefix + "/" if prefix else "", name, found, link=True)

    def _wanted(self, path: str) -> bool:
        if self.include and not any(matches(path, glob) for glob in self.include):
            return False
        return not any(matches(path, glob) for glob in self.exclude)

    def _is_own(self, folder: str) -> bool:
        try:
            return self.own is not None and self.own.samefile(folder)
        except OSError:
            return False


def _is_list(place: str) -> bool:
    return Path(place).suffix.lower() in LIST_SUFFIXES and Path(place).is_file()


def _lines_of(place: str) -> Iterator[str]:
    try:
        data = sys.stdin.buffer.read() if place == "-" else Path(place).read_bytes()
    except OSError as error:
        raise StanceError(
            "cannot-read", f"{place}: {cause_of(error)}", "Check the list.", exit_code=2
        ) from error
    for line in data.split(b"\0" if b"\0" in data else b"\n"):
        name = line.rstrip(b"\r\n") if b"\0" not in data else line
        if name:
            yield os.fsdecode(name)


def _stat(file: str) -> os.stat_result | None:
    try:
        return Path(file).stat()
    except (OSError, ValueError):
        return None
