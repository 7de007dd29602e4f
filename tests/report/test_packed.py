"""Loadings and voltages as a page carries them: nothing beyond a limit gets lost, and the budget holds."""

import base64
import zlib

import numpy as np
import pytest

from hubsim.report import explore
from hubsim.report.explore import BUDGET, explore_data
from hubsim.report.explore_voltage import explore_voltage
from hubsim.report.operation_view import OPERATIONS
from hubsim.report.packed import (
    UNKNOWN,
    VoltageScale,
    bin_extremes,
    packed,
    percent_bytes,
    row_differences,
)
from hubsim.report.run_page import run_page
from hubsim.report.texts import speaking
from hubsim.report.worst_days import played_days, played_network, worst_days

NAN = np.nan


def unpacked(text, shape):
    return np.frombuffer(zlib.decompress(base64.b64decode(text)), np.uint8).reshape(shape)


def test_a_byte_is_beyond_a_limit_exactly_when_its_loading_is():
    loading = np.random.default_rng(3).uniform(0.0, 253.0, 5000)
    loading[:4] = 100.0, 100.0005, 100.002, 80.0  # rounding of a plan on its limit is within it
    found = percent_bytes(loading)
    for limit in (80, 100, 120):
        np.testing.assert_array_equal(found > limit, loading > limit + 0.001)
    assert (found - loading).max() < 1.0


def test_bins_keep_the_lowest_and_the_highest_of_what_is_known():
    values = np.array([[5, 9, 7, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, 30, 10]], dtype=np.uint8)
    assert bin_extremes(values, 3).tolist() == [[5, 9, UNKNOWN, UNKNOWN, 10, 30]]


def test_a_week_is_kept_step_by_step_under_the_name_of_its_element(week):
    every = explore_data(week)
    data = every["loading"]
    assert data["width"] == 1
    names = [name for name, _ in data["elements"]]
    loading = np.hstack([week.alone.trafo_loading_pct, week.alone.line_loading_pct])
    ids = week.geometry.trafo_ids + week.geometry.line_ids
    alone = unpacked(data["alone"], (len(names), week.horizon.n_steps))
    for place in (0, 20, len(names) - 1):
        np.testing.assert_array_equal(
            alone[place], percent_bytes(loading[:, ids.index(names[place])])
        )
    assert [peak for _, peak in data["elements"]] == sorted(
        (peak for _, peak in data["elements"]), reverse=True
    )
    assert every["offsets"] == [[0, 60]]


def test_a_year_stays_within_its_budget_and_keeps_its_worst_step(make_street):
    year = make_street(days=366)
    every = explore_data(year)
    data, voltage = every["loading"], every["voltage"]
    assert sum(len(part[name]) for part in (data, voltage) for name in OPERATIONS) <= BUDGET
    per = 1 if data["width"] == 1 else 2
    alone = unpacked(data["alone"], (len(data["elements"]), data["bins"] * per))
    peak = max(year.alone.trafo_loading_pct.max(), year.alone.line_loading_pct.max())
    assert alone.max() == min(254, np.ceil(peak - 0.001))
    assert every["offsets"][1][1] == 120  # summer time
    low = min(did.vm_low_pu[:, 3:].min() for did in (year.alone, year.together))
    values = {name: voltages(voltage, name) for name in OPERATIONS}
    assert min(one.min() for one in values.values()) == pytest.approx(np.floor(1000 * low) / 1000)


def test_what_does_not_fit_is_kept_as_the_extremes_of_wider_bins(week, monkeypatch):
    monkeypatch.setattr(explore, "BUDGET", 40_000)
    monkeypatch.setattr(explore, "LEAST_BUDGET", 20_000)
    every = explore_data(week)
    data = every["loading"]
    assert data["width"] in {4, 16, 96}
    assert sum(len(every[part][n]) for part in ("loading", "voltage") for n in OPERATIONS) <= 40_000
    names = [name for name, _ in data["elements"]]
    kept = unpacked(data["alone"], (len(names), data["bins"], 2))
    ids = week.geometry.trafo_ids + week.geometry.line_ids
    loading = np.hstack([week.alone.trafo_loading_pct, week.alone.line_loading_pct])
    for place, name in enumerate(names):
        bins = percent_bytes(loading[:, ids.index(name)]).reshape(data["bins"], data["width"])
        np.testing.assert_array_equal(kept[place, :, 0], bins.min(axis=1))
        np.testing.assert_array_equal(kept[place, :, 1], bins.max(axis=1))


def voltages(data, name):
    """Return (buses, bins, per) the voltages that a page reads from the data of one operation [pu]."""
    differences = unpacked(data[name], (len(data["buses"]), data["bins"] * data["per"]))
    values = np.cumsum(differences, axis=0, dtype=np.uint8).astype(int)
    return ((data["zero"] + values) * data["scale"]).reshape(len(values), data["bins"], -1)


def test_a_voltage_is_beyond_a_limit_exactly_when_it_was_and_near_by_a_thousandth():
    vm_pu = np.random.default_rng(4).uniform(0.86, 1.11, 5000)
    vm_pu[:4] = (
        0.95,
        0.95 - 5e-7,
        1.05,
        1.05 + 5e-7,
    )  # rounding of a voltage on its limit is within it
    scale = VoltageScale.of(vm_pu.min(), vm_pu.max())
    found = scale.read(scale.bytes_of(vm_pu))
    assert scale.parts == 1
    for limit in (0.9, 0.95):
        np.testing.assert_array_equal(found < limit - 1e-9, vm_pu < limit - 1e-6)
    for limit in (1.05, 1.1):
        np.testing.assert_array_equal(found > limit + 1e-9, vm_pu > limit + 1e-6)
    assert np.abs(found - vm_pu).max() < 0.001 + 1e-6


