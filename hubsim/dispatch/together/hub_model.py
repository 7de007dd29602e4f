"""The hub's step at one resolution: its plan, compiled once, and what changes over time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.dispatch.dispatch import Dispatch
from hubsim.dispatch.together.compiled_step import kept_step, step_key
from hubsim.dispatch.together.integers import Least
from hubsim.dispatch.together.step import (
    Constrain,
    Penalties,
    active_members,
    build_step,
    carried_peaks,
)
from hubsim.dispatch.together.template import Template, compile_step, level_name
from hubsim.dispatch.together.window import Course, course_of
from hubsim.scenario.plan import Plan

_SIDES = (("buy", 1.0), ("sell", -1.0))


@dataclass(frozen=True)
class Part:
    """A stretch of a window's programme. W steps, n columns and R rows a step.

    lower, upper, cost : (W, n); row_lower, row_upper : (W, R) without what is carried into the window
    constant : cost that no column decides [EUR]
    """

    lower: FloatArray
    upper: FloatArray
    cost: FloatArray
    row_lower: FloatArray
    row_upper: FloatArray
    constant: float

    def then(self, tail: Part) -> Part:
        """Return both stretches, one after the other."""
        lower, upper, cost, row_lower, row_upper = (
            np.concatenate([getattr(self, name), getattr(tail, name)])
            for name in ("lower", "upper", "cost", "row_lower", "row_upper")
        )
        constant = self.constant + tail.constant
        return Part(lower, upper, cost, row_lower, row_upper, constant)


@dataclass
class HubModel:
    """A hub's step, compiled.

    plan, alone : at this resolution; what the hub does not operate behaves as it does alone
    stations : (K, M) flow through each transformer, or phase of it, per kW drawn by a member
    constrain : rows of an engineer's own
    stores : (S,) of the plan's stores those that the hub operates
    carried : names of the columns before and after a step: levels of the stores first, then peaks
    net, reactive : (M, n) sparse net power, and chosen reactive power, of each member by the step's columns
    """

    plan: Plan
    alone: Dispatch
    stations: FloatArray
    constrain: Constrain | None = None
    course: Course = field(init=False)
    template: Template = field(init=False)
    stores: list[int] = field(init=False)
    carried: list[tuple[str, str]] = field(init=False)
    net: Any = field(init=False)
    reactive: Any = field(init=False)
    least: Least = field(init=False)

    def __post_init__(self) -> None:
        """Compile the step and gather what changes over time."""
        plan = self.plan
        self.course = course_of(plan, self.alone, self.stations)
        self.stores = [s for a in plan.coordinated for s in plan.stores_of[a]]
        self.carried = [
            (level_name("before", *plan.stores[s]), level_name("after", *plan.stores[s]))
            for s in self.stores
        ]
        self.carried += carried_peaks(plan, len(self.stations))
        if self.constrain is None:
            key = step_key(plan, self.stations, self.carried, self.course.given())
            self.template = kept_step(key, self._compiled)
        else:
            self.template = self._compiled()
        self.net, self.reactive = _net(self.template, plan), _reactive(self.template, plan)
        found = {
            self.template.columns[f"asset[{a}].{name}"]: least
            for a in plan.coordinated
            for name, least in plan.assets[a].least_kw().items()
        }
        column = np.array(list(found), dtype=np.int64)
        self.least = Least(column, np.array(list(found.values()), dtype=np.float64))

    def _compiled(self) -> Template:
        """Return the step, compiled now, with an engineer's own rows if there are any."""
        import pyomo.environ as pyo

        model = pyo.ConcreteModel()
        cost = self.write(model)
        if self.constrain is not None:
            self.course = self.course.also(self.constrain(model, self.plan) or {})
        return compile_step(model, cost, self.carried, self.course.given())

    def write(self, model: Any) -> Any:
        """Write the hub's step into a Pyomo model or block; return its cost."""
        return build_step(model, self.plan, Penalties.of(self.plan), self.stations)

    def part(self, seen: Course) -> Part:
        """Return a stretch of a window's programme. seen : the course of its steps."""
        template = self.template
        lower, upper, cost = seen.lay(template)
        given = seen.given_at(template)
        known = given @ template.from_given.T
        return Part(
            lower,
            upper,
            cost,
            template.row_lower - known,
            template.row_upper - known,
            seen.constant(template, given),
        )


def _net(template: Template, plan: Plan) -> Any:
    return _by_member(
        template,
        plan,
        [(m, f"{side}_kw[{m}]", sign) for m in active_members(plan) for side, sign in _SIDES],
    )


def _reactive(template: Template, plan: Plan) -> Any:
    return _by_member(
        template,
        plan,
        [
            (int(plan.asset_member[a]), f"asset[{a}].q_{side}_kvar", sign)
            for a in plan.coordinated
            for side, sign in (("in", 1.0), ("out", -1.0))
        ],
    )


def _by_member(template: Template, plan: Plan, named: list[tuple[int, str, float]]) -> Any:
    """Return (M, n) sparse signs of columns by member, of those names that are columns."""
    from scipy import sparse

    places = [
        (m, template.columns[name], sign) for m, name, sign in named if name in template.columns
    ]
    members, columns, signs = zip(*places, strict=True) if places else ((), (), ())
    return sparse.csr_array(
        (np.array(signs, dtype=np.float64), (members, columns)),
        shape=(len(plan.member_ids), len(template.cost)),
    )
