"""Points in processes of this machine, each with one task at a time, so that it is known who died of what.

A worker is a Python of its own that reads a job and a task a line and writes what became of it. It is no
child by fork, so nothing of this process can disturb it, and it needs no guard in the caller's script. It
ends when its input does: a killed driver leaves none behind, and the point that was being done is still
recorded.
"""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from hubsim.errors import HubsimError
from hubsim.sweeps.point import Done, Job, Task, give_up, plain

MAX_DEATHS = 2
"""Processes that a task may cost before it is given up by name."""

THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")


_BEGIN = "import sys; sys.path[:] = {path!r}; from hubsim.sweeps.pool_worker import main; main()"


@dataclass
class _Worker:
    """A process and the task that it has.

    has_begun : whether it has said so; one that never does is not the fault of its task
    """

    process: subprocess.Popen[bytes]
    task: Task | None = None
    has_begun: bool = False

    @classmethod
    def started(cls) -> _Worker:
        """Start a process."""
        environment = {**os.environ, **dict.fromkeys(THREADS, "1")}
        process = subprocess.Popen(  # noqa: S603 - this Python, and nothing that a user wrote
            [sys.executable, "-c", _BEGIN.format(path=sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            start_new_session=True,  # an interrupt at the terminal is the driver's to handle
        )
        return cls(process)

    def give(self, job: Job, task: Task) -> None:
        """Send a line; that the process has died shows when its answer is read."""
        self.task = task
        assert self.process.stdin is not None
        with suppress(OSError):
            message = {"job": plain(job), "task": plain(task)}
            self.process.stdin.write(json.dumps(message).encode() + b"\n")
            self.process.stdin.flush()

    def answer(self) -> bytes:
        """Return a line that it wrote; empty when the process has died."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        return line if line.endswith(b"\n") else b""

    def end(self) -> None:
        """End the process, whatever it does, and wait for it."""
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            with suppress(OSError):
                pipe.close()
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


class Pool:
    """Processes of this machine; they stay for the next job, with all that they have loaded, until `close`.

    n_workers : how many
    """

    def __init__(self, n_workers: int) -> None:
        self._n_workers = n_workers
        self._selector = selectors.DefaultSelector()
        self._workers: list[_Worker] = []
        self._waiting: deque[Task] = deque()
        self._deaths: Counter[tuple[int, str | None]] = Counter()

    @property
    def pids(self) -> list[int]:
        """Ids of the processes that live."""
        return [worker.process.pid for worker in self._workers]

    def run(self, job: Job, tasks: Iterable[Task]) -> Iterator[Done]:
        """Yield what became of each task, as it is done; processes that die are replaced.

        Raises
        ------
        HubsimError
            when a process ends before it has begun.
        """
        self._waiting.extend(tasks)
        self._deaths.clear()
        try:
            for worker in list(self._workers):
                if worker.process.poll() is not None:
                    self._end(worker)
            while self._waiting and len(self._workers) < self._n_workers:
                self._start()
            for worker in self._workers:
                self._give(worker, job)
            while any(worker.task is not None for worker in self._workers):
                for ready, _ in self._selector.select():
                    done = self._heard(ready.data, job)
                    if done is not None:
                        yield done
        finally:
            if self._waiting or any(worker.task is not None for worker in self._workers):
                self.close()  # left before the end

    def close(self) -> None:
        """End all processes, whatever they do."""
        for worker in list(self._workers):
            self._end(worker)
        self._waiting.clear()

    def _heard(self, worker: _Worker, job: Job) -> Done | None:
        """Take notice of what a process wrote, or that it died, and give it, or its heir, a task."""
        line, task = worker.answer(), worker.task
        if line and not worker.has_begun:
            worker.has_begun = True
            return None
        if task is None:  # it died of nothing that it was given
            self._end(worker)
            return None
        if line:
            done: Done | None = Done(**json.loads(line))
        else:
            done = self._mourned(worker, job, task)
            worker = self._start()
        worker.task = None
        self._give(worker, job)
        return done

    def _mourned(self, worker: _Worker, job: Job, task: Task) -> Done | None:
        """Take a dead process away; return that its task is given up, or put it at the front again."""
        self._end(worker)
        code = worker.process.returncode
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        if not worker.has_begun:
            raise HubsimError(f"a process of the pool ended by {how} before it had begun")
        own = (task.number, task.layout)
        self._deaths[own] += 1
        if self._deaths[own] < MAX_DEATHS:
            self._waiting.appendleft(task)
            return None
        return give_up(job, task, f"ended {MAX_DEATHS} processes that did it, the last by {how}")

    def _start(self) -> _Worker:
        worker = _Worker.started()
        self._workers.append(worker)
        assert worker.process.stdout is not None
        self._selector.register(worker.process.stdout, selectors.EVENT_READ, worker)
        return worker

    def _end(self, worker: _Worker) -> None:
        assert worker.process.stdout is not None
        self._selector.unregister(worker.process.stdout)
        self._workers.remove(worker)
        worker.end()

    def _give(self, worker: _Worker, job: Job) -> None:
        if self._waiting:
            worker.give(job, self._waiting.popleft())
