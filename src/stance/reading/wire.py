"""Messages between the reading worker and the program: length, then JSON.

JSON and not pickle: the worker reads hostile files, and whoever takes it over must not be able to
run code in the program that asked.
"""

from __future__ import annotations

import json
from typing import IO, Any

from stance.schema import Block, BlockKind, Document, Emphasis, Run, Status

_LENGTH_BYTES = 4
# Far above the largest Document that the limits allow.
_MAX_MESSAGE = 400_000_000


def send(stream: IO[bytes], message: object) -> None:
    """Write one message. Lone surrogates survive, because JSON escapes them."""
    body = json.dumps(message, separators=(",", ":")).encode("ascii")
    stream.write(len(body).to_bytes(_LENGTH_BYTES, "big"))
    stream.write(body)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:  # noqa: ANN401 - JSON has no narrower type
    """Read one message.

    Raises:
        EOFError: The other side is gone.
        ValueError: What came is not a message.
    """
    length = int.from_bytes(_exactly(stream, _LENGTH_BYTES), "big")
    if length > _MAX_MESSAGE:
        raise ValueError("message too long")
    return json.loads(_exactly(stream, length))


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data


def pack_document(document: Document) -> dict[str, Any]:
    """Return a Document as plain lists."""
    return {
        "name": document.name,
        "status": document.status.value,
        "detail": document.detail,
        "text": document.text,
        "blocks": [
            [
                block.kind.value,
                block.start,
                block.end,
                block.page,
                block.level,
                block.marker,
                block.body_start,
                block.table,
                block.row,
                block.column,
            ]
            for block in document.blocks
        ],
        "emphases": [[item.start, item.end, item.style] for item in document.emphases],
        "runs": [[run.start, run.end, run.source, run.page] for run in document.runs],
        "furniture": list(document.furniture),
        "unread_pages": list(document.unread_pages),
    }


def unpack_document(message: dict[str, Any]) -> Document:
    """Build the Document from what ``pack_document`` made.

    Raises:
        ValueError: Or ``TypeError`` or ``KeyError``: the message is not such a thing.
    """
    return Document(
        name=str(message["name"]),
        status=Status(message["status"]),
        detail=str(message["detail"]),
        text=str(message["text"]),
        blocks=tuple(Block(_KINDS[kind], *rest) for kind, *rest in message["blocks"]),
        emphases=tuple(Emphasis(*item) for item in message["emphases"]),
        runs=tuple(Run(*item) for item in message["runs"]),
        furniture=tuple(map(str, message["furniture"])),
        unread_pages=tuple(map(int, message["unread_pages"])),
    )


_KINDS = {kind.value: kind for kind in BlockKind}
