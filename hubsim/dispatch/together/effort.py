"""What operating together took, counted and timed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Effort:
    """What operating together took, for the manifest.

    windows : planned windows; solves : of all windows, corrections included
    iterations : simplex iterations; rows, columns : of the largest window without network limits
    cuts : rows of network limits that were written; checks : AC power flows of a window's plan
    unconfirmed : windows in which AC still found a limit broken at the end
    integer_windows : plans in which machines had to be chosen off or at their least
    below_least : times a machine had to be let run below its least, in plans made and made again
    integer_gap : the most that such a choice may cost, as a share of a window's cost
    watched : ids of the network elements and buses whose limit the optimiser came to know
    solve_s, network_s : time in the solver, and of that and everything else what network limits took
    """

    windows: int = 0
    solves: int = 0
    iterations: int = 0
    rows: int = 0
    columns: int = 0
    cuts: int = 0
    checks: int = 0
    unconfirmed: int = 0
    integer_windows: int = 0
    integer_gap: float = 0.0
    below_least: int = 0
    watched: tuple[str, ...] = ()
    solve_s: float = field(default=0.0, compare=False)
    network_s: float = field(default=0.0, compare=False)

    @contextmanager
    def timed(self, *clocks: str) -> Iterator[None]:
        """Add the time that something takes to these clocks."""
        begin = time.perf_counter()
        yield
        for name in clocks:
            setattr(self, name, getattr(self, name) + time.perf_counter() - begin)
