"""What every kind of asset promises, tested for each kind there is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyomo.environ as pyo
import pytest
from pydantic import TypeAdapter, ValidationError
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler
from scipy import sparse
from scipy.optimize import linprog

from hubsim.arrays import FloatArray
from hubsim.assets.asset import Asset, Behaviour, Inputs, Range, Setting
from hubsim.horizon import Horizon
from hubsim.kinds import kinds_of, union
from hubsim.streams import stream
from hubsim.weather.dutch_year import DutchYear
from hubsim.weather.weather import Weather

READ: TypeAdapter[Asset] = TypeAdapter(union(Asset))
WEEK = Horizon.of_local_days(date(2016, 3, 21), date(2016, 3, 27), 900, "Europe/Amsterdam")

WEATHER = Weather(DutchYear(kind="dutch-year"), Path(), WEEK)

EXAMPLES: dict[str, list[dict[str, Any]]] = {
    "battery": [
        {"energy": "10 kWh", "power": "5 kW"},
        {"energy": "200 kWh", "power": "3 kW", "round_trip": "100 %", "start": "5 %"},
        {"energy": "8 kWh", "power": "4 kW", "strategy": "price", "standby": "20 W"},
        {"energy": "8 kWh", "power": "4 kW", "strategy": "peak-shaving", "limit": "1 kW"},
    ],
    "boiler": [
        {"power": "9 kW", "fuel": "electricity", "hot_water": "1.7 MWh", "buffer": "10 kWh"},
        {"power": "24 kW", "hot_water": "1.7 MWh"},
        {"power": "9 kW", "fuel": "electricity", "comfort": "1 K", "hot_water": "1.7 MWh"},
    ],
    "chp": [
        {
            "power": "5 kW",
            "boiler": "30 kW",
            "dwelling": "detached",
            "heat": "60 MWh",
            "buffer": "20 kWh",
        },
        {"power": "3 kW", "insulation": "poor", "gas": "0.02 EUR/kWh"},
        {"power": "3 kW", "boiler": "20 kW", "strategy": "price"},
        {"power": "3 kW", "boiler": "20 kW", "comfort": "2 K"},
    ],
    "cold-store": [
        {"power": "10 kW", "gain": "12 kW", "band": "30 kWh"},
        {"power": "2 kW", "gain": "5 kW", "inside": "4 degC", "cop": 3, "band": "6 kWh"},
    ],
    "curtailable": [
        {"profile": "made/load", "annual": "80 MWh", "share": "40 %", "price": "0.5 EUR/kWh"},
    ],
    "electrolyser": [
        {"power": "100 kW", "daily": "20 kg", "store": "30 kg"},
        {"power": "20 kW", "daily": "6 kg", "store": "2 kg", "start": "0 %", "days": "daily"},
        {"power": "50 kW", "curve": [[1, 0.6]], "daily": "5 kg", "store": "4 kg"},
        {"power": "60 kW", "daily": "9 kg", "store": "8 kg", "heat_value": "0.3 EUR/kWh"},
        {"power": "60 kW", "daily": "9 kg", "store": "8 kg", "stops": True},
    ],
    "process": [
        {"power": "20 kW", "energy": "60 kWh"},
        {"power": "2 kW", "energy": "1.2 kWh", "from": "22:00", "to": "06:00", "days": "daily"},
    ],
    "ev": [
        {"charger": "11 kW", "arrival": "17:45", "energy": "9 kWh", "spread": "1.5 h"},
        {"charger": "3.7 kW", "battery": "58 kWh", "arrival": "22:00", "energy": "58 kWh"},
        {"charger": "11 kW", "profile": "made/charging", "spread": "30 min", "v2g": "7 kW"},
        {"charger": "11 kW", "pattern": "home", "annual": "2600 kWh"},
        {"charger": "11 kW", "pattern": "home", "annual": "2600 kWh", "strategy": "price"},
        {"charger": "7 kW", "arrival": "18:00", "energy": "12 kWh", "strategy": "late"},
        {"charger": "3.7 kW", "pattern": "street", "annual": "2200 kWh", "battery": "50 kWh"},
        {"charger": "11 kW", "pattern": "workplace", "annual": "1500 kWh"},
        {"charger": "22 kW", "pattern": "plaza", "annual": "8 MWh", "v2g": "10 kW"},
        {"charger": "11 kW", "pattern": "home", "annual": "2600 kWh", "least": "4.1 kW"},
    ],
    "heat-pump": [
        {"heat": "11 MWh", "profile": "made/heat", "power": "3 kW"},
        {"heat": "30 MWh", "profile": "made/heat", "power": "1 kW", "smoothing": "0 h", "cop": 3},
        {"power": "2 kW", "hot_water": "1700 kWh", "least": "0.6 kW"},
        {"power": "0.6 kW", "backup": "2 kW", "insulation": "poor", "buffer": "5 kWh"},
        {"power": "2 kW", "hot_water": "1700 kWh", "tank": "6 kWh"},
        {
            "power": "0.5 kW",
            "backup": "1 kW",
            "hot_water": "5 MWh",
            "tank": "3 kWh",
            "insulation": "poor",
            "comfort": "1.5 K",
        },
        {"power": "3 kW", "insulation": "new", "comfort": "0.5 K", "loss": "0 %"},
        {"power": "1 kW", "hot_water": "3 MWh", "tank": "2 kWh", "cop": 3, "start": "0 %"},
        {
            "heat": "5 MWh",
            "dwelling": "flat",
            "power": "2 kW",
            "source": "ground",
            "flow": "35 degC",
        },
    ],
    "heat-network": [
        {
            "homes": 4,
            "power": "6 kW",
            "boiler": "30 kW",
            "buffer": "40 kWh",
            "hot_water": "1.7 MWh",
        },
        {"homes": 2, "power": "3 kW", "boiler": "9 kW", "source": "ground", "insulation": "new"},
    ],
    "hybrid-heat-pump": [
        {"power": "1.2 kW", "boiler": "20 kW", "dwelling": "terraced", "hot_water": "1.7 MWh"},
        {"power": "1 kW", "boiler": "3 kW", "insulation": "poor", "gas": "0.01 EUR/kWh"},
        {"power": "1.2 kW", "boiler": "20 kW", "comfort": "1 K"},
    ],
    "household": [
        {"annual": "2700 kWh"},
        {"annual": "5200 kWh", "people": 5, "dwelling": "detached", "power_factor": 0.95},
    ],
    "load": [{"profile": "made/load", "annual": "2700 kWh", "weeks": 26}],
    "meter": [{"profile": "made/sun"}, {"profile": "made/sun", "scale": "110 %"}],
    "plaza": [
        {
            "chargers": 6,
            "charger": "11 kW",
            "limit": "22 kW",
            "arrival": "08:00",
            "energy": "25 kWh",
            "spread": "2 h",
        },
        {
            "chargers": 4,
            "charger": "22 kW",
            "limit": "40 kW",
            "pattern": "plaza",
            "annual": "10 MWh",
        },
        {
            "chargers": 5,
            "charger": "7 kW",
            "limit": "14 kW",
            "pattern": "street",
            "annual": "3 MWh",
        },
        {
            "chargers": 3,
            "charger": "11 kW",
            "limit": "40 kW",
            "pattern": "workplace",
            "annual": "1500 kWh",
        },
        {
            "chargers": 1,
            "charger": "11 kW",
            "limit": "4 kW",
            "arrival": "09:00",
            "energy": "20 kWh",
        },
        {
            "chargers": 8,
            "charger": "11 kW",
            "limit": "12 kW",
            "arrival": "18:00",
            "departure": "07:00",
            "energy": "30 kWh",
            "spread": "3 h",
            "battery": "50 kWh",
            "days": "mon-fri",
        },
    ],
    "premises": [
        {"use": "supermarket", "annual": "300 MWh"},
        {"use": "school", "annual": "60 MWh"},
        {"use": "sports-club", "annual": "20 MWh"},
    ],
    "street-lighting": [{"rating": "3 kW", "dimmed": "50 %"}],
    "wind": [
        {"rating": "50 kW", "hub": "30 m"},
        {
            "rating": "2 MW",
            "hub": "80 m",
            "ground": "village",
            "curve": [[3, 0], [8, 0.4], [13, 1]],
        },
        {"turbine": "cf15", "hub": "15 m", "count": 2},
    ],
    "pv": [
        {
            "rating": "8 kWp",
            "arrays": {"east": {"share": "40 %", "azimuth": "90 deg"}, "west": {"share": "60 %"}},
        },
        {"rating": "4.2 kWp", "profile": "made/sun"},
        {"rating": "6 kWp", "tilt": "10 deg", "azimuth": "90 deg"},
        {"rating": "6 kWp", "profile": "made/sun", "inverter": {"reactive": "hub"}},
    ],
}
"""One or more of every kind; a new kind adds a line here."""

RULED = {"battery", "cold-store", "curtailable", "ev", "heat-pump", "process", "pv", "wind"}
"""Kinds that a controller by simple rules reaches."""

CONTRADICTIONS: list[tuple[str, dict[str, Any], str]] = [
    ("chp", {"electric": "50 %"}, "thermal"),
    ("cold-store", {"gain": "40 kW"}, "gain"),
    ("electrolyser", {"daily": "300 kg"}, "daily"),
    ("electrolyser", {"from": "18:00"}, "to"),
    ("electrolyser", {"heat_share": "30 %", "heat_value": "0.05 EUR/kWh"}, "heat_share"),
    ("electrolyser", {"curve": [[0.5, 0.6], [0.2, 0.6]]}, "curve"),
    ("electrolyser", {"curve": [[0.1, 0.6], [0.9, 0.5]]}, "curve"),
    ("electrolyser", {"curve": [[0.1, 0.5], [1, 0.7]]}, "curve"),
    ("electrolyser", {"curve": [[0.1, 0.9], [1, 0.05]]}, "curve"),
    ("electrolyser", {"curve": [[1, 1.2]]}, "curve"),
    ("heat-network", {"comfort": "1 K"}, "comfort"),
    ("heat-pump", {"comfort": "1 K"}, "comfort"),
    ("heat-pump", {"tank": "6 kWh"}, "tank"),
    ("process", {"from": "18:00"}, "to"),
    ("process", {"energy": "400 kWh"}, "energy"),
    ("battery", {"soc_min": "50 %", "soc_max": "50 %"}, "soc_min"),
    ("battery", {"soc_min": "60 %"}, "start"),
    ("battery", {"start": "96 %"}, "start"),
    ("battery", {"strategy": "peak-shaving"}, "limit"),
    ("ev", {"energy": "61 kWh"}, "energy"),
    ("ev", {"profile": "made/charging"}, "profile"),
    ("ev", {"arrival": None}, "arrival"),
    ("ev", {"pattern": "home", "annual": "2 MWh"}, "pattern"),
    ("ev", {"arrival": None, "energy": None, "pattern": "home"}, "annual"),
    ("ev", {"energy": None}, "energy"),
    ("plaza", {"energy": "61 kWh"}, "energy"),
    ("plaza", {"energy": None}, "energy"),
    ("plaza", {"arrival": None, "energy": None}, "pattern"),
    ("plaza", {"pattern": "street", "annual": "2 MWh"}, "arrival"),
    ("pv", {"tilt": "10 deg"}, "tilt"),
    ("pv", {"profile": "made/sun", "arrays": None, "losses": "5 %"}, "losses"),
    ("pv", {"arrays": {"east": {"share": "40 %"}}}, "arrays"),
    ("wind", {"rating": None}, "rating"),
    ("wind", {"turbine": "cf15"}, "rating"),
    ("wind", {"rating": None, "turbine": "cf15", "curve": [[3, 0], [12, 1]]}, "curve"),
    ("wind", {"curve": [[3, 0], [2, 1]]}, "curve"),
    ("wind", {"curve": [[3, 0], [12, 1.5]]}, "curve"),
]

# Fields that make an asset's inputs depend on its own random stream.
DRAWS = [
    ("load", 0),
    ("household", 0),
    ("ev", 3),
    ("ev", 8),
    ("ev", 0),
    ("ev", 2),
    ("heat-pump", 2),
    ("plaza", 0),
    ("plaza", 1),
    ("premises", 0),
]


class Week:
    """Made series over the week, the same each time."""

    def series(self, name: str, *, weeks: int = 0) -> FloatArray:
        random = np.random.default_rng(len(name))
        shape = random.uniform(0.0, 3e-4, WEEK.n_steps)
        if name == "made/sun":
            shape = random.uniform(-0.01, 1.0, WEEK.n_steps) * (abs(WEEK.hour_of_day - 12.0) < 5.0)
        if name == "made/charging":
            shape = 1.0 * (abs(WEEK.hour_of_day - 19.0) < 0.8) * (WEEK.weekday % 2 == 0)
        return np.roll(shape, weeks)


@cache
def case(kind: str, place: int) -> tuple[Asset, Inputs, FloatArray, Behaviour]:
    """An example with its inputs, its member's net power and what it does alone."""
    asset = READ.validate_python({"kind": kind, **EXAMPLES[kind][place]})
    inputs = asset.inputs(setting("home.it"))
    random = np.random.default_rng(7)
    net_kw = (
        random.uniform(-4.0, 4.0, WEEK.n_steps) if asset.follows_net else np.zeros(WEEK.n_steps)
    )
    return asset, inputs, net_kw, asset.alone(inputs, net_kw, WEEK.step_h)


