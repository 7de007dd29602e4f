"""What changes from window to window: the bounds and costs of the step's columns over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np

from hubsim.arrays import BoolArray, FloatArray, spared
from hubsim.dispatch.dispatch import Dispatch
from hubsim.dispatch.together.step import active_members, is_shared
from hubsim.dispatch.together.template import Template
from hubsim.scenario.plan import Plan

_ANEW_KW = 1e9
"""A power that no peak has."""

_ROOM_KW = 1.0
"""Bounds on what a member buys and sells lie so far beyond all that it can: they never bind, but a column
with two of them is always dual feasible at one, and the simplex skips its first phase."""

TIE_EUR_KWH = 1e-5
"""Most that the rule for ties adds to the cost of a kWh: of plans that cost the same it takes one."""


Bound: TypeAlias = tuple[FloatArray, FloatArray]
"""Lower and upper bound of a column over time, (T,) each."""


@dataclass(frozen=True)
class Course:
    """Bounds and costs over steps, by column name of the step. (T,) each.

    first : number of the first step
    step_h : length of a step
    bounds : column -> lower, upper
    cost : column -> cost [EUR per unit of the column]
    factors : factor of an asset's block -> its value
    """

    first: int
    step_h: float
    bounds: Mapping[str, Bound]
    cost: Mapping[str, FloatArray]
    factors: Mapping[str, FloatArray]

    def at(self, steps: slice) -> Course:
        """Return the course of some of its steps."""
        return Course(
            self.first + steps.start,
            self.step_h,
            {name: (low[steps], high[steps]) for name, (low, high) in self.bounds.items()},
            {name: price[steps] for name, price in self.cost.items()},
            {name: series[steps] for name, series in self.factors.items()},
        )

    def also(self, bounds: Mapping[str, Bound]) -> Course:
        """Return the course with the bounds of further columns, or others of the same, (T,) each."""
        return replace(self, bounds={**self.bounds, **bounds})

    def given(self) -> tuple[str, ...]:
        """Return the columns that have one value only, at every step."""
        return tuple(
            name
            for name, (lower, upper) in self.bounds.items()
            if lower is upper or np.array_equal(lower, upper)
        )

    def given_at(self, template: Template) -> FloatArray:
        """Return (T, G) the values of the columns that are given."""
        values = [self.bounds[name][0] for name in template.given]
        return np.stack(values, axis=1) if values else np.zeros((self.n_steps, 0))

    @property
    def n_steps(self) -> int:
        """How many steps it has."""
        return len(next(iter(self.bounds.values()))[0])

    def lay(self, template: Template) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return lower, upper and cost of the columns, (T, n) each."""
        lower, upper, cost = (
            np.tile(part, (self.n_steps, 1))
            for part in (template.lower, template.upper, template.cost)
        )
        for name, (low, high) in self.bounds.items():
            column = template.columns.get(name)
            if column is not None:
                lower[:, column] = low
                upper[:, column] = high
        for name, price in self.cost.items():
            column = template.columns.get(name)
            if column is not None:
                cost[:, column] += price
        columns, words = template.powers
        cost[:, columns] += self.step_h * TIE_EUR_KWH * _ties(words, self.first, self.n_steps)
        return lower, upper, cost

    def constant(self, template: Template, given: FloatArray) -> float:
        """Return the cost that no column decides [EUR]. given : (T, G) values of the given columns."""
        total = template.constant * len(given) + float((given @ template.given_cost).sum())
        for place, name in enumerate(template.given):
            if name in self.cost:
                total += float(given[:, place] @ self.cost[name])
        return total


def _ties(words: np.ndarray, first: int, n_steps: int) -> FloatArray:
    """Return (T, n) numbers from 0 to 1 that look random and belong to a column and a step of the horizon.

    The mixing function of SplitMix64 (Steele, Lea and Flood 2014, doi:10.1145/2714064.2660195).
    """
    step = np.arange(first, first + n_steps, dtype=np.uint64)[:, None]
    with np.errstate(over="ignore"):
        z: Any = (words[None, :] << np.uint64(32)) + step * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed: FloatArray = ((z ^ (z >> np.uint64(31))) >> np.uint64(11)).astype(np.float64) / 2.0**53
    return mixed


