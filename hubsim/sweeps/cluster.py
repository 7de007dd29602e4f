"""Points on a Dask cluster: one at an address, or one of this machine made for the sweep.

The workers need the same folder for scenario, inputs and results, as the nodes of a cluster have.
"""

from __future__ import annotations

import logging
import os
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

from hubsim.errors import HubsimError, MissingError
from hubsim.sweeps.point import Done, Job, Task, give_up, work
from hubsim.sweeps.pool import MAX_DEATHS, THREADS

LOCAL = "local"


class Cluster:
    """A Dask cluster.

    address : of its scheduler, or ``local`` for processes of this machine
    n_workers : of a local one
    """

    def __init__(self, address: str, n_workers: int) -> None:
        self._address = address
        self._n_workers = n_workers
        self._client: Any = None
        self._own: Any = None

    def run(self, job: Job, tasks: Iterable[Task]) -> Iterator[Done]:
        """Yield what became of each task, as it is done.

        Raises
        ------
        MissingError
            when the extra is not installed.
        HubsimError
            when the scheduler cannot be reached.
        """
        try:
            import dask
            from distributed import as_completed
            from distributed.scheduler import KilledWorker
        except ImportError:
            raise MissingError("--dask needs the extra: pip install 'hubsim[dask]'") from None
        os.environ.update(dict.fromkeys(THREADS, "1"))
        with dask.config.set({"distributed.scheduler.allowed-failures": MAX_DEATHS - 1}):
            client = self._connected()
        waiting, sent = deque(tasks), dict[str, Task]()
        futures: Any = as_completed()

        def top_up() -> None:
            # One task a thread, so that nobody is blamed for a neighbour; a cluster may grow.
            n_threads = sum(client.nthreads().values())
            while waiting and len(sent) < max(1, n_threads):
                task = waiting.popleft()
                future = client.submit(work, job, task, pure=False)
                sent[future.key] = task
                futures.add(future)

        try:
            top_up()
            for future in futures:
                task = sent.pop(future.key)
                try:
                    done: Done = future.result()
                except KilledWorker:
                    done = give_up(job, task, "ended the Dask workers that did it")
                future.release()
                top_up()
                yield done
        finally:
            if sent:
                self.close()  # left before the end

    def close(self) -> None:
        """Leave the cluster; one that was made here ends."""
        for one in (self._client, self._own):
            if one is not None:
                one.close()
        self._client = self._own = None

    def _connected(self) -> Any:
        from distributed import Client, LocalCluster

        if self._client is None and self._address == LOCAL:
            self._own = LocalCluster(
                n_workers=self._n_workers,
                threads_per_worker=1,
                dashboard_address=None,
                silence_logs=logging.ERROR,
            )
            self._client = Client(self._own)
        elif self._client is None:
            try:
                self._client = Client(self._address, timeout="10s")
            except (OSError, ValueError) as error:
                raise HubsimError(f"no Dask scheduler at {self._address}: {error}") from None
        return self._client
