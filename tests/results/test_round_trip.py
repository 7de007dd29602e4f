"""What goes into a run folder comes out of it, and the folder is what the design says."""

import json
import math
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pyarrow.parquet as pq
import pytest

from hubsim.errors import MissingError, OtherVersion, ResultError, TornResult
from hubsim.results import QUANTITIES, open_run, verify, write_text
from hubsim.results.manifest import sealed
from hubsim.results.parquet import read_wide, wide_bytes

TABLES = {
    "bus_vm_pu",
    "bus_p_kw",
    "bus_q_kvar",
    "line_loading_pct",
    "trafo_loading_pct",
    "trafo_p_kw",
    "trafo_hot_spot_degc",
    "asset_p_kw",
    "asset_level_kwh",
    "asset_unmet_kw",
    "asset_curtailed_kw",
    "member_bought_kw",
    "member_sold_kw",
    "member_shared_kw",
    "step_loss_kw",
}
THREE_PHASE = {"bus_unbalance_pct", "line_current_a", "line_neutral_a"}
ANSWERING = {"asset_lost_kw", "asset_tripped", "trafo_tap", "step_oscillating"}


def test_the_folder_holds_exactly_the_files_of_the_design(stored):
    found = {str(path.relative_to(stored)) for path in stored.rglob("*") if path.is_file()}
    tables = {f"{name}/{table}.parquet" for name in ("alone", "together") for table in TABLES}
    assert found == tables | {
        "manifest.json",
        "summary.json",
        "scenario.resolved.yaml",
        "network.json",
        "report.html",
        "log.jsonl",
    }
    assert stored.parent.name == "street"
    assert stored.name.startswith("20261123T101500Z-")
    assert verify(stored) == []


@pytest.mark.parametrize("operation", ["alone", "together"])
@pytest.mark.parametrize("quantity", sorted(TABLES))
def test_every_series_comes_back_bit_for_bit(story, stored, operation, quantity):
    kept = open_run(stored, outcomes=story.outcomes).series(operation, quantity)
    read = open_run(stored).series(operation, quantity)
    assert read.ids == kept.ids
    assert read.values.tobytes() == np.ascontiguousarray(kept.values).tobytes()
    np.testing.assert_array_equal(read.times, kept.times)


def test_stored_series_are_the_arrays_of_the_outcome(story, stored):
    run, plan = open_run(stored), story.plan
    done = story.outcomes["together"]
    np.testing.assert_array_equal(run.array("together", "bus_vm_pu"), done.flows.vm_pu)
    np.testing.assert_array_equal(run.array("together", "asset_p_kw"), done.dispatch.p_kw)
    p_kw, q_kvar = done.dispatch.bus_kw(plan)
    np.testing.assert_array_equal(run.array("together", "bus_p_kw"), p_kw)
    np.testing.assert_array_equal(run.array("together", "bus_q_kvar"), q_kvar)
    loss = run.series("together", "step_loss_kw")
    assert loss.ids == ("loss_kw", "converged")
    np.testing.assert_array_equal(loss.values[:, 1] == 1.0, done.flows.converged)
    assert run.series("alone", "asset_p_kw").ids == plan.asset_ids


def test_stored_energy_has_a_row_for_every_boundary_so_that_balances_close(story, stored):
    levels = open_run(stored).series("alone", "asset_level_kwh")
    assert len(levels.values) == len(levels.times) == story.plan.horizon.n_steps + 1
    assert levels.times[0] == np.datetime64("2016-01-10T23:00:00")
    assert levels.times[-1] == np.datetime64(story.plan.horizon.end.replace(tzinfo=None))


def test_anyone_can_read_a_table_with_times_in_utc(stored):
    table = pq.read_table(stored / "alone" / "bus_vm_pu.parquet")
    assert table.column_names[:2] == ["time", "LV4.101 Bus 0"]
    assert table["time"][0].as_py() == datetime(2016, 1, 10, 23, tzinfo=UTC)


