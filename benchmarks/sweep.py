"""Sweeps: nothing lost and the same bytes whatever happens, and what a point, a worker and the engine cost.

    python benchmarks/sweep.py drill [POINTS]     broken points, a worker and the driver killed, resumed
    python benchmarks/sweep.py speed [POINTS]     CPU time of points of the default week, layout by layout
    python benchmarks/sweep.py memory [POINTS]    memory of a worker over many points
    python benchmarks/sweep.py overhead [POINTS]  what a point costs beside simulating it

Times are CPU times of the processes, so that they hold on a machine that does other work too; what two
workers gain is told by how much more CPU time a point takes while two of them run side by side.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

from hubsim.sweeps.definition import Definition
from hubsim.sweeps.pool import Pool
from hubsim.sweeps.sweep import Swept, folder_of, resumed, run_in, sweep

ROOT = Path(__file__).parent.parent
ANSWERS = ("results.parquet", "failures.parquet", "statistics.json", "sweep.html")
BROKEN_SHARE = 20
"""One point in so many is broken on purpose: it begins on a day that no profile has."""


def scenario(folder: Path, section: str) -> Path:
    """Write the shipped street with another section beside the shipped data."""
    text = (ROOT / "scenarios" / "street.yaml").read_text(encoding="utf-8")
    text = text.partition("\nsweep:")[0].replace("networks/", f"{ROOT}/scenarios/networks/")
    file = folder / "street.yaml"
    file.write_text(text.replace("../profiles/", f"{ROOT}/profiles/") + section, encoding="utf-8")
    return file


def uncertain(layout: str, points: int) -> str:
    """Return a section that draws who has what."""
    return f"""
sweep:
  points: {points}
  sampler: random
  layouts: [{layout}]
  vary:
    seed: {{kind: integers, from: 1, to: 100000}}
    templates.home.vary.devices.car: {{kind: uniform, from: 40 %, to: 100 %}}
    templates.home.vary.devices.heat_pump: {{kind: uniform, from: 40 %, to: 100 %}}
