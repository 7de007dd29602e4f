"""Whole sweeps: the same bytes whoever does them and whatever happens on the way, nothing lost, none twice."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from hubsim.errors import ResultError, UsageError
from hubsim.pipeline import run
from hubsim.results import open_run, partial
from hubsim.scenario.load import load_scenario
from hubsim.sweeps import pool
from hubsim.sweeps.definition import Definition
from hubsim.sweeps.pool import Pool
from hubsim.sweeps.serial import Serial
from hubsim.sweeps.sweep import folder_of, resumed, run_in, sweep

DAY = ("time.start=2016-01-20", "time.days=1", "control.mode=rules")

RULES = ("time.days=1", "control.mode=rules")

SMALL = """
sweep:
  points: 6
  layouts: [no-hub, both]
  vary:
    seed: {kind: integers, from: 1, to: 1000}
    templates.home.vary.devices.car: {kind: uniform, from: 40 %, to: 95 %}
    members.hub.devices.battery.energy: [100 kWh, 200 kWh]
"""

BROKEN = """
sweep:
  sampler: grid
  layouts: [no-hub]
  vary:
    seed: {kind: integers, from: 1, to: 4}
    time.start: ["2016-01-20", "2016-01-21", "2016-01-22", "2017-06-01", "2016-01-24", "2016-01-25", "2016-01-26", "2016-01-27", "2016-01-28", "2016-01-29"]
"""
"""Forty points, of which four begin where no profile is."""

ANSWERS = ("results.parquet", "failures.parquet", "statistics.json", "sweep.html")


def answers(folder):
    """Return the digest of each answer: a difference is told by the file's name."""
    return {name: sha256((Path(folder) / name).read_bytes()).hexdigest() for name in ANSWERS}


@pytest.fixture
def undisturbed(write, tmp_path):
    """Return the answers of the forty points, done one after the other."""
    done = sweep(write(BROKEN), tmp_path / "calm", overrides=RULES, workers=0)
    assert done.counts == {"done": 36, "failed": 4}
    return answers(done.folder)


def test_every_row_is_the_run_of_its_values(write, tmp_path):
    file = write(SMALL)
    done = sweep(file, tmp_path, overrides=DAY, workers=0)
    rows = pq.read_table(done.folder / "results.parquet").to_pylist()
    assert [(row["point"], row["layout"], row["operation"]) for row in rows] == [
        (number, layout, operation)
        for number in range(6)
        for layout in ("no-hub", "both")
        for operation in ("alone", "together")
    ]
    row = rows[2 * 4 + 3]
    car, energy = "templates.home.vary.devices.car", "members.hub.devices.battery.energy"
    changes = [f"seed={row['seed']:.0f}", f"{car}={row[car]:g} %", f"{energy}={row[energy]:g} kWh"]
    one = run(load_scenario(file, "both", [*changes, *DAY, "headroom=null"]), tmp_path / "one")
    for name, kpi in one.kpis["together"].items():
        assert row[name] == kpi.value or (row[name] is None and kpi.value != kpi.value), name
    field = pq.read_schema(done.folder / "results.parquet").field(energy)
    assert field.metadata[b"unit"] == b"kWh"
    # Common random numbers: what does not depend on the layout is the same in both.
    assert rows[0]["peak_import_kw"] != rows[4]["peak_import_kw"]
    assert rows[0][car] == rows[2][car]


def test_processes_give_the_same_bytes_as_one(write, tmp_path):
    file = write(SMALL)
    one = sweep(file, tmp_path / "one", overrides=DAY, workers=0)
    two = sweep(file, tmp_path / "two", overrides=DAY, workers=2)
    assert answers(one.folder) == answers(two.folder)
    records = [
        {
            path.relative_to(done.folder): path.read_bytes()
            for path in done.folder.glob("points/*/*")
        }
        for done in (one, two)
    ]
    assert records[0] == records[1]
    assert len(records[0]) == 12


def test_processes_stay_for_the_next_sweep_and_one_that_died_idle_is_replaced(write, tmp_path):
    file = write(SMALL)

    def swept(engine, seed):
        changes = [*DAY, "sweep.points=2", "sweep.layouts=[no-hub]", f"sweep.seed={seed}"]
        definition = Definition.of(file, changes)
        return run_in(folder_of(definition, tmp_path), definition, engine).counts

    with closing(Pool(1)) as engine:
        assert swept(engine, 1) == {"done": 2}
        (first,) = engine.pids
        assert swept(engine, 2) == {"done": 2}
        assert engine.pids == [first]
        os.kill(first, signal.SIGKILL)
        assert swept(engine, 3) == {"done": 2}
        (second,) = engine.pids
        assert second != first
    assert engine.pids == []


def test_a_finished_point_is_found_in_its_own_sweep_and_in_one_beside_it(write, tmp_path):
    file = write(SMALL)
    random = [*DAY, "sweep.sampler=random", "sweep.layouts=[no-hub]"]
    first = sweep(file, tmp_path, overrides=random, workers=0)
    assert first.counts == {"done": 6}
    again = sweep(file, tmp_path, overrides=random, workers=0)
    assert again.counts == {"found": 6}
    assert again.folder == first.folder
    more = sweep(file, tmp_path, overrides=[*random, "sweep.points=9"], workers=0)
    assert more.counts == {"found": 6, "done": 3}
    assert more.folder != first.folder


