"""Assets with several stores, operated together: a heat pump with tank and comfort band, and a plaza."""

from __future__ import annotations

import numpy as np
import pytest

from hubsim.dispatch.balance import balance_check
from hubsim.dispatch.together.reference import unrolled_objective
from hubsim.dispatch.together.span import Span

COLD = "weather={kind: dutch-year, cold_wave: 2016-06-06}"
PUMP = (
    "members.pump.devices.heat_pump={kind: heat-pump, power: 2.5 kW, dwelling: detached, insulation: poor, "
    "hot_water: 3 MWh, buffer: 6 kWh, tank: 5 kWh, comfort: 1 K, backup: 4 kW}"
)
PLAZA = (
    'members.shop.devices={parking: {kind: plaza, chargers: 4, charger: 11 kW, limit: 16 kW, arrival: "09:00", '
    'departure: "16:00", energy: 28 kWh, spread: 3 h}}'
)
HUB = "control.coordinate=[battery, ev, heat-pump, plaza, pv]"
BASE = (COLD, PUMP, PLAZA, HUB)
EVERY = [
    BASE,
    (*BASE, "control.window=5 h", "control.lookahead=0 h"),
    (*BASE, "limits.loading=30 %", "contract.import=1000 kW", "control.unmet=100 EUR/kWh"),
    (*BASE, "contract.import=20 kW"),
    (*BASE, "members.shop.devices.parking.departure=08:00"),
]
every = pytest.mark.parametrize("changes", EVERY)
STORES = ["pump.heat_pump.buffer", "pump.heat_pump.comfort", "pump.heat_pump.tank"]
CHARGERS = [f"shop.parking.charger_{number}" for number in (1, 2, 3, 4)]


@pytest.mark.parametrize("steps", [slice(0, 30), slice(26, 50), slice(60, 72)])
def test_the_template_costs_what_the_unrolled_model_costs(village, steps) -> None:
    street = village(*BASE)
    planner, random = street.planner(), np.random.default_rng(steps.start)
    stores = planner.fine.stores
    level = street.alone.level_kwh[steps.start, stores].copy()
    for s, place in enumerate(stores):
        name = street.plan.store_ids[place]
        if name in STORES:
            asset = street.plan.assets[street.plan.stores[place][0]]
            sizes = dict(zip(asset.stores(), asset.level_range_kwh({})[1], strict=True))
            level[s] = random.uniform(0.0, sizes[street.plan.stores[place][1]])
    span = Span(steps)
    band = planner.band(span)
    solved = planner.solve(span, level, band)
    while planner.write_broken(span, solved, band):
        solved = planner.solve(span, level, band)
    expected = unrolled_objective(planner, span, level, band)
    assert solved.objective == pytest.approx(expected, rel=1e-7)
    # The levels matter, each of them, so that none is left out on both sides.
    for s, place in enumerate(stores):
        if street.plan.store_ids[place] in STORES:
            less = level.copy()
            less[s] *= 0.5
            assert unrolled_objective(planner, span, less, band) > solved.objective + 1e-3


@every
def test_every_balance_closes_and_every_need_is_served_as_well_as_alone(village, changes) -> None:
    street = village(*changes)
    balance_check(street.plan, street.alone)
    balance_check(street.plan, street.together)
    for name in ("pump.heat_pump", "shop.parking"):
        a = street.asset(name)
        alone, together = (did.unmet_kw[:, a].sum() for did in (street.alone, street.together))
        assert together <= alone + 1e-5


@every
def test_the_plaza_keeps_its_limit_and_every_car_the_energy_that_it_has_alone(
    village, changes
) -> None:
    street = village(*changes)
    a = street.asset("shop.parking")
    inputs = street.plan.inputs[a]
    assert street.together.p_kw[:, a].max() <= 16.0 + 1e-6
    assert np.abs(street.together.p_kw[:, a] - street.alone.p_kw[:, a]).max() > 1.0
    for name in CHARGERS:
        place = street.plan.store_ids.index(name)
        level, before = (did.level_kwh[:, place] for did in (street.together, street.alone))
        # A step before it leaves; in the last one a full battery may also be unmet need.
        short = name.rpartition(".")[2]
        last = np.flatnonzero(inputs[f"{short}.leaving"])
        assert last.size > 0
        due = inputs[f"{short}.least_kwh"][last - 1]
        assert (level[last] >= due * inputs[f"{short}.plugged"][last - 1] - 1e-6).all()
        assert (due <= before[last] + 1e-9).all()


def test_rooms_are_warmed_in_cheap_hours_and_only_while_they_are_heated(village) -> None:
    street = village(*BASE)
    a = street.asset("pump.heat_pump")
    mass, inputs = street.plan.assets[a].mass, street.plan.inputs[a]
    level = street.together.level_kwh[:, street.plan.store_ids.index(STORES[1])]
    extra = mass.extra_kwh(level, 1.0)
    assert 0.5 * mass.full_kwh < level.max() <= mass.full_kwh + 1e-9
    assert (extra >= -inputs["rooms_kw"] - 1e-6).all()
    assert extra[inputs["rooms_kw"] == 0.0].max(initial=0.0) <= 1e-6
    assert not street.alone.level_kwh[:, street.plan.store_ids.index(STORES[1])].any()


def test_every_store_is_on_the_axis_of_levels(village) -> None:
    street = village(*BASE)
    assert set(STORES + CHARGERS) <= set(street.plan.store_ids)
    assert street.together.level_kwh.shape == (73, len(street.plan.store_ids))
    # At the end no store is emptier than alone: relief is not drawn from them.
    ends = street.together.level_kwh[-1] - street.alone.level_kwh[-1]
    assert (ends >= -1e-5).all()
