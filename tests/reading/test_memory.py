"""How much memory a process has held, and that it is known though its parent holds more."""

from __future__ import annotations

import subprocess
import sys

import pytest

from stance.reading.memory import PeakWatch, inherited_peak, peak_memory

_HOLD = """
import sys
held = bytearray(b"x" * 200_000_000)
print("held", flush=True)
sys.stdin.read()
"""


def test_our_own_peak_is_known() -> None:
    assert peak_memory() > 5_000_000
    assert inherited_peak() > 5_000_000


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says it of another process")
def test_a_process_is_followed() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        process.stdout.readline()
        watch = PeakWatch(process.pid)
        while not watch.peak:
            pass
        process.stdin.close()
    assert 200_000_000 < watch.end() < 600_000_000


def test_a_process_that_is_gone_has_no_peak() -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    assert PeakWatch(process.pid).end() == 0
