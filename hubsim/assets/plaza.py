"""A plaza of chargers behind one connection whose limit they share.

    sum_c charge_ct <= limit,    level_c(t+1) = level_ct + h (e charge_ct + unmet_ct) - used_ct

Each charger has cars of its own, with an arrival, a departure and an energy to be charged, as `ev` has
them; what it could not give by departure is unmet. Alone a static load balancer shares the limit equally
among the cars that still want energy; assumed to do so without steps, where a real one pauses cars below
6 A. Together every charger has a level of its own, at or above the latest path on which every car still
gets what it gets alone: no window leaves cars that cannot have it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from pydantic import Field, Strict

from hubsim.arrays import FloatArray, frozen
from hubsim.assets.asset import (
    Asset,
    Behaviour,
    Bounds,
    Inputs,
    Level,
    Range,
    Setting,
)
from hubsim.assets.ev import Ev
from hubsim.assets.ev_sessions import Session, said_once
from hubsim.assets.load_balancer import charge_in_parts, fullest_levels, latest_levels
from hubsim.units import Quantity
from hubsim.weekdays import Days, LocalTime

_OF_CHARGER = ("plugged", "leaving", "used_kwh", "least_kwh")


class Plaza(Asset):
    """Chargers that share a connection, at unity power factor."""

    title: ClassVar[str] = "Charging plazas"
    flexible: ClassVar[bool] = True
    has_store: ClassVar[bool] = True

    kind: Literal["plaza"]
    """A plaza of chargers for electric cars."""

    chargers: Annotated[int, Strict(), Field(ge=1, le=200)]
    """Number of chargers."""

    charger: Annotated[float, Quantity("power", above=0.0)]
    """Power of each charger."""

    limit: Annotated[float, Quantity("power", above=0.0)]
    """Power that all chargers share."""

    battery: Annotated[float, Quantity("energy", above=0.0)] = 60.0
    """Energy of a car's battery; a car leaves full if it can."""

    efficiency: Annotated[float, Quantity("share", above=0.0, most=1.0)] = 0.92
    """Energy stored per energy charged."""

    pattern: Literal["plaza", "workplace", "street"] | None = None
    """Who comes, with `annual`: visitors, people who work there, or people who live there."""

    annual: Annotated[float, Quantity("energy", above=0.0)] | None = None
    """Energy asked of one charger in a calendar year, with `pattern`."""

    arrival: LocalTime | None = None
    """Local time of arrival at every charger; with `energy`, in place of `pattern` and `annual`."""

    energy: Annotated[float, Quantity("energy", above=0.0)] | None = None
    """Energy that a battery needs at every arrival."""

    departure: LocalTime = Field(default="17:30", validate_default=True)
    """Local time of departure, with `arrival`."""

    spread: Annotated[float, Quantity("duration", least=0.0, most=6.0)] = 0.0
    """Largest deviation of arrival and departure either way, uniform, drawn for each charger and day."""

    days: Days = Field(default="daily", validate_default=True)
    """Days of arrival, with `arrival`."""

    def problems(self) -> list[tuple[str, str]]:
        """Return what is missing or contradicts."""
        found = said_once(
            {
                ("pattern", "annual"): (self.pattern, self.annual),
                ("arrival", "energy"): (self.arrival, self.energy),
            },
            "is missing: give pattern and annual, or arrival and energy",
        )
        if self.energy is not None and self.energy > self.battery:
            found.append(("energy", "is more than the battery holds"))
        return found

    def is_generated(self) -> bool:
        """Return whether its need is drawn."""
        return self.pattern is not None

    def stores(self) -> tuple[str, ...]:
        """Return a store for each charger, the car that stands there; an only one has no name."""
        if self.chargers == 1:
            return ("",)
        return tuple(f"charger_{number}" for number in range(1, self.chargers + 1))

    def _paths(self) -> list[str]:
        return [f"{name}." if name else "" for name in self.stores()]

    @cached_property
    def car(self) -> Ev:
        """One of its chargers, with its cars, as if it stood alone."""
        names = (Ev.model_fields.keys() & Plaza.model_fields.keys()) - {"kind"}
        fields = {name: getattr(self, name) for name in names}
        return Ev.model_construct(kind="ev", **fields)

    def inputs(self, setting: Setting) -> Inputs:
        """Return what the sessions of each charger ask, before the names ``charger_1.`` and so on.

        ``plugged``, ``leaving``, ``used_kwh`` as of `ev`; ``least_kwh``, due at the step's end.

        Raises
        ------
        ProfileError
            when the stays of a pattern cannot take the energy of a year.
        """
        seeds = setting.random.integers(2**62, size=self.chargers).tolist()
        sessions = [
            self.car.sessions(replace(setting, random=np.random.default_rng(seed)))
            for seed in seeds
        ]
        n_steps, step_h = setting.horizon.n_steps, setting.horizon.step_h
        # Cars that leave after the horizon: what they can still get then counts too.
        longest = max([n_steps, *(stay.last for stays in sessions for stay in stays)])
        asked = _laid(sessions, longest)
        charged, _, _ = charge_in_parts(*asked, *self._numbers(step_h))
        least = latest_levels(*asked, charged, *self._numbers(step_h))
        return {
            f"{path}{name}": frozen(series[:n_steps, c].copy())
            for c, path in enumerate(self._paths())
            for name, series in zip(_OF_CHARGER, (*asked, least), strict=True)
        }

    def _numbers(self, step_h: float) -> tuple[float, float, float, float, float]:
        return self.limit, self.charger, self.efficiency, self.battery, step_h

    def _of_all(self, inputs: Inputs, name: str) -> FloatArray:
        """Return a series of every charger, (T, n)."""
        return np.stack([inputs[f"{path}{name}"] for path in self._paths()], axis=1)

    def _asked(self, inputs: Inputs) -> tuple[FloatArray, FloatArray, FloatArray]:
        plugged, leaving, used = (self._of_all(inputs, name) for name in _OF_CHARGER[:3])
        return plugged, leaving, used

    def start_kwh(self) -> Level:
        """Return full batteries: cars are away until the first arrival in the horizon."""
        return self.battery if self.chargers == 1 else np.full(self.chargers, self.battery)

    def alone(self, inputs: Inputs, net_kw: FloatArray, step_h: float) -> Behaviour:  # noqa: ARG002
        """Charge on arrival, with equal parts of the limit."""
        power, unmet, level = charge_in_parts(*self._asked(inputs), *self._numbers(step_h))
        p_kw = power.sum(axis=1)
        return Behaviour(
            p_kw=p_kw,
            q_kvar=np.zeros_like(p_kw),
            level_kwh=level if self.chargers > 1 else level[:, 0],
            unmet_kw=unmet.sum(axis=1),
        )

    def block(self, block: Any, step_h: float) -> None:
        """Write the step: a car at every charger, and the limit of them all."""
        import pyomo.environ as pyo

        cars = [block]
        if self.chargers == 1:
            self.car.block(block, step_h)
        else:
            for name in self.stores():
                block.add_component(name, pyo.Block())
            cars = [block.component(name) for name in self.stores()]
            for car in cars:
                self.car.block(car, step_h)
            block.p_kw = pyo.Expression(expr=sum(car.p_kw for car in cars))
            block.unmet_kw = pyo.Expression(expr=sum(car.unmet_kw for car in cars))
            block.cost_eur = pyo.Expression(expr=0.0)
        block.shared = pyo.Constraint(expr=sum(car.charge_kw for car in cars) <= self.limit)

    def bounds(self, inputs: Inputs, step_h: float) -> Bounds:
        """Return when the cars are there, what they used and the levels they must have."""
        found: dict[str, tuple[FloatArray, FloatArray]] = {}
        for path in self._paths():
            own = {name: inputs[f"{path}{name}"] for name in _OF_CHARGER}
            found |= {f"{path}{name}": pair for name, pair in self.car.bounds(own, step_h).items()}
        return found

    def coarser(self, inputs: Inputs, ratio: int) -> Inputs:
        """Return what the sessions of each charger ask in longer steps, as `ev` does."""
        found: dict[str, FloatArray] = {}
        for path in self._paths():
            own = {name: inputs[f"{path}{name}"] for name in _OF_CHARGER}
            longer = self.car.coarser(own, ratio)
            found |= {f"{path}{name}": series for name, series in longer.items()}
        return found

    def behaviour(
        self,
        inputs: Inputs,  # noqa: ARG002
        value: Callable[[str], FloatArray],
        level_kwh: FloatArray,
    ) -> Behaviour:
        """Return what the solved block did."""
        power, unmet = (
            np.sum([value(f"{path}{name}") for path in self._paths()], axis=0)
            for name in ("charge_kw", "unmet_kw")
        )
        return Behaviour(
            p_kw=power,
            q_kvar=np.zeros_like(power),
            level_kwh=level_kwh,
            unmet_kw=np.maximum(unmet, 0.0),
        )

    def worth_eur_kwh(self, inputs: Inputs, buy_eur_kwh: float) -> Level:
        """Return what a kWh in a car saves: it need not be charged before departure."""
        worth = self.car.worth_eur_kwh(inputs, buy_eur_kwh)
        return worth if self.chargers == 1 else np.full(self.chargers, worth)

    def reachable_kwh(self, inputs: Inputs, steps: slice, level_kwh: Any, step_h: float) -> Level:
        """Return the levels after charging what the limit allows, first what every car is due."""
        plugged, leaving, used, least = (self._of_all(inputs, name)[steps] for name in _OF_CHARGER)
        before = np.atleast_1d(np.asarray(level_kwh, dtype=np.float64))
        level = fullest_levels(plugged, leaving, used, least, before, *self._numbers(step_h))
        return float(level[0]) if self.chargers == 1 else level

    def residual_kwh(self, inputs: Inputs, did: Behaviour, step_h: float) -> FloatArray:
        """Return by how much the energy of all does not close, and each car's is not its charger's.

        What a car got is the change of its level, but in its last step, when part of it may be unmet need.
        """
        plugged, leaving, used = self._asked(inputs)
        levels = did.level_kwh.reshape(len(plugged) + 1, -1)
        got = np.diff(levels, axis=0) + used
        unmet = 0.0 if did.unmet_kw is None else did.unmet_kw
        of_all = got.sum(axis=1) - step_h * (self.efficiency * did.p_kw + unmet)
        most = step_h * self.efficiency * self.charger * plugged
        beyond = got - np.clip(got, 0.0, np.where(leaving > 0.0, np.inf, most))
        # Unmet is at least what a leaving car's charger cannot have given, and at most what it lacked.
        least, lacked = (
            (leaving * part).sum(axis=1) for part in (np.maximum(got - most, 0.0), got)
        )
        hidden = step_h * unmet - np.clip(step_h * unmet, least, lacked)
        return np.column_stack([of_all, hidden, beyond])

    def power_range_kw(self, inputs: Inputs) -> Range:
        """Return nothing to what chargers with a car may draw together."""
        plugged = self._of_all(inputs, "plugged").sum(axis=1)
        return 0.0, np.minimum(self.charger * plugged, self.limit)

    def level_range_kwh(self, inputs: Inputs) -> Range:
        """Return from the levels that still allow what cars get alone to full batteries."""
        least = self._of_all(inputs, "least_kwh")
        low = np.concatenate([np.zeros((1, self.chargers)), least])
        return low if self.chargers > 1 else low[:, 0], self.battery


def _laid(sessions: list[list[Session]], n_steps: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return where cars stand, where they leave and what they used, (T, n) each."""
    plugged, leaving, used = (np.zeros((n_steps, len(sessions))) for _ in range(3))
    for c, stays in enumerate(sessions):
        for stay in stays:
            plugged[stay.first : stay.last, c] = 1.0
            leaving[stay.last - 1, c] = 1.0
            used[stay.first, c] = stay.need_kwh
    return plugged, leaving, used
