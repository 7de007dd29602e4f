"""The shipped data: whole, small, described, on the right clock, and made by the code beside it."""

from __future__ import annotations

import importlib.util
import json
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow.parquet as pq
import pytest

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent
PROFILES = ROOT / "profiles"
NETWORKS = ROOT / "scenarios" / "networks"
SERIES = PROFILES / "simbench-2016.parquet"
PRICES = PROFILES / "day-ahead-2016-synthetic.parquet"
NETWORK = NETWORKS / "simbench-semiurb4.json"

STEP_H = 0.25
N_STEPS = 366 * 96
FIRST = np.datetime64("2015-12-31T23:00:00", "s")
LAST = np.datetime64("2016-12-31T22:45:00", "s")
LEAST_COLUMNS = {"household": 5, "trade": 4, "farm": 1, "heat-pump": 6, "ev": 6, "pv": 8}


def sidecar(path: Path) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    return facts


COLUMNS = sidecar(SERIES)["columns"]
NAMES = [column["name"] for column in COLUMNS]


def utc_times(path: Path) -> np.ndarray:
    table = pq.read_table(path, columns=["time"])
    assert table.schema.field("time").type.tz == "UTC"
    times: np.ndarray = table["time"].to_numpy().astype("datetime64[s]")
    return times


def values(column: dict[str, Any]) -> np.ndarray:
    counts = pq.read_table(SERIES, columns=[column["name"]])[0].to_numpy()
    series: np.ndarray = counts * column["scale"]
    return series


def mean_values(category: str) -> np.ndarray:
    mean: np.ndarray = np.mean([values(c) for c in COLUMNS if c["category"] == category], axis=0)
    return mean


def local(times: np.ndarray, what: str) -> np.ndarray:
    utc, zone = ZoneInfo("UTC"), ZoneInfo("Europe/Amsterdam")
    shown = [time.replace(tzinfo=utc).astimezone(zone) for time in times.tolist()]
    if what == "weekday":
        return np.array([time.weekday() for time in shown])
    return np.array([getattr(time, what) for time in shown])


@pytest.fixture(scope="module")
def make_prices() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_prices", PROFILES / "make_prices.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def price_eur_kwh() -> np.ndarray:
    prices: np.ndarray = pq.read_table(PRICES)["price_eur_kwh"].to_numpy()
    return prices


def test_all_shipped_data_fits_in_five_megabytes() -> None:
    files = [*PROFILES.iterdir(), *NETWORKS.iterdir()]
    assert sum(path.stat().st_size for path in files if path.is_file()) <= 5_000_000


def test_every_data_file_has_a_row_in_the_provenance() -> None:
    provenance = (PROFILES / "PROVENANCE.md").read_text(encoding="utf-8")
    for path in [*PROFILES.glob("*.parquet"), *NETWORKS.glob("simbench-*.json")]:
        assert f"`{path.relative_to(ROOT).as_posix()}`" in provenance


def test_every_column_has_a_sidecar_row_and_a_provenance_row() -> None:
    schema = pq.read_schema(SERIES)
    assert ["time", *NAMES] == schema.names
    provenance = (PROFILES / "PROVENANCE.md").read_text(encoding="utf-8")
    for column in COLUMNS:
        assert f"| {column['category']} |" in provenance
        assert column["kind"] in {"measured", "measured-derived", "synthetic"}
        assert column["licence"] == "ODbL-1.0"
        stored = schema.field(column["name"]).metadata
        assert {key: stored[key.encode()].decode() for key in column} == {
            key: str(value) for key, value in column.items()
        }


def test_there_are_enough_series_of_every_category() -> None:
    categories = [column["category"] for column in COLUMNS]
    assert set(categories) == set(LEAST_COLUMNS)
    for category, least in LEAST_COLUMNS.items():
        assert categories.count(category) >= least


def test_the_series_cover_local_year_2016_without_a_gap() -> None:
    times = utc_times(SERIES)
    assert (times[0], times[-1], len(times)) == (FIRST, LAST, N_STEPS)
    assert np.all(np.diff(times) == np.timedelta64(900, "s"))


@pytest.mark.parametrize("column", COLUMNS, ids=NAMES)
def test_a_series_reads_back_as_its_sidecar_says(column: dict[str, Any]) -> None:
    series = values(column)
    energy_kwh = series.sum() * STEP_H
    assert series.min() >= 0.0
    assert series.max() == pytest.approx(column["peak"], rel=1e-5)
    assert series.mean() == pytest.approx(column["mean"], rel=1e-5)
    if column["unit"] == "kW per kWh a year":
        assert energy_kwh == pytest.approx(1.0, abs=1e-9)
        assert column["full_load_hours"] == pytest.approx(energy_kwh / series.max(), abs=0.01)
    else:
        assert series.max() <= 1.0
        assert column["full_load_hours"] == pytest.approx(energy_kwh, abs=0.01)


def test_the_sun_is_highest_near_solar_noon_the_year_round() -> None:
    # Central Germany: solar noon between 11:04 and 11:35 UTC, whatever the clock on the wall says.
    pv, hour = mean_values("pv"), np.arange(N_STEPS) * STEP_H
    hour_utc = (hour + 23.0) % 24.0
    month = utc_times(SERIES).astype("datetime64[M]")
    for one in np.unique(month[4:]):
        here = month == one
        centre = np.sum(pv[here] * (hour_utc[here] + 0.125)) / pv[here].sum()
        assert 10.8 < centre < 12.0


