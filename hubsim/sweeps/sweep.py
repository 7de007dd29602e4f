"""A sweep from a scenario file to its page. Asked again, it goes on where it stopped."""

from __future__ import annotations

import fcntl
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from hubsim.errors import ResultError, UsageError
from hubsim.report.sweep_page import sweep_page
from hubsim.report.sweep_text import sweep_lines
from hubsim.report.texts import DEFAULT, known_language, speaking
from hubsim.results import write_bytes, write_text
from hubsim.results.manifest import json_bytes
from hubsim.scenario.schema import Scenario
from hubsim.sweeps.definition import Definition
from hubsim.sweeps.engines import Engine, engine_of
from hubsim.sweeps.evaluation import Evaluation, evaluate, statistics
from hubsim.sweeps.folder import DEFINITION, FORMAT_VERSION, POINTS, SweepFolder, read_json
from hubsim.sweeps.identity import input_files, program, sha256_of, versions
from hubsim.sweeps.point import Done, Job, Task
from hubsim.sweeps.table import FAILURES, RESULTS, Table, collect, failures_bytes, results_bytes

PAGE, STATISTICS = "sweep.html", "statistics.json"

Told: TypeAlias = Callable[[str, float, str], None]
"""Told a phase, the share of it that is done, and what is worth a word, such as failures."""


def silent(_phase: str, _share: float, _note: str) -> None:
    """Take no notice of progress."""


@dataclass(frozen=True)
class Swept:
    """A finished sweep.

    table : results by point, layout and operation; evaluation : what they say
    counts : of tasks that were done, found finished before, and failed
    page : its ``sweep.html``; lines : the summary as plain text
    """

    folder: Path
    table: Table
    evaluation: Evaluation
    counts: dict[str, int]
    page: Path
    lines: tuple[str, ...]


def sweep(
    source: Path | str | Scenario,
    out: Path | str | None = None,
    *,
    overrides: Sequence[str] = (),
    workers: int | None = None,
    dask: str | None = None,
    retry: bool = False,
    language: str = DEFAULT,
    progress: Told = silent,
) -> Swept:
    """Run a scenario for every point that its section ``sweep`` draws, in all layouts, and tell the answer.

    The folder is named by what decides the result: the same sweep finds its own folder and goes on there.

    source : scenario file, or a scenario read from one
    out : folder of the results, ``results`` by default; the sweep gets a folder of its own
    overrides : changes ``PATH=VALUE``, such as ``sweep.points=1000``
    workers : processes, one a core by default; 0 does all in this one
    dask : address of a Dask scheduler, or ``local``
    retry : do points again that failed before
    language : of the page, ``en`` or ``nl``

    Raises
    ------
    UsageError
        when the file has no section ``sweep``, or there cannot be so many workers.
    ScenarioError
        with every mistake of the file and of the values that are tried before anything runs.
    ResultError
        when nothing more can be recorded, such as on a full disk; what is finished stays finished.
    MissingError
        when the file, or the extra ``dask``, is not there.
    """
    path = source.file if isinstance(source, Scenario) else source
    definition = Definition.of(path, overrides)
    folder = folder_of(definition, Path(out or "results"))
    with closing(engine_of(workers, dask)) as engine:
        return run_in(folder, definition, engine, retry=retry, language=language, progress=progress)


def resumed(folder: Path) -> tuple[Definition, SweepFolder]:
    """Return the definition of a sweep that was begun, and its folder.

    Raises
    ------
    MissingError
        when there is no such sweep, or its scenario file is no longer there.
    UsageError
        when the scenario, a file that it reads or the program has changed since.
    """
    said = read_json(folder / DEFINITION)
    file = (folder / said["scenario"]["file"]).resolve()
    definition = Definition.of(file, said["overrides"])
    if definition.identity != said["identity"]:
        now = {"program": program(), "scenario": sha256_of(file)}
        was = {"program": said["program"], "scenario": said["scenario"]["sha256"]}
        what = " and ".join(name for name in now if now[name] != was[name]) or "a file it reads"
        raise UsageError(
            f"{folder} cannot go on: {what} has changed since; start the sweep anew "
            "(points that come out the same are found)"
        )
    return definition, SweepFolder(folder.absolute())