def asset_course(plan: Plan) -> Course:
    """Return what changes over time in the blocks of the assets that the hub operates."""
    bounds: dict[str, Bound] = {}
    factors: dict[str, FloatArray] = {}
    step_h = plan.horizon.step_h
    for a in plan.coordinated:
        for name, series in plan.assets[a].factors(plan.inputs[a]).items():
            factors[f"asset[{a}].{name}"] = series
        for name, (lower, upper) in plan.assets[a].bounds(plan.inputs[a], step_h).items():
            low = spared(lower)
            bounds[f"asset[{a}].{name}"] = (low, low if lower is upper else spared(upper))
    return Course(0, step_h, bounds, {}, factors)


def course_of(plan: Plan, alone: Dispatch, stations: FloatArray) -> Course:
    """Return everything of a plan that the optimiser sees change over time, network limits apart.

    What the hub does not operate behaves as it does alone: `alone` gives it.
    stations : (K, M) flow through each transformer per kW drawn by a member
    """
    own = asset_course(plan)
    active, fixed_kw = active_members(plan), fixed_power(plan, alone.p_kw)
    bounds = {**own.bounds, **fixed_bounds(plan, fixed_kw, stations)}
    nothing = spared(np.zeros(plan.horizon.n_steps))
    is_sure = plan.scenario.control.forecast.kind != "noisy"
    all_kw = float(bounds["rest_buy_kw"][0].max())
    for m in active:
        least, most = _reach(plan, m, fixed_kw[m])
        all_kw += max(most, 0.0) + _ROOM_KW
        for name, reach in (("buy_kw", most), ("sell_kw", -least)):
            if reach <= 0.0:
                bounds[f"{name}[{m}]"] = (nothing, nothing)
            elif is_sure:
                bounds[f"{name}[{m}]"] = (nothing, spared(nothing + reach + _ROOM_KW))
    if is_sure:
        bounds["shared_kw"] = (nothing, spared(nothing + all_kw + _ROOM_KW))
    bounds["allowed_kw"] = (-plan.contract.export_kw, plan.contract.import_kw)
    begins = np.where(_month_begins(plan), _ANEW_KW, 0.0)
    bounds["anew_kw"] = bounds["flow_anew_kw"] = (begins, begins)
    return replace(own, bounds=bounds, cost=_costs(plan, active, len(stations)))


def fixed_bounds(
    plan: Plan, fixed_kw: Sequence[FloatArray], stations: FloatArray
) -> dict[str, Bound]:
    """Return the columns that stand for what the hub does not operate.

    fixed_kw : (M,) what each member draws through it, (T,) each
    """
    bounds: dict[str, Bound] = {}
    for m in active_members(plan):
        bounds[f"fixed_kw[{m}]"] = (fixed_kw[m], fixed_kw[m])
    passive, rest = passive_members(plan), passive_power(plan, fixed_kw)
    bounds["rest_kw"] = (rest.sum(axis=1),) * 2
    for name, sign in (("rest_buy_kw", 1.0), ("rest_sell_kw", -1.0)):
        bounds[name] = (np.maximum(sign * rest, 0.0).sum(axis=1),) * 2
    for k, flow in enumerate((rest @ stations[:, passive].T).T):
        bounds[f"flow_rest_kw[{k}]"] = (flow, flow)
    return bounds


