"""Small scenarios on three networks, and the same scenarios with the additions written into the file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from hubsim.dispatch.alone import operate_alone
from hubsim.dispatch.dispatch import Dispatch
from hubsim.dispatch.ruled import operate_by_rules
from hubsim.dispatch.through_network import NetworkModel
from hubsim.headroom.added import Units
from hubsim.headroom.enlarged import Enlarged
from hubsim.headroom.probe import Prober
from hubsim.headroom.siting import Siting
from hubsim.scenario.headroom import HeadroomRules
from hubsim.scenario.load import load_scenario
from hubsim.scenario.plan import make_plan

ROOT = Path(__file__).parents[2]

BASE = f"""
hubsim: 1
name: room
seed: 5
time: {{start: 2016-01-19, days: 2, step: 1 h, timezone: Europe/Amsterdam}}
network: NETWORK
limits: {{loading: 60 %, voltage_min: 0.93 pu, voltage_max: 1.07 pu}}
profiles: {{simbench: {{file: {ROOT}/profiles/simbench-2016.parquet}}}}
tariffs:
  all: {{buy: {{kind: fixed, price: 0.3 EUR/kWh}}, sell: {{kind: fixed, price: 0.05 EUR/kWh}}}}
control: {{mode: rules, coordinate: [battery, ev]}}
members:
MEMBERS
"""
MEMBERS = """
  homes: {tariff: all, buses: BUSES, load: {profile: simbench/H0-A, annual: 6 MWh}}
  car: {tariff: all, bus: BUS, devices: {car: {kind: ev, charger: 7 kW, arrival: '17:00', departure: '07:00', energy: 18 kWh}}}
  hub: {tariff: all, bus: BUS, devices: {battery: {kind: battery, energy: 30 kWh, power: 12 kW}}}
"""
NETWORKS = {
    "simbench": (
        f"{{kind: pandapower, file: {ROOT}/scenarios/networks/simbench-semiurb4.json}}",
        ["LV4.101 Bus 9", "LV4.101 Bus 31", "LV4.101 Bus 13", "LV4.101 Bus 36"],
    ),
    "kerber": (
        "{kind: pandapower-example, function: create_kerber_landnetz_freileitung_1}",
        ["bus_1_1", "bus_1_3", "bus_1_6", "bus_1_12"],
    ),
    "street": (
        "{kind: street, feeders: [8, 6], transformer: 250 kVA}",
        ["F1-J01", "F1-J04", "F2-J01", "F2-J03"],
    ),
}
UNITS = {
    "home": "{kind: load, profile: simbench/H0-A, annual: 150 MWh}",
    "charger": (
        "{kind: ev, charger: 40 kW, battery: 200 kWh, arrival: '17:00', departure: '07:00', energy: 150 kWh}"
    ),
    "pv": "{kind: pv, rating: 60 kWp, profile: simbench/PV1}",
}


@dataclass(frozen=True)
class Case:
    """A scenario file; changes : that always hold."""

    file: Path
    changes: tuple[str, ...]

    def model(self, *more: str) -> NetworkModel:
        scenario = load_scenario(self.file, overrides=[*self.changes, *more])
        return NetworkModel.of(make_plan(scenario))

    def prober(self, add: str, **rules: object) -> Prober:
        section = {"add": [add], "units": {add: _read(UNITS[add])}, "most": 40, **rules}
        model = self.model()
        found = HeadroomRules.model_validate(section)
        units = Units(model.plan, found, add)
        return Prober(Enlarged(model, operate_alone(model.plan), units, found), found)

    def violates(self, add: str, n: int, siting: Siting, operation: str) -> bool:
        """Whether n units at a siting break a limit, as members of the scenario written out."""
        buses = self.model().plan.network.bus_ids
        key = "load" if add == "home" else "devices"
        unit = UNITS[add] if add == "home" else f"{{unit: {UNITS[add]}}}"
        model = self.model(
            *(
                f"members.more{j}={{tariff: all, bus: '{buses[siting.buses[j]]}', {key}: {unit}}}"
                for j in range(n)
            )
        )
        return beyond(model, operated(model, operation)).any()


def operated(model: NetworkModel, operation: str) -> Dispatch:
    alone = operate_alone(model.plan)
    if operation == "alone":
        return alone
    return operate_by_rules(model, alone, *model.settle(alone))


def beyond(model: NetworkModel, did: Dispatch) -> np.ndarray:
    flows, limits = model.flows(did.p_kw, did.q_kvar), model.plan.scenario.limits
    voltage = flows.vm_pu[:, model.plan.member_bus]
    assert flows.converged.all()
    return (
        (np.nan_to_num(flows.trafo_loading_pct) > limits.loading + 1e-3).any(axis=1)
        | (np.nan_to_num(flows.line_loading_pct) > limits.loading + 1e-3).any(axis=1)
        | (voltage < limits.voltage_min - 1e-6).any(axis=1)
        | (voltage > limits.voltage_max + 1e-6).any(axis=1)
    )


def _read(text: str) -> object:
    import yaml

    return yaml.safe_load(text)


@pytest.fixture
def case_of(tmp_path):
    """Return a scenario on one of the networks."""

    def make(name: str, *changes: str) -> Case:
        network, buses = NETWORKS[name]
        members = MEMBERS.replace("BUSES", f"[{', '.join(buses)}]").replace("BUS", buses[1])
        file = tmp_path / f"{name}.yaml"
        file.write_text(BASE.replace("NETWORK", network).replace("MEMBERS", members))
        return Case(file, changes)

    return make