def setting(name: str, seed: int = 1) -> Setting:
    buy = 0.25 + 0.1 * np.sin(0.3 * np.arange(WEEK.n_steps))
    random = stream(seed, name, "inputs")
    return Setting(WEEK, Week(), WEATHER, random, buy, buy - 0.15)  # type: ignore[arg-type]


CASES = [(kind, place) for kind, examples in EXAMPLES.items() for place in range(len(examples))]
FLEXIBLE = [
    (kind, place)
    for kind, place in CASES
    if kind in kinds_of(Asset) and kinds_of(Asset)[kind].flexible  # type: ignore[attr-defined]
]
every = pytest.mark.parametrize(("kind", "place"), CASES)
every_flexible = pytest.mark.parametrize(("kind", "place"), FLEXIBLE)


def paths_of(asset: Asset) -> list[str]:
    """What stands before `level_after` in the name of each store's, as the dispatch asks for it."""
    return [f"{name}." if name else "" for name in asset.stores()]


def block_of(asset: Asset) -> Any:
    model = pyo.ConcreteModel()
    model.asset = pyo.Block()
    asset.block(model.asset, WEEK.step_h)
    return model


@pytest.mark.parametrize("kind", kinds_of(Asset))
def test_every_kind_has_an_example(kind: str) -> None:
    assert kind in EXAMPLES, f"add an example of {kind!r} to EXAMPLES in {__file__}"


