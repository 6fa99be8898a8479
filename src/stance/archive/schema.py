"""The tables that an archive holds: their columns, what each means, and the version of it all.

Three Parquet datasets, each a folder of files: ``documents/`` has one row for every input,
``verdicts/`` one for every exchange, ``errors/`` one for every input that could not be scored.
They join on ``path``. Columns are only ever added within a version.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from stance.schema import Status

if TYPE_CHECKING:
    import pyarrow as pa

Row: TypeAlias = dict[str, Any]

VERSION = 1
DOCUMENTS, VERDICTS, ERRORS = "documents", "verdicts", "errors"
DATASETS = (VERDICTS, ERRORS, DOCUMENTS)

# What can become of an input beside the statuses of reading.
CANNOT_READ = "cannot_read"
REFUSED = "refused"
LEFT_OUT = "left_out"

SCORED = frozenset({Status.OK.value, Status.NO_ANSWER.value})
"""Read to the end, whatever was found."""

STATUSES = (*(status.value for status in Status), CANNOT_READ, REFUSED, LEFT_OUT)
"""All that ``status`` can be, in the order in which people are told."""

FAILED = tuple(status for status in STATUSES if status not in SCORED and status != LEFT_OUT)
"""Those that have a row in ``errors``."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its type (a key of ``arrow_type``) and what it says."""

    name: str
    kind: str
    meaning: str


_PATH = Column("path", "string", "The input's path below its source; see names.py for odd ones.")
_SHA256 = Column("sha256", "string", "SHA-256 of the content that was read; null if none was.")
_FACTS = (
    Column("municipality", "string", "The municipality, as the document says."),
    Column("body", "string", "The body that answers."),
    Column("case_number", "string", "The document's case number."),
    Column("date", "string", "The document's date, YYYY-MM-DD."),
)
_STATUS = (
    Column("size", "int64", "Bytes; null where the input could not be opened."),
    Column("status", "string", f"One of: {', '.join(STATUSES)}."),
    Column("detail", "string", "What is wrong and what to do; empty for ok."),
    Column("container", "string", "The zip or tar file that it was in; null for a plain file."),
)

COLUMNS: dict[str, tuple[Column, ...]] = {
    DOCUMENTS: (
        _PATH,
        _SHA256,
        *_STATUS,
        *_FACTS,
        Column("title", "string", "The document's title."),
        Column("exchanges", "int32", "How many rows it has in verdicts."),
        Column("unread_pages", "list<int32>", "Pages without usable text."),
        Column("audit", "string", "The audit report that --audits paired with it."),
        Column("audit_by", "string", "What they were paired by: case_number, title or date."),
        Column("model", "string", "Name and version of the model."),
        Column("fingerprint", "string", "Model, settings and program: equal means comparable."),
    ),
    VERDICTS: (
        _PATH,
        _SHA256,
        Column("index", "int32", "Place among the document's exchanges, from 0."),
        Column("document", "string", "The same as path."),
        Column("id", "string", "The id of a pair; null for documents."),
        *_FACTS,
        Column("kind", "string", "recommendation or finding."),
        Column("recommendation", "string", "What the auditors ask for."),
        Column("recommendation_span", "list<int32>", "Its place in the text: start, end."),
        Column("recommendation_page", "int32", "Its page, from 1."),
        Column("response", "string", "The answer; null when there is none."),
        Column("response_spans", "list<list<int32>>", "Its places in the text."),
        Column("response_page", "int32", "The page on which it begins."),
        Column("stance", "string", "The verdict."),
        Column("probability", "double", "The probability of that stance."),
        Column("probabilities", "map<string, double>", "The probability of each stance."),
        Column("reason", "string", "Why, where the stance has reasons."),
        Column("commitment", "string", "concrete, vague or none."),
        Column("measure", "string", "What is to be done."),
        Column("deadline", "string", "By when, in the document's words."),
        Column("deadline_date", "string", "The same as a date, YYYY-MM-DD."),
        Column("responsible", "string", "Who is to do it."),
        Column("evidence", "evidence", "The sentences that carried the verdict."),
        Column("weak", "bool", "A weak answer by the guideline."),
        Column("review", "bool", "Uncertain: a person should look."),
        Column("model", "string", "Name and version of the model."),
        Column("by_reference", "bool", "It only points to an attachment that is not there."),
        Column("context_before", "string", "Up to 200 characters before the answer."),
        Column("context_after", "string", "Up to 200 characters after the answer."),
        Column("more", "string", "Keys of the contract that are younger than this table, as JSON."),
    ),
    ERRORS: (_PATH, _SHA256, *_STATUS),
}


@cache
def arrow_schema(dataset: str) -> pa.Schema:
    """Return the Arrow schema of a dataset, with its version and the meaning of each column."""
    import pyarrow as pa

    fields = [
        pa.field(
            column.name,
            _arrow_type(column.kind),
            nullable=column.name != "path",
            metadata={"description": column.meaning},
        )
        for column in COLUMNS[dataset]
    ]
    return pa.schema(fields, metadata={"stance.schema_version": str(VERSION)})


def _arrow_type(kind: str) -> pa.DataType:
    import pyarrow as pa

    whole = pa.int32()
    return {
        "string": pa.string(),
        "int32": whole,
        "int64": pa.int64(),
        "double": pa.float64(),
        "bool": pa.bool_(),
        "list<int32>": pa.list_(whole),
        "list<list<int32>>": pa.list_(pa.list_(whole)),
        "map<string, double>": pa.map_(pa.string(), pa.float64()),
        "evidence": pa.list_(
            pa.struct([("text", pa.string()), ("span", pa.list_(whole)), ("weight", pa.float64())])
        ),
    }[kind]
