"""The report of a three-phase run: worst phases, what a balanced study misses, figures that exist."""

from dataclasses import replace
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import hubsim
from hubsim.report.compared_layout import layout_of
from hubsim.report.comparison_page import comparison_page
from hubsim.report.explore import explore_data
from hubsim.report.explore_voltage import explore_voltage
from hubsim.report.missed import missed_rows, missed_sentences
from hubsim.report.network_map import state_of
from hubsim.report.phase_figures import neutral_of_day, phase_day, phase_day_words, phase_voltages
from hubsim.report.run_page import run_page
from hubsim.report.terminal import print_summary, summary_lines
from hubsim.report.view import RunView
from tests.report.test_packed import voltages

VILLAGE = Path(__file__).parents[2] / "scenarios" / "village.yaml"
MISSES = "What a balanced study of the same street misses"
OFFSETS_PU = np.array([0.02, -0.03, 0.01])
NAN = float("nan")

PHASE_FIGURES = {  # name: unit, better, alone, together
    "unbalance_max_pct": ("%", "lower", 1.4, 1.1),
    "neutral_current_max_a": ("A", "lower", 61.3, 150.2),
    "neutral_loading_max_pct": ("%", "lower", 22.7, 55.6),
    "voltage_trips": ("trips", "lower", 7.0, 7.0),
    "voltage_lost_kwh": ("kWh", "lower", 35.0, 34.0),
}
OF_BALANCED = {"voltage_trips": 0.0, "voltage_lost_kwh": 0.0, "vm_min_pu": 0.97, "vm_max_pu": 1.02}


def figure(value, unit="kWh", better="lower"):
    return SimpleNamespace(value=value, unit=unit, better=better)


def in_phases(run):
    """Return a stored run in three phases: offsets on each phase, a neutral that grows by the cable."""
    for arrays in run.arrays.values():
        vm_pu = arrays["bus_vm_pu"]
        arrays["bus_vm_pu"] = (vm_pu[:, :, None] + OFFSETS_PU).reshape(len(vm_pu), -1)
        step, line = np.indices(arrays["line_loading_pct"].shape)
        arrays["line_neutral_a"] = line + 0.01 * step
    for name, (unit, better, alone, together) in PHASE_FIGURES.items():
        for operation, value in (("alone", alone), ("together", together)):
            run.kpis[operation][name] = figure(value, unit, better)
        run.kpis["relief"][name] = figure(alone - together, unit, better)
    run.balanced = {
        operation: {
            name: figure(OF_BALANCED.get(name, kpi.value), kpi.unit, kpi.better)
            for name, kpi in run.kpis[operation].items()
            if not name.startswith(("unbalance", "neutral"))
        }
        for operation in ("alone", "together")
    }
    return run


@pytest.fixture(scope="module")
def day(make_run):
    return RunView.of(in_phases(make_run(days=1)))


@pytest.fixture(scope="module")
def balanced_day(make_street):
    return make_street(days=1)


def test_voltages_are_those_of_the_worst_phase(day, balanced_day):
    plain = balanced_day.alone.vm_pu[:, :, 0]
    assert day.alone.vm_pu.shape == (*plain.shape, 3)
    np.testing.assert_allclose(day.alone.vm_low_pu, plain - 0.03)
    np.testing.assert_allclose(day.alone.vm_high_pu, plain + 0.02)
    state = state_of(day, "alone")
    np.testing.assert_allclose(state.vm_low_pu, plain.min(axis=0) - 0.03)
    np.testing.assert_allclose(state.vm_high_pu, plain.max(axis=0) + 0.02)


def test_a_balanced_run_has_one_voltage_a_bus_and_none_of_the_phases(balanced_day, make_run):
    stored = make_run(days=1).arrays["alone"]["bus_vm_pu"]
    np.testing.assert_array_equal(balanced_day.alone.vm_low_pu, stored)
    np.testing.assert_array_equal(balanced_day.alone.vm_high_pu, stored)
    assert not balanced_day.in_phases
    assert missed_rows(balanced_day) == []
    assert missed_sentences(balanced_day) == []
    page = run_page(balanced_day)
    assert MISSES not in page
    assert 'data-figure="phases"' not in page
    assert 'data-figure="neutral"' not in page