@pytest.mark.parametrize("kind", kinds_of(Asset))
def test_every_kind_says_what_a_legend_calls_it(kind: str) -> None:
    title = kinds_of(Asset)[kind].title  # type: ignore[attr-defined]
    assert title[0].isupper()
    assert len(title) <= 30


def test_no_example_is_left_of_a_kind_that_is_gone() -> None:
    assert set(EXAMPLES) == set(kinds_of(Asset))


@every
def test_an_example_has_no_contradictions_and_names_the_profiles_it_reads(kind, place) -> None:
    asset, *_ = case(kind, place)
    assert asset.problems() == []
    told = [name for _, name in asset.profile_names()]
    assert told == [value for key, value in EXAMPLES[kind][place].items() if key == "profile"]
    assert all(getattr(asset, field) == name for field, name in asset.profile_names())


@every
def test_an_unknown_field_is_refused(kind, place) -> None:
    with pytest.raises(ValidationError, match="nonsense"):
        READ.validate_python({"kind": kind, **EXAMPLES[kind][place], "nonsense": 1})


@pytest.mark.parametrize(("kind", "change", "field"), CONTRADICTIONS)
def test_a_contradiction_is_named(kind, change, field) -> None:
    fields = {key: v for key, v in {**EXAMPLES[kind][0], **change}.items() if v is not None}
    problems = READ.validate_python({"kind": kind, **fields}).problems()
    assert [name for name, _ in problems] == [field]


