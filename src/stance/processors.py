"""How many processors there are, and how many threads linear algebra may start."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager
from importlib import import_module
from typing import Any


def one_thread() -> AbstractContextManager[Any]:
    """Keep linear algebra to one thread: on small matrices more only wait for each other."""
    # Loaded first, since the limit holds for the libraries that are there.
    for needed in ("scipy.optimize", "sklearn.linear_model"):
        import_module(needed)
    from threadpoolctl import threadpool_limits

    limits: AbstractContextManager[Any] = threadpool_limits(1, user_api="blas")
    return limits


def cores() -> int:
    """Return how many processors this program may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1
