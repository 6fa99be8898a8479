"""The committed rows of an archive as views of a DuckDB database.

Only the parts that ``Shards`` names are read: beside them a run that was killed may have left
files that do not count.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from stance.archive.folder import read_manifest
from stance.archive.schema import DOCUMENTS, VERDICTS
from stance.archive.shards import Shards, damaged
from stance.errors import StanceError

_TRIES = 5
_SUFFIX = ".parquet"
# A file's name is no pattern, whatever signs are in it.
_PATTERN = re.compile(r"([\[\]*?])")
# Exchanges count once for each document's content: a copy under another name adds rows, but no
# evidence, so copies are one cluster.
_EXCHANGES = """
    hash(coalesce(sha256, path)) AS cluster, path, "index" AS place, document, id,
    coalesce(municipality, '') AS municipality, coalesce(body, '') AS body,
    CASE WHEN regexp_full_match(date, '[0-9]{4}-.*') THEN date[1:4] ELSE '' END AS year,
    coalesce(kind, '') AS kind, coalesce(reason, '') AS reason, coalesce(stance, '') AS stance,
    coalesce(commitment, '') AS commitment, coalesce(model, '') AS model,
    coalesce(weak, false) AS weak, coalesce(review, false) AS review, probabilities,
    recommendation, response
"""


class Tables:
    """An archive's tables; see ``open_tables``."""

    def __init__(self, connection: Any) -> None:  # noqa: ANN401 - duckdb has no types
        """Use a connection that has the views ``exchange`` and ``document``."""
        self._connection = connection

    def rows(self, query: str, **values: object) -> list[tuple[Any, ...]]:
        """Return all rows of a query; ``$name`` in it stands for a value."""
        found: list[tuple[Any, ...]] = self._connection.execute(query, values or None).fetchall()
        return found

    def mappings(self, query: str, **values: object) -> list[Mapping[str, Any]]:
        """Return all rows of a query by the names of their columns."""
        cursor = self._connection.execute(query, values or None)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@contextmanager
def open_tables(folder: Path) -> Iterator[Tables]:
    """Open an archive for queries.

    The view ``exchange`` has a row for each exchange, texts that are not known being empty, with
    ``cluster`` a number for the document's content; ``verdict`` and ``document`` are the tables as
    they are.

    Raises:
        StanceError: When it is no archive, a part is damaged, or a run replaces one meanwhile.
    """
    import duckdb

    read_manifest(folder)
    with (
        tempfile.TemporaryDirectory(prefix="stance-summary-") as spill,
        duckdb.connect(
            config={
                "temp_directory": spill,
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
            }
        ) as connection,
    ):
        try:
            _with_views(connection, folder)
            yield Tables(connection)
        except duckdb.IOException as error:
            raise _unreadable(folder) from error
        except (duckdb.InvalidInputException, duckdb.BinderException) as error:
            raise _unreadable(folder) from error


def _with_views(connection: Any, folder: Path) -> None:  # noqa: ANN401
    """Make the views; a run may take a part away between the look at the list and the reading."""
    import duckdb

    for attempt in range(_TRIES):
        try:
            verdicts = _relation(connection, folder, VERDICTS)
            documents = _relation(connection, folder, DOCUMENTS)
        except duckdb.IOException:
            if attempt == _TRIES - 1:
                raise
            continue
        verdicts.create_view("verdict")
        documents.create_view("document")
        verdicts.project(_EXCHANGES).create_view("exchange")
        return


def _relation(connection: Any, folder: Path, dataset: str) -> Any:  # noqa: ANN401
    files = _files(folder, dataset)
    if not files:
        raise StanceError(
            "archive-damaged",
            f"The archive {folder} has no parts.",
            "Run `stance archive run` again with the same --out.",
        )
    escaped = [_PATTERN.sub(r"[\1]", str(path)) for path in files]
    return connection.read_parquet(escaped, union_by_name=True, hive_partitioning=False)


def _files(folder: Path, dataset: str) -> list[Path]:
    return [folder / dataset / (part.name + _SUFFIX) for part in Shards(folder).parts()]


def _unreadable(folder: Path) -> StanceError:
    """Find the file that cannot be read; when all can, a run has changed the archive."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    for dataset in (DOCUMENTS, VERDICTS):
        for path in _files(folder, dataset):
            try:
                pq.read_table(path, columns=["path"], partitioning=None)
            except (OSError, pa.ArrowException):
                return damaged(path)
    return StanceError(
        "archive-changed",
        f"A run has changed the archive {folder} while it was read.",
        "Read it again when the run is done.",
    )