"""


def log_of(done: Swept) -> list[dict[str, float]]:
    """Return the lines of a sweep's log."""
    text = (done.folder / "log.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def cpu_of_children() -> float:
    """Return the CPU time of all processes that have ended."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def drill(points: int) -> None:
    """Kill a worker and the driver of a sweep with broken points; resume; compare with a calm one."""
    n_seeds, rules = points // BROKEN_SHARE, ("time.days=1", "control.mode=rules")
    days = [f'"2016-01-{day:02d}"' for day in range(2, 2 + BROKEN_SHARE - 1)] + ['"2017-06-01"']
    section = f"""
sweep:
  sampler: grid
  layouts: [no-hub]
  vary:
    seed: {{kind: integers, from: 1, to: {n_seeds}}}
    time.start: [{", ".join(days)}]
"""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = scenario(folder, section)
        calm = sweep(file, folder / "calm", overrides=rules, workers=2)
        print(f"undisturbed: {calm.counts}")
        log = folder_of(Definition.of(file, rules), folder / "wild").path / "log.jsonl"
        command = [sys.executable, "-m", "hubsim.cli", "sweep", str(file), "-q"]
        command += ["--out", str(folder / "wild"), "--workers", "2"]
        command += [word for change in rules for word in ("--set", change)]
        driver = subprocess.Popen(command, stderr=subprocess.DEVNULL)  # noqa: S603 - itself
        wait_for(log, points // 10)
        workers = Path(f"/proc/{driver.pid}/task/{driver.pid}/children").read_text().split()
        os.kill(int(workers[0]), signal.SIGKILL)
        print(f"a worker killed after {n_lines(log)} points")
        wait_for(log, points // 2)
        driver.kill()
        driver.wait()
        print(f"the driver killed after {n_lines(log)} points")
        definition, begun = resumed(log.parent)
        with closing(Pool(2)) as engine:
            done = run_in(begun, definition, engine)
        results = len(list(done.folder.glob("points/*/summary.json")))
        errors = len(list(done.folder.glob("points/*/error.json")))
        twice = Counter(line["number"] for line in log_of(done) if line["status"] == "done")
        same = all(
            (calm.folder / n).read_bytes() == (done.folder / n).read_bytes() for n in ANSWERS
        )
        print(f"resumed: {done.counts}; on disk {results} results, {errors} named errors")
        print(f"computed twice: {sum(times > 1 for times in twice.values())}; same bytes: {same}")
        assert (results, errors) == (points - n_seeds, n_seeds)
        assert same
        assert max(twice.values()) == 1


def n_lines(log: Path) -> int:
    """Return how many points a log has so far."""
    return log.read_bytes().count(b"\n") if log.is_file() else 0


def wait_for(log: Path, points: int) -> None:
    """Wait until a log has so many points."""
    while n_lines(log) < points:
        time.sleep(0.05)


def speed(points: int) -> None:
    """Tell the CPU time of a point of the default week, by layout, optimised and by rules."""
    for mode in ("rules", "optimise"):
        for layout in ("no-hub", "neighbourhood-battery", "smart-charging", "both"):
            for workers in (1, 2):
                with tempfile.TemporaryDirectory() as name:
                    file = scenario(Path(name), uncertain(layout, points))
                    changes = [f"control.mode={mode}"]
                    done = sweep(file, name, overrides=changes, workers=workers)
                    # The first point of a worker loads the kernels.
                    spent = [line["cpu_seconds"] for line in log_of(done)][workers:]
                mean = sorted(spent)[len(spent) // 2]
                print(
                    f"{mode:9} {layout:22} {workers} worker(s): {1000 * mean:6.0f} ms CPU a point,"
                    f" {1 / mean:5.1f} points a second and core,"
                    f" 1,000 points on two cores in {1000 * mean / 2 / 60:5.1f} min"
                )


def memory(points: int) -> None:
    """Tell the memory of one worker over a sweep by rules."""
    with tempfile.TemporaryDirectory() as name:
        file = scenario(Path(name), uncertain("both", points))
        done = sweep(file, name, overrides=["control.mode=rules"], workers=1)
        used = [line["memory_mb"] for line in log_of(done)]
    tenth = max(1, points // 10)
    marks = ", ".join(f"{used[place]:.0f}" for place in range(0, points, tenth))
    print(f"memory of the worker at every tenth of {points} points: {marks}, {used[-1]:.0f} MB")
    print(f"growth from the {tenth}th point to the last: {used[-1] - used[tenth - 1]:.1f} MB")


def overhead(points: int) -> None:
    """Tell the CPU time of everything but simulating: the same sweep again, when all points are found.

    It holds the engine, the scenario of each point, its hash, the look for its record, statistics and page.
    """
    with tempfile.TemporaryDirectory() as name:
        file = scenario(Path(name), uncertain("no-hub", points))
        rules = ["control.mode=rules", "time.days=1"]
        spent = []
        for times in range(2):
            begin = time.process_time() + cpu_of_children()
            done = sweep(file, name, overrides=rules, workers=2)
            spent.append(time.process_time() + cpu_of_children() - begin)
            assert done.counts == {"found" if times else "done": points}
    each = 1000 * spent[1] / points
    print(f"{points} points that are found: {each:.1f} ms CPU a point, all included")
    print(f"of a point of one second: {each / 10:.1f} %")


if __name__ == "__main__":
    part = sys.argv[1] if len(sys.argv) > 1 else "drill"
    n = [int(word) for word in sys.argv[2:3]]
    {
        "drill": lambda: drill(*(n or [1000])),
        "speed": lambda: speed(*(n or [20])),
        "memory": lambda: memory(*(n or [1000])),
        "overhead": lambda: overhead(*(n or [500])),
    }[part]()
