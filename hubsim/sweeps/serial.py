"""Points one after the other, in this process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hubsim.sweeps.point import Done, Job, Task, work


class Serial:
    """Does every task itself."""

    def run(self, job: Job, tasks: Iterable[Task]) -> Iterator[Done]:
        """Yield what became of each task."""
        for task in tasks:
            yield work(job, task)

    def close(self) -> None:
        """Nothing was started."""
