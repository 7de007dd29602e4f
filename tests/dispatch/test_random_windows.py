"""Two hundred windows drawn at random: as cheap as the unrolled Pyomo model, by simplex, interior point and unpresolved."""

from __future__ import annotations

import numpy as np
import pyomo.environ as pyo
import pytest
from pyomo.contrib.appsi.solvers import Highs

from hubsim.dispatch.together.reference import unrolled
from hubsim.dispatch.together.span import Span

STREETS = [
    (),
    ("limits.loading=30 %", "contract={kind: none}"),
    ("contract.import=35 kW", "contract.export=2 kW"),
    ("control.objective={peak: 4 EUR/kW, carbon: 0.1 EUR/kg}",),
    ("control.lookahead_step=3 h", "limits.voltage_min=0.97 pu"),
    ("members.hub.devices.battery.round_trip=60 %", "sharing={kind: none}"),
    ("control.coordinate=[ev, pv]", "contract.import=50 kW"),
    ("members.pump.devices.heat_pump.power=1 kW", "control.ranking=[network, comfort, contract]"),
]
WAYS = [{"solver": "simplex"}, {"solver": "ipm"}, {"presolve": "off"}]
PER_STREET = 25


@pytest.mark.parametrize("changes", STREETS, ids=lambda changes: " ".join(changes) or "as it is")
def test_windows_cost_what_the_unrolled_model_costs(village, changes) -> None:
    street = village(*changes)
    planner = street.planner()
    random = np.random.default_rng(len(" ".join(changes)))
    stores = planner.fine.stores
    for number in range(PER_STREET):
        span = drawn(random, planner)
        start = planner.start()
        level = street.alone.level_kwh[span.steps.start, stores]
        for s, place in enumerate(stores):
            a = street.plan.stores[place][0]
            asset = street.plan.assets[a]
            start[s] = level[s]
            if asset.kind == "battery":
                start[s] = asset.energy * random.uniform(asset.soc_min, asset.soc_max)
        start[len(stores) :] = random.uniform(0.0, 60.0)
        band = planner.band(span)
        planned = planner.solve(span, start, band)
        while planner.write_broken(span, planned, band):
            planned = planner.solve(span, start, band)
        expected = reference(unrolled(planner, span, start, band), WAYS[number % 3])
        assert planned.objective == pytest.approx(expected, rel=1e-7, abs=1e-7), (span, number)


def drawn(random: np.random.Generator, planner) -> Span:
    first = 3 * int(random.integers(0, 20))
    steps = slice(first, first + 3 * int(random.integers(1, 4)))
    if planner.coarse is None:
        return Span(steps)
    longer = steps.stop // planner.ratio
    return Span(steps, slice(longer, min(24, longer + int(random.integers(0, 5)))))


def reference(model, options: dict[str, str]) -> float:
    solver = Highs()
    solver.highs_options = {"threads": 1, **options}
    solver.solve(model)
    return float(pyo.value(model.total_eur))