def test_voltages_far_apart_are_told_in_wider_parts_and_none_is_cut_off():
    vm_pu = np.array([0.4301, 0.9, 1.2, np.nan])
    scale = VoltageScale.of(0.4301, 1.2)
    # From 0.43 to 1.2 are 771 thousandths: 257 parts of 3 are one too many, so it is 4.
    assert scale.parts == 4
    assert scale.read(scale.bytes_of(vm_pu))[:3].tolist() == pytest.approx([0.428, 0.9, 1.2])
    assert scale.bytes_of(vm_pu)[3] == UNKNOWN


def test_rows_come_back_from_their_differences():
    values = np.array([[5, UNKNOWN], [250, UNKNOWN], [0, 7]], dtype=np.uint8)
    assert row_differences(values).tolist() == [[5, 255], [245, 0], [6, 8]]
    assert np.cumsum(row_differences(values), axis=0, dtype=np.uint8).tolist() == values.tolist()


def test_the_voltage_of_every_bus_with_members_is_kept_the_worst_first(week):
    data = explore_data(week)["voltage"]
    ids = week.geometry.bus_ids
    kept = [name for name, _, _ in data["buses"]]
    assert sorted(kept) == sorted(ids[bus] for bus in np.unique(week.geometry.member_bus))
    assert (data["width"], data["per"], data["all"]) == (1, 1, len(kept))
    lows = {
        bus: min(did.vm_low_pu[:, bus].min() for did in (week.alone, week.together))
        for bus in np.unique(week.geometry.member_bus)
    }
    # Nothing is above nominal by as much as it is below, so the lowest voltage decides.
    assert kept[0] == ids[min(lows, key=lows.get)]
    for name in OPERATIONS:
        found = voltages(data, name)[:, :, 0]
        simulated = week.operation(name).vm_low_pu[:, [ids.index(bus) for bus in kept]].T
        assert np.abs(found - simulated).max() < 0.001 + 1e-6
        assert (np.abs(found - 1.0) >= np.abs(simulated - 1.0) - 1e-6).all()


def test_too_many_voltages_are_kept_by_the_hour_and_then_of_fewer_buses_as_the_page_says(
    make_street, monkeypatch
):
    view = make_street(days=2)
    view.alone.vm_pu[5, 20] = np.nan
    by_step = explore_voltage(view, [1, 4], 100_000)
    size = sum(len(by_step[name]) for name in OPERATIONS)
    by_hour = explore_voltage(view, [1, 4], size - 1)
    assert (by_hour["width"], by_hour["per"], len(by_hour["buses"])) == (4, 2, 41)
    names = [name for name, _, _ in by_step["buses"]]
    place = names.index(view.geometry.bus_ids[20])
    steps, hours = voltages(by_step, "alone")[:, :, 0], voltages(by_hour, "alone")
    assert steps[place, 5] == pytest.approx(by_step["zero"] * 0.001 + 0.255)  # unknown
    steps[place, 5] = steps[place, 4]
    binned = steps.reshape(41, -1, 4)
    np.testing.assert_allclose(hours[:, :, 0], binned.min(axis=2))
    np.testing.assert_allclose(hours[:, :, 1], binned.max(axis=2))
    fewer = explore_voltage(view, [1, 4], sum(len(by_hour[name]) for name in OPERATIONS) // 2)
    n_kept = len(fewer["buses"])
    assert 5 < n_kept < 30
    assert [name for name, _, _ in fewer["buses"]] == names[:n_kept]
    np.testing.assert_array_equal(voltages(fewer, "alone"), hours[:n_kept])
    monkeypatch.setattr(explore, "explore_voltage", lambda *_: fewer)
    with speaking("nl"):
        page = run_page(view, "nl").replace("\u00a0", " ")
    assert f"{n_kept} van 41 knooppunten bewaard" in page
    assert page.count('data-of="voltage"') == n_kept


def test_the_map_plays_the_days_of_the_highest_loading_alone(make_street):
    view = make_street(days=5)
    view.alone.trafo_loading_pct[3 * 96 + 7, 0] = 240.0
    view.alone.trafo_loading_pct[1 * 96 + 50, 0] = 230.0
    view.alone.line_loading_pct[4 * 96 + 2, 3] = 225.0
    view.alone.line_loading_pct[0, 3] = NAN
    assert worst_days(view) == [3, 1, 4]
    first, _, last = played_days(view)
    n_elements = 1 + len(view.geometry.line_ids)
    assert first.label == "Thu 14 Jan 2016"
    assert first.times[7] == "01:45"
    assert unpacked(first.alone, (96, n_elements))[7, 0] == 240
    assert unpacked(last.alone, (96, n_elements))[2, 1 + 3] == 225
    drawn = played_network(view.geometry)
    assert [line[4] for line in drawn["lines"]] == list(view.geometry.line_ids)


@pytest.mark.parametrize("values", [np.zeros((3, 5), np.uint8), np.zeros((0, 4), np.uint8)])
def test_bytes_come_back_as_they_were(values):
    assert unpacked(packed(values), values.shape).tolist() == values.tolist()