def test_the_table_has_both_studies_of_both_operations(day):
    rows = {row.name: row.values for row in missed_rows(day)}
    assert rows["neutral_current_max_a"] == (
        ("alone", "\N{EN DASH}", "61.3"),
        ("together", "\N{EN DASH}", "150"),
    )
    assert rows["voltage_lost_kwh"] == (("alone", "0", "35"), ("together", "0", "34"))
    assert rows["vm_min_pu"][0][1] == "0.970"
    assert "unbalance_p95_pct" not in rows  # the run has no such figure
    page = run_page(day)
    section = page[page.index(MISSES) : page.index("The three phases of one bus")]
    assert section.count("<tr>") == 1 + len(rows)
    assert '<td class="n alone">0</td><td class="n alone"><strong>35</strong></td>' in section
    assert page.count('data-figure="phases"') == page.count('data-figure="neutral"') == 1


def test_the_largest_miss_is_said_first(day):
    first, *others = missed_sentences(day)
    assert "0 times and 0 kWh lost to it; phase by phase it is 7 times and 35 kWh" in first
    assert any("from 0.970 to 1.020 pu" in sentence for sentence in others)
    assert "it reaches 61.3 A in a cable, and at most 22.7 %" in others[-1]
    assert first in summary_lines(day)


def test_nothing_is_called_missed_that_reads_the_same(day):
    phases = {
        name: kpi for name, kpi in day.kpis["alone"].items() if not name.startswith("neutral")
    }
    alike = replace(
        day,
        kpis={**day.kpis, "alone": phases},
        balanced={"alone": phases, "together": day.kpis["together"]},
    )
    assert missed_sentences(alike) == []


def test_the_lowest_and_the_highest_phase_of_any_bus_are_kept(make_run):
    view = RunView.of(in_phases(make_run(days=1)))
    data = explore_data(view)["voltage"]
    assert (data["width"], data["per"]) == (1, 2)
    rows = voltages(data, "together")
    place = view.geometry.bus_ids.index(data["buses"][3][0])
    vm_pu = view.together.vm_pu[:, place]
    assert np.abs(rows[3, :, 0] - vm_pu.min(axis=1)).max() < 0.001 + 1e-6
    assert np.abs(rows[3, :, 1] - vm_pu.max(axis=1)).max() < 0.001 + 1e-6
    hours = explore_voltage(view, [4], 100_000)
    np.testing.assert_allclose(
        voltages(hours, "together")[:, :, 0], rows[:, :, 0].reshape(41, -1, 4).min(axis=2)
    )
    np.testing.assert_allclose(
        voltages(hours, "together")[:, :, 1], rows[:, :, 1].reshape(41, -1, 4).max(axis=2)
    )
    assert "lowest and the highest of the three phases" in run_page(view)


def test_the_chart_of_the_phases_shows_the_bus_and_day_nearest_to_a_limit(make_run):
    run = in_phases(make_run(days=3))
    vm_pu = run.arrays["alone"]["bus_vm_pu"]
    vm_pu[:] = 1.0
    vm_pu[96 + 40, 3 * 20 + 2] = 1.08  # the second day, bus 20, phase c
    vm_pu[5, 3 * 9] = 0.93  # beyond the lower limit, but by less
    vm_pu[2 * 96, 0] = 1.2  # a bus without a member
    view = RunView.of(run)
    day = phase_day(view)
    assert (day.first, day.last, day.bus, day.is_highest) == (96, 192, 20, True)
    assert phase_day_words(view, day).startswith("Bus 20 on Tue 12 Jan 2016")
    phase_a, _, phase_c, mean = phase_voltages(view, day)["data"]
    assert (phase_a["y"][40], phase_c["y"][40], mean["y"][40]) == (1.0, 1.08, 1.0267)
    assert phase_c["customdata"][40] == "2016-01-12 10:00"
    limits = {shape["y0"] for shape in phase_voltages(view, day)["layout"]["shapes"]}
    assert limits == {0.95, 1.05}
    vm_pu[5, 3 * 9] = 0.90
    assert "the lower one" in phase_day_words(view, phase_day(RunView.of(run)))


