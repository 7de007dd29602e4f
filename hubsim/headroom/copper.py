"""The reinforcement that gives alone what the hub gives: found step by step, each by full power flow.

Whatever is over its loading by itself gets the next type, all such elements at once: in a radial network
nothing else relieves them, so none of it can be left out. A voltage outside its band is then cured where a
EUR takes most off the drop on the way to it; what proves unneeded in the end is taken back.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from hubsim.bills.business import annuity_eur
from hubsim.dispatch.dispatch import Dispatch
from hubsim.dispatch.through_network import NetworkModel
from hubsim.headroom.enlarged import Enlarged
from hubsim.headroom.siting import Siting
from hubsim.headroom.stronger import Sort, Upgrade, impedance_pu, upgraded
from hubsim.headroom.violation import binding, judged, loading_excess
from hubsim.networks.network import Network
from hubsim.powerflow.flows import Flows
from hubsim.powerflow.grid import Grid
from hubsim.powerflow.phases.flows import PhaseFlows
from hubsim.powerflow.sensitivity import loading_sensitivity
from hubsim.scenario.headroom import HeadroomRules
from hubsim.scenario.plan import Plan
from hubsim.units import UNITS, parse

_ON_THE_WAY = 0.5
"""An element is on the way to a bus if so much of a kW drawn there flows through it."""


@dataclass(frozen=True)
class Prices:
    """What copper costs. EUR a metre, EUR a kVA, years, share."""

    cable: float
    mv_cable: float
    transformer: float
    lifetime: float
    rate: float

    @classmethod
    def of(cls, plan: Plan, rules: HeadroomRules) -> Prices:
        """Return the prices of a scenario: its own, and hubsim's where it says none."""
        found = {name: value for name, (value, _) in price_table().items()}
        business, own = plan.scenario.business, rules.copper
        if business is not None:
            found["rate"] = business.rate
        given = {name: getattr(own, name) for name in found if getattr(own, name) is not None}
        if "lifetime" in given:
            given["lifetime"] /= UNITS["duration"]["year"]
        return cls(**(found | given))

    def eur(self, upgrade: Upgrade) -> float:
        """Return what an upgrade costs."""
        if upgrade.sort == "transformer":
            return self.transformer * upgrade.kva
        metre = self.cable if upgrade.is_low else self.mv_cable
        return metre * upgrade.length_m * upgrade.units

    def yearly_eur(self, investment_eur: float) -> float:
        """Return the annuity of an investment."""
        return annuity_eur(investment_eur, self.lifetime, self.rate)


@cache
def price_table() -> Mapping[str, tuple[float, str]]:
    """Return key -> value and source of hubsim's prices, in EUR, metres, kVA and years."""
    sizes = {"EUR/m": "money per length", "EUR/kVA": "money per power", "%": "share"}
    with (Path(__file__).parent / "prices.csv").open(encoding="utf-8", newline="") as stream:
        return {
            row["key"]: (
                float(row["value"])
                if row["unit"] == "years"
                else parse(f"{row['value']} {row['unit']}", sizes[row["unit"]]),
                row["source"],
            )
            for row in csv.DictReader(stream)
        }


@dataclass(frozen=True)
class Reinforcement:
    """What has to be laid. upgrades : the last of each element; solved : whether it is enough."""

    upgrades: tuple[Upgrade, ...]
    network: Network
    is_enough: bool

    def eur(self, prices: Prices) -> float:
        """Return what all of it costs."""
        return math.fsum(prices.eur(upgrade) for upgrade in self.upgrades)


def reinforce(
    enlarged: Enlarged, siting: Siting, n_units: int, allowed_h: float, prices: Prices
) -> Reinforcement:
    """Return the reinforcement with which the first n units of a siting fit alone."""
    search = _Search(enlarged, siting, n_units, allowed_h, prices)
    is_enough = search.run()
    return Reinforcement(tuple(search.done.values()), search.network, is_enough)


@dataclass(frozen=True)
class _Case:
    """What has to be carried: a plan and its operation alone."""

    plan: Plan
    alone: Dispatch


