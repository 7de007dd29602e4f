"""The compiled step laid along a window against the same window as one ordinary Pyomo model."""

from __future__ import annotations

import numpy as np
import pytest

from hubsim.dispatch.together.planner import Planner
from hubsim.dispatch.together.reference import unrolled_objective
from hubsim.dispatch.together.span import Span

FULL = ("contract.import=1000 kW",)
CASES = [
    ((), slice(0, 36)),
    ((), slice(24, 60)),
    ((), slice(48, 72)),
    (("contract.import=30 kW", "sharing.fee=0 EUR/kWh"), slice(10, 40)),
    (("limits.loading=30 %", *FULL), slice(12, 48)),
    (("limits.loading=15 %", *FULL), slice(30, 31)),
    (("control.coordinate=[battery]",), slice(0, 72)),
    (("control.coordinate=[pv]", "contract.export=0 kW"), slice(30, 45)),
    (("control.coordinate=[ev, heat-pump]", "members.car.devices.car.charger=2 kW"), slice(40, 72)),
    (("sharing={kind: none}", "members.hub.devices.battery.round_trip=50 %"), slice(5, 47)),
    (("contract={kind: none}", "members.pump.devices.heat_pump.power=0.5 kW"), slice(20, 50)),
]


def levels_at(planner: Planner, street, step: int, seed: int):
    """Return levels that may stand at the step: alone's, and any that a battery may hold."""
    random = np.random.default_rng(seed)
    level = street.alone.level_kwh[step, planner.fine.stores].copy()
    for s, place in enumerate(planner.fine.stores):
        asset = street.plan.assets[street.plan.stores[place][0]]
        if asset.kind == "battery":
            level[s] = asset.energy * random.uniform(asset.soc_min, asset.soc_max)
    return level


@pytest.mark.parametrize(("changes", "steps"), CASES)
def test_the_template_costs_what_the_unrolled_model_costs(village, changes, steps) -> None:
    street = village(*changes)
    planner = street.planner()
    level = levels_at(planner, street, steps.start, steps.stop)
    expected = unrolled_objective(planner, Span(steps), level, planner.band(Span(steps)))
    assert abs(expected) > 1e-3
    assert optimum(planner, steps, level) == pytest.approx(expected, rel=1e-7)


def optimum(planner: Planner, steps: slice, level) -> float:
    """The cost of a window with all linear limits, rows written where they break."""
    band = planner.band(Span(steps))
    planned = planner.solve(Span(steps), level, band)
    while planner.write_broken(Span(steps), planned, band):
        planned = planner.solve(Span(steps), level, band)
    return planned.objective


def test_the_reference_sees_what_changes(village) -> None:
    # Otherwise the comparison above could hold for two models that both leave something out.
    steps, base = slice(24, 60), village()
    planner = base.planner()
    level = levels_at(planner, base, 24, 0)
    band = planner.band(Span(steps))
    cost = unrolled_objective(planner, Span(steps), level, band)
    assert unrolled_objective(planner, Span(steps), 0.9 * level, band) > cost + 0.1
    for change in (
        "contract.import=30 kW",
        "limits.loading=30 %",
        "members.car.devices.car.charger=4 kW",
    ):
        other = village(change)
        limited = other.limits().band(steps)
        assert unrolled_objective(other.planner(), Span(steps), level, limited) > cost + 0.1, change


def test_a_live_solver_follows_factors_from_window_to_window(village) -> None:
    # The coefficient of performance changes with the weather: the second window has other coefficients.
    street = village("members.pump.devices.heat_pump.power=1 kW")
    planner = street.planner()
    assert [name for name in planner.fine.course.factors if name.endswith(".cop")]
    first, second = slice(0, 24), slice(48, 72)
    for steps in (first, second, first):
        level = levels_at(planner, street, steps.start, 1)
        expected = unrolled_objective(planner, Span(steps), level, planner.band(Span(steps)))
        assert optimum(planner, steps, level) == pytest.approx(expected, rel=1e-7)
    matrices = [
        planner.windows[24, 0].laid.at(factors_in(planner, steps)) for steps in (first, second)
    ]
    assert (matrices[0] != matrices[1]).nnz > 0


def factors_in(planner: Planner, steps: slice):
    return {name: series[steps] for name, series in planner.fine.course.factors.items()}