def test_the_neutral_of_each_step_is_that_of_the_worst_cable(day):
    alone, together = neutral_of_day(day, phase_day(day))["data"]
    np.testing.assert_allclose(alone["y"], 41 + 0.01 * np.arange(96), atol=0.051)
    assert len(together["y"]) == 96


def test_steps_without_a_solution_are_gaps_in_the_chart_of_the_phases(make_run):
    run = in_phases(make_run(days=1))
    for name in ("bus_vm_pu", "line_neutral_a", "line_loading_pct", "trafo_loading_pct"):
        run.arrays["alone"][name][10:13] = np.nan
    view = RunView.of(run)
    day = phase_day(view)
    for trace in (phase_voltages(view, day)["data"][0], neutral_of_day(view, day)["data"][0]):
        assert np.flatnonzero(np.isnan(trace["y"])).tolist() == [10, 11, 12]
    assert "3 steps alone and 0 together have no power-flow solution" in run_page(view)


def test_a_figure_that_no_operation_has_is_shown_nowhere(make_run, monkeypatch):
    run = in_phases(make_run(days=1))
    for operation in ("alone", "together", "relief"):
        run.kpis[operation]["self_consumption_pct"] = figure(NAN, "%", "higher")
        run.kpis[operation]["voltage_trips"] = figure(NAN, "trips")
    run.kpis["alone"]["shared_kwh"] = figure(NAN)
    view = RunView.of(run)
    assert "shared_kwh" in view.figures  # together has it
    for page in (run_page(view), comparison_page([layout_of(view, "a/report.html")])):
        assert 'data-kpi="shared_kwh"' in page
        assert 'data-kpi="neutral_current_max_a"' in page
        assert 'data-kpi="self_consumption_pct"' not in page
        assert 'data-kpi="voltage_trips"' not in page
        assert "Inverters tripped" not in page
    printed = on_a_terminal(view, monkeypatch)
    assert "Neutral, highest current" in printed
    assert "Inverters tripped" not in printed


def test_a_comparison_shows_a_figure_that_only_a_later_layout_has(make_run, make_street):
    views = [make_street(days=1, layout="plain"), RunView.of(in_phases(make_run(days=1)))]
    page = comparison_page([layout_of(view, "a/report.html") for view in views])
    row = page[page.index('data-kpi="neutral_current_max_a"') :].split("</tr>")[0]
    assert row.count("\N{EN DASH}") == 2
    assert "150" in row


def test_the_report_of_a_shipped_three_phase_run_is_the_same_from_disk(tmp_path):
    from hubsim.results import open_run

    scenario = hubsim.load_scenario(
        VILLAGE, overrides=["time.start=2016-06-09", "time.end=2016-06-09"]
    )
    run = hubsim.run(scenario, out=tmp_path)
    view, stored = RunView.of(run), RunView.of(open_run(run.folder))
    flows = run.flows["alone"]
    np.testing.assert_array_equal(view.alone.vm_pu, flows.vm_pu)
    np.testing.assert_array_equal(view.alone.vm_high_pu, flows.vm_pu.max(axis=2))
    assert missed_rows(stored) == missed_rows(view)
    assert missed_sentences(stored) == missed_sentences(view)
    day = phase_day(stored)
    members = run.plan.member_bus
    assert flows.vm_pu[:, day.bus].max() == flows.vm_pu[:, members].max()
    neutral_a = neutral_of_day(stored, day)["data"][0]["y"]
    assert neutral_a.max() == pytest.approx(
        run.kpis["alone"]["neutral_current_max_a"].value, abs=0.06
    )
    by_name = {row.name: row.values for row in missed_rows(stored)}
    assert by_name["vm_max_pu"][0][1:] == (
        f"{run.balanced['alone']['vm_max_pu'].value:.3f}",
        f"{run.kpis['alone']['vm_max_pu'].value:.3f}",
    )
    assert MISSES in (run.folder / "report.html").read_text(encoding="utf-8")


def on_a_terminal(view, monkeypatch):
    from hubsim.report import terminal

    class Terminal(StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr(terminal.RunView, "of", lambda _run: view)
    stream = Terminal()
    print_summary(object(), stream)
    return stream.getvalue()
