"""One window planned: the compiled step laid along it, with the network's limits where they break."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from hubsim.arrays import FloatArray, IntArray
from hubsim.dispatch.dispatch import Dispatch
from hubsim.dispatch.together.certificate import Programme
from hubsim.dispatch.together.coarse import coarse_band, coarser
from hubsim.dispatch.together.cuts import Cuts
from hubsim.dispatch.together.effort import Effort
from hubsim.dispatch.together.foresight import Seen
from hubsim.dispatch.together.hub_model import HubModel
from hubsim.dispatch.together.integers import MAX_ROUNDS, Choice
from hubsim.dispatch.together.network_limits import Band, NetworkLimits
from hubsim.dispatch.together.solver import LiveSolver
from hubsim.dispatch.together.span import Planned, Span
from hubsim.dispatch.together.step import Constrain, Penalties
from hubsim.dispatch.together.template import Laid, Template, lay
from hubsim.dispatch.together.window import Course, fixed_power, passive_power
from hubsim.scenario.plan import Plan

NEED_KWH = 0.1
"""A machine is let run below its least where that would cost as much as so much of a need."""

ZERO_KW = 1e-6
"""Smaller power and energy is the solver's rounding."""


@dataclass(frozen=True)
class Window:
    """A length of window: its matrix, its live solver, the rows of limits that it has."""

    laid: Laid
    solver: LiveSolver
    cuts: Cuts


