"""A village street of seven members on one long line: small enough to plan in a moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np
import pytest

from hubsim.dispatch.alone import operate_alone
from hubsim.dispatch.dispatch import Dispatch
from hubsim.dispatch.through_network import NetworkModel
from hubsim.dispatch.together import Effort, operate_together
from hubsim.dispatch.together.network_limits import NetworkLimits
from hubsim.dispatch.together.planner import Planner
from hubsim.dispatch.together.window import passive_members
from hubsim.powerflow.balanced import solve_grid
from hubsim.powerflow.flows import Flows
from hubsim.powerflow.grid import Grid
from hubsim.scenario.load import load_scenario
from hubsim.scenario.plan import Plan, make_plan

SCENARIO = """
hubsim: 1
name: village
seed: 5
time: {start: 2016-06-06, end: 2016-06-08, step: 1 h, timezone: Europe/Amsterdam}
network: {kind: pandapower-example, function: create_kerber_landnetz_freileitung_1}
limits: {loading: 100 %, voltage_min: 0.90 pu, voltage_max: 1.10 pu}
profiles:
  made: {file: made.csv}
prices:
  day_ahead: {file: price.csv}
carbon: 270 g/kWh
tariffs:
  home:
    buy: {kind: dynamic, markup: 0.025 EUR/kWh, tax: 0.09 EUR/kWh, vat: 21 %}
    sell: {kind: dynamic, markup: -0.02 EUR/kWh}
  shop:
    buy: {kind: dynamic, markup: 0.01 EUR/kWh, tax: 0.09 EUR/kWh, vat: 21 %}
    sell: {kind: dynamic, markup: -0.03 EUR/kWh}
contract: {kind: group-capacity, point: trafo 1, import: 120 kW, export: 90 kW, breach: 2 EUR/kWh}
sharing: {kind: proportional, fee: 0.11 EUR/kWh}
control:
  coordinate: [battery, ev, heat-pump, pv]
  window: 24 h
  lookahead: 12 h
  unmet: 10 EUR/kWh
  overload: 5 EUR/kWh
members:
  corner:
    bus: bus_1_2
    tariff: home
    load: {profile: made/home, annual: 3 MWh}
    devices:
      pv: {kind: pv, rating: 8 kWp, profile: made/sun}
      battery: {kind: battery, energy: 10 kWh, power: 5 kW}
  car:
    bus: bus_1_5
    tariff: home
    load: {profile: made/home, annual: 2 MWh}
    devices:
      car: {kind: ev, charger: 22 kW, battery: 60 kWh, arrival: "18:00", departure: "07:00", energy: 40 kWh}
  pump:
    bus: bus_1_8
    tariff: home
    load: {profile: made/home, annual: 2.5 MWh}
    devices:
      pv: {kind: pv, rating: 10 kWp, profile: made/sun}
      heat_pump: {kind: heat-pump, heat: 20 MWh, profile: made/heat, power: 4 kW, buffer: 12 kWh}
  giver:
    bus: bus_1_11
    tariff: home
    load: {profile: made/home, annual: 3 MWh}
    devices:
      car: {kind: ev, charger: 11 kW, battery: 50 kWh, arrival: "17:00", departure: "08:00", energy: 20 kWh, v2g: 11 kW}
  flat:
    bus: bus_1_13
    tariff: home
    load: {profile: made/home, annual: 2 MWh}
  shop:
    bus: bus_1_1
    tariff: shop
    load: {profile: made/shop, annual: 100 MWh}
  hub:
    bus: main_busbar
    tariff: shop
    devices:
      battery: {kind: battery, energy: 100 kWh, power: 50 kW}
"""

N_STEPS = 72


@dataclass(frozen=True)
class Village:
    """The street with changes made: its plan, and how it is operated."""

    plan: Plan
    grid: Grid

    @cached_property
    def model(self) -> NetworkModel:
        return NetworkModel.of(self.plan)

    @cached_property
    def alone(self) -> Dispatch:
        return operate_alone(self.plan)

    @cached_property
    def alone_flows(self) -> Flows:
        return self.flows(self.alone)

    @cached_property
    def operated(self) -> tuple[Dispatch, Effort]:
        return operate_together(self.model, self.alone, self.alone, self.alone_flows)

    @property
    def together(self) -> Dispatch:
        return self.operated[0]

    @property
    def effort(self) -> Effort:
        return self.operated[1]

    def flows(self, did: Dispatch) -> Flows:
        return solve_grid(self.grid, *did.bus_kw(self.plan))

    def planner(self) -> Planner:
        return Planner.of(self.plan, self.alone, self.limits())

    def limits(self) -> NetworkLimits:
        passive = passive_members(self.plan)
        return NetworkLimits.of(self.model, passive, self.alone, self.alone_flows)

    def asset(self, name: str) -> int:
        return self.plan.asset_ids.index(name)


def write_series(folder: Path) -> None:
    """Write the shapes and a price that falls below zero on the second day's noon."""
    random = np.random.default_rng(3)
    hour = np.arange(N_STEPS) % 24
    bump = np.exp(-(((hour - 19.0) / 2.5) ** 2))
    series = {
        "home": (0.5 + 2.0 * bump) * random.uniform(0.7, 1.3, N_STEPS) / 8760.0,
        "shop": np.where((hour >= 8) & (hour < 20), 4.5, 1.0) / 8760.0,
        "sun": np.maximum(0.0, np.cos((hour - 12.5) / 14.0 * np.pi)) ** 2,
        "heat": (1.0 + 0.6 * np.cos(hour / 12.0 * np.pi)) / 8760.0,
    }
    price = 0.08 + 0.06 * bump - 0.05 * series["sun"] + random.uniform(-0.005, 0.005, N_STEPS)
    price[34:39] = [-0.02, -0.10, -0.20, -0.12, -0.01]
    times = np.datetime64("2016-06-06T00:00") + np.arange(N_STEPS) * np.timedelta64(1, "h")
    stamps = [f"{time}+02:00" for time in times.astype(str)]
    for file, columns in (("made.csv", series), ("price.csv", {"price": price})):
        rows = [",".join(["time", *columns])]
        rows += [
            ",".join([stamp, *(f"{column[t]:.9f}" for column in columns.values())])
            for t, stamp in enumerate(stamps)
        ]
        (folder / file).write_text("\n".join(rows) + "\n")


@pytest.fixture(scope="session")
def village(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Village]:
    """Return the maker of villages: changes are texts ``PATH=VALUE``; each is made once."""
    folder = tmp_path_factory.mktemp("village")
    write_series(folder)
    (folder / "village.yaml").write_text(SCENARIO)

    @cache
    def make(*changes: str) -> Village:
        plan = make_plan(load_scenario(folder / "village.yaml", overrides=list(changes)))
        return Village(plan, Grid.of(plan.network))

    return make