@every
def test_the_same_seed_and_name_give_the_same_bytes(kind, place) -> None:
    asset, inputs, net_kw, did = case(kind, place)
    again = asset.inputs(setting("home.it"))
    assert {name: series.tobytes() for name, series in again.items()} == {
        name: series.tobytes() for name, series in inputs.items()
    }
    repeated = asset.alone(again, net_kw, WEEK.step_h)
    for name in ("p_kw", "q_kvar", "level_kwh"):
        assert getattr(repeated, name).tobytes() == getattr(did, name).tobytes()


@pytest.mark.parametrize(("kind", "place"), DRAWS)
def test_another_member_or_seed_draws_other_numbers(kind, place) -> None:
    asset, inputs, *_ = case(kind, place)
    for other in (setting("home-2.it"), setting("home.it", seed=2)):
        drawn = asset.inputs(other)
        assert any(drawn[name].tobytes() != inputs[name].tobytes() for name in inputs)


@every
def test_inputs_and_behaviour_are_finite_series_over_the_horizon(kind, place) -> None:
    asset, inputs, _, did = case(kind, place)
    for series in (*inputs.values(), did.p_kw, did.q_kvar):
        assert series.shape == (WEEK.n_steps,)
        assert np.isfinite(series).all()
    assert all(not series.flags.writeable for series in inputs.values())
    n_stores = len(asset.stores())
    shapes = {0: (0,), 1: (WEEK.n_steps + 1,)}
    assert did.level_kwh.shape == shapes.get(n_stores, (WEEK.n_steps + 1, n_stores))
    for series in (did.unmet_kw, did.curtailed_kw):
        assert series is None or (series >= 0.0).all()


