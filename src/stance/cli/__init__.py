"""The command line: it parses, calls, prints, and knows nothing else.

Nothing heavy is imported by any module of this package when it is imported; each command imports
what it needs when it runs, so that ``stance --help`` answers at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from stance.errors import StanceError

_INTERRUPTED = 130
_DEBUG = "STANCE_DEBUG"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; the one place where errors are printed.

    Args:
        arguments: Those after the name of the program; from the command line by default.
    """
    from stance.cli.app import app

    try:
        app(args=None if arguments is None else list(arguments), prog_name="stance")
    except SystemExit as finished:
        return finished.code if isinstance(finished.code, int) else int(bool(finished.code))
    except KeyboardInterrupt:
        return _INTERRUPTED
    except StanceError as error:
        if debugging():
            raise
        _complain(f"error: {error.message}", error.remedy)
        return error.exit_code
    except OSError as error:  # A full disk, a folder without permission: nobody's bug.
        if debugging():
            raise
        _complain(f"error: {describe(error)}")
        return 1
    except Exception as error:
        if debugging():
            raise
        _complain(
            f"error: {describe(error)}",
            f"This should not happen: please report it, with what {_DEBUG}=1 prints.",
        )
        return 1
    return 0


def describe(error: Exception) -> str:
    """Return an unforeseen error in one line."""
    if isinstance(error, OSError) and error.strerror:
        place = f": {error.filename}" if error.filename else ""
        return f"{error.strerror}{place}"
    said = " ".join(str(error).split())
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def debugging() -> bool:
    """Tell whether tracebacks are wanted."""
    return bool(os.environ.get(_DEBUG))


def _complain(*lines: str) -> None:
    try:
        sys.stderr.write("".join(f"{line}\n" for line in lines if line))
        sys.stderr.flush()
    except OSError:
        pass  # Nobody listens; the exit code still tells.
