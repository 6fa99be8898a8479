"""The process that reads hostile files: it may crash, hang or eat memory without harm.

It answers requests on its standard input until that closes. ``pool`` starts it.
"""

from __future__ import annotations

import contextlib
import os
from typing import IO, Any

from stance.errors import StanceError
from stance.reading.limits import Limits
from stance.reading.memory import inherited_peak, peak_memory
from stance.reading.read import read_document
from stance.reading.wire import pack_document, receive, send

try:
    import resource
except ImportError:  # Windows has no such limits.
    resource = None  # type: ignore[assignment]


def main() -> None:
    """Serve until the parent closes the pipe or dies."""
    requests, answers = claim_pipes()
    try:
        limits = Limits(**receive(requests))
        _limit_process(limits)
        send(answers, {"floor": inherited_peak()})
        while True:
            path = receive(requests)
            send(answers, _answer(path, limits))
    except (EOFError, BrokenPipeError):
        return


def _answer(path: str, limits: Limits) -> dict[str, Any]:
    """Read one file; errors that the user can act on cross the pipe as their parts."""
    try:
        document = read_document(path, limits=limits)
    except StanceError as error:
        return {"error": [error.code, error.message, error.remedy]}
    return {"document": pack_document(document), "peak": peak_memory()}


def claim_pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Take the pipes for messages, so that no library can print into them."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    with open(os.devnull, "rb") as nothing:  # noqa: PTH123 - a descriptor is wanted
        os.dup2(nothing.fileno(), 0)
    os.dup2(2, 1)
    return requests, answers


def _limit_process(limits: Limits) -> None:
    """Bound memory, and write no core files when a parser crashes."""
    if resource is None:
        return
    for kind, most in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CORE, 0),
    ):
        # Some platforms know the limit and refuse it; the time limit still holds there.
        with contextlib.suppress(ValueError, OSError):
            hard = resource.getrlimit(kind)[1]
            most = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(kind, (most, hard))


if __name__ == "__main__":
    main()
