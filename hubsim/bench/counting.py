"""Counts of a call that repeat exactly: Python calls made, and memory held at its peak."""

from __future__ import annotations

import cProfile
import gc
import tracemalloc
from collections.abc import Callable
from typing import Any

_MIB = 1024**2


def python_calls(run: Callable[[], Any]) -> int:
    """Return how many Python functions a call enters.

    Built-in ones are left out: some libraries call them more often when others are loaded too. The
    collector is off meanwhile: when it comes by depends on what ran before.
    """
    profile = cProfile.Profile(builtins=False)
    gc.collect()
    gc.disable()
    try:
        profile.runcall(run)
    finally:
        gc.enable()
    # Not by pstats: it takes generated functions of the same name, such as every __init__ of a
    # dataclass, for one, and keeps the count of whichever comes last.
    return sum(int(entry.callcount) for entry in profile.getstats())


def peak_memory_mib(run: Callable[[], Any]) -> int:
    """Return the most memory that a call holds beyond what was held before [MiB], rounded.

    Arrays of numpy are counted, memory that a compiled library takes by itself is not.
    """
    gc.collect()
    tracemalloc.start()
    try:
        run()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return round(peak / _MIB)
