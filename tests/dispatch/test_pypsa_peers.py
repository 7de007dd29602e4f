"""A small hub's cheapest plan against an independent model in PyPSA, which shares no code with hubsim's.

Two batteries, panels, a car that only charges and one that gives back, and loads behind a transformer that
limits them; buying and selling at different prices, below zero at noon of the second day. Steps are hours,
and PyPSA's model is written here from what the scenario's text says of each device.
"""

from __future__ import annotations

import logging

import numpy as np
import pytest

from hubsim.dispatch.together import window as windows
from hubsim.dispatch.together.span import Span

pytestmark = [pytest.mark.peers, pytest.mark.filterwarnings("ignore")]

pypsa = pytest.importorskip("pypsa", reason="needs hubsim[peers]")

HUB = (
    "contract={kind: none}",
    "sharing={kind: none}",
    "control.coordinate=[battery, ev, pv]",
)
HUGE_KW = 1e4
ONE_WAY = np.sqrt(0.9)
BATTERIES = {"corner": (10.0, 5.0, ONE_WAY, 0.02), "hub": (100.0, 50.0, ONE_WAY, 0.02)}
"""Member -> energy, power, efficiency, wear."""
CARS = {"car": (60.0, 22.0, 0.0, 18, 7, 40.0), "giver": (50.0, 11.0, 11.0, 17, 8, 20.0)}
"""Member -> battery, charger, power given back, hours of arrival and departure, energy of a session."""
CAR_EFFICIENCY, CAR_WEAR, CAR_FLOOR = 0.92, 0.04, 0.2


class Peer:
    """PyPSA's model of the village over all its hours."""

    def __init__(self, street, batteries=BATTERIES) -> None:
        logging.getLogger("pypsa").setLevel(logging.ERROR)
        logging.getLogger("linopy").setLevel(logging.ERROR)
        self.street, self.plan = street, street.plan
        self.n_steps = self.plan.horizon.n_steps
        self.batteries = batteries
        self.net = pypsa.Network()
        self.net.set_snapshots(range(self.n_steps))
        for bus in ("grid", "street"):
            self.net.add("Bus", bus)
        self.net.add("Generator", "grid", bus="grid", p_nom=HUGE_KW, p_min_pu=-1.0)
        self.net.add("Link", "station", bus0="grid", bus1="street", p_min_pu=-1.0)
        operated = {self.plan.asset_member[a] for a in self.plan.coordinated}
        for m, member in enumerate(self.plan.member_ids):
            self.member(m, member, priced=m in operated)

    def member(self, m: int, member: str, *, priced: bool) -> None:
        """Add a member: what it draws whatever the hub does, its trade, its panels and stores."""
        plan, net = self.plan, self.net
        own = [a for a in range(len(plan.assets)) if plan.asset_member[a] == m]
        fixed = [a for a in own if a not in plan.coordinated]
        net.add("Bus", member)
        net.add("Load", member, bus=member, p_set=self.street.alone.p_kw[:, fixed].sum(axis=1))
        price = (plan.buy_eur_kwh[:, m], -plan.sell_eur_kwh[:, m]) if priced else (0.0, 0.0)
        for way, ends, cost in zip(
            ("buy", "sell"), (("street", member), (member, "street")), price, strict=True
        ):
            net.add(
                "Link", f"{way} {member}", bus0=ends[0], bus1=ends[1], p_nom=HUGE_KW, marginal_cost=cost
            )  # fmt: skip
        for a in own:
            if plan.assets[a].kind == "pv":
                available = plan.inputs[a]["available_kw"]
                net.add(
                    "Generator", f"pv {member}", bus=member, p_nom=1e3, p_max_pu=available / 1e3
                )
        if member in self.batteries:
            energy, power, efficiency, wear = self.batteries[member]
            low, high = np.full(self.n_steps, 0.05), np.full(self.n_steps, 0.95)
            self.store(member, energy, (low, high), efficiency)
            there = np.ones(self.n_steps)
            self.both_ways(member, (power, power), there, efficiency, wear)
        if member in CARS:
            self.car(member)

    def car(self, member: str) -> None:
        """Add a car: gone and full between stays, at least as full as it must be during one."""
        battery, charger, back, arrives, leaves, energy = CARS[member]
        there, least, used, last = np.zeros((4, self.n_steps))
        for midnight in range(0, self.n_steps, 24):
            stay = np.arange(midnight + arrives, midnight + 24 + leaves)
            path = battery - CAR_EFFICIENCY * charger * (stay[-1] - stay)
            floor = CAR_FLOOR * battery if back else 0.0
            inside = stay < self.n_steps
            there[stay[inside]] = 1.0
            least[stay[inside]] = np.maximum(path, floor)[inside]
            used[stay[0]] = energy
            last[stay[inside & (stay == stay[-1])]] = 1.0
        self.store(member, battery, (least / battery, np.ones(self.n_steps)), CAR_EFFICIENCY)
        self.both_ways(member, (charger, back), there, CAR_EFFICIENCY, CAR_WEAR)
        store = f"store {member}"
        self.net.add("Load", f"driven {member}", bus=store, p_set=used)
        self.net.add(
            "Generator", f"unmet {member}", bus=store, p_nom=battery, p_max_pu=last, marginal_cost=10.0
        )  # fmt: skip

    def store(self, member, energy, share, efficiency) -> None:
        bus = f"store {member}"
        self.net.add("Bus", bus)
        self.net.add("Store", bus, bus=bus, e_nom=energy, e_min_pu=share[0], e_max_pu=share[1])

    def both_ways(self, member, power, there, efficiency, wear) -> None:
        """Add charging, and giving back where there is any: rated where the power is counted."""
        bus, (charge, back) = f"store {member}", power
        self.net.add(
            "Link", f"charge {member}", bus0=member, bus1=bus, p_nom=charge, p_max_pu=there,
            efficiency=efficiency,
        )  # fmt: skip
        if back:
            self.net.add(
                "Link", f"give {member}", bus0=bus, bus1=member, p_nom=back / efficiency,
                p_max_pu=there, efficiency=efficiency, marginal_cost=wear * efficiency,
            )  # fmt: skip

    def cost(self, steps: slice, level_kwh, station_kw: float) -> float:
        """Return the least cost of a window that begins with these levels by member [EUR].

        What is left in a store is worth what it saves: a kWh bought at the mean price, less wear.
        """
        plan, net = self.plan, self.net
        net.links.loc["station", "p_nom"] = station_kw
        for m, member in enumerate(plan.member_ids):
            if member not in level_kwh:
                continue
            net.stores.loc[f"store {member}", "e_initial"] = level_kwh[member]
            price = plan.buy_eur_kwh[steps, m].mean()
            worth = price / CAR_EFFICIENCY
            if member in self.batteries:
                *_, efficiency, wear = self.batteries[member]
                worth = efficiency * (price - wear)
            course = np.zeros(self.n_steps)
            course[steps.stop - 1] = -max(worth, 0.0)
            net.stores_t.marginal_cost_storage[f"store {member}"] = course
        status, why = net.optimize(
            net.snapshots[steps],
            solver_name="highs",
            solver_options={
                "output_flag": False,
                "primal_feasibility_tolerance": 1e-9,
                "dual_feasibility_tolerance": 1e-9,
            },
            include_objective_constant=False,
            extra_functionality=self.one_way,
        )
        assert status == "ok", why
        return float(net.objective)

    def one_way(self, net, _) -> None:
        """Limit what charges and gives back in the same hour to what one of both could do."""
        power = net.model["Link-p"]
        for name in net.links.index[net.links.index.str.startswith("give ")]:
            charge = f"charge {name.removeprefix('give ')}"
            shares = [power.sel(name=one) / net.links.p_nom[one] for one in (charge, name)]
            net.model.add_constraints(shares[0] + shares[1] <= 1.0, name=f"one way {name}")