@pytest.mark.parametrize("category", ["household", "trade"])
def test_people_rise_by_the_wall_clock_before_and_after_each_change(category: str) -> None:
    times = utc_times(SERIES)
    hour = local(times, "hour") + local(times, "minute") / 60.0
    workday = local(times, "weekday") < 5
    demand = mean_values(category)

    def day_shape(first: str, last: str) -> np.ndarray:
        spell = workday & (times >= np.datetime64(first)) & (times < np.datetime64(last))
        return np.array([demand[spell & (hour == h)].mean() for h in np.arange(0.0, 24.0, STEP_H)])

    def morning_fit(before: np.ndarray, after: np.ndarray, shift_h: int) -> float:
        morning = slice(4 * 4, 4 * 10)
        return float(np.corrcoef(before[morning], np.roll(after, 4 * shift_h)[morning])[0, 1])

    spring = day_shape("2016-02-15", "2016-03-26"), day_shape("2016-03-28", "2016-05-07")
    autumn = day_shape("2016-09-15", "2016-10-29"), day_shape("2016-10-31", "2016-12-12")
    for before, after in (spring, autumn):
        in_place = morning_fit(before, after, 0)
        assert in_place > max(morning_fit(before, after, -1), morning_fit(before, after, 1))


def test_the_price_year_is_hourly_and_says_that_it_is_synthetic() -> None:
    times, facts = utc_times(PRICES), sidecar(PRICES)
    assert (times[0], len(times)) == (FIRST, 8784)
    assert np.all(np.diff(times) == np.timedelta64(3600, "s"))
    stored = json.loads(pq.read_schema(PRICES).metadata[b"hubsim"])
    assert stored == facts
    assert facts["kind"] == "synthetic"
    assert "synthetic" in facts["title"].lower()
    assert isinstance(facts["seed"], int)


def test_the_price_year_meets_its_aims(price_eur_kwh: np.ndarray) -> None:
    assert price_eur_kwh.mean() == pytest.approx(0.075, abs=1e-4)
    assert 0.04 < np.mean(price_eur_kwh < 0.0) < 0.08
    assert 0.4 <= price_eur_kwh.max() <= 0.8
    assert price_eur_kwh.min() >= -0.5


def test_prices_follow_evening_week_and_season(price_eur_kwh: np.ndarray) -> None:
    times = utc_times(PRICES)
    hour, month, weekday = (local(times, what) for what in ("hour", "month", "weekday"))
    by_hour = np.array([price_eur_kwh[hour == h].mean() for h in range(24)])
    assert 17 <= int(np.argmax(by_hour)) < 21
    assert by_hour[7] > by_hour[[4, 11]].max()
    assert price_eur_kwh[weekday >= 5].mean() < price_eur_kwh[weekday < 5].mean()
    winter, summer = np.isin(month, [12, 1, 2]), np.isin(month, [6, 7, 8])
    assert price_eur_kwh[winter].mean() > price_eur_kwh[summer].mean()


def test_sunny_hours_are_the_cheap_ones(price_eur_kwh: np.ndarray) -> None:
    sun = mean_values("pv").reshape(-1, 4).mean(axis=1)
    month = local(utc_times(PRICES), "month")
    sunny_season = np.isin(month, [4, 5, 6, 7, 8, 9]) & (sun > 0.0)
    assert np.corrcoef(sun[sunny_season], price_eur_kwh[sunny_season])[0, 1] < -0.6


def test_the_generator_gives_the_shipped_prices(
    make_prices: ModuleType, price_eur_kwh: np.ndarray
) -> None:
    times, sun = make_prices.hourly_sun(SERIES)
    again = make_prices.day_ahead_eur_kwh(times, sun, sidecar(PRICES)["seed"])
    np.testing.assert_allclose(again, price_eur_kwh, rtol=0.0, atol=1.01e-5)
    other = make_prices.day_ahead_eur_kwh(times, sun, sidecar(PRICES)["seed"] + 1)
    assert not np.allclose(other, price_eur_kwh)


def test_the_network_opens_without_a_warning_and_converges() -> None:
    pandapower = pytest.importorskip("pandapower")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        network = pandapower.from_json(str(NETWORK))
        pandapower.runpp(network, numba=False)
    assert network.converged
    assert len(network.load) >= 40
    assert "profiles" not in network
    assert network.bus.geo.notna().all()
    for table in ("bus", "load", "sgen", "line", "trafo", "switch", "ext_grid"):
        assert network[table].name.is_unique
        assert network[table].name.map(type).eq(str).all()


@pytest.mark.parametrize("folder", [PROFILES, NETWORKS], ids=["profiles", "networks"])
def test_the_licence_notice_lies_beside_the_data(folder: Path) -> None:
    notice = (folder / "LICENSE-ODbL.md").read_text(encoding="utf-8")
    assert "https://opendatacommons.org/licenses/odbl/1-0/" in notice
    assert "SimBench" in notice
