"""Runs the page on this machine, for this machine only."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Callable
from contextlib import suppress

import uvicorn

from stance.errors import StanceError
from stance.review.job import RetrainingJob
from stance.review.session import ReviewSession
from stance.review.web.app import Page, guarded_app
from stance.review.web.guard import Keys

_LOOPBACK = "127.0.0.1"
_GRACE = 2


class ReviewServer:
    """The page behind an address; ``run`` answers until it is stopped."""

    def __init__(
        self,
        session: ReviewSession,
        job: RetrainingJob,
        *,
        port: int = 0,
        language: str = "sv",
        retrain_after: int = 20,
    ) -> None:
        """Take an address.

        Args:
            session: The reviewer at work.
            job: What retrains.
            port: The port; 0 for any that is free.
            language: ``sv`` or ``en``.
            retrain_after: After how many corrections a retraining is tried; 0 for never.

        Raises:
            StanceError: ``port-taken`` when the port cannot be had.
        """
        self._socket = _bound(port)
        self.keys = Keys(self._socket.getsockname()[1])
        self._job = job
        page = Page(session, self.keys, job, language, retrain_after)
        self._server = uvicorn.Server(
            uvicorn.Config(
                guarded_app(page),
                log_level="warning",
                access_log=False,
                server_header=False,
                proxy_headers=False,
                lifespan="off",
                ws="none",
                timeout_graceful_shutdown=_GRACE,
            )
        )

    @property
    def link(self) -> str:
        """The address that opens the page, once."""
        return self.keys.link

    def run(self, ready: Callable[[], object] | None = None) -> None:
        """Answer until ``stop``, or until the program is interrupted.

        Args:
            ready: Called when the address is open: browsers that come now wait for the answer.
        """
        self._socket.listen()
        if ready is not None:
            ready()
        if threading.current_thread() is threading.main_thread():
            # So that a polite kill ends the training too.
            signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            with suppress(KeyboardInterrupt):  # This is how it is meant to end.
                self._server.run(sockets=[self._socket])
        finally:
            self._job.stop()
            self._socket.close()

    def stop(self) -> None:
        """End ``run`` from another thread."""
        self._server.should_exit = True


def _bound(port: int) -> socket.socket:
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # Elsewhere it would let other programs share the port.
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((_LOOPBACK, port))
    except (OSError, OverflowError) as error:
        bound.close()
        raise StanceError(
            "port-taken",
            f"Port {port} cannot be had: {getattr(error, 'strerror', None) or error}.",
            "Leave out --port to take any that is free.",
            exit_code=2,
        ) from error
    return bound
