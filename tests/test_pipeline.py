"""The main job end to end, on the shipped street."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from hubsim.dispatch.dispatch import levels_of
from hubsim.pipeline import run
from hubsim.results import open_run, verify
from hubsim.scenario.load import load_scenario

OPERATIONS = ("alone", "together")


def test_the_street_is_congested_alone_and_relieved_together(street_run):
    alone, together = street_run.kpis["alone"], street_run.kpis["together"]
    for name in ("trafo_loading_max_pct", "line_loading_max_pct"):
        assert alone[name].value > 110.0
        assert together[name].value <= 100.001
    assert street_run.kpis["relief"]["overload_kvah"].value > 100.0
    assert together["overload_kvah"].value == 0.0


def test_tables_of_elements_are_stored_equal_to_the_figures_and_the_page_shows_them(street_run):
    import pandas as pd

    for operation in OPERATIONS:
        table = pd.read_parquet(street_run.folder / operation / "elements.parquet")
        network, figures = street_run.plan.network, street_run.kpis[operation]
        assert table["id"].tolist() == [*network.trafo_ids, *network.line_ids]
        assert table["over_limit_kvah"].sum() == pytest.approx(figures["overload_kvah"].value)
        highest = table.groupby("kind")["max_pct"].max()
        assert highest["line"] == figures["line_loading_max_pct"].value
        hours = pd.read_parquet(street_run.folder / operation / "overload_hours.parquet")
        assert hours["over_limit_h"].sum() == pytest.approx(table["over_limit_h"].sum())
        assert len(pd.read_parquet(street_run.folder / operation / "buses.parquet")) == 40
        hot = street_run.array(operation, "trafo_hot_spot_degc")
        assert hot.max() == figures["trafo_hot_spot_max_degc"].value
    page = (street_run.folder / "report.html").read_text(encoding="utf-8")
    assert 'id="elements"' in page
    assert 'data-figure="overload-alone"' in page


def test_relief_does_not_come_from_unmet_needs_or_emptied_stores(street_run):
    alone, together = street_run.kpis["alone"], street_run.kpis["together"]
    assert together["unmet_kwh"].value <= alone["unmet_kwh"].value + 1e-3
    assert together["stored_change_kwh"].value >= alone["stored_change_kwh"].value - 1e-3


def test_both_operations_deliver_the_same_energy_to_every_need(street_run):
    """What is drawn differs by storage losses and curtailment only; cars and homes get the same."""
    plan = street_run.plan
    for a, asset in enumerate(plan.assets):
        did = {name: street_run.dispatch[name] for name in OPERATIONS}
        if asset.kind == "load":
            assert np.array_equal(did["alone"].p_kw[:, a], did["together"].p_kw[:, a])
        if asset.kind == "ev":
            charged = [
                asset.efficiency * did[name].p_kw[:, a].sum() * plan.horizon.step_h
                + did[name].unmet_kw[:, a].sum() * plan.horizon.step_h
                - float(np.diff(levels_of(plan, did[name].level_kwh, a)[[0, -1]])[0])
                for name in OPERATIONS
            ]
            assert charged[0] == pytest.approx(charged[1], abs=1e-4)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_stored_step_through_pandapower_gives_the_stored_voltages(street_run, operation):
    """The promise of the run folder, with nothing but pandapower and the stored files."""
    pp = pytest.importorskip("pandapower")
    import pyarrow.parquet as pq

    folder = street_run.folder
    net = pp.from_json(str(folder / "network.json"))

    def stored(name):
        table = pq.read_table(folder / operation / f"{name}.parquet")
        return {key: table[key].to_numpy() for key in table.column_names if key != "time"}

    p_kw, q_kvar, vm_pu = (stored(name) for name in ("bus_p_kw", "bus_q_kvar", "bus_vm_pu"))
    lines, trafos = stored("line_loading_pct"), stored("trafo_loading_pct")
    worst = int(np.argmax(next(iter(trafos.values()))))
    for step in (0, 37, worst, len(next(iter(p_kw.values()))) - 1):
        for index, bus in zip(net.load.index, net.load.name, strict=True):
            net.load.loc[index, "p_mw"] = p_kw[bus][step] / 1e3
            net.load.loc[index, "q_mvar"] = q_kvar[bus][step] / 1e3
        pp.runpp(net, numba=False, tolerance_mva=1e-10)
        for index, bus in net.bus.name.items():
            assert net.res_bus.vm_pu[index] == pytest.approx(vm_pu[bus][step], abs=1e-8)
        for index, line in net.line.name.items():
            found = net.res_line.loading_percent[index]
            assert found == pytest.approx(lines[line][step], abs=1e-5)
        for index, trafo in net.trafo.name.items():
            found = net.res_trafo.loading_percent[index]
            assert found == pytest.approx(trafos[trafo][step], abs=1e-5)


def test_the_run_folder_is_what_the_design_says(street_run):
    folder = street_run.folder
    names = {file.name for file in folder.iterdir()}
    assert names == {
        "alone",
        "together",
        "attribution.parquet",
        "bills.parquet",
        "business.json",
        "events.parquet",
        "headroom.json",
        "headroom_buses.csv",
        "log.jsonl",
        "manifest.json",
        "network.json",
        "report.html",
        "scenario.resolved.yaml",
        "summary.json",
    }
    summary = json.loads((folder / "summary.json").read_text())
    assert set(summary) == {"scenario", "layout", "horizon", "kpis", "attribution"}
    assert set(summary["kpis"]) == {"alone", "together", "relief"}
    assert verify(folder) == []


def test_the_resolved_scenario_runs_to_the_same_figures(street_run, tmp_path, street):
    """Every default is written out, so the resolved file stands for the original."""
    resolved = street.parent / f".resolved-{os.getpid()}.yaml"
    try:
        resolved.write_text((street_run.folder / "scenario.resolved.yaml").read_text())
        again = run(load_scenario(resolved, overrides=["time.days=1"]), tmp_path)
    finally:
        resolved.unlink()
    first = run(load_scenario(street, layout="both", overrides=["time.days=1"]), tmp_path)
    assert first.summary["kpis"] == again.summary["kpis"]


def test_the_same_inputs_give_the_same_bytes(tmp_path, street):
    scenario = load_scenario(street, layout="both", overrides=["time.days=2"])
    runs = [run(scenario, tmp_path) for _ in range(2)]
    files = [
        {name: entry["sha256"] for name, entry in done.manifest["files"].items()} for done in runs
    ]
    for name in files[0]:
        if name.endswith(".parquet") or name in ("summary.json", "network.json"):
            assert files[0][name] == files[1][name], name
    assert runs[0].folder != runs[1].folder


@pytest.mark.parametrize(("day", "steps"), [("2016-03-27", 92), ("2016-10-30", 100)])
def test_days_on_which_the_clock_changes_have_92_and_100_quarter_hours(
    tmp_path, street, day, steps
):
    overrides = [f"time.start={day}", "time.days=1"]
    done = run(load_scenario(street, layout="both", overrides=overrides), tmp_path)
    assert done.horizon.n_steps == steps
    assert done.array("together", "trafo_loading_pct").shape == (steps, 1)
    assert open_run(done.folder).kpis["together"]["unsolved_steps"].value == 0


def test_killing_a_run_at_any_moment_leaves_a_complete_run_or_none(tmp_path, street):
    """Whole pipeline, killed at moments spread over its time; what is found afterwards verifies."""
    command = [
        sys.executable,
        "-m",
        "hubsim.cli",
        "run",
        str(street),
        "--layout",
        "no-hub",
        "--days",
        "1",
        "--out",
        str(tmp_path),
        "-q",
    ]
    begin = time.monotonic()
    subprocess.run(command, check=True, capture_output=True, cwd=tmp_path)
    whole_s = time.monotonic() - begin
    for share in (0.3, 0.7, 0.85, 0.9, 0.95, 1.0):
        process = subprocess.Popen(
            command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(share * whole_s)
        process.send_signal(signal.SIGKILL)
        process.wait()
    folders = [path for path in (tmp_path / "street").iterdir() if not path.name.startswith(".")]
    assert folders
    for folder in folders:
        assert verify(folder) == []
