"""The one family of errors that the program shows to people."""

from __future__ import annotations


class StanceError(Exception):
    """Something the user can understand and act on.

    The library raises it; only the command line prints it and exits.

    Attributes:
        code: Short stable name, for searching and for tests (``model-damaged``).
        message: What is wrong, in one sentence.
        remedy: What to do next, in one sentence; may be empty.
        exit_code: 1 when an input failed, 2 when the command line is wrong.
    """

    def __init__(self, code: str, message: str, remedy: str = "", *, exit_code: int = 1) -> None:
        """Keep the parts; ``str(error)`` is the message followed by the remedy."""
        super().__init__(f"{message} {remedy}".strip())
        self.code = code
        self.message = message
        self.remedy = remedy
        self.exit_code = exit_code
