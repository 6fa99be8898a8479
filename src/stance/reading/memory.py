"""How much memory a process has held at most: our own, or one that we started."""

from __future__ import annotations

import sys
from threading import Event, Thread

try:
    import resource
except ImportError:  # Windows does not count it.
    resource = None  # type: ignore[assignment]

# A process takes some tenths of a second to fill the memory that it may have.
_LOOK_SECONDS = 0.02


def peak_memory() -> int:
    """Return the most bytes that this process has held so far; 0 where it is not known."""
    return _peak_of("self") or inherited_peak()


def inherited_peak() -> int:
    """Return the peak as the system reports it to the parent at the end.

    On Linux it begins with what the parent held when it started this process.
    """
    if resource is None:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _peak_of(process: int | str) -> int:
    try:
        with open(f"/proc/{process}/status", "rb") as status:  # noqa: PTH123 - called often
            for line in status:
                if line.startswith(b"VmHWM:"):
                    return int(line.split()[1]) * 1024
    except (OSError, ValueError):
        pass
    return 0


class PeakWatch:
    """Follows the memory of a process whose own count, which the system keeps, begins too high.

    What the system reports at a process's end is at least what its parent held when it started it.
    Where that is more than the process may have, only looking at it while it lives can tell
    whether it died of a lack of memory.

    Attributes:
        peak: The most bytes seen so far; 0 where that cannot be told.
    """

    def __init__(self, pid: int) -> None:
        """Look at a process from now on."""
        self._pid = pid
        self.peak = 0
        self._done = Event()
        self._thread = Thread(target=self._follow, daemon=True)
        self._thread.start()

    def end(self) -> int:
        """Stop looking and return the peak."""
        self._done.set()
        self._thread.join()
        return self.peak

    def _follow(self) -> None:
        while not self._done.wait(_LOOK_SECONDS):
            peak = _peak_of(self._pid)
            if not peak:  # It is gone, or this system does not say.
                return
            self.peak = max(self.peak, peak)
