"""Loadings as a page carries them: nothing beyond a limit gets lost, and the budget holds."""

import base64
import zlib

import numpy as np
import pytest

from hubsim.report import explore
from hubsim.report.explore import BUDGET, explore_data
from hubsim.report.packed import UNKNOWN, bin_extremes, packed, percent_bytes
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
    data = explore_data(week)
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
    assert data["offsets"] == [[0, 60]]


def test_a_year_stays_within_its_budget_and_keeps_its_worst_step(make_street):
    year = make_street(days=366)
    data = explore_data(year)
    assert len(data["alone"]) + len(data["together"]) <= BUDGET
    per = 1 if data["width"] == 1 else 2
    alone = unpacked(data["alone"], (len(data["elements"]), data["bins"] * per))
    peak = max(year.alone.trafo_loading_pct.max(), year.alone.line_loading_pct.max())
    assert alone.max() == min(254, np.ceil(peak - 0.001))
    assert data["offsets"][1][1] == 120  # summer time


def test_what_does_not_fit_is_kept_as_the_extremes_of_wider_bins(week, monkeypatch):
    monkeypatch.setattr(explore, "BUDGET", 40_000)
    monkeypatch.setattr(explore, "LEAST_BUDGET", 20_000)
    data = explore_data(week)
    assert data["width"] in {4, 16, 96}
    assert len(data["alone"]) + len(data["together"]) <= 40_000
    names = [name for name, _ in data["elements"]]
    kept = unpacked(data["alone"], (len(names), data["bins"], 2))
    ids = week.geometry.trafo_ids + week.geometry.line_ids
    loading = np.hstack([week.alone.trafo_loading_pct, week.alone.line_loading_pct])
    for place, name in enumerate(names):
        bins = percent_bytes(loading[:, ids.index(name)]).reshape(data["bins"], data["width"])
        np.testing.assert_array_equal(kept[place, :, 0], bins.min(axis=1))
        np.testing.assert_array_equal(kept[place, :, 1], bins.max(axis=1))


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
