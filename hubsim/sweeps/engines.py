"""Who does the points: this process, processes of this machine, or Dask. The same bytes from all."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Protocol

from hubsim.errors import UsageError
from hubsim.sweeps.cluster import Cluster
from hubsim.sweeps.point import Done, Job, Task
from hubsim.sweeps.pool import Pool
from hubsim.sweeps.serial import Serial

MAX_WORKERS = 1024


class Engine(Protocol):
    """Does the tasks of a job, and of another after it; what it starts stays until it is closed."""

    def run(self, job: Job, tasks: Iterable[Task]) -> Iterator[Done]:
        """Yield what became of each task, once, in any order."""

    def close(self) -> None:
        """End what was started to do them."""


def engine_of(workers: int | None, dask: str | None) -> Engine:
    """Return the engine that is asked for: a pool with a process for every core by default.

    workers : processes; 0 does all in this one
    dask : address of a scheduler, or ``local``

    Raises
    ------
    UsageError
        when there cannot be so many workers.
    """
    if workers is not None and not 0 <= workers <= MAX_WORKERS:
        raise UsageError(f"--workers {workers}: from 0, all in one process, to {MAX_WORKERS}")
    n_workers = n_cores() if workers is None else workers
    if dask is not None:
        return Cluster(dask, max(1, n_workers))
    return Pool(n_workers) if n_workers else Serial()


def n_cores() -> int:
    """Return the cores that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1
