"""The hub operated window by window: plan a day and a look ahead, commit the day, go on.

Each window is planned, put through AC power flow and corrected until AC confirms it or what cannot
be met is named. Stored levels are carried exactly. The last window must end with the stored energy
of the operation alone, as far as it can be reached: relief is not drawn from emptied batteries.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from hubsim.arrays import FloatArray, frozen
from hubsim.dispatch.dispatch import Dispatch, dispatch_of, levels_of
from hubsim.dispatch.through_network import NetworkModel
from hubsim.dispatch.together.network_limits import NetworkLimits
from hubsim.dispatch.together.planner import NO_TAIL, Effort, Planner
from hubsim.dispatch.together.step import Constrain
from hubsim.dispatch.together.template import level_name
from hubsim.dispatch.together.window import passive_members
from hubsim.powerflow.flows import Flows
from hubsim.powerflow.phases.flows import PhaseFlows
from hubsim.scenario.plan import Plan

MAX_CHECKS = 12
"""AC checks of one window; what is still over its limit then is counted as unconfirmed."""


def operate_together(
    model: NetworkModel,
    alone: Dispatch,
    settled: Dispatch,
    alone_flows: Flows | PhaseFlows,
    *,
    constrain: Constrain | None = None,
    on_progress: Callable[[int], None] = lambda _: None,
) -> tuple[Dispatch, Effort]:
    """Return the coordinated operation of the hub and what it took.

    alone : operation without coordination; assets that the hub does not operate behave so
    settled, alone_flows : the same with the powers that the voltage allowed, and its flows
    constrain : rows of an engineer's own, added to the step model
    on_progress : told the number of committed steps after every window

    Raises
    ------
    SolveError
        when a window has no certified plan.
    """
    plan = model.plan
    if not plan.coordinated:
        return _settled(plan, alone), Effort()
    limits = NetworkLimits.of(model, passive_members(plan), settled.member_kw(), alone_flows)
    planner = Planner.of(plan, alone, limits, constrain)
    n_steps = plan.horizon.n_steps
    control = plan.scenario.control
    commit, ahead = (
        max(1, round(hours / plan.horizon.step_h)) for hours in (control.window, control.lookahead)
    )
    names = [name for name in planner.template.columns if name.startswith("asset[")]
    values = {name: np.zeros(n_steps) for name in names}
    start = carried = planner.start()
    for first in range(0, n_steps, commit):
        done = min(first + commit, n_steps)
        steps, tail = slice(first, min(done + ahead, n_steps)), NO_TAIL
        if planner.coarse is not None:
            longer = done // planner.ratio
            last = min(longer + ahead // planner.ratio, n_steps // planner.ratio)
            steps, tail = slice(first, done), slice(longer, max(longer, last))
        x = _confirmed(planner, model, steps, tail, done - first, carried)
        for name in names:
            values[name][first:done] = x[: done - first, planner.template.columns[name]]
        carried = x[done - first - 1, planner.template.carried_column]
        planner.effort.windows += 1
        on_progress(done)
    planner.effort.watched = planner.watched()
    whole = slice(0, n_steps)
    return _settled(plan, _behaviours(plan, alone, values, whole, start)), planner.effort


def _confirmed(
    planner: Planner,
    model: NetworkModel,
    window: slice,
    tail: slice,
    n_commit: int,
    start: FloatArray,
) -> FloatArray:
    """Return a window's plan after AC power flow confirmed the part that will be committed."""
    plan, limits, effort = planner.plan, planner.limits, planner.effort
    steps = slice(window.start, window.start + n_commit)
    planner.forget(window, tail)
    with effort.timed("network_s"):
        band = planner.band(window, tail)
    left, clocks = MAX_CHECKS, tuple[str, ...]()
    while True:
        with effort.timed(*clocks):
            planned = planner.solve(window, start, band, tail)
        clocks = ("network_s",)
        with effort.timed(*clocks):
            x = planned.x[:n_commit]
            values = {name: x[:, column] for name, column in planner.template.columns.items()}
            did = _behaviours(plan, planner.fine.alone, values, steps, start)
            flows = model.limited(did.p_kw, did.q_kvar)
            effort.checks += 1
            corrected = limits.correct(
                band, planned.number_kw[:n_commit], flows, planned.given_up[:n_commit]
            )
            written = planner.write_broken(window, planned, band, tail)
        left -= corrected
        if left == 0:
            effort.unconfirmed += 1
        if left == 0 or not (corrected or written):
            return planned.x


def _behaviours(
    plan: Plan,
    alone: Dispatch,
    values: Mapping[str, FloatArray],
    steps: slice,
    start: FloatArray,
) -> Dispatch:
    """Return the operation in which the hub's assets do what the plans say, over some steps.

    values : of the step's columns over those steps; start : what is carried into them, levels first
    """
    p_kw, q_kvar = alone.p_kw[steps].copy(), alone.q_kvar[steps].copy()
    level = alone.level_kwh[steps.start : steps.stop + 1].copy()
    unmet, curtailed = alone.unmet_kw[steps].copy(), alone.curtailed_kw[steps].copy()
    gas = None if alone.gas_kw is None else alone.gas_kw[steps].copy()
    nothing = np.zeros(steps.stop - steps.start)
    starts = iter(start.tolist())
    for a in plan.coordinated:
        asset, path, places = plan.assets[a], f"asset[{a}].", plan.stores_of[a]
        if places:
            after = [values[level_name("after", *plan.stores[s])] for s in places]
            level[:, places] = np.stack([np.append(next(starts), one) for one in after], axis=1)
        did = asset.behaviour(
            {name: series[steps] for name, series in plan.inputs[a].items()},
            lambda name, path=path: values.get(path + name, nothing),  # type: ignore[misc]
            levels_of(plan, level, a),
        )
        p_kw[:, a], q_kvar[:, a] = did.p_kw, did.q_kvar
        unmet[:, a] = 0.0 if did.unmet_kw is None else did.unmet_kw
        curtailed[:, a] = 0.0 if did.curtailed_kw is None else did.curtailed_kw
        if gas is not None and did.gas_kw is not None:
            gas[:, a] = did.gas_kw
        if places:
            level[:, places] = did.level_kwh.reshape(len(level), -1)
    return dispatch_of(plan, p_kw, q_kvar, level, unmet, curtailed, gas)


def _settled(plan: Plan, operated: Dispatch) -> Dispatch:
    """Return the operation with the energy exchanged between members counted by the hub's rule."""
    shared = plan.scenario.sharing.share(operated.bought_kw, operated.sold_kw)
    return replace(operated, shared_kw=frozen(shared))