class _Search:
    """A network that is made stronger until it carries what is asked."""

    def __init__(
        self,
        enlarged: Enlarged,
        siting: Siting,
        n_units: int,
        allowed_h: float,
        prices: Prices,
    ) -> None:
        self.network, self.kind = enlarged.base.network, enlarged.model.kind
        self.before = self.network
        # Every number up to n has to fit: those that do are an interval, so both ends decide.
        self.cases = [
            _Case(enlarged.model_of(n, siting).plan, enlarged.alone_of(n))
            for n in sorted({0, n_units})
        ]
        self.allowed = allowed_h / enlarged.base.horizon.step_h
        self.prices = prices
        self.done: dict[tuple[Sort, int], Upgrade] = {}
        self.for_voltage: list[tuple[Sort, int]] = []

    def run(self) -> bool:
        """Make the network stronger; return whether it carries everything."""
        for case in self.cases:
            while not self._carries(case, self.network):
                if not self._strengthen(case):
                    return False
        self._take_back()
        return True

    def _carries(self, case: _Case, network: Network) -> bool:
        beyond = judged(case.plan, self._flows(case, network)).beyond
        return bool(np.count_nonzero(beyond) <= self.allowed)

    def _strengthen(self, case: _Case) -> bool:
        """Do one round; return whether anything could be done."""
        plan, flows = case.plan, self._flows(case, self.network)
        found = judged(plan, flows)
        over = np.count_nonzero(loading_excess(plan, flows) > 0.0, axis=0)
        elements = np.flatnonzero(over > self.allowed).tolist()
        step = int(np.where(flows.converged, found.excess, -np.inf).argmax())
        binds = binding(plan, flows, step, step)
        if not elements and binds.cause in {"transformer", "line"}:
            elements = [self._number(binds.cause, binds.element)]
        moved = [self._upgrade(*self._element(e)) for e in elements]
        return any(moved) or self._lift(binds.element, flows, step)

    def _flows(self, case: _Case, network: Network) -> Flows | PhaseFlows:
        plan = replace(case.plan, network=network)
        return NetworkModel.of(plan, self.kind).limited(case.alone.p_kw, case.alone.q_kvar)

    def _number(self, sort: str, name: str) -> int:
        network = self.network
        if sort == "transformer":
            return network.trafo_ids.index(name)
        return len(network.trafo_ids) + network.line_ids.index(name)

    def _element(self, number: int) -> tuple[Sort, int]:
        n_trafos = len(self.network.trafo_ids)
        return ("transformer", number) if number < n_trafos else ("line", number - n_trafos)

    def _upgrade(self, sort: Sort, index: int) -> bool:
        """Give an element the next type; return whether there was one."""
        found = upgraded(self.network, sort, index)
        if found is None:
            return False
        self.network, upgrade = found
        before = self.done.get((sort, index))
        self.done[sort, index] = upgrade if before is None else replace(upgrade, was=before.was)
        return True

    def _lift(self, bus: str, flows: Flows | PhaseFlows, step: int) -> bool:
        """Strengthen the element on the way to a bus where a EUR takes most off the drop."""
        network = self.network
        if bus not in network.bus_ids:
            return False
        at = network.bus_ids.index(bus)
        lines, trafos = loading_sensitivity(Grid.of(network))
        through = np.concatenate([trafos[:, at], lines[:, at]])
        best, place = 0.0, None
        for number in np.flatnonzero(np.abs(through) > _ON_THE_WAY).tolist():
            sort, index = self._element(number)
            found = upgraded(network, sort, index)
            if found is None:
                continue
            z = impedance_pu(network, sort, index)
            saved = self._current_pu(flows, step, sort, index) * (
                z - impedance_pu(found[0], sort, index)
            )
            worth = saved / self.prices.eur(found[1])
            if worth > best:
                best, place = worth, (sort, index)
        if place is None or not self._upgrade(*place):
            return False
        self.for_voltage.append(place)
        return True

    def _current_pu(self, flows: Flows | PhaseFlows, step: int, sort: Sort, index: int) -> float:
        network = self.network
        if sort == "transformer":
            rating_kva = float(network.trafo_limit_kva[index])
            return float(flows.trafo_loading_pct[step, index]) / 100.0 * rating_kva
        kv = float(network.bus_kv[network.line_from_bus[index]])
        rating_kva = math.sqrt(3.0) * kv * float(network.line_limit_a[index])
        return float(flows.line_loading_pct[step, index]) / 100.0 * rating_kva

    def _take_back(self) -> None:
        """Leave out what was done for the voltage and proves unneeded, the dearest first."""
        places = sorted(set(self.for_voltage), key=lambda place: -self.prices.eur(self.done[place]))
        for place in places:
            kept = {key: one for key, one in self.done.items() if key != place}
            network = _rebuilt(self.before, kept)
            if all(self._carries(case, network) for case in self.cases):
                self.done, self.network = kept, network


def _rebuilt(network: Network, upgrades: Mapping[tuple[Sort, int], Upgrade]) -> Network:
    """Return the network with these upgrades made, each from the start."""
    for (sort, index), upgrade in upgrades.items():
        while True:
            found = upgraded(network, sort, index)
            if found is None:
                break
            network = found[0]
            if found[1].becomes == upgrade.becomes:
                break
    return network
