"""A fixed amount of work: what a case takes is told in loops of it, on any machine.

Three parts of about the same time, as hubsim's own work has them: arrays streamed from memory,
arithmetic on a block that stays in the cache, and a chain of reads of which each waits for the last.
Whoever changes the loop changes the unit: raise `hubsim.bench.record.FORMAT_VERSION` with it.
"""

from __future__ import annotations

import resource
import time
from functools import cache

import numpy as np

from hubsim.arrays import FloatArray, IntArray
from hubsim.compiled import compiled

PLACES = 1 << 17
"""Length of the streamed arrays: 1 MB each, together beyond most second-level caches."""
BLOCK = 1 << 10
STREAMS, SWEEPS, HOPS = 220, 50_000, 1 << 18


def cpu_s() -> float:
    """Return the CPU time that this process and its finished children have taken [s]."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def loop_s() -> float:
    """Return the CPU time of one calibration loop [s]."""
    following, first, second, block = _arrays()
    # Of this thread alone: a solver's idle threads may still be spinning when its case has ended.
    begin = time.thread_time()
    _loop(following, first, second, block)
    return time.thread_time() - begin


@cache
def _arrays() -> tuple[IntArray, FloatArray, FloatArray, FloatArray]:
    """Return the arrays of the loop, and compile it: its first call takes no part in any time."""
    order = np.random.default_rng(0).permutation(PLACES).astype(np.int64)
    following = np.empty(PLACES, dtype=np.int64)
    following[order] = np.roll(order, -1)
    arrays = (following, np.ones(PLACES), np.ones(PLACES), np.ones(BLOCK))
    _loop(*arrays)
    return arrays


@compiled
def _loop(following: IntArray, first: FloatArray, second: FloatArray, block: FloatArray) -> float:
    for _ in range(STREAMS):
        for i in range(PLACES):
            first[i] = 0.5 * first[i] + 0.5 * second[i]
    for _ in range(SWEEPS):
        for i in range(BLOCK):
            block[i] = 0.75 * block[i] + 0.25 * block[i] * block[i]
    place, total = 0, 0.0
    for _ in range(HOPS):
        place = following[place]
        total += first[place]
    return float(total + block[0])