@every
def test_an_example_does_something(kind, place) -> None:
    assert np.abs(case(kind, place)[3].p_kw).max() > 0.1


@every
def test_a_store_closes_alone(kind, place) -> None:
    asset, inputs, _, did = case(kind, place)
    if asset.has_store:
        assert np.array_equal(did.level_kwh[0], asset.start_kwh())
        assert np.abs(asset.residual_kwh(inputs, did, WEEK.step_h)).max() < 1e-9


def out_of(value: FloatArray, allowed: Range) -> float:
    return float(np.maximum(value - allowed[1], allowed[0] - value).max())


@every
def test_behaviour_alone_keeps_to_its_own_power_level_and_energy(kind, place) -> None:
    asset, inputs, _, did = case(kind, place)
    assert np.abs(asset.residual_kwh(inputs, did, WEEK.step_h)).max() < 1e-9
    assert out_of(did.p_kw, asset.power_range_kw(inputs)) < 1e-9
    if asset.has_store:
        assert out_of(did.level_kwh, asset.level_range_kwh(inputs)) < 1e-9


@every
def test_a_wrong_level_need_or_curtailment_is_seen(kind, place) -> None:
    asset, inputs, _, did = case(kind, place)
    wrong = [replace(did, p_kw=did.p_kw + 0.1)]
    for store in range(len(asset.stores())):  # of several each by itself
        levels = did.level_kwh.copy()
        levels.reshape(WEEK.n_steps + 1, -1)[300:, store] += 0.1
        wrong.append(replace(did, level_kwh=levels))
    wrong += [
        replace(did, **{name: getattr(did, name) + 0.1})
        for name in ("unmet_kw", "curtailed_kw")
        if getattr(did, name) is not None
    ]
    for broken in wrong:
        assert np.abs(asset.residual_kwh(inputs, broken, WEEK.step_h)).max() > 1e-3