def test_summary_has_every_figure_and_opens_as_it_was(story, stored):
    summary = json.loads((stored / "summary.json").read_text())
    assert list(summary) == ["scenario", "layout", "horizon", "kpis"]
    assert (summary["scenario"], summary["layout"]) == ("street", "both")
    assert list(summary["kpis"]) == ["alone", "together", "relief"]
    run = open_run(stored)
    assert run.kpis == story.kpis
    assert run.horizon == story.plan.horizon
    assert run.summary == summary


def test_a_figure_that_does_not_exist_is_null_on_disk_and_nan_in_memory(story, tmp_path):
    kpis = {name: dict(figures) for name, figures in story.kpis.items()}
    gone = kpis["alone"]["loss_kwh"]
    kpis["alone"]["loss_kwh"] = type(gone)(gone.name, math.nan, gone.unit, gone.better)
    folder = story.write(tmp_path, kpis=kpis)
    summary = json.loads((folder / "summary.json").read_text())
    assert summary["kpis"]["alone"]["loss_kwh"]["value"] is None
    assert math.isnan(open_run(folder).kpis["alone"]["loss_kwh"].value)


def test_the_manifest_tells_where_the_run_came_from(story, tmp_path):
    extra = {
        "timings_s": {"plan": 0.5},
        "counts": {"windows": np.int64(7)},
        "solver": {"name": "HiGHS", "gap": np.float64("nan")},
        "seed": "not to be replaced",
    }
    folder = story.write(tmp_path / "out", manifest_extra=extra)
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["inputs"] == list(story.plan.sources)
    assert manifest["format_version"] == 1
    assert manifest["created"] == "2026-11-23T10:15:00Z"
    assert manifest["seed"] == 2026
    assert manifest["solver"] == {"name": "HiGHS", "gap": None}
    assert manifest["counts"]["windows"] == 7
    assert manifest["counts"]["steps"] == 32
    assert manifest["counts"]["unsolved_steps"]["alone"] == int(
        story.kpis["alone"]["unsolved_steps"].value
    )
    assert set(manifest["timings_s"]) == {"plan", "write", "report"}
    assert manifest["packages"]["numpy"] == np.__version__
    assert manifest["data_labels"]["day_ahead"] == "synthetic"
    assert manifest["peak_memory_mb"] > 1
    assert str(tmp_path) not in (folder / "manifest.json").read_text()


def test_folders_of_this_machine_stay_out_of_the_command(story, tmp_path, monkeypatch):
    words = ["/opt/bin/hubsim", "run", "/home/x/street.yaml", "--out=/data/x", "time.days=7"]
    monkeypatch.setattr("sys.argv", words)
    command = open_run(story.write(tmp_path)).manifest["command"]
    assert command == ["hubsim", "run", "street.yaml", "--out=x", "time.days=7"]


def test_the_same_inputs_have_the_same_hash_at_any_time(story, tmp_path):
    first = story.write(tmp_path)
    later = story.write(tmp_path, stamp=datetime(2027, 1, 1, tzinfo=UTC))
    assert later.name == "20270101T000000Z-" + first.name.split("-")[1]


def test_other_inputs_scenario_or_version_have_another_hash(story, tmp_path, monkeypatch):
    names = [story.write(tmp_path).name]
    names.append(story.write(tmp_path, resolved_yaml="hubsim: 1\nname: strass\n").name)
    other = replace(story.plan, sources=({"file": "prices.parquet", "sha256": "ac"},))
    names.append(story.write(tmp_path, plan=other).name)
    monkeypatch.setattr("hubsim.results.manifest.hubsim_version", lambda: "9.9.9")
    names.append(story.write(tmp_path).name)
    assert len(set(names)) == 4


def test_a_taken_name_gets_a_number_and_the_earlier_run_stays(story, tmp_path):
    first, second, third = (story.write(tmp_path) for _ in range(3))
    assert (second.name, third.name) == (first.name + "-2", first.name + "-3")
    assert verify(first) == verify(second) == verify(third) == []