@dataclass
class Planner:
    """Plans windows of one hub, keeping the compiled steps and the live solvers between them.

    fine, coarse : the hub's step at both lengths; no coarse one where a look ahead has no longer steps
    ratio : steps in a longer one
    last : the programme of the window that is planned, which corrections do not change
    """

    fine: HubModel
    limits: NetworkLimits
    coarse: HubModel | None = None
    ratio: int = 1
    windows: dict[tuple[int, int], Window] = field(init=False, default_factory=dict)
    last: tuple[Span, FloatArray, Programme] | None = field(init=False, default=None)
    effort: Effort = field(default_factory=Effort)

    @classmethod
    def of(
        cls,
        plan: Plan,
        alone: Dispatch,
        limits: NetworkLimits,
        constrain: Constrain | None = None,
    ) -> Planner:
        """Return the planner of a plan, with a coarse look ahead where its control asks for one."""
        stations = limits.sensitivity[: limits.n_stations]
        fine, step_h = HubModel(plan, alone, stations, constrain), plan.horizon.step_h
        longer_h = plan.scenario.control.lookahead_step or step_h
        ratio = round(longer_h / step_h)
        if ratio == 1 or plan.horizon.n_steps < ratio:
            return cls(fine, limits)
        rough = HubModel(*coarser(plan, alone, ratio), stations, constrain)
        return cls(fine, limits, rough, ratio)

    @property
    def plan(self) -> Plan:
        """The plan, in its own steps."""
        return self.fine.plan

    @property
    def template(self) -> Template:
        """The compiled step."""
        return self.fine.template

    def start(self) -> FloatArray:
        """Return what is carried into the horizon: levels of stores, and no peaks yet."""
        start = np.zeros(len(self.fine.carried))
        start[: len(self.fine.stores)] = self.plan.start_kwh[self.fine.stores]
        return start

    def band(self, span: Span) -> Band:
        """Return the bounds of a window's limits, as the operation alone tells them."""
        steps, tail = span.steps, span.tail
        band = self.limits.band(steps)
        if span.size[1]:
            after = slice(tail.start * self.ratio, tail.stop * self.ratio)
            band = band.then(coarse_band(self.limits.band(after), self.ratio))
        if span.seen is not None:
            plan, seen = self.plan, self._seen(span)
            parts = [passive_power(plan, fixed_power(plan, part.p_kw)) for part in seen]
            rest = np.concatenate(parts) @ self.limits.sensitivity[:, self.limits.passive].T
            band = replace(band, rest_kw=rest)
        return band

    def _seen(self, span: Span) -> list[Seen]:
        """Return what is foreseen of the steps and of the longer ones, each in their own length."""
        assert span.seen is not None
        n_steps, n_longer = span.size
        parts = [span.seen.part(slice(0, n_steps))]
        if n_longer:
            after = span.seen.part(slice(n_steps, n_steps + n_longer * self.ratio))
            parts.append(after.coarser(self.plan, self.ratio))
        return parts

    def courses(self, span: Span) -> list[Course]:
        """Return what changes over a window's steps, and over its longer ones, as it is foreseen."""
        hubs = [self.fine]
        courses = [self.fine.course.at(span.steps)]
        if span.size[1]:
            assert self.coarse is not None
            hubs.append(self.coarse)
            courses.append(self.coarse.course.at(span.tail))
        if span.seen is None:
            return courses
        return [
            course.also(seen.bounds(hub.plan, hub.stations))
            for course, seen, hub in zip(courses, self._seen(span), hubs, strict=True)
        ]

    def programme(self, span: Span, start: FloatArray) -> Programme:
        """Return the window's programme without network limits. start : (S,) what is carried into it."""
        courses = self.courses(span)
        part = self.fine.part(courses[0])
        if span.size[1]:
            assert self.coarse is not None
            part = part.then(self.coarse.part(courses[1]))
        self._end_of_window(span, start, part.lower, part.cost)
        carried = self.template.start @ start
        part.row_lower[0] -= carried
        part.row_upper[0] -= carried
        return Programme(
            self._window(span).laid.at(*(course.factors for course in courses)),
            part.row_lower.ravel(),
            part.row_upper.ravel(),
            part.lower.ravel(),
            part.upper.ravel(),
            part.cost.ravel(),
            constant=part.constant,
        )

    def _window(self, span: Span) -> Window:
        size = span.size
        if size in self.windows:
            return self.windows[size]
        stretches = [(self.template, size[0])]
        if size[1]:
            assert self.coarse is not None
            stretches.append((self.coarse.template, size[1]))
        laid = lay(*stretches)
        hours = self.plan.horizon.step_h * np.repeat([1.0, float(self.ratio)], size)
        price = Penalties.of(self.plan).overload_eur_kwh * hours
        cost = np.concatenate([np.tile(template.cost, n) for template, n in stretches])
        window = Window(
            laid,
            LiveSolver(laid.matrix, cost),
            Cuts(self.limits, self.fine.net, self.fine.reactive, price),
        )
        longer = [
            one.solver for known, one in self.windows.items() if known[0] >= size[0] and not size[1]
        ]
        if longer:
            window.solver.begin_from(longer[-1])
        # Stations bind on most days: their rows are there from the start.
        known = np.flatnonzero(np.isfinite(self.limits.scale_kw[: self.limits.n_stations]))
        if len(known):
            step = np.arange(sum(size)).repeat(len(known))
            window.solver.extend(*window.cuts.write(np.tile(known, sum(size)), step))
        rows, columns = laid.matrix.shape
        self.effort.rows = max(self.effort.rows, rows)
        self.effort.columns = max(self.effort.columns, columns)
        self.windows[size] = window
        return window

    def _end_of_window(
        self, span: Span, start: FloatArray, lower: FloatArray, cost: FloatArray
    ) -> None:
        """Give energy left in the stores its worth; at the horizon's end ask for alone's level."""
        plan, objective = self.plan, self.plan.scenario.control.objective
        all_columns = self.template.carried_column
        for (_, name), column in zip(self.fine.carried, all_columns, strict=True):
            if name.startswith(("peak", "flow")):
                cost[-1, column] = objective.peak if name[0] == "p" else objective.congestion
        steps, tail = span.steps, span.tail
        seen = slice(steps.start, max(steps.stop, tail.stop * self.ratio))
        first = 0
        for a in plan.coordinated:
            asset, places = plan.assets[a], plan.stores_of[a]
            own = slice(first, first + len(places))
            first = own.stop
            if not places:
                continue
            columns = all_columns[own]
            if tail.stop > tail.start or steps.stop < plan.horizon.n_steps:
                price = float(plan.buy_eur_kwh[seen, plan.asset_member[a]].mean())
                worth = np.asarray(asset.worth_eur_kwh(plan.inputs[a], price))
                cost[-1, columns] -= objective.cost * worth
                continue
            level = start[own] if len(places) > 1 else float(start[own.start])
            reachable = asset.reachable_kwh(plan.inputs[a], steps, level, plan.horizon.step_h)
            wanted = np.minimum(self.fine.alone.level_kwh[-1, places], reachable - ZERO_KW)
            lower[-1, columns] = np.maximum(lower[-1, columns], wanted)

    def solve(self, span: Span, start: FloatArray, band: Band) -> Planned:
        """Return the window's plan within the limits that have rows, no store working both ways at once.

        start : (S,) what is carried into it
        band : bounds of the network's limits in the window
        """
        if self.last is None or self.last[0] is not span or self.last[1] is not start:
            self.last = span, start, self.programme(span, start)
        base, least = self.last[2], self.fine.least
        choice, most_eur = Choice(least, len(band.rest_kw), span.size[0]), np.inf
        for left in range(MAX_ROUNDS, -1, -1):
            planned = self._linear(span, base, band, choice)
            if not choice.chosen.any():
                most_eur = planned.objective + NEED_KWH * Penalties.of(self.plan).unmet_eur_kwh
            elif planned.objective > most_eur:
                # A need goes before a least: as after a choice that has no plan.
                choice.give_up()
                continue
            # What a look ahead says of longer steps is a mean, and may be anything.
            broken = least.broken(planned.x) & ~choice.chosen & ~choice.free
            broken[span.size[0] :] = False
            if not broken.any():
                break
            cuts = self._window(span).cuts
            choice.take(_with_cuts(base, cuts, band), broken, last=left <= 1)
        self.effort.below_least += int(choice.free.sum())
        if choice.chosen.any():
            self.effort.integer_windows += 1
            gap = (planned.objective - choice.bound_eur) / (1.0 + abs(planned.objective))
            self.effort.integer_gap = max(self.effort.integer_gap, gap)
        return planned

    def _linear(self, span: Span, base: Programme, band: Band, choice: Choice) -> Planned:
        """Return the optimum with a choice of what is off, no store working both ways at once."""
        window, effort = self._window(span), self.effort
        n_base, n_steps = len(base.cost), len(band.rest_kw)
        chosen = replace(base, lower=base.lower.copy(), upper=base.upper.copy())
        choice.bound(chosen)
        while True:
            with effort.timed("solve_s"):
                solution = window.solver.solve(_with_cuts(chosen, window.cuts, band))
            effort.solves += 1
            effort.iterations += solution.iterations
            x = solution.x[:n_base].reshape(n_steps, -1)
            if not self._close_smaller(x, chosen.upper.reshape(n_steps, -1)):
                break
        return Planned(
            x,
            window.cuts.numbers(x, band),
            window.cuts.given_up(solution.x[n_base:]),
            solution.objective,
        )

    def write_broken(self, span: Span, planned: Planned, band: Band) -> bool:
        """Write rows for limits that a plan breaks by its linear numbers; return whether there were any."""
        window = self._window(span)
        limit, step = window.cuts.broken(planned.number_kw, band)
        if len(limit):
            window.solver.extend(*window.cuts.write(limit, step))
            self.effort.cuts += len(limit)
        return bool(len(limit))

    def forget(self, span: Span) -> None:
        """Take rows of limits away that did nothing for some windows of this length."""
        window = self._window(span)
        if not window.cuts.has_passing:
            return
        n_rows, n_columns = window.laid.matrix.shape
        rows, columns = window.cuts.forget(*window.solver.is_idle(n_rows, n_columns))
        if len(rows):
            window.solver.remove(n_rows + rows, n_columns + columns)

    def watched(self) -> tuple[str, ...]:
        """Return the elements and buses whose limits the optimiser came to know, in their order."""
        found = {e for window in self.windows.values() for e in window.cuts.known}
        return tuple(dict.fromkeys(self.limits.ids[e] for e in sorted(found)))

    def _close_smaller(self, x: FloatArray, upper: FloatArray) -> bool:
        """Close the smaller direction of stores that a plan has charge and discharge at once; tell if any.

        The larger direction stands; every round closes at least one.
        """
        ways = x[:, self.opposites]
        step, store = np.nonzero((ways > ZERO_KW).all(axis=2))
        smaller = (ways[step, store, 0] >= ways[step, store, 1]).astype(np.int64)
        upper[step, self.opposites[store, smaller]] = 0.0
        return bool(len(step))

    @cached_property
    def opposites(self) -> IntArray:
        """Columns of charging and discharging of every store that has both, (K, 2)."""
        columns, end = self.template.columns, "discharge_kw"
        both = [
            (columns[name.removesuffix(end) + "charge_kw"], columns[name])
            for name in columns
            if name.endswith("." + end)
        ]
        return np.array(both, dtype=np.int64).reshape(-1, 2)


def _with_cuts(base: Programme, cuts: Cuts, band: Band) -> Programme:
    """Return a window's programme with the rows of limits that it has."""
    if not len(cuts.limit):
        return base
    row_lower, row_upper = cuts.bounds(band)
    upper, cost = cuts.shortfalls()
    return replace(
        base,
        row_lower=np.concatenate([base.row_lower, row_lower]),
        row_upper=np.concatenate([base.row_upper, row_upper]),
        lower=np.concatenate([base.lower, np.zeros(len(upper))]),
        upper=np.concatenate([base.upper, upper]),
        cost=np.concatenate([base.cost, cost]),
        extra=cuts.rows,
    )