def folder_of(definition: Definition, out: Path) -> SweepFolder:
    """Return the folder of a sweep below a folder of results."""
    name = f"sweep-{definition.identity[:8]}"
    return SweepFolder((out / definition.base.name / name).absolute())


def run_in(
    folder: SweepFolder,
    definition: Definition,
    engine: Engine,
    *,
    retry: bool = False,
    language: str = DEFAULT,
    progress: Told = silent,
) -> Swept:
    """Do what is not done yet of a sweep, and write what all of it says.

    Raises
    ------
    ResultError
        when nothing more can be recorded.
    """
    known_language(language)
    points = folder.path / POINTS
    try:
        points.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ResultError(f"{points}: cannot be made: {error.strerror}") from error
    with _alone(folder.path):
        write_bytes(folder.path / DEFINITION, json_bytes(_record(definition, folder.path)))
        done = _all_done(folder, definition, engine, retry=retry, progress=progress)
        folder.drop_leftovers()
        table = collect(definition, folder, done)
        evaluation = evaluate(table, definition.sweep)
        write_bytes(folder.path / RESULTS, results_bytes(table))
        write_bytes(folder.path / FAILURES, failures_bytes(table))
        write_bytes(folder.path / STATISTICS, json_bytes(statistics(table, evaluation)))
        title = definition.base.title_in(language)
        shown = table.called(definition.called(language))
        said = evaluation if shown is table else evaluate(shown, definition.sweep)
        with speaking(language):
            html = sweep_page(title, definition.sweep, shown, said, by_rules=definition.by_rules)
            lines = sweep_lines(title, definition.sweep, shown, said)
        page = write_text(folder.path / PAGE, html)
    counts = Counter[str](one.status for one in done)
    return Swept(folder.path, table, evaluation, dict(counts), page, tuple(lines))


def tasks_of(definition: Definition) -> list[Task]:
    """Return every point for every layout, the layouts of a point one after the other."""
    return [
        Task(number, layout, drawn)
        for number, drawn in enumerate(definition.drawn)
        for layout in definition.layouts
    ]


def _all_done(
    folder: SweepFolder,
    definition: Definition,
    engine: Engine,
    *,
    retry: bool,
    progress: Told,
) -> list[Done]:
    job = Job.of(definition, folder, retry=retry)
    tasks = tasks_of(definition)
    finished: list[Done] = []
    n_failed = 0
    progress("points", 0.0, "")
    for one in engine.run(job, tasks):
        if one.status == "stopped":
            raise ResultError(
                f"{one.error}; {len(finished)} of {len(tasks)} runs are kept: "
                f"hubsim sweep --resume {folder.path}"
            )
        finished.append(one)
        n_failed += one.status == "failed"
        folder.append({**vars(one)})
        note = f"{n_failed} failed" if n_failed else ""
        progress("points", len(finished) / len(tasks), note)
    return finished


def _record(definition: Definition, folder: Path) -> dict[str, object]:
    """Return what was asked, and of which program."""
    file = definition.file.path.absolute()
    return {
        "format_version": FORMAT_VERSION,
        "identity": definition.identity,
        "program": program(),
        "versions": versions(),
        "scenario": {"file": os.path.relpath(file, folder), "sha256": sha256_of(file)},
        "inputs": {one.name: sha256_of(one) for one in input_files(definition.base)},
        "overrides": definition.overrides,
        "layouts": definition.layout_names,
        "points": definition.sweep.n_points,
        "sampler": definition.sweep.sampler,
        "seed": definition.sweep.seed,
        "keep": definition.sweep.keep,
        "drawn": definition.drawn,
    }


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder for this process; the lock goes with the process, however it ends."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ResultError(f"{folder}: another process is at work on this sweep") from None
        except OSError:
            # A disk without locks: whoever starts a sweep twice there does its work twice.
            pass
        yield
    finally:
        os.close(handle)
