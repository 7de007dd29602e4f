"""What is added, one unit after the other: unit j is the same wherever it stands, alone and together.

A unit is a connection of its own. By default a heat pump or charger is one of those that the scenario has,
taken in turn in a drawn order; panels are the mean of the scenario's, by installed kW; a home is generated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from hubsim.arrays import frozen
from hubsim.assets.asset import Asset, Behaviour, Inputs, Setting
from hubsim.errors import ScenarioError
from hubsim.kinds import kinds_of
from hubsim.profiles.library import Library
from hubsim.scenario.headroom import Addition, HeadroomRules
from hubsim.scenario.plan import Plan
from hubsim.streams import stream

DEFAULTS: dict[Addition, dict[str, Any]] = {
    "home": {"kind": "household", "annual": "2800 kWh"},
    "heat-pump": {
        "kind": "heat-pump",
        "dwelling": "terraced",
        "insulation": "moderate",
        "power": "4 kW",
        "backup": "3 kW",
        "buffer": "6 kWh",
    },
    "charger": {"kind": "ev", "charger": "11 kW", "pattern": "home", "annual": "2500 kWh"},
    "pv": {"kind": "pv", "rating": "4 kWp"},
}
"""What a unit is where the scenario neither says it nor has one; sizes as usual in the Netherlands."""

_KINDS = {"heat-pump": "heat-pump", "charger": "ev", "pv": "pv"}
"""Addition -> kind of the scenario's own assets that stand for it."""


@dataclass(frozen=True)
class Unit:
    """One of what is added: the asset, its series, and what it does when nobody steers it."""

    asset: Asset
    inputs: Inputs
    alone: Behaviour


class Units:
    """The units of one kind, made when they are first asked for.

    per_unit : kWp of panels in one of them; 1 of all else
    steered : whether the hub operates it together
    origin : ``given``, ``own`` or ``default``: where it comes from
    """

    def __init__(self, plan: Plan, rules: HeadroomRules, name: Addition) -> None:
        self._plan, self._name = plan, name
        self._units: list[Unit] = []
        given = rules.units.get(name)
        pool = [a for a, asset in enumerate(plan.assets) if asset.kind == _KINDS.get(name)]
        self._pool: Sequence[int] = () if given is not None else pool
        self.origin = "given" if given is not None else "own" if pool else "default"
        made = given if given is not None else _default(name)
        self._asset = made
        example = plan.assets[pool[0]] if self._pool and name != "pv" else made
        self.per_unit = float(getattr(made, "rating", 1.0)) if name == "pv" else 1.0
        control = plan.scenario.control
        # Panels that may be curtailed always fit: added ones feed in what they have.
        self.steered = (
            name != "pv"
            and example.flexible
            and example.kind in control.coordinate
            and control.mode != "none"
        )
        self.has_store = bool(example.stores())

    def __getitem__(self, j: int) -> Unit:
        """Return unit j."""
        while len(self._units) <= j:
            self._units.append(self._make(len(self._units)))
        return self._units[j]

    def _make(self, j: int) -> Unit:
        plan = self._plan
        asset, inputs = self._own(j) if self._pool else (self._asset, self._drawn(j))
        did = asset.alone(inputs, np.zeros(plan.horizon.n_steps), plan.horizon.step_h)
        return Unit(asset, inputs, did)

    def _own(self, j: int) -> tuple[Asset, Inputs]:
        """Return one of the scenario's own; of panels their mean."""
        plan = self._plan
        if self._name == "pv":
            share = [
                plan.inputs[a]["available_kw"] / float(getattr(plan.assets[a], "rating", 1.0))
                for a in self._pool
            ]
            return self._asset, {"available_kw": frozen(self.per_unit * np.mean(share, axis=0))}
        turn, place = divmod(j, len(self._pool))
        order = stream(plan.scenario.seed, "headroom", self._name, str(turn))
        a = self._pool[int(order.permutation(len(self._pool))[place])]
        return plan.assets[a].model_copy(update={"phases": None}), plan.inputs[a]

    def _drawn(self, j: int) -> Inputs:
        """Return series of its own draw."""
        plan = self._plan
        scenario, horizon = plan.scenario, plan.horizon
        library = Library(scenario.profile_files(), scenario.folder, horizon)
        random = stream(scenario.seed, "headroom", self._name, str(j), "inputs")
        prices = plan.buy_eur_kwh[:, 0], plan.sell_eur_kwh[:, 0]
        return self._asset.inputs(Setting(horizon, library, plan.weather, random, *prices))


def _default(name: Addition) -> Asset:
    fields = DEFAULTS[name]
    made = kinds_of(Asset)[fields["kind"]].model_validate(fields)
    assert isinstance(made, Asset)
    return made


def refuse_one_phase(plan: Plan, rules: HeadroomRules) -> None:
    """Refuse a phase in a study that knows none.

    Raises
    ------
    ScenarioError
        at the field.
    """
    if rules.phase != "abc" and plan.scenario.network.model == "balanced":
        message = "names a phase, and the power flow is balanced (network.model)"
        raise ScenarioError([plan.scenario.issue("headroom.phase", message, "three-phase")])