def hubsims_cost(street, steps: slice, level, station_kw: float) -> float:
    """Return hubsim's least cost of a window with the station's limit and no other."""
    planner = street.planner()
    span = Span(steps)
    band = planner.band(span)
    band.upper_kw[:], band.lower_kw[:] = np.inf, -np.inf
    band.upper_kw[:, 0], band.lower_kw[:, 0] = station_kw, -station_kw
    planned = planner.solve(span, level, band)
    while planner.write_broken(span, planned, band):
        planned = planner.solve(span, level, band)
    assert not planned.given_up.any()
    return planned.objective


def levels(street, hour: int, seed: int):
    """Return levels that may stand at an hour, in hubsim's order and by member."""
    plan, planner = street.plan, street.planner()
    random = np.random.default_rng(seed)
    found, by_member = [], {}
    for s in planner.fine.stores:
        a = plan.stores[s][0]
        level = street.alone.level_kwh[hour, s]
        if plan.assets[a].kind == "battery":
            level = plan.assets[a].energy * random.uniform(0.05, 0.95)
        found.append(level)
        by_member[plan.member_ids[plan.asset_member[a]]] = level
    return np.array(found), by_member


@pytest.fixture(autouse=True)
def without_ties(monkeypatch) -> None:
    """Both look for the least cost; hubsim's rule for ties adds up to 1e-5 EUR to a kWh."""
    monkeypatch.setattr(windows, "TIE_EUR_KWH", 0.0)
    monkeypatch.setattr("hubsim.assets.generation.USED_EUR_KWH", 0.0)


@pytest.fixture(scope="module")
def street(village):
    return village(*HUB)


@pytest.fixture(scope="module")
def peer(street) -> Peer:
    return Peer(street)


WINDOWS = [slice(0, 24), slice(13, 37), slice(24, 48), slice(20, 62), slice(0, 71)]


@pytest.mark.parametrize("steps", WINDOWS, ids=lambda steps: f"{steps.start}-{steps.stop}")
@pytest.mark.parametrize("station_kw", [35.0, 1000.0])
def test_a_window_costs_what_pypsa_finds(street, peer, steps, station_kw) -> None:
    level, by_member = levels(street, steps.start, steps.stop)
    expected = peer.cost(steps, by_member, station_kw)
    assert abs(expected) > 0.1
    assert hubsims_cost(street, steps, level, station_kw) == pytest.approx(expected, rel=1e-6)


def test_the_transformer_binds_and_pypsa_sees_it(street, peer) -> None:
    # Otherwise equal costs would say nothing about the limit.
    steps = slice(13, 37)
    _, by_member = levels(street, 13, 1)
    wide, narrow = (peer.cost(steps, by_member, kw) for kw in (1000.0, 35.0))
    assert narrow > wide + 0.01


def test_other_stores_cost_what_pypsa_finds(village) -> None:
    street = village(
        *HUB,
        "members.hub.devices.battery.round_trip=64 %",
        "members.hub.devices.battery.wear=0.01 EUR/kWh",
        "members.corner.devices.battery.power=2 kW",
    )
    batteries = {"corner": (10.0, 2.0, ONE_WAY, 0.02), "hub": (100.0, 50.0, 0.8, 0.01)}
    level, by_member = levels(street, 24, 3)
    steps = slice(24, 60)
    expected = Peer(street, batteries).cost(steps, by_member, 40.0)
    assert hubsims_cost(street, steps, level, 40.0) == pytest.approx(expected, rel=1e-6)
