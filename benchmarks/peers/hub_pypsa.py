"""The hub in PyPSA, rolled from window to window as its ``optimize_with_rolling_horizon`` does it.

A bus for each member, one for the street behind the station, one for the grid; Links for buying, selling,
the station, chargers and heat pumps, a Store with its own bus for every battery, car and buffer, Generators
for panels and for what goes unmet. PyPSA has no voltages at a member's bus in its linear model, so only the
station's limit stands in it, with the price of a shortfall. The network is built once; each window is one
``optimize`` of its snapshots, from the levels of this comparison, with HiGHS's direct interface.
"""

from __future__ import annotations

import logging
import warnings
from typing import Any

import numpy as np
import pandas as pd
import pypsa

from peers.hub_case import FloatArray, Hub


class Rolling:
    """``optimize`` a window at a time."""

    packages = ("pypsa", "linopy", "highspy")
    note = "the station's limit only: no voltages, no cables"

    def __init__(self, hub: Hub) -> None:
        """Build the network over all windows."""
        warnings.simplefilter("ignore")
        for name in ("pypsa", "linopy"):
            logging.getLogger(name).setLevel(logging.ERROR)
        self.hub, self.net = hub, pypsa.Network()
        self.net.set_snapshots(range(hub.n_windows * hub.n_steps))
        weightings = self.net.snapshot_weightings
        self.net.snapshot_weightings = weightings.astype(float) * 0.0 + hub.step_h
        self._grid()
        self._panels()
        for kind in ("battery", "car", "pump"):
            self._stores(kind)

    def plan(self, window: int) -> float:
        """Return the cost of a window [EUR]."""
        hub, net = self.hub, self.net
        # PyPSA takes no standing loss in the first snapshot from what a Store begins with.
        start = [
            hub.battery_start[window],
            hub.car_start[window],
            hub.pump_start[window] * hub.pump_kept,
        ]
        net.c.stores.static["e_initial"] = np.concatenate(start)
        status, why = net.optimize(
            net.snapshots[hub.steps(window)],
            solver_name="highs",
            io_api="direct",
            solver_options={"output_flag": False, "threads": 1},
            include_objective_constant=False,
            assign_all_duals=False,
        )
        if status != "ok":
            raise RuntimeError(f"window {window}: {why}")
        return float(net.objective + hub.constant[window])

    def _add(self, component: str, names: list[str], **values: Any) -> None:
        """Add components; (W T, n) arrays become series."""
        for key, value in values.items():
            if isinstance(value, np.ndarray) and value.ndim == 2:
                values[key] = pd.DataFrame(value, index=self.net.snapshots, columns=names)
        self.net.add(component, names, **values)

    def _per_kwh(self, cost_eur: FloatArray) -> FloatArray:
        return cost_eur / self.hub.step_h

    def _grid(self) -> None:
        """Add members, what they buy and sell, the station and its shortfalls."""
        hub, n_members = self.hub, self.hub.fixed.shape[1]
        members = [f"member {m}" for m in range(n_members)]
        self._add("Bus", ["grid", "street", *members])
        huge_kw = 1e5
        self._add("Generator", ["grid"], bus="grid", p_nom=huge_kw, p_min_pu=-1.0)
        self._add("Load", [f"load {m}" for m in members], bus=members, p_set=hub.fixed)
        for way, buses in (("buy", ("street", members)), ("sell", (members, "street"))):
            _, upper, cost = getattr(hub, way)
            self._add(
                "Link",
                [f"{way} {m}" for m in members],
                bus0=buses[0],
                bus1=buses[1],
                p_nom=huge_kw,
                p_max_pu=np.minimum(upper / huge_kw, 1.0),
                marginal_cost=self._per_kwh(cost),
            )
        for e in range(hub.n_stations):
            if not np.allclose(hub.moved[e], 1.0, atol=1e-6):
                raise RuntimeError("PyPSA's station carries all members or none")
            self._add(
                "Link",
                [f"station {e}"],
                bus0="grid",
                bus1="street",
                p_nom=huge_kw,
                p_min_pu=hub.floor[:, [e]] / huge_kw,
                p_max_pu=hub.ceiling[:, [e]] / huge_kw,
            )
            for part, (width, price) in enumerate(zip(hub.widths, hub.prices, strict=True)):
                for way, sign in (("over", 1.0), ("under", -1.0)):
                    self._add(
                        "Generator",
                        [f"{way} {e} {part}"],
                        bus="street",
                        p_nom=min(width * hub.scale[e], huge_kw),
                        sign=sign,
                        marginal_cost=price / hub.step_h,
                    )

    def _panels(self) -> None:
        hub = self.hub
        _, upper, cost = hub.panel_output
        rated = upper.max(axis=0).clip(1e-9)
        self._add(
            "Generator",
            [f"panel {n}" for n in range(len(rated))],
            bus=[f"member {m}" for m in hub.panel_member],
            p_nom=rated,
            p_max_pu=upper / rated,
            marginal_cost=self._per_kwh(cost),
        )

    def _stores(self, kind: str) -> None:
        """Add stores of a kind, on buses of their own, with what fills, empties and uses them."""
        hub, h = self.hub, self.hub.step_h
        lower, upper, cost = getattr(hub, f"{kind}_level")
        names = [f"{kind} {n}" for n in range(lower.shape[1])]
        if not names:
            return
        size = upper.max(axis=0)
        kept = hub.pump_kept if kind == "pump" else np.ones(len(size))
        self._add("Bus", names)
        self._add(
            "Store",
            names,
            bus=names,
            e_nom=size,
            e_min_pu=lower / size,
            e_max_pu=upper / size,
            e_cyclic=False,
            standing_loss=1.0 - kept ** (1.0 / h),
            marginal_cost_storage=self._per_kwh(cost),
        )
        members = [f"member {m}" for m in getattr(hub, f"{kind}_member")]
        if kind == "pump":
            self._link("pump_power", names, members, names, hub.pump_cop)
            self._use(names, hub.pump_heat)
        else:
            efficiency = getattr(hub, f"{kind}_efficiency")
            self._link(f"{kind}_charge", names, members, names, efficiency)
            self._link(f"{kind}_discharge", names, names, members, efficiency, at_end=True)
        if kind == "car":
            self._use(names, hub.car_used / h)
        if kind != "battery":
            _, most, price = getattr(hub, f"{kind}_unmet")
            largest = most.max(axis=0).clip(1e-9)
            self._add(
                "Generator",
                [f"unmet {name}" for name in names],
                bus=names,
                p_nom=largest,
                p_max_pu=most / largest,
                marginal_cost=self._per_kwh(price),
            )

    def _use(self, names: list[str], used_kw: FloatArray) -> None:
        self._add("Load", [f"use of {name}" for name in names], bus=names, p_set=used_kw)

    def _link(
        self,
        course: str,
        names: list[str],
        bus0: list[str],
        bus1: list[str],
        efficiency: FloatArray,
        *,
        at_end: bool = False,
    ) -> None:
        """Add Links for a power; PyPSA counts it where it begins, `at_end` where it ends."""
        _, upper, cost = getattr(self.hub, course)
        some = np.flatnonzero(upper.max(axis=0) > 0.0)
        per = efficiency[some] if at_end else np.ones(len(some))
        rated = upper[:, some].max(axis=0) / per
        self._add(
            "Link",
            [f"{course} {names[n]}" for n in some],
            bus0=[bus0[n] for n in some],
            bus1=[bus1[n] for n in some],
            p_nom=rated,
            p_max_pu=upper[:, some] / per / rated,
            efficiency=efficiency[..., some],
            marginal_cost=self._per_kwh(cost[:, some]) * per,
        )
