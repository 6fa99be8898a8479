"""The Parquet files of an archive: written in parts, each of which is there as a whole or not.

A part has one file of the same name in each dataset. The one in ``documents/`` is written last and
removed first: a part exists when that file does, and whatever stands in the other datasets without
it is left over from a run that was killed. Parts are never changed. To take rows out of one, it is
written anew under the next revision of its name (``part-000012-r1``), and of several revisions
only the highest counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stance.archive.atomic import remove_temporaries, sync_folder, write_atomically
from stance.archive.schema import DATASETS, DOCUMENTS, VERDICTS, Row, arrow_schema
from stance.errors import StanceError

if TYPE_CHECKING:
    import pyarrow as pa

_NAME = re.compile(r"part-(\d{6,})(?:-r(\d+))?\.parquet")
_SUFFIX = ".parquet"
_ROWS_PER_GROUP = 10_000
_ROWS_AT_ONCE = 256


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """The name of a part."""

    number: int
    revision: int = 0

    @property
    def name(self) -> str:
        """The name of its files, without suffix."""
        revised = f"-r{self.revision}" if self.revision else ""
        return f"part-{self.number:06d}{revised}"

    @classmethod
    def of(cls, name: str) -> Part:
        """Return the part of a name without suffix."""
        match = _NAME.fullmatch(name + _SUFFIX)
        assert match is not None  # noqa: S101 - names come from here
        return cls(int(match[1]), int(match[2] or 0))


class Shards:
    """The parts in an archive's folder."""

    def __init__(self, folder: Path) -> None:
        """Look at a folder; nothing is read or written yet."""
        self._folder = folder

    def parts(self) -> list[Part]:
        """Return the parts that exist, in the order in which they were written."""
        return sorted(self._newest(self._in(DOCUMENTS)).values())

    def create(self) -> None:
        """Make the datasets, each with an empty part: no reader meets a folder without files."""
        for dataset in DATASETS:
            (self._folder / dataset).mkdir(parents=True, exist_ok=True)
        if not self.parts():
            self.write(Part(0), {dataset: [] for dataset in DATASETS})

    def repair(self) -> None:
        """Remove what a run that was killed left over. The caller holds the lock."""
        found = self._in(DOCUMENTS)
        newest = set(self._newest(found).values())
        for part in found:
            if part not in newest:
                self._path(DOCUMENTS, part).unlink(missing_ok=True)
        for dataset in DATASETS:
            remove_temporaries(self._folder / dataset)
            for part in self._in(dataset):
                if part not in newest:
                    self._path(dataset, part).unlink(missing_ok=True)

    def append(self, rows: dict[str, list[Row]]) -> Part:
        """Commit rows as the next part; they are safe when this returns.

        Raises:
            OSError: When there is no room, or no permission; then nothing of it is there.
        """
        parts = self.parts()
        part = Part(parts[-1].number + 1 if parts else 0)
        self.write(part, rows)
        return part

    def write(self, part: Part, rows: dict[str, list[Row]]) -> None:
        """Write the files of a part, that of ``documents`` last."""
        import pyarrow as pa

        self._write(
            part,
            {
                dataset: pa.Table.from_pylist(rows[dataset], schema=arrow_schema(dataset))
                for dataset in DATASETS
            },
        )

    def remove_rows(self, part: Part, paths: AbstractSet[str]) -> Part | None:
        """Take all rows of some documents out of a part; return what is left of it, if any."""
        import pyarrow as pa
        import pyarrow.compute as pc

        unwanted = pa.array(sorted(paths), pa.string())
        tables = {}
        for dataset in DATASETS:
            table = self.table(dataset, part)
            tables[dataset] = table.filter(pc.invert(pc.is_in(table["path"], unwanted)))
        left = None
        if tables[DOCUMENTS].num_rows:
            left = Part(part.number, part.revision + 1)
            self._write(left, tables)
        for dataset in reversed(DATASETS):
            self._path(dataset, part).unlink(missing_ok=True)
        return left

    def table(self, dataset: str, part: Part, columns: Sequence[str] | None = None) -> pa.Table:
        """Read one file.

        Raises:
            StanceError: ``archive-damaged`` when it cannot be read.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq

        path = self._path(dataset, part)
        try:
            wanted = None if columns is None else list(columns)
            return pq.read_table(path, columns=wanted, partitioning=None)
        except FileNotFoundError:
            raise
        except (OSError, pa.ArrowException) as error:
            raise damaged(path) from error

    def first_path(self, part: Part) -> str | None:
        """Return the smallest path in a part; None when it is empty."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        path = self._path(DOCUMENTS, part)
        try:
            known = pq.read_schema(path).metadata or {}
        except FileNotFoundError:
            raise
        except (OSError, pa.ArrowException) as error:
            raise damaged(path) from error
        first = known.get(b"stance.first_path")
        return None if first is None else first.decode()

    def rows(self, dataset: str, part: Part) -> Iterator[Row]:
        """Yield the rows of one file, sorted by path and place."""
        for batch in self.table(dataset, part).to_batches(max_chunksize=_ROWS_AT_ONCE):
            yield from batch.to_pylist()

    def _write(self, part: Part, tables: dict[str, Any]) -> None:
        try:
            for dataset in DATASETS:
                self._write_file(dataset, part, tables[dataset])
        except BaseException:
            for dataset in reversed(DATASETS):
                self._path(dataset, part).unlink(missing_ok=True)
            raise

    def _write_file(self, dataset: str, part: Part, table: pa.Table) -> None:
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        order = [("path", "ascending")]
        if dataset == VERDICTS:
            order.append(("index", "ascending"))
        table = table.sort_by(order)
        if dataset == DOCUMENTS and table.num_rows:
            first = pc.min(table["path"]).as_py()
            known = {**(table.schema.metadata or {}), b"stance.first_path": first.encode()}
            table = table.replace_schema_metadata(known)
        write_atomically(
            self._path(dataset, part),
            lambda stream: pq.write_table(
                table, stream, compression="zstd", row_group_size=_ROWS_PER_GROUP
            ),
        )
        sync_folder(self._folder / dataset)

    def _in(self, dataset: str) -> list[Part]:
        folder = self._folder / dataset
        names = (_NAME.fullmatch(path.name) for path in folder.iterdir()) if folder.is_dir() else ()
        return [Part(int(name[1]), int(name[2] or 0)) for name in names if name]

    @staticmethod
    def _newest(parts: Sequence[Part]) -> dict[int, Part]:
        return {part.number: part for part in sorted(parts)}

    def _path(self, dataset: str, part: Part) -> Path:
        return self._folder / dataset / (part.name + _SUFFIX)


def damaged(path: Path) -> StanceError:
    """Return the error of a file of the archive that cannot be read."""
    return StanceError(
        "archive-damaged",
        f"The file {path} of the archive is damaged or missing.",
        "Remove the files of its name from verdicts, documents and errors and run "
        "`stance archive run` again: what was in them is scored anew.",
    )