def test_killed_and_resumed_it_is_the_undisturbed_one(write, tmp_path, undisturbed):
    file = write(BROKEN)
    out = tmp_path / "wild"
    changes = [word for change in RULES for word in ("--set", change)]
    command = [sys.executable, "-m", "hubsim.cli", "sweep", str(file), "--out", str(out), "-q"]
    driver = subprocess.Popen([*command, "--workers", "2", *changes], stderr=subprocess.DEVNULL)
    log = folder_of(Definition.of(file, RULES), out).path / "log.jsonl"
    wait_for(log, 4)
    children = Path(f"/proc/{driver.pid}/task/{driver.pid}/children").read_text().split()
    assert len(children) == 2
    os.kill(int(children[0]), signal.SIGKILL)
    wait_for(log, 15)
    driver.kill()
    driver.wait()
    said = log.read_text().splitlines()
    assert 15 <= len(said) < 40
    definition, folder = resumed(log.parent)
    done = run_in(folder, definition, Serial())
    assert answers(done.folder) == undisturbed
    assert done.counts["failed"] == 4
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    times = Counter(one["number"] for one in lines if one["status"] == "done")
    assert set(times.values()) == {1}
    assert len(list(log.parent.glob("points/*/summary.json"))) == 36
    assert len(list(log.parent.glob("points/*/error.json"))) == 4
    assert not list(log.parent.glob("points/*/.*"))


def wait_for(log, n_lines):
    for _ in range(600):
        if log.is_file() and log.read_bytes().count(b"\n") >= n_lines:
            return
        time.sleep(0.05)
    raise AssertionError(f"no {n_lines} points in time")


def test_failures_have_names_and_do_not_stop_the_rest(write, tmp_path):
    done = sweep(write(BROKEN), tmp_path, overrides=RULES, workers=0)
    rows = pq.read_table(done.folder / "failures.parquet").to_pylist()
    assert [row["point"] for row in rows] == [3, 13, 23, 33]
    assert {row["error"] for row in rows} == {"ScenarioError"}
    assert {row["exit_code"] for row in rows} == {3}
    assert all("street.yaml" in row["message"] and "2017" in row["message"] for row in rows)
    assert rows[0]["time.start"] == "2017-06-01"
    page = done.page.read_text()
    assert "4 of 40 runs have no result" in page
    assert "ScenarioError" in page
    again = sweep(write(BROKEN), tmp_path, overrides=RULES, workers=0)
    assert again.counts == {"found": 36, "failed": 4}


def test_a_bug_in_a_point_is_a_failure_by_name_and_may_be_tried_again(write, tmp_path, monkeypatch):
    file = write(SMALL)
    real = sys.modules["hubsim.sweeps.point"].simulate

    def faulty(scenario):
        if scenario.layout == "both":
            raise ZeroDivisionError("by accident")
        return real(scenario)

    monkeypatch.setattr("hubsim.sweeps.point.simulate", faulty)
    done = sweep(file, tmp_path, overrides=DAY, workers=0)
    assert done.counts == {"done": 6, "failed": 6}
    assert {one.error for one in done.table.failures} == {"ZeroDivisionError"}
    monkeypatch.setattr("hubsim.sweeps.point.simulate", real)
    assert sweep(file, tmp_path, overrides=DAY, workers=0).counts == {"found": 6, "failed": 6}
    mended = sweep(file, tmp_path, overrides=DAY, workers=0, retry=True)
    assert mended.counts == {"found": 6, "done": 6}
    assert not mended.table.failures
    assert not list(done.folder.glob("points/*/error.json"))


def test_a_point_that_ends_its_processes_is_given_up_by_name(write, tmp_path, monkeypatch):
    deadly = """
import os, sys; sys.path[:] = {path!r}
import hubsim.sweeps.point as point
real = point.simulate
def simulate(scenario):
    if scenario.time.start.day == 22:
        os.kill(os.getpid(), 9)
    return real(scenario)
point.simulate = simulate
from hubsim.sweeps.pool_worker import main; main()
"""
    monkeypatch.setattr(pool, "_BEGIN", deadly)
    section = """
sweep:
  sampler: grid
  layouts: [no-hub]
  vary: {time.start: ["2016-01-20", "2016-01-21", "2016-01-22", "2016-01-23"]}
"""
    done = sweep(write(section), tmp_path, overrides=RULES, workers=2)
    assert done.counts == {"done": 3, "failed": 1}
    (failure,) = done.table.failures
    assert (failure.number, failure.error) == (2, "WorkerDied")
    assert "2 processes that did it, the last by signal 9" in failure.message