@every_flexible
def test_the_ranges_of_a_flexible_asset_are_finite_and_in_order(kind, place) -> None:
    asset, inputs, *_ = case(kind, place)
    ranges = [(asset.power_range_kw(inputs), (WEEK.n_steps,))]
    if asset.has_store:
        ranges.append((asset.level_range_kwh(inputs), case(kind, place)[3].level_kwh.shape))
    for (lowest, highest), shape in ranges:
        low, high = np.broadcast_to(lowest, shape), np.broadcast_to(highest, shape)
        assert np.isfinite([low, high]).all()
        assert (low <= high).all()
        assert (low < high).any(axis=0).all()


@every_flexible
def test_alone_keeps_to_its_leeway_in_a_store_that_only_loses(kind, place) -> None:
    asset, inputs, _, did = case(kind, place)
    leeway = asset.leeway(inputs, WEEK.step_h)
    if leeway is None:
        assert kind not in RULED or len(asset.stores()) > 1
        return
    assert kind in RULED
    assert (did.p_kw >= leeway.least_kw - 1e-9).all()
    assert (did.p_kw <= leeway.most_kw + leeway.reserve_kw + 1e-9).all()
    lowest, highest = asset.power_range_kw(inputs)
    assert np.allclose(leeway.least_kw, lowest)
    assert np.allclose(leeway.most_kw + leeway.reserve_kw, highest)
    assert np.any(leeway.gain_kwh_kw) == asset.has_store
    if not asset.has_store:
        return
    before, after = did.level_kwh[:-1], did.level_kwh[1:]
    assert (after >= leeway.least_kwh - 1e-9).all()
    assert (after <= leeway.most_kwh + 1e-9).all()
    beyond = np.maximum(did.p_kw - leeway.most_kw, 0.0)
    above = did.p_kw - leeway.idle_kw - beyond
    stored = np.where(above < 0.0, leeway.loss_kwh_kw, leeway.gain_kwh_kw) * above
    unmet = 0.0 if did.unmet_kw is None else WEEK.step_h * did.unmet_kw
    drain = leeway.keep * before + stored + leeway.reserve_kwh_kw * beyond + unmet - after
    # What it is drained by is what its inputs say: a need, what was driven, what is due.
    need = sum(WEEK.step_h * inputs[name] for name in ("heat_kw", "gain_kw") if name in inputs)
    need = need + sum(inputs[name] for name in ("used_kwh", "due_kwh") if name in inputs)
    assert drain == pytest.approx(np.broadcast_to(need, drain.shape), abs=1e-9)


@every_flexible
def test_the_block_is_linear_and_has_what_the_hub_reads(kind, place) -> None:
    asset, *_ = case(kind, place)
    model = block_of(asset)
    for name in ("p_kw", "cost_eur"):
        assert model.asset.component(name) is not None
    levels = {f"level_{side}" for side in ("before", "after")}
    told = {f"{path}{level}" for path in paths_of(asset) for level in levels}
    for one in told:
        assert model.asset.find_component(one).ctype is pyo.Var
    every_var = model.asset.component_data_objects(pyo.Var, descend_into=True)
    found = {var.getname(fully_qualified=True).removeprefix("asset.") for var in every_var}
    assert {name for name in found if name.split(".")[-1] in levels} == told
    model.objective = pyo.Objective(expr=model.asset.cost_eur)
    model.power = pyo.Var()
    model.link = pyo.Constraint(expr=model.power == model.asset.p_kw)
    # The compiler raises for anything that is not linear.
    form = LinearStandardFormCompiler().write(model, mixed_form=True)
    assert all(column.is_continuous() for column in form.columns)


@every_flexible
def test_bounds_name_variables_of_the_block_and_are_in_order(kind, place) -> None:
    asset, inputs, *_ = case(kind, place)
    block = block_of(asset).asset
    for name, (lower, upper) in asset.bounds(inputs, WEEK.step_h).items():
        assert block.find_component(name).ctype is pyo.Var
        assert lower.shape == upper.shape == (WEEK.n_steps,)
        assert (lower <= upper).all(), name
    for path in paths_of(asset):
        before, after = (
            block.find_component(f"{path}level_{side}") for side in ("before", "after")
        )
        assert (before.lb, before.ub) == (after.lb, after.ub)


