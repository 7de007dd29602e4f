"""Where units are added: an order of buses, in which the first k units stand at the first k places.

The same order is gone through alone and together, so a difference is never one of luck. Connections are
the members of the scenario at low voltage; a bus with two of them comes up twice as often.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hubsim.arrays import IntArray
from hubsim.errors import ScenarioError
from hubsim.scenario.headroom import RANDOM, SPREAD, WORST, HeadroomRules
from hubsim.scenario.plan import Plan
from hubsim.streams import stream

LOW_VOLTAGE_KV = 1.0
"""A connection at a higher voltage is no place for a home."""


@dataclass(frozen=True)
class Siting:
    """An order of places. buses : (n,) bus index of each unit; name : of the siting."""

    name: str
    buses: IntArray


def candidate_buses(plan: Plan) -> IntArray:
    """Return the bus of every connection at low voltage, in the order of the members.

    Raises
    ------
    ScenarioError
        when there is none.
    """
    buses = plan.member_bus[plan.network.bus_kv[plan.member_bus] < LOW_VOLTAGE_KV]
    if not buses.size:
        message = "there is no member at low voltage, so there is no place to add anything"
        raise ScenarioError([plan.scenario.issue("headroom", message)])
    return buses


def sitings_of(plan: Plan, rules: HeadroomRules) -> list[Siting]:
    """Return the sitings that a scenario asks for; of the worst bus those of every bus."""
    places, n_units = candidate_buses(plan), rules.most + 1
    if rules.where == WORST:
        return bus_sitings(plan, rules)
    if rules.where == SPREAD:
        return [Siting(SPREAD, np.resize(_spread(places), n_units))]
    if rules.where == RANDOM:
        return [
            Siting(f"{RANDOM} {number}", _drawn(plan, places, n_units, number))
            for number in range(1, rules.sitings + 1)
        ]
    bus = plan.network.bus_ids.index(rules.where)
    return [Siting(rules.where, np.full(n_units, bus, dtype=np.int64))]


def bus_sitings(plan: Plan, rules: HeadroomRules) -> list[Siting]:
    """Return a siting for every bus with a connection: all units there."""
    return [
        Siting(plan.network.bus_ids[bus], np.full(rules.most + 1, bus, dtype=np.int64))
        for bus in np.unique(candidate_buses(plan)).tolist()
    ]


def _drawn(plan: Plan, places: IntArray, n_units: int, number: int) -> IntArray:
    """Return places in a drawn order: nobody has a second one before all have one."""
    random = stream(plan.scenario.seed, "headroom", "siting", str(number))
    rounds = -(-n_units // len(places))
    drawn = np.concatenate([random.permutation(places) for _ in range(rounds)])
    return drawn[:n_units].astype(np.int64)


def _spread(places: IntArray) -> IntArray:
    """Return the places so that the first k are spread evenly, whatever k is: by the reversed bits."""
    bits = max(1, int(np.ceil(np.log2(len(places)))))
    turns = [int(f"{i:0{bits}b}"[::-1], 2) for i in range(2**bits)]
    return places[[turn for turn in turns if turn < len(places)]]