def test_the_report_is_made_of_the_run_in_memory(story, tmp_path):
    def report(run):
        assert run.manifest["layout"] == "smart"
        loss = run.array("alone", "step_loss_kw")[:, 0]
        return f"<p>{run.scenario_name} {len(loss)} {len(run.plan.assets)}</p>"

    folder = story.write(tmp_path, report_html=report, layout="smart")
    assert (folder / "report.html").read_text() == "<p>street 32 9</p>"


def test_arrays_of_a_run_read_from_disk_are_reached_by_series(story, stored):
    run = open_run(stored)
    for name in ("plan", "dispatch", "flows"):
        with pytest.raises(ResultError, match="series"):
            getattr(run, name)
    kept = open_run(stored, outcomes=story.outcomes)
    assert kept.plan is story.plan
    assert kept.dispatch["alone"] is story.outcomes["alone"].dispatch
    assert kept.flows["together"] is story.outcomes["together"].flows


def test_an_unknown_quantity_or_operation_is_refused_by_name(stored):
    with pytest.raises(ResultError, match=r"'bus_vm'.*bus_vm_pu"):
        open_run(stored).series("alone", "bus_vm")
    with pytest.raises(ResultError, match="apart/bus_vm_pu"):
        open_run(stored).series("apart", "bus_vm_pu")


def test_no_folder_no_manifest_and_another_format_each_have_their_error(stored, tmp_path):
    with pytest.raises(MissingError, match="nowhere"):
        open_run(tmp_path / "nowhere")
    with pytest.raises(MissingError):
        verify(tmp_path / "nowhere")
    with pytest.raises(TornResult, match=r"manifest\.json"):
        open_run(tmp_path)
    manifest = json.loads((stored / "manifest.json").read_text())
    (stored / "manifest.json").write_bytes(sealed({**manifest, "format_version": 2}))
    with pytest.raises(OtherVersion, match="format 2, this version reads 1"):
        open_run(stored)
    assert len(verify(stored)) == 1


def test_a_page_of_its_own_is_written_whole_or_the_error_names_it(tmp_path):
    page = tmp_path / "new" / "comparison.html"
    assert write_text(page, "<p>één</p>").read_text(encoding="utf-8") == "<p>één</p>"
    write_text(page, "<p>2</p>")
    assert [path.name for path in page.parent.iterdir()] == ["comparison.html"]
    assert page.read_text() == "<p>2</p>"
    with pytest.raises(ResultError, match=r"comparison\.html"):
        write_text(page / "inside.html", "x")


def test_the_table_of_quantities_is_the_one_documented():
    assert set(QUANTITIES) == TABLES | THREE_PHASE | ANSWERING | {"asset_gas_kw"}


@pytest.mark.parametrize("n_steps", [1, 2, 3000])
def test_tables_of_any_length_and_content_come_back(n_steps):
    random = np.random.default_rng(1)
    values = np.column_stack(
        [
            random.normal(size=n_steps),
            np.zeros(n_steps),
            np.full(n_steps, np.nan),
            np.full(n_steps, np.inf),
            random.integers(0, 5, n_steps) * 0.1,
        ]
    )
    times = np.datetime64("2016-03-27T00:00:00") + np.arange(n_steps) * np.timedelta64(900, "s")
    ids = ("a.load", "b c", "ü", "x,y", "5")
    back = read_wide(wide_bytes(times, ids, values), "memory")
    assert back[0] == ids
    np.testing.assert_array_equal(back[1], times)
    assert back[2].tobytes() == values.tobytes()


def test_a_table_without_columns_keeps_its_times():
    times = np.array(["2016-01-01T00:00:00"], dtype="datetime64[s]")
    ids, read, values = read_wide(wide_bytes(times, (), np.zeros((1, 0))), "memory")
    assert ids == ()
    assert values.shape == (1, 0)
    np.testing.assert_array_equal(read, times)


def test_bytes_that_are_no_table_are_a_torn_result():
    with pytest.raises(TornResult, match="here"):
        read_wide(b"PAR1 and nothing", "here")