def _costs(plan: Plan, active: list[int], n_stations: int) -> dict[str, FloatArray]:
    """Return what the objective makes of the columns, (T,) each [EUR per unit of the column]."""
    objective, step_h = plan.scenario.control.objective, plan.horizon.step_h
    carbon = objective.carbon * plan.carbon_kg_kwh
    cost: dict[str, FloatArray] = {}
    of_tariff: dict[str, Bound] = {}
    for m in active:
        if plan.member_tariff[m] not in of_tariff:
            buy, sell = (
                objective.cost * price[:, m] for price in (plan.buy_eur_kwh, plan.sell_eur_kwh)
            )
            of_tariff[plan.member_tariff[m]] = (
                step_h * (buy + carbon),
                step_h * (objective.self_consumption - sell - carbon),
            )
        cost[f"buy_kw[{m}]"], cost[f"sell_kw[{m}]"] = of_tariff[plan.member_tariff[m]]
    value = objective.cost * sharing_value(plan) + objective.self_consumption
    cost["shared_kw"] = -step_h * value
    ends = np.append(_month_begins(plan)[1:], False).astype(np.float64)
    cost["peak_after_kw"] = objective.peak * ends
    for k in range(n_stations):
        cost[f"flow_after_kw[{k}]"] = objective.congestion * ends
    return cost


def _month_begins(plan: Plan) -> BoolArray:
    """Return (T,) whether a step is the first of a calendar month of the local clock."""
    month = plan.horizon.local_times.astype("datetime64[M]")
    begins: BoolArray = np.diff(month, prepend=month[:1]) > np.timedelta64(0, "M")
    return begins


def passive_members(plan: Plan) -> list[int]:
    """Return the members without an asset that the hub operates."""
    active = set(active_members(plan))
    return [m for m in range(len(plan.member_ids)) if m not in active]


def _reach(plan: Plan, m: int, fixed_kw: FloatArray) -> tuple[float, float]:
    """Return numbers below and above all that a member can ever draw [kW]. fixed_kw : (T,).

    The extremes of its assets are added whenever they come: a forecast may put them together.
    """
    least, most = float(fixed_kw.min()), float(fixed_kw.max())
    for a in plan.coordinated:
        if plan.asset_member[a] == m:
            lowest, highest = plan.assets[a].power_range_kw(plan.inputs[a])
            least, most = least + float(np.min(lowest)), most + float(np.max(highest))
    return least, most


def fixed_power(plan: Plan, p_kw: FloatArray) -> list[FloatArray]:
    """Return (M,) what each member draws through assets that the hub does not operate, (T,) each [kW].

    p_kw : (T, A) of all assets; a member with one such asset gets a view of it, not a copy
    """
    operated, of_member = set(plan.coordinated), dict[int, FloatArray]()
    for a, m in enumerate(plan.asset_member.tolist()):
        if a not in operated:
            of_member[m] = of_member[m] + p_kw[:, a] if m in of_member else p_kw[:, a]
    nothing = np.broadcast_to(np.float64(0.0), len(p_kw))
    return [of_member.get(m, nothing) for m in range(len(plan.member_ids))]


def passive_power(plan: Plan, fixed_kw: Sequence[FloatArray]) -> FloatArray:
    """Return (T, P) what the members draw without an asset that the hub operates [kW].

    fixed_kw : (M,) what each member draws through other assets, (T,) each
    """
    passive = passive_members(plan)
    rest = np.empty((len(fixed_kw[0]), len(passive)))
    for place, m in enumerate(passive):
        rest[:, place] = fixed_kw[m]
    return rest


def sharing_value(plan: Plan) -> FloatArray:
    """Return (T,) what a shared kWh surely saves the hub [EUR/kWh], at least 0.

    Who receives and who gives is settled afterwards, so the optimiser counts the smallest saving over
    the members: the cheapest purchase it can replace less the dearest sale, less the fee.
    """
    if not is_shared(plan):
        return np.zeros(plan.horizon.n_steps)
    saving = plan.buy_eur_kwh.min(axis=1) - plan.sell_eur_kwh.max(axis=1)
    value: FloatArray = np.maximum(saving - plan.shared_fee_eur_kwh, 0.0)
    return value