def test_a_process_that_cannot_begin_is_no_point_s_fault(write, tmp_path, monkeypatch):
    monkeypatch.setattr(pool, "_BEGIN", "import sys; sys.path[:] = {path!r}; sys.exit(3)")
    with pytest.raises(Exception, match="exit code 3 before it had begun"):
        sweep(write(SMALL), tmp_path, overrides=DAY, workers=1)
    assert not list(tmp_path.glob("*/sweep-*/points/*"))


def test_a_full_disk_stops_it_and_nothing_is_torn(write, tmp_path, monkeypatch):
    file = write(SMALL)
    real, left = partial.write_synced, [5]

    def full(path, data):
        if path.parent.parent.name == "points":
            left[0] -= 1
            if left[0] < 0:
                path.write_bytes(data[: len(data) // 2])
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(path, data)

    monkeypatch.setattr(partial, "write_synced", full)
    with pytest.raises(
        ResultError, match=r"No space left on device; 5 of 12 runs are kept: hubsim sweep --resume"
    ):
        sweep(file, tmp_path, overrides=DAY, workers=0)
    monkeypatch.setattr(partial, "write_synced", real)
    done = sweep(file, tmp_path, overrides=DAY, workers=0)
    assert done.counts == {"found": 5, "done": 7}
    calm = sweep(file, tmp_path / "calm", overrides=DAY, workers=0)
    assert answers(done.folder) == answers(calm.folder)


def test_an_interrupt_keeps_what_is_finished_and_says_how_to_go_on(write, tmp_path):
    file = write(BROKEN)
    changes = [word for change in RULES for word in ("--set", change)]
    command = [sys.executable, "-m", "hubsim.cli", "sweep", str(file), "--out", str(tmp_path), "-q"]
    for stop in (signal.SIGINT, signal.SIGTERM):
        driver = subprocess.Popen(
            [*command, "--workers", "1", *changes], stderr=subprocess.PIPE, text=True
        )
        log = folder_of(Definition.of(file, RULES), tmp_path).path / "log.jsonl"
        wait_for(log, 2 if stop == signal.SIGINT else len(log.read_text().splitlines()) + 1)
        driver.send_signal(stop)
        _, said = driver.communicate()
        assert driver.returncode == 130
        assert f"hubsim sweep --resume {log.parent}" in said
        assert "Traceback" not in said
    assert len(list(log.parent.glob("points/*/*.json"))) >= 2


def test_going_on_with_another_scenario_is_refused(write, tmp_path):
    file = write(SMALL)
    done = sweep(file, tmp_path, overrides=[*DAY, "sweep.points=1"], workers=0)
    definition, _ = resumed(done.folder)
    assert len(definition.drawn) == 1
    file.write_text(file.read_text().replace("seed: 2026", "seed: 2027"))
    with pytest.raises(UsageError, match="scenario has changed since"):
        resumed(done.folder)


def test_two_at_once_on_one_folder_are_refused(write, tmp_path):
    file = write(SMALL)
    said = []

    def told(_phase, share, _note):
        if 0.0 < share < 0.2:
            with pytest.raises(ResultError, match="another process is at work"):
                sweep(file, tmp_path, overrides=DAY, workers=0)
            said.append(share)

    sweep(file, tmp_path, overrides=DAY, workers=0, progress=told)
    assert said


def test_whole_runs_are_kept_when_asked_for(write, tmp_path):
    changes = [*DAY, "sweep.keep=run", "sweep.points=1", "sweep.layouts=[both]"]
    done = sweep(write(SMALL), tmp_path, overrides=changes, workers=0)
    (folder,) = done.folder.glob("points/*/run/street/*")
    stored = open_run(folder)
    (row,) = pq.read_table(
        done.folder / "results.parquet", filters=[("operation", "=", "together")]
    ).to_pylist()
    assert row["energy_cost_eur"] == stored.kpis["together"]["energy_cost_eur"].value


def test_dask_gives_the_same_bytes(write, tmp_path):
    pytest.importorskip("distributed")
    file = write(SMALL)
    one = sweep(file, tmp_path / "one", overrides=DAY, workers=0)
    script = tmp_path / "script.py"
    script.write_text(
        "import hubsim\n"
        "if __name__ == '__main__':\n"
        f"    hubsim.sweep({str(file)!r}, {str(tmp_path / 'dask')!r}, overrides={DAY!r}, workers=2, dask='local')\n"
    )
    subprocess.run([sys.executable, str(script)], check=True, capture_output=True)
    (folder,) = (tmp_path / "dask").glob("street/sweep-*")
    assert answers(folder) == answers(one.folder)


def test_pages_call_layouts_as_their_language_does_and_tables_by_name(write, tmp_path):
    changes = [*DAY, "sweep.points=2"]
    done = sweep(write(SMALL), tmp_path, overrides=changes, workers=0, language="nl")
    page = done.page.read_text(encoding="utf-8")
    assert "Zonder hub" in page
    assert "no-hub" not in page
    assert any("Zonder hub" in line for line in done.lines)
    rows = pq.read_table(done.folder / "results.parquet").to_pylist()
    assert {row["layout"] for row in rows} == {"no-hub", "both"}
    assert "no-hub" in (done.folder / "statistics.json").read_text(encoding="utf-8")
