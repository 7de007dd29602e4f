"""An electric car at a charger: sessions with an arrival, a departure and an energy to be charged.

    level_(t+1) = level_t + h (e charge_t - discharge_t / e) - used_t + unmet_t
    level at departure = battery,    used at arrival = the energy driven since

The car leaves full. What the charger could not give by then is `unmet`: it is charged elsewhere, so
that every session starts from its own need and nothing is hidden in the next one. Alone, the car
charges at full power on arrival, as late as will do, or in the cheapest steps of its stay. Together,
the level must stay at or above the path on which full power from now on is just enough, so that no
window leaves a car that cannot be filled.

No need is dropped: a car that arrives before it has left, as `spread` may draw it, arrives when it
has left, and every session lasts at least one step. A car is away, and full, until its first arrival
in the horizon; one that is there when the horizon ends leaves after it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from hubsim.arrays import FloatArray, frozen
from hubsim.assets.asset import (
    Asset,
    Behaviour,
    Bounds,
    Inputs,
    Range,
    Setting,
    last_of,
)
from hubsim.assets.ev_sessions import Charging, Session, driven, recorded, said_once, scheduled
from hubsim.assets.inverter import InverterField, inverter_problems
from hubsim.assets.leeway import Leeway
from hubsim.compiled import compiled
from hubsim.demand.trips import Pattern
from hubsim.units import Quantity
from hubsim.voltage_response import VoltageResponse
from hubsim.weekdays import Days, LocalTime

_PACE = 0.5
"""Share of full power until departure that must still fill a car that waits by rules: with all of it, cars
that waited all night would charge at full power all at once."""


class Ev(Asset):
    """A car that is always charged at the same charger, at unity power factor while it charges."""

    title: ClassVar[str] = "Electric vehicles"
    flexible: ClassVar[bool] = True
    has_store: ClassVar[bool] = True

    kind: Literal["ev"]
    """An electric car and its charger."""

    charger: Annotated[float, Quantity("power", above=0.0)]
    """Power of the charger."""

    least: Annotated[float, Quantity("power", least=0.0)] = 0.0
    """Least power at which a car charges when the hub operates it: 6 A are 1.4 kW on one phase, 4.1 kW on
    three. By default none: a charger that pauses reaches any mean of a quarter-hour."""

    battery: Annotated[float, Quantity("energy", above=0.0)] = 60.0
    """Energy of the car's battery; the car leaves full."""

    efficiency: Annotated[float, Quantity("share", above=0.0, most=1.0)] = 0.92
    """Energy stored per energy charged, and the same for giving back."""

    arrival: LocalTime | None = None
    """Local time of arrival; with `energy`, in place of `profile`."""

    energy: Annotated[float, Quantity("energy", above=0.0)] | None = None
    """Energy that the battery needs at every arrival."""

    profile: Annotated[str, Field(min_length=1)] | None = None
    """A charging series, NAME/COLUMN in kW per kW of charger: each block of charging is a session that
    begins with it and needs its energy, blocks before the next departure are one session; in place of
    `arrival` and `energy`."""

    pattern: Pattern | None = None
    """How the car is driven and where it stands, with `annual`, in place of `arrival` and `energy`: home,
    street, workplace; or plaza, a charger with visitors."""

    annual: Annotated[float, Quantity("energy", above=0.0)] | None = None
    """Energy drawn at the charger in a calendar year, with `pattern`."""

    departure: LocalTime = Field(default="07:30", validate_default=True)
    """Local time of departure."""

    spread: Annotated[float, Quantity("duration", least=0.0, most=6.0)] = 0.0
    """Largest deviation of arrival and departure either way, uniform, drawn by the member's seed."""

    days: Days = Field(default="daily", validate_default=True)
    """Days of arrival, with `arrival`."""

    v2g: Annotated[float, Quantity("power", least=0.0)] = 0.0
    """Largest power given back from the car when the hub operates it."""

    level_min: Annotated[float, Quantity("share", least=0.0, most=1.0)] = 0.2
    """Giving back stops at this share of the battery."""

    wear: Annotated[float, Quantity("price", least=0.0)] = 0.04
    """Cost of wear per kWh given back."""

    strategy: Literal["arrival", "late", "price"] = "arrival"
    """When it charges alone: on arrival, as late as still fills it, or in its stay's cheapest steps."""

    inverter: InverterField | None = None
    """Reactive power by voltage or power while it gives back, none by default: as that of a battery."""

    def problems(self) -> list[tuple[str, str]]:
        """Return what is missing or contradicts."""
        found = inverter_problems(self.inverter, self.v2g)
        if self.inverter is not None and self.v2g == 0.0:
            found = [("inverter", "needs v2g: a car that only charges has no use for it")]
        pairs = {
            ("arrival", "energy"): (self.arrival, self.energy),
            ("profile",): (self.profile,),
            ("pattern", "annual"): (self.pattern, self.annual),
        }
        text = "is missing: give arrival and energy, a profile, or pattern and annual"
        found += said_once(pairs, text)
        if self.least > self.charger:
            found.append(("least", "is more than the charger has"))
        if self.energy is not None and self.energy > self.battery:
            found.append(("energy", "is more than the battery holds"))
        return found

    def profile_names(self) -> list[tuple[str, str]]:
        """Return the charging series, if there is one."""
        return [("profile", self.profile)] if self.profile is not None else []

    def is_generated(self) -> bool:
        """Return whether its need is drawn."""
        return self.pattern is not None

    def follows_prices(self) -> bool:
        """Return whether its strategy does."""
        return self.strategy == "price"

    def inputs(self, setting: Setting) -> Inputs:
        """Return what the sessions ask.

        ``plugged`` (1 while connected), ``leaving`` (1 in a session's last step), ``used_kwh`` (at
        arrival), ``least_kwh`` (level that must stand at the step's end), ``wished_kw`` (what it draws
        alone until it is full).

        Raises
        ------
        ProfileError
            when the profile charges with more than the charger's power, a session of it needs more than the
            battery holds, or the stays of a pattern cannot take the energy of a year.
        """
        horizon = setting.horizon
        sessions = self.sessions(setting)
        plugged, leaving, used, least, wished = (np.zeros(horizon.n_steps) for _ in range(5))
        gain = self.efficiency * self.charger * horizon.step_h
        for session in sessions:
            within = slice(session.first, min(session.last, horizon.n_steps))
            steps = np.arange(within.start, within.stop)
            plugged[within] = 1.0
            used[session.first] = session.need_kwh
            wished[within] = self._wished(session, gain, setting.buy_eur_kwh)[: len(steps)]
            from_arrival = self.battery - session.need_kwh + gain * (steps - session.first + 1)
            to_departure = self.battery - gain * (session.last - 1 - steps)
            floor = self.level_min * self.battery if self.v2g > 0.0 else 0.0
            least[within] = np.minimum(np.maximum(to_departure, floor), from_arrival)
            if session.last <= horizon.n_steps:
                leaving[session.last - 1] = 1.0
                least[session.last - 1] = self.battery
        return {
            "plugged": frozen(plugged),
            "leaving": frozen(leaving),
            "used_kwh": frozen(used),
            "least_kwh": frozen(np.clip(least, 0.0, self.battery)),
            "wished_kw": frozen(wished),
        }

    def _wished(self, session: Session, gain_kwh: float, buy_eur_kwh: FloatArray) -> FloatArray:
        """Return what it draws alone in each step of a stay, the part after the horizon too [kW].

        gain_kwh : what a step at full power stores
        """
        n_steps = session.last - session.first
        if self.strategy == "arrival":
            return np.full(n_steps, self.charger)
        order = np.arange(n_steps)[::-1]
        if self.strategy == "price":
            known = buy_eur_kwh[session.first : session.last]
            price = np.concatenate([known, np.full(n_steps - len(known), known[-1])])
            order = np.argsort(price, kind="stable")
        left = session.need_kwh - gain_kwh * np.arange(n_steps)
        wished = np.empty(n_steps)
        wished[order] = self.charger * np.clip(left / gain_kwh, 0.0, 1.0)
        return wished

    def sessions(self, setting: Setting) -> list[Session]:
        """Return the stays in the horizon, in the order of time."""
        horizon, random = setting.horizon, setting.random
        car = Charging(self.charger, self.battery, self.efficiency, self.departure, self.spread)
        if self.profile is not None:
            series = setting.profiles.series(self.profile)
            return recorded(horizon, random, car, series=series, profile=self.profile)
        if self.pattern is not None and self.annual is not None:
            return driven(horizon, random, car, pattern=self.pattern, annual_kwh=self.annual)
        assert self.arrival is not None
        assert self.energy is not None
        return scheduled(
            horizon, random, car, arrival=self.arrival, energy_kwh=self.energy, days=self.days
        )

    def start_kwh(self) -> float:
        """Return a full battery: the car is away until its first arrival in the horizon."""
        return self.battery

    def alone(self, inputs: Inputs, net_kw: FloatArray, step_h: float) -> Behaviour:  # noqa: ARG002
        """Charge when its strategy says."""
        n_steps = len(inputs["plugged"])
        p_kw, unmet, level = np.empty(n_steps), np.empty(n_steps), np.empty(n_steps + 1)
        charge_as_wished(
            inputs["wished_kw"],
            inputs["leaving"],
            inputs["used_kwh"],
            self.efficiency,
            self.battery,
            step_h,
            p_kw,
            unmet,
            level,
        )
        return Behaviour(p_kw=p_kw, q_kvar=np.zeros_like(p_kw), level_kwh=level, unmet_kw=unmet)

    def block(self, block: Any, step_h: float) -> None:
        """Write the step: charge, what was driven, what goes unmet, and the level they lead to."""
        import pyomo.environ as pyo

        block.charge_kw = pyo.Var(bounds=(0.0, self.charger))
        block.used_kwh = pyo.Var(bounds=(0.0, self.battery))
        block.unmet_kw = pyo.Var(bounds=(0.0, self.battery / step_h))
        block.level_before = pyo.Var(bounds=(0.0, self.battery))
        block.level_after = pyo.Var(bounds=(0.0, self.battery))
        given = 0.0
        if self.v2g > 0.0:
            block.discharge_kw = pyo.Var(bounds=(0.0, self.v2g))
            block.one_way = pyo.Constraint(
                expr=block.charge_kw / self.charger + block.discharge_kw / self.v2g <= 1.0
            )
            given = block.discharge_kw
        block.balance = pyo.Constraint(
            expr=block.level_after
            == block.level_before
            + step_h
            * (self.efficiency * block.charge_kw - given / self.efficiency + block.unmet_kw)
            - block.used_kwh
        )
        block.p_kw = pyo.Expression(expr=block.charge_kw - given)
        block.cost_eur = pyo.Expression(expr=step_h * self.wear * given)

    def bounds(self, inputs: Inputs, step_h: float) -> Bounds:
        """Return when the car is there, what it used and the level it must have."""
        plugged, used, least = inputs["plugged"], inputs["used_kwh"], inputs["least_kwh"]
        nothing = np.zeros_like(plugged)
        found = {
            "charge_kw": (nothing, self.charger * plugged),
            "used_kwh": (used, used),
            "unmet_kw": (nothing, inputs["leaving"] * self.battery / step_h),
            "level_after": (least, np.full_like(plugged, self.battery)),
        }
        if self.v2g > 0.0:
            found["discharge_kw"] = (nothing, self.v2g * plugged)
        return found

    def behaviour(
        self,
        inputs: Inputs,  # noqa: ARG002
        value: Callable[[str], FloatArray],
        level_kwh: FloatArray,
    ) -> Behaviour:
        """Return what the solved block did."""
        p_kw = value("charge_kw") - (value("discharge_kw") if self.v2g > 0.0 else 0.0)
        return Behaviour(
            p_kw=p_kw,
            q_kvar=np.zeros_like(p_kw),
            level_kwh=level_kwh,
            unmet_kw=np.maximum(value("unmet_kw"), 0.0),
        )

    def least_kw(self) -> Mapping[str, float]:
        """Return the least power of charging, if there is one."""
        return {"charge_kw": self.least} if self.least > 0.0 else {}

    def coarser(self, inputs: Inputs, ratio: int) -> Inputs:
        """Return what the sessions ask in longer steps: a car that leaves within one is full at its end.

        Where it comes back within the same step, its level at the end is that of the last short step.
        """
        n_steps = len(inputs["plugged"]) // ratio
        leaving = inputs["leaving"][: n_steps * ratio].reshape(n_steps, ratio).max(axis=1)
        longer = super().coarser(inputs, ratio)
        full = (leaving > 0.0) & (longer["used_kwh"] == 0.0)
        least = np.where(full, self.battery, last_of(inputs["least_kwh"], ratio))
        return {**longer, "leaving": leaving, "least_kwh": least}

    def response(self) -> VoltageResponse | None:
        """Return the reactive power of its inverter; the active power is the store's."""
        return None if self.inverter is None else self.inverter.response(self.v2g, of_store=True)

    def worth_eur_kwh(self, inputs: Inputs, buy_eur_kwh: float) -> float:  # noqa: ARG002
        """Return what a kWh in the car saves: it need not be charged before departure."""
        return max(0.0, buy_eur_kwh / self.efficiency)

    def reachable_kwh(self, inputs: Inputs, steps: slice, level_kwh: float, step_h: float) -> float:
        """Return the level after charging at full power whenever the car is there."""
        level = level_kwh
        gain = step_h * self.efficiency * self.charger
        for plugged, leaving, used in zip(
            inputs["plugged"][steps],
            inputs["leaving"][steps],
            inputs["used_kwh"][steps],
            strict=True,
        ):
            level = min(self.battery, level - used + gain * plugged)
            if leaving:
                level = self.battery
        return float(level)

    def leeway(self, inputs: Inputs, step_h: float) -> Leeway:
        """Return that it may wait while half of full power until departure still fills it."""
        plugged, least, gain = inputs["plugged"], inputs["least_kwh"], step_h * self.efficiency
        # Below the least level, which is never negative, only the path tells who can wait longer.
        departures = np.flatnonzero(inputs["leaving"])
        step = np.arange(len(plugged))
        following = np.searchsorted(departures, step)
        until = np.append(departures, len(step))[following] - step
        path = self.battery - _PACE * gain * self.charger * until
        return Leeway(
            turn="car",
            least_kw=-self.v2g * plugged,
            most_kw=self.charger * plugged,
            gain_kwh_kw=gain,
            loss_kwh_kw=step_h / self.efficiency if self.v2g > 0.0 else 0.0,
            least_kwh=least,
            most_kwh=self.battery,
            held_kwh=np.where(following < len(departures), path, least),
        )

    def residual_kwh(self, inputs: Inputs, did: Behaviour, step_h: float) -> FloatArray:
        """Return by how much the battery's balance does not close."""
        gained = np.where(did.p_kw > 0.0, self.efficiency * did.p_kw, did.p_kw / self.efficiency)
        unmet = 0.0 if did.unmet_kw is None else did.unmet_kw
        return np.diff(did.level_kwh) - step_h * (gained + unmet) + inputs["used_kwh"]

    def power_range_kw(self, inputs: Inputs) -> Range:
        """Return full giving back to full charging while the car is there."""
        return -self.v2g * inputs["plugged"], self.charger * inputs["plugged"]

    def level_range_kwh(self, inputs: Inputs) -> Range:
        """Return from the level that still allows a full battery at departure to a full battery."""
        return np.concatenate([[0.0], inputs["least_kwh"]]), self.battery


@compiled
def charge_as_wished(
    wished_kw: FloatArray,
    leaving: FloatArray,
    used_kwh: FloatArray,
    efficiency: float,
    battery_kwh: float,
    step_h: float,
    p_kw: FloatArray,
    unmet_kw: FloatArray,
    level_kwh: FloatArray,
) -> None:
    """Fill power, unmet need and level of a car that charges as wished until it is full."""
    level = battery_kwh
    level_kwh[0] = level
    for t in range(wished_kw.size):
        level -= used_kwh[t]
        p = max(0.0, min(wished_kw[t], (battery_kwh - level) / (efficiency * step_h)))
        level += step_h * efficiency * p
        unmet_kw[t] = 0.0
        if leaving[t] > 0.0:
            unmet_kw[t] = max(0.0, battery_kwh - level) / step_h
            level = battery_kwh
        p_kw[t] = p
        level_kwh[t + 1] = level
