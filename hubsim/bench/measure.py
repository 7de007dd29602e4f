"""A case measured: counted once, then timed between calibration loops."""

from __future__ import annotations

import gc
from statistics import median

from hubsim.bench.calibration import cpu_s, loop_s
from hubsim.bench.case import Case
from hubsim.bench.record import Measured

ENOUGH_S = 2.0
"""A case whose runs together take less is run more often, since a short time is a noisy one."""
MOST = 6
"""At most so many times as often."""

LOOPS = 5
"""Calibration loops between two runs."""


def measure(case: Case, repeat: int) -> Measured:
    """Return the counts of a case and its time, the best of at least `repeat` runs.

    The first run is not timed: it imports and compiles. The best run is divided by the loop at the
    lower tenth of all that ran around the runs: the median follows whoever else is on the machine,
    and the best is decided by one lucky moment.
    """
    work = case.prepare()
    counts = work.count(work.run())
    loops = [loop_s() for _ in range(LOOPS)]
    runs: list[float] = []
    while len(runs) < repeat or (sum(runs) < ENOUGH_S and len(runs) < MOST * repeat):
        gc.collect()
        begin = cpu_s()
        work.run()
        runs.append(cpu_s() - begin)
        loops += [loop_s() for _ in range(LOOPS)]
    best, loop = min(runs), sorted(loops)[len(loops) // 10]
    return Measured(
        counts=counts,
        time_loops=best / loop,
        spread_loops=(median(runs) - best) / loop,
        best_s=best,
        loop_s=loop,
        runs=len(runs),
    )