@every_flexible
def test_factors_are_mutable_parameters_of_the_block_with_the_value_1(kind, place) -> None:
    asset, inputs, *_ = case(kind, place)
    block = block_of(asset).asset
    factors = asset.factors(inputs)
    params = {one.name.removeprefix("asset.") for one in block.component_objects(pyo.Param)}
    assert set(factors) == params
    for name, series in factors.items():
        assert block.find_component(name).mutable
        assert block.find_component(name).value == 1.0
        assert series.shape == (WEEK.n_steps,)


@every_flexible
def test_in_longer_steps_the_same_inputs_have_the_same_energy(kind, place) -> None:
    asset, inputs, *_ = case(kind, place)
    longer = asset.coarser(inputs, 4)
    assert set(longer) == set(inputs)
    for name, series in inputs.items():
        assert longer[name].shape == (WEEK.n_steps // 4,)
        if name.endswith(("_kw", "used_kwh", "due_kwh")):
            times = 1.0 if name.endswith("_kwh") else 4.0
            assert times * longer[name].sum() == pytest.approx(series.sum(), rel=1e-9), name
    for name, (lower, upper) in asset.bounds(longer, 4.0 * WEEK.step_h).items():
        assert (lower <= upper + 1e-9).all(), name


@every_flexible
def test_what_is_foreseen_and_what_has_a_least_exists(kind, place) -> None:
    asset, inputs, *_ = case(kind, place)
    assert set(asset.uncertain()) <= set(inputs)
    block = block_of(asset).asset
    for name, least in asset.least_kw().items():
        assert 0.0 < least <= block.find_component(name).ub + 1e-9
    seen = {**inputs, **{name: 0.9 * inputs[name] for name in asset.uncertain()}}
    for name, (lower, upper) in asset.bounds(seen, WEEK.step_h).items():
        assert (lower <= upper).all(), name
    p_kw = case(kind, place)[3].p_kw
    assert asset.meant_kw(p_kw, inputs, inputs) == pytest.approx(p_kw, abs=1e-9)


@every_flexible
def test_together_can_always_do_what_alone_does(kind, place) -> None:
    asset, inputs, _, did = case(kind, place)
    assert copies(asset, inputs, did)


@every_flexible
def test_together_can_not_do_more_than_the_device(kind, place) -> None:
    asset, inputs, _, did = case(kind, place)
    more = Behaviour(
        p_kw=did.p_kw + np.where(np.arange(WEEK.n_steps) == 300, 1e3, 0.0),
        q_kvar=did.q_kvar,
        level_kwh=did.level_kwh,
        unmet_kw=did.unmet_kw,
        curtailed_kw=did.curtailed_kw,
    )
    assert not copies(asset, inputs, more)


def copies(asset: Asset, inputs: Inputs, did: Behaviour) -> bool:
    """Whether the block admits a behaviour at every step: its variables need only exist."""
    model, given = block_of(asset), {"p_kw": did.p_kw}
    for place, path in enumerate(paths_of(asset)):
        level = did.level_kwh.reshape(WEEK.n_steps + 1, -1)[:, place]
        given |= {f"{path}level_before": level[:-1], f"{path}level_after": level[1:]}
    if did.unmet_kw is not None:
        given["unmet_kw"] = did.unmet_kw
    model.given = pyo.Var(list(given))
    model.link = pyo.Constraint(
        list(given), rule=lambda b, name: b.given[name] == b.asset.find_component(name)
    )
    model.objective = pyo.Objective(expr=0.0 * model.given["p_kw"])
    form = LinearStandardFormCompiler().write(model, mixed_form=True)
    factors = asset.factors(inputs)
    changes = []
    for name in factors:  # what a coefficient changes by when its factor goes from 1 to 2
        model.asset.find_component(name).set_value(2.0)
        again = LinearStandardFormCompiler().write(model, mixed_form=True)
        changes.append((again.A - form.A).tocsr())
        model.asset.find_component(name).set_value(1.0)
    names = [column.name for column in form.columns]
    bounds = np.empty((WEEK.n_steps, len(names), 2))
    bounds[:, :, 0] = [-np.inf if column.lb is None else column.lb for column in form.columns]
    bounds[:, :, 1] = [np.inf if column.ub is None else column.ub for column in form.columns]
    over_time = {f"asset.{name}": pair for name, pair in asset.bounds(inputs, WEEK.step_h).items()}
    over_time |= {f"given[{name}]": (series, series) for name, series in given.items()}
    for name, (lower, upper) in over_time.items():
        if name in names:
            bounds[:, names.index(name), 0] = lower
            bounds[:, names.index(name), 1] = upper
    rhs, sense = np.asarray(form.rhs, float), np.array([row.bound_type for row in form.rows])
    steps = sparse.eye_array(WEEK.n_steps)

    def laid(rows: Any) -> Any:
        over_time = sparse.kron(steps, form.A.tocsr()[rows])
        for change, factor in zip(changes, factors.values(), strict=True):
            over_time += sparse.kron(sparse.diags_array(factor - 1.0), change[rows])
        return over_time

    up, down, equal = (np.flatnonzero(sense == s) for s in (1, -1, 0))
    less = sparse.vstack([laid(up), -laid(down)])
    less_rhs = np.concatenate([np.tile(rhs[up], WEEK.n_steps), -np.tile(rhs[down], WEEK.n_steps)])
    answer = linprog(
        np.zeros(bounds[:, :, 0].size),
        A_ub=less if less.shape[0] else None,
        b_ub=less_rhs if less.shape[0] else None,
        A_eq=laid(equal),
        b_eq=np.tile(rhs[equal], WEEK.n_steps),
        bounds=bounds.reshape(-1, 2),
    )
    assert answer.status in {0, 2}, answer.message
    return bool(answer.status == 0)


STEPS = slice(0, 192)
UNMET_EUR_KWH = 100.0


@every_flexible
def test_alone_is_never_better_than_the_optimum_of_its_own_block(kind, place, optimum_of) -> None:
    asset, inputs, _, did = case(kind, place)
    price = setting("any").buy_eur_kwh[STEPS]
    # Nothing is won by an emptier store at the end.
    end = did.level_kwh[STEPS.stop] - 1e-9 if asset.has_store else None
    best, _ = optimum_of(asset, inputs, price, WEEK.step_h, end, UNMET_EUR_KWH)
    alone = own_cost(asset, did, price)
    assert best <= alone + 1e-6 * (1.0 + abs(alone))


@every_flexible
def test_heat_is_sold_in_the_block_as_it_is_in_the_bill(kind, place) -> None:
    asset, *_ = case(kind, place)
    share, price_eur_kwh = asset.heat_sold()
    assert 0.0 <= share < 1.0
    assert price_eur_kwh >= 0.0
    if share > 0.0:
        block = block_of(asset).asset
        variables = list(block.component_data_objects(pyo.Var))
        for one in variables:
            one.set_value(1.0)
        sold_eur = WEEK.step_h * share * price_eur_kwh * pyo.value(block.p_kw)
        assert pyo.value(block.cost_eur) == pytest.approx(-sold_eur)


def own_cost(asset: Any, did: Any, price: np.ndarray) -> float:
    """What its own operation cost over the two days [EUR].

    Purchase, gas, wear of what is given back and unmet need, less the heat that is sold.
    """
    h, p_kw = WEEK.step_h, did.p_kw[STEPS]
    wear = getattr(asset, "wear", 0.0)
    given = (
        np.maximum(getattr(asset, "standby", 0.0) - p_kw, 0.0) if asset.has_store else 0.0 * p_kw
    )
    unmet = 0.0 if did.unmet_kw is None else did.unmet_kw[STEPS]
    gas = 0.0 if did.gas_kw is None else asset.fuel_eur_kwh() * did.gas_kw[STEPS]
    share, heat_eur_kwh = asset.heat_sold()
    net_price = price - share * heat_eur_kwh
    return float((h * (net_price * p_kw + wear * given + gas + UNMET_EUR_KWH * unmet)).sum())
