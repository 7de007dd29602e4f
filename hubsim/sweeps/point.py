"""One point for one layout: found, or simulated and recorded. What every engine hands out.

The scenario file is parsed once a process; series, networks and kernels are kept by their own modules. A
record depends on nothing but its point: not on the process, its history or the time.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, Literal

from hubsim.caching import file_sha256
from hubsim.errors import HubsimError, ResultError, ScenarioError
from hubsim.pipeline import run
from hubsim.results import Run
from hubsim.scenario.load import ScenarioFile
from hubsim.scenario.plan import drop_unused_series
from hubsim.scenario.schema import Scenario
from hubsim.scenario.sweep import Sweep
from hubsim.simulation import Simulated, simulate
from hubsim.sweeps.definition import Definition
from hubsim.sweeps.folder import RUNS, SweepFolder
from hubsim.sweeps.identity import point_hash, unresolved_hash

_ALONE = Lock()
"""A process does one point at a time, whatever its engine's threads."""

_last: list[int] = []
"""The point that this process did last."""


@dataclass(frozen=True)
class Job:
    """What all points of a sweep have in common; plain data, so that it can be sent anywhere.

    file, sha256 : the scenario file and the hash of its content
    folder : of the sweep; identity : hash of its definition
    retry : whether points that failed are done again
    """

    file: str
    sha256: str
    overrides: tuple[str, ...]
    folder: str
    identity: str
    retry: bool

    @classmethod
    def of(cls, definition: Definition, folder: SweepFolder, *, retry: bool) -> Job:
        """Return the job of a sweep."""
        path = definition.file.path.absolute()
        return cls(
            file=str(path),
            sha256=file_sha256(path),
            overrides=definition.overrides,
            folder=str(folder.path.absolute()),
            identity=definition.identity,
            retry=retry,
        )


@dataclass(frozen=True)
class Task:
    """A point for a layout. drawn : path -> value."""

    number: int
    layout: str | None
    drawn: dict[str, Any]


Status = Literal["done", "found", "failed", "stopped"]


@dataclass(frozen=True)
class Done:
    """What became of a task.

    status : done, found finished before, failed by name, or stopped: nothing more can be recorded
    key : name of its record; error : class and message of what went wrong
    seconds, cpu_seconds : spent on it; memory_mb : of the process when it was done
    """

    number: int
    layout: str | None
    key: str
    status: Status
    error: str = ""
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    memory_mb: float = 0.0


def work(job: Job, task: Task) -> Done:
    """Do a task. It raises nothing that a point could cause: a failure is a record of its own."""
    with _ALONE:
        if _last != [task.number]:
            # The layouts of a point have series in common; those of earlier points have been used up.
            drop_unused_series()
            _last[:] = [task.number]
        begin, begin_cpu = time.perf_counter(), time.process_time()
        try:
            key, status, error = _worked(job, task)
        except (ResultError, OSError) as problem:
            key, status, error = "", "stopped", str(problem)
        spent = round(time.perf_counter() - begin, 4)
        cpu = round(time.process_time() - begin_cpu, 4)
        return Done(task.number, task.layout, key, status, error, spent, cpu, memory_mb())


def give_up(job: Job, task: Task, reason: str) -> Done:
    """Record that a task ended every process that did it."""
    try:
        file, sweep = _opened(job)
        try:
            scenario = _scenario(file, sweep, job, task)
            key = point_hash(scenario, sweep.keep)
        except ScenarioError:
            key = unresolved_hash(job.identity, task.layout, task.drawn)
        content = {"error": "WorkerDied", "message": reason, "exit_code": 1}
        SweepFolder(Path(job.folder)).write_error(key, content)
    except (ResultError, OSError) as problem:
        return Done(task.number, task.layout, "", "stopped", str(problem))
    return Done(task.number, task.layout, key, "failed", f"WorkerDied: {reason}")


def _worked(job: Job, task: Task) -> tuple[str, Status, str]:
    folder = _folder(job.folder)
    file, sweep = _opened(job)
    try:
        scenario = _scenario(file, sweep, job, task)
    except ScenarioError as error:
        key = unresolved_hash(job.identity, task.layout, task.drawn)
        return key, "failed", _failed(folder, key, error)
    key = point_hash(scenario, sweep.keep)
    if folder.has(key):
        return key, "found", ""
    if folder.failed(key) and not job.retry:
        record = folder.error(key)
        return key, "failed", f"{record['error']}: {record['message']}"
    try:
        record = _simulated(scenario, folder, key, sweep)
    except ResultError:
        raise
    except HubsimError as error:
        return key, "failed", _failed(folder, key, error)
    # A bug in one point is named like any failure, and must not cost the other points.
    except Exception as error:  # noqa: BLE001
        return key, "failed", _failed(folder, key, error)
    folder.write_summary(key, record)
    return key, "done", ""


def _scenario(file: ScenarioFile, sweep: Sweep, job: Job, task: Task) -> Scenario:
    """Return the scenario of a task, without the study of how much more fits."""
    found = file.scenario(task.layout, job.overrides, sweep.paths(task.drawn))
    return found.model_copy(update={"headroom": None})


def _simulated(scenario: Scenario, folder: SweepFolder, key: str, sweep: Sweep) -> dict[str, Any]:
    """Return the record of a point, simulated now; its whole run is stored where it is to be kept."""
    done: Run | Simulated
    if sweep.keep == "run":
        folder.clear(key)
        done = run(scenario, folder.point(key) / RUNS)
    else:
        done = simulate(scenario)
    figures = {
        operation: {
            name: {"value": kpi.value, "unit": kpi.unit, "better": kpi.better}
            for name, kpi in kpis.items()
        }
        for operation, kpis in done.kpis.items()
    }
    return {"scenario": scenario.name, "data_labels": done.plan.data_labels, "kpis": figures}


def _failed(folder: SweepFolder, key: str, error: Exception) -> str:
    """Record a failure; return it in words."""
    name = type(error).__name__
    code = error.exit_code if isinstance(error, HubsimError) else 1
    folder.write_error(key, {"error": name, "message": str(error), "exit_code": code})
    return f"{name}: {error}"


@lru_cache(maxsize=2)
def _folder(path: str) -> SweepFolder:
    return SweepFolder(Path(path))


@lru_cache(maxsize=2)
def _opened(job: Job) -> tuple[ScenarioFile, Sweep]:
    """Return the scenario file, parsed, and its section.

    Raises
    ------
    ResultError
        when it is not what it was when the sweep began.
    """
    path = Path(job.file)
    if file_sha256(path) != job.sha256:
        raise ResultError(f"{path} was changed while its sweep ran: start the sweep anew")
    file = ScenarioFile.read(path)
    base = file.scenario(None, job.overrides, {})
    assert base.sweep_of_file is not None
    return file, base.sweep_of_file


def memory_mb() -> float:
    """Return the memory that the process has now; its peak where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return round(peak / 1024 ** (2 if sys.platform == "darwin" else 1), 1)
    return round(pages * resource.getpagesize() / 2**20, 1)


def plain(one: Job | Task | Done) -> dict[str, Any]:
    """Return the fields, for a message to another process."""
    return asdict(one)


Worker = Callable[[Job, Task], Done]
"""What an engine is given; tests give others."""
