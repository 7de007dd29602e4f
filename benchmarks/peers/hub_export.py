"""hubsim's side of the peers' comparison: the windows, and what hubsim takes to plan them."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from dorf import write_dorf

from hubsim.assets import generation
from hubsim.dispatch.alone import operate_alone
from hubsim.dispatch.dispatch import Dispatch
from hubsim.dispatch.through_network import NetworkModel
from hubsim.dispatch.together import window
from hubsim.dispatch.together.cuts import TIMES, WIDTHS
from hubsim.dispatch.together.network_limits import NetworkLimits
from hubsim.dispatch.together.planner import Planner
from hubsim.dispatch.together.receding import _confirmed
from hubsim.dispatch.together.reference import unrolled_objective
from hubsim.dispatch.together.span import Span
from hubsim.dispatch.together.step import active_members
from hubsim.dispatch.together.window import passive_members
from hubsim.scenario.load import load_scenario
from hubsim.scenario.plan import make_plan
from peers.hub_case import FloatArray, Hub


@dataclass(frozen=True)
class Ready:
    """A hub ready to be planned window by window, each from the levels that it has alone."""

    model: NetworkModel
    alone: Dispatch
    limits: NetworkLimits
    days: list[int]

    @classmethod
    def of(cls, days: list[int], *, weak: bool, homes: int) -> Ready:
        """Return the dorf with days to plan, each a window; none sees the end of the horizon."""
        with tempfile.TemporaryDirectory() as folder:
            file = write_dorf(Path(folder), days=max(days) + 2, weak=weak, homes=homes)
            plan = make_plan(load_scenario(file))
        model = NetworkModel.of(plan)
        alone = operate_alone(plan)
        settled, flows = model.settle(alone)
        limits = NetworkLimits.of(model, passive_members(plan), settled, flows)
        return cls(model, alone, limits, days)

    def planner(self) -> Planner:
        """Return a planner that has planned nothing yet."""
        return Planner.of(self.model.plan, self.alone, self.limits)

    @property
    def n_steps(self) -> int:
        """Steps of a window."""
        return round(self.model.plan.scenario.control.window / self.model.plan.horizon.step_h)

    def windows(self, planner: Planner) -> Iterator[tuple[slice, FloatArray]]:
        """Return steps and levels at the start of each window."""
        for day in self.days:
            steps = slice(day * self.n_steps, (day + 1) * self.n_steps)
            yield steps, self.alone.level_kwh[steps.start, planner.fine.stores]


def plan_all(ready: Ready, *, with_ac: bool) -> list[tuple[float, float]]:
    """Return CPU time [s] and cost [EUR] of each window.

    with_ac : put plans through AC and correct them, as a run does; without, the network's linear limits
        hold and nothing more, which is the problem that the peers solve
    """
    begin = time.process_time()
    planner, found = ready.planner(), []
    for steps, level in ready.windows(planner):
        if with_ac:
            _confirmed(planner, ready.model, Span(steps), steps, level)
            cost = float("nan")
        else:
            span = Span(steps)
            planner.forget(span)
            band = planner.band(span)
            planned = planner.solve(span, level, band)
            while planner.write_broken(span, planned, band):
                planned = planner.solve(span, level, band)
            cost = planned.objective
        end = time.process_time()
        found.append((end - begin, cost))
        begin = end
    return found


def blocks_rebuilt(ready: Ready, chosen: list[int]) -> list[tuple[float, float]]:
    """Return CPU time [s] and cost [EUR] of windows as hubsim's own blocks unrolled, built anew for each.

    That is the reference of hubsim's tests: readable, every limit at every step, not written for speed.
    """
    planner, found = ready.planner(), []
    every = list(ready.windows(planner))
    for number in chosen:
        begin = time.process_time()
        steps, level = every[number]
        cost = unrolled_objective(planner, Span(steps), level, planner.band(Span(steps)))
        found.append((time.process_time() - begin, cost))
    return found


@contextmanager
def without_ties() -> Iterator[None]:
    """Take away the tiny costs by which hubsim tells equal plans apart: a rule that peers do not have."""
    kept = window.TIE_EUR_KWH, generation.USED_EUR_KWH
    window.TIE_EUR_KWH = generation.USED_EUR_KWH = 0.0
    yield
    window.TIE_EUR_KWH, generation.USED_EUR_KWH = kept


def exported(ready: Ready) -> Hub:
    """Return the windows as arrays."""
    planner = ready.planner()
    gathered = _Gathered(ready, planner)
    plan, limits = ready.model.plan, ready.limits
    kinds = {
        kind: [a for a in plan.coordinated if plan.assets[a].kind == kind]
        for kind in ("battery", "ev", "heat-pump", "pv")
    }
    if sum(map(len, kinds.values())) != len(plan.coordinated):
        raise RuntimeError("the peers know batteries, cars, heat pumps and panels only")
    active = active_members(plan)
    member = {name: _members(plan, active, places) for name, places in kinds.items()}
    asset = {name: [plan.assets[a] for a in places] for name, places in kinds.items()}
    bands = [limits.band(steps) for steps, _ in ready.windows(planner)]
    step_h, control = plan.horizon.step_h, plan.scenario.control
    battery, car, pump, panel = kinds.values()
    return Hub(
        n_steps=ready.n_steps,
        step_h=step_h,
        constant=gathered.constant,
        battery_member=member["battery"],
        battery_efficiency=np.array([one.efficiency for one in asset["battery"]]),
        battery_charge=gathered.course("asset[{}].charge_kw", battery),
        battery_discharge=gathered.course("asset[{}].discharge_kw", battery),
        battery_level=gathered.course("asset[{}].level_after", battery),
        battery_start=gathered.start(battery),
        car_member=member["ev"],
        car_efficiency=np.array([one.efficiency for one in asset["ev"]]),
        car_charge=gathered.course("asset[{}].charge_kw", car),
        car_discharge=gathered.course("asset[{}].discharge_kw", car),
        car_unmet=gathered.course("asset[{}].unmet_kw", car),
        car_level=gathered.course("asset[{}].level_after", car),
        car_used=gathered.given("used_kwh", car),
        car_start=gathered.start(car),
        pump_member=member["heat-pump"],
        pump_power=gathered.course("asset[{}].pump_kw", pump),
        pump_unmet=gathered.course("asset[{}].unmet_kw", pump),
        pump_level=gathered.course("asset[{}].level_after", pump),
        pump_heat=gathered.given("heat_kw", pump),
        pump_cop=gathered.given("cop", pump),
        pump_kept=np.array([1.0 - one.loss * step_h for one in asset["heat-pump"]]),
        pump_start=gathered.start(pump),
        panel_member=member["pv"],
        panel_output=gathered.course("asset[{}].output_kw", panel),
        buy=gathered.course("buy_kw[{}]", active),
        sell=gathered.course("sell_kw[{}]", active),
        fixed=np.stack(
            [planner.fine.course.bounds[f"fixed_kw[{m}]"][0][gathered.whole] for m in active],
            axis=1,
        ),
        moved=limits.sensitivity[:, active],
        floor=np.vstack([band.lower_kw - band.rest_kw for band in bands]),
        ceiling=np.vstack([band.upper_kw - band.rest_kw for band in bands]),
        n_stations=limits.n_stations,
        n_loadings=limits.n_loadings,
        scale=np.maximum(limits.scale_kw, 1e-3),
        feeder=limits.feeder,
        widths=np.array(WIDTHS),
        prices=np.array(TIMES) * control.overload * step_h,
    )


class _Gathered:
    """Bounds and costs of hubsim's programmes of the windows, by name of the step's columns."""

    def __init__(self, ready: Ready, planner: Planner) -> None:
        self.plan, self.planner = ready.model.plan, planner
        self.levels, parts, constants, every = [], [], [], []
        for steps, level in ready.windows(planner):
            every.append(np.arange(steps.start, steps.stop))
            programme = planner.programme(Span(steps), level)
            parts.append(
                [
                    one.reshape(ready.n_steps, -1)
                    for one in (programme.lower, programme.upper, programme.cost)
                ]
            )
            constants.append(programme.constant)
            self.levels.append(level)
        self.whole = np.concatenate(every)
        self.values = np.array([np.vstack(side) for side in zip(*parts, strict=True)])
        self.constant = np.array(constants)

    def course(self, pattern: str, places: list[int]) -> FloatArray:
        """Return (3, W T, n) of a variable; what has one value only, or is missing, is bounded to it."""
        columns, bounds = self.planner.template.columns, self.planner.fine.course.bounds
        found = np.zeros((3, len(self.whole), len(places)))
        for n, place in enumerate(places):
            name = pattern.format(place)
            if name in columns:
                found[:, :, n] = self.values[:, :, columns[name]]
            elif name in bounds:
                found[:2, :, n] = bounds[name][0][self.whole]
        return found

    def given(self, name: str, places: list[int]) -> FloatArray:
        """Return (W T, n) what is given: a bound or a factor of an asset's block."""
        course = self.planner.fine.course
        series = []
        for a in places:
            path = f"asset[{a}].{name}"
            series.append(
                course.factors[path] if path in course.factors else course.bounds[path][0]
            )
        return np.stack([one[self.whole] for one in series], axis=1)

    def start(self, places: list[int]) -> FloatArray:
        """Return (W, n) the levels at the start of the windows."""
        at = [self.planner.fine.stores.index(self.plan.stores_of[a][0]) for a in places]
        return np.array(self.levels)[:, at]


def _members(plan: Any, active: list[int], places: list[int]) -> np.ndarray:
    return np.array([active.index(int(plan.asset_member[a])) for a in places], dtype=np.int64)
