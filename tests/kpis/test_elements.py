"""The tables of elements, buses and hours by hand, equal to the figures, readable by anyone."""

from __future__ import annotations

import io
import math
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from hubsim.kpis import loading
from hubsim.kpis.elements import bus_table, element_table, overload_hours_table
from hubsim.kpis.measure import measure
from hubsim.results.parquet import read_table, table_bytes

NAN = math.nan


@pytest.fixture(scope="module")
def done(outcome):
    # From 31 March 2016, 21:30 UTC, 23:30 by local summer time: two quarter-hours of March, four of April.
    return outcome(
        n_steps=6,
        start=datetime(2016, 3, 31, 21, 30, tzinfo=UTC),
        trafo_loading_pct=[[110.0], [130.0], [90.0], [NAN], [105.0], [80.0]],
        line_ids=("x", "y"),
        line_from_bus=[1, 1],
        line_limit_a=[200.0, NAN],
        line_loading_pct=[[50.0, NAN], [60.0, NAN], [70.0, NAN], [NAN, NAN], [125.0, NAN], [90.0, NAN]],
        trafo_p_kw=[[5.0], [-2.0], [-6.0], [NAN], [0.0], [1.0]],
        trafo_loss_kw=[[1.0]] * 6,
        lines={"x": 65.0},
    )  # fmt: skip


def test_a_row_an_element_by_hand(done):
    table = {name: list(column) for name, column in element_table(done).items()}
    assert table["kind"] == ["transformer", "line", "line"]
    assert table["id"] == ["T1", "x", "y"]
    assert table["rating_kva"][:2] == pytest.approx([400.0, math.sqrt(3) * 0.4 * 200.0])
    assert table["limit_pct"] == [100.0, 65.0, 100.0]
    assert table["max_pct"][:2] == [130.0, 125.0]
    assert table["max_time"][0] == np.datetime64("2016-03-31T21:45")
    assert np.isnat(table["max_time"][2])
    assert table["mean_pct"][0] == pytest.approx((110 + 130 + 90 + 105 + 80) / 5)
    assert table["p95_pct"][0] == pytest.approx(np.quantile([110, 130, 90, 105, 80], 0.95))
    assert table["over_80_h"] == [1.0, 0.5, 0.0]
    assert table["over_100_h"] == [0.75, 0.25, 0.0]
    assert table["over_120_h"] == [0.25, 0.25, 0.0]
    assert table["over_limit_h"] == [0.75, 0.75, 0.0]
    assert table["over_limit_kvah"][0] == pytest.approx((10 + 30 + 5) / 100 * 400 * 0.25)
    rated = math.sqrt(3) * 0.4 * 200.0
    assert table["over_limit_kvah"][1] == pytest.approx((5 + 60 + 25) / 100 * rated * 0.25)
    assert table["over_limit_kvah"][2] == 0.0
    assert table["events"] == [2.0, 2.0, 0.0]
    assert table["longest_h"] == [0.5, 0.5, 0.0]
    assert table["reverse_h"][0] == 0.5
    assert table["reverse_kwh"][0] == 2.0
    assert table["reverse_peak_kw"][0] == 6.0
    assert math.isnan(table["ageing_days"][1])
    assert math.isnan(table["temperature_max_degc"][2])


def test_the_table_adds_up_to_the_figures(done):
    table, figures = element_table(done), measure(done)
    assert np.nansum(table["over_limit_kvah"]) == pytest.approx(figures["overload_kvah"].value)
    assert np.nansum(table["events"]) == figures["overload_events"].value
    assert np.nanmax(table["longest_h"]) == figures["longest_overload_h"].value
    assert table["max_pct"][0] == figures["trafo_loading_max_pct"].value
    assert table["p99_pct"][0] == figures["trafo_loading_p99_pct"].value
    assert table["temperature_max_degc"][0] == figures["trafo_hot_spot_max_degc"].value
    assert table["temperature_max_degc"][1] == figures["cable_temperature_max_degc"].value
    assert table["ageing_days"][0] == figures["trafo_ageing_days"].value
    losses = np.nansum(table["no_load_loss_kwh"]) + np.nansum(table["load_loss_kwh"])
    assert losses == pytest.approx(1.5)


def test_overload_stands_at_its_local_month_and_hour(done):
    table = overload_hours_table(done)
    rows = list(
        zip(table["kind"], table["id"], table["month"], table["hour"], table["over_limit_h"], strict=True)
    )  # fmt: skip
    assert rows == [
        ("transformer", "T1", 3, 23, 0.5),
        ("transformer", "T1", 4, 0, 0.25),
        ("line", "x", 4, 0, 0.75),
    ]
    assert table["over_limit_kvah"].sum() == pytest.approx(loading.overload_kvah(done))
    assert table["over_limit_h"].sum() == element_table(done)["over_limit_h"].sum()


def test_buses_tell_which_of_them_fails(outcome):
    vm = np.ones((1344, 3))
    vm[:40, 1] = 0.89  # 40 of 672 steps of the first week: 6 %
    vm[700, 2] = 1.12  # once above 1.10: never allowed
    table = bus_table(outcome(n_steps=1344, vm_pu=vm))
    assert table["id"] == ["a", "b"]
    assert table["vm_min_pu"].tolist() == [0.89, 1.0]
    assert table["vm_max_pu"].tolist() == [1.0, 1.12]
    assert table["weeks"].tolist() == [2, 2]
    assert table["weeks_failed"].tolist() == [1, 1]
    assert table["worst_week_outside_pct"].tolist() == pytest.approx([100 * 40 / 672, 100 / 672])


def test_anyone_reads_the_file(done):
    data = table_bytes(element_table(done))
    frame = pd.read_parquet(io.BytesIO(data))
    assert frame.loc[frame["over_limit_h"].idxmax(), "id"] == "T1"
    assert str(frame["max_time"].dt.tz) == "UTC"
    assert frame["ageing_days"].isna().tolist() == [False, True, True]
    again = read_table(data, "elements.parquet")
    assert again["id"].tolist() == ["T1", "x", "y"]
    assert np.array_equal(again["max_pct"], element_table(done)["max_pct"], equal_nan=True)


def test_a_network_without_lines_or_overload_has_its_tables(outcome):
    bare = outcome(
        line_ids=(),
        line_from_bus=np.zeros(0, dtype=int),
        line_limit_a=np.zeros(0),
        line_loading_pct=np.zeros((4, 0)),
    )
    assert element_table(bare)["kind"] == ["transformer"]
    empty = read_table(table_bytes(overload_hours_table(bare)), "hours")
    assert [len(column) for column in empty.values()] == [0] * 6
