"""The hub operated window by window: plan a day and a look ahead, commit the day, go on.

Each window is planned, put through AC power flow and corrected until AC confirms it or what cannot
be met is named. Stored levels are carried exactly. The last window must end with the stored energy
of the operation alone, as far as it can be reached: relief is not drawn from emptied batteries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from hubsim.arrays import FloatArray, frozen, put
from hubsim.assets.asset import Behaviour, Inputs
from hubsim.dispatch.dispatch import Dispatch, dispatch_of
from hubsim.dispatch.through_network import NetworkModel
from hubsim.dispatch.together.effort import Effort
from hubsim.dispatch.together.follow import Follower
from hubsim.dispatch.together.foresight import Foresight
from hubsim.dispatch.together.network_limits import NetworkLimits
from hubsim.dispatch.together.planner import Planner
from hubsim.dispatch.together.record import Record
from hubsim.dispatch.together.span import Span
from hubsim.dispatch.together.step import Constrain
from hubsim.dispatch.together.template import Template, level_name
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
    limits = NetworkLimits.of(model, passive_members(plan), settled, alone_flows)
    planner = Planner.of(plan, alone, limits, constrain)
    foresight = Foresight(plan, alone)
    follower = None if foresight.is_perfect else Follower(plan)
    whole, carried = Record(alone), planner.start()
    for steps, span in _spans(planner, foresight):
        did = _confirmed(planner, model, span, steps, carried)
        carried = did.carried
        if follower is not None:
            did = _followed(follower, planner, did, steps, span)
            carried = np.concatenate([did.carried, _peaks(planner, did, carried)])
        whole.enter(did.dispatch, steps)
        planner.effort.windows += 1
        on_progress(steps.stop)
    planner.effort.watched = planner.watched()
    effort = planner.effort
    del planner, foresight, follower, limits, did
    return _settled(plan, dispatch_of(plan, *whole.tables)), effort


@dataclass(frozen=True)
class Done:
    """What is carried out of a window. C steps.

    values : (C,) of the columns of the step, by name
    carried : what is carried out of its last step
    dispatch : of all assets over the steps
    start : what was carried into it
    """

    values: Mapping[str, FloatArray]
    carried: FloatArray
    dispatch: Dispatch
    start: FloatArray


def _spans(planner: Planner, foresight: Foresight) -> Iterator[tuple[slice, Span]]:
    """Yield the steps that each window carries out, and what it covers."""
    plan, ratio = planner.plan, planner.ratio
    control, n_steps = plan.scenario.control, plan.horizon.n_steps
    commit, ahead = (
        max(1, round(hours / plan.horizon.step_h)) for hours in (control.window, control.lookahead)
    )
    for first in range(0, n_steps, commit):
        done = min(first + commit, n_steps)
        steps, tail = slice(first, min(done + ahead, n_steps)), slice(0, 0)
        end = steps.stop
        if planner.coarse is not None:
            longer = -(-done // ratio)
            last = max(longer, min(longer + ahead // ratio, n_steps // ratio))
            steps, tail = slice(first, done), slice(longer, last)
            end = max(done, last * ratio)
        seen = None if foresight.is_perfect else foresight.seen(slice(first, end))
        yield slice(first, done), Span(steps, tail, seen)


def _confirmed(
    planner: Planner, model: NetworkModel, span: Span, steps: slice, start: FloatArray
) -> Done:
    """Return a window's plan after AC power flow confirmed the part that will be carried out."""
    plan, limits, effort = planner.plan, planner.limits, planner.effort
    n_done = steps.stop - steps.start
    base, inputs = _rows(planner.fine.alone, steps), _inputs(plan, steps)
    if span.seen is not None:
        foreseen = span.seen.part(slice(0, n_done))
        base, inputs = replace(base, p_kw=foreseen.p_kw), foreseen.inputs
    planner.forget(span)
    with effort.timed("network_s"):
        band = planner.band(span)
    left, clocks = MAX_CHECKS, tuple[str, ...]()
    while True:
        with effort.timed(*clocks):
            planned = planner.solve(span, start, band)
        clocks = ("network_s",)
        with effort.timed(*clocks):
            x = planned.x[:n_done]
            values = _by_name(planner.template, x)
            did = _behaviours(plan, inputs, values, start)
            flows = model.limited(*_powers(base, did))
            effort.checks += 1
            corrected = limits.correct(
                band, planned.number_kw[:n_done], flows, planned.given_up[:n_done]
            )
            written = planner.write_broken(span, planned, band)
        left -= corrected
        if left == 0:
            effort.unconfirmed += 1
        if left == 0 or not (corrected or written):
            carried = x[-1, planner.template.carried_column]
            return Done(values, carried, _operation(plan, base, did), start)


def _followed(
    follower: Follower, planner: Planner, planned: Done, steps: slice, span: Span
) -> Done:
    """Return what the assets did when a plan was carried out on what really came."""
    plan, seen = planner.plan, span.seen
    assert seen is not None
    inputs, meant = _inputs(plan, steps), planned.dispatch.p_kw.copy()
    foreseen = seen.part(slice(0, steps.stop - steps.start)).inputs
    for a in plan.coordinated:
        meant[:, a] = plan.assets[a].meant_kw(meant[:, a], foreseen[a], inputs[a])
    levels = planned.start[: len(planner.fine.stores)]
    x = follower.follow(steps, levels, meant)
    values = _by_name(follower.template, x)
    # Reactive power is no matter of energy: it stays as planned.
    values |= {name: one for name, one in planned.values.items() if name.endswith("_kvar")}
    did = _behaviours(plan, inputs, values, levels)
    done = _operation(plan, _rows(planner.fine.alone, steps), did)
    return Done(values, x[-1, follower.template.carried_column], done, levels)


def _peaks(planner: Planner, did: Done, planned: FloatArray) -> FloatArray:
    """Return the peaks that are carried on: those of what was planned, or what came where that was more."""
    peaks = planned[len(planner.fine.stores) :].copy()
    net = did.dispatch.member_kw()
    flows = np.abs(net @ planner.fine.stations.T).max(axis=0)
    came = {"peak_after_kw": float(net.sum(axis=1).max())}
    came |= {f"flow_after_kw[{k}]": float(flow) for k, flow in enumerate(flows)}
    names = [after for _, after in planner.fine.carried[len(planner.fine.stores) :]]
    return np.maximum(peaks, [came[name] for name in names]) if names else peaks


def _inputs(plan: Plan, steps: slice) -> tuple[Inputs, ...]:
    """Return the series of every asset over some steps."""
    return tuple({name: one[steps] for name, one in own.items()} for own in plan.inputs)


def _rows(did: Dispatch, steps: slice) -> Dispatch:
    """Return some steps of an operation."""
    return Dispatch(
        p_kw=did.p_kw[steps],
        q_kvar=did.q_kvar[steps],
        level_kwh=did.level_kwh[steps.start : steps.stop + 1],
        unmet_kw=did.unmet_kw[steps],
        curtailed_kw=did.curtailed_kw[steps],
        bought_kw=did.bought_kw[steps],
        sold_kw=did.sold_kw[steps],
        shared_kw=did.shared_kw[steps],
        gas_kw=None if did.gas_kw is None else did.gas_kw[steps],
    )


def _by_name(template: Template, x: FloatArray) -> dict[str, FloatArray]:
    """Return the columns of some steps by name, each in one piece. x : (W, n)."""
    rows = np.ascontiguousarray(x.T)
    return {name: rows[column] for name, column in template.columns.items()}


def _behaviours(
    plan: Plan, inputs: Sequence[Inputs], values: Mapping[str, FloatArray], start: FloatArray
) -> dict[int, Behaviour]:
    """Return what each of the hub's assets does when it does what the plan says, over some steps.

    inputs : (A,) series of every asset; values : of the step's columns
    start : what is carried into the steps, levels first
    """
    nothing = np.zeros(len(next(iter(values.values()))))
    found: dict[int, Behaviour] = {}
    starts = iter(start.tolist())
    for a in plan.coordinated:
        path = f"asset[{a}]."
        level = [
            np.append(next(starts), values[level_name("after", *plan.stores[s])])
            for s in plan.stores_of[a]
        ]
        found[a] = plan.assets[a].behaviour(
            inputs[a],
            lambda name, path=path: values.get(path + name, nothing),  # type: ignore[misc]
            level[0] if len(level) == 1 else np.array(level).T,
        )
    return found


def _powers(base: Dispatch, behaviours: Mapping[int, Behaviour]) -> tuple[FloatArray, FloatArray]:
    """Return active [kW] and reactive [kvar] power of all assets, (W, A) each.

    base : of those steps, for assets that the hub does not operate
    """
    p_kw, q_kvar = base.p_kw.copy(), base.q_kvar.copy()
    for a, did in behaviours.items():
        p_kw[:, a] = did.p_kw
        put(q_kvar, a, did.q_kvar)
    return p_kw, q_kvar


def _operation(plan: Plan, base: Dispatch, behaviours: Mapping[int, Behaviour]) -> Dispatch:
    """Return the operation in which the hub's assets behave so, over some steps.

    base : of those steps, for assets that the hub does not operate
    """
    level, unmet, curtailed = (
        table.copy() for table in (base.level_kwh, base.unmet_kw, base.curtailed_kw)
    )
    gas = None if base.gas_kw is None else base.gas_kw.copy()
    for a, did in behaviours.items():
        put(unmet, a, did.unmet_kw)
        put(curtailed, a, did.curtailed_kw)
        if gas is not None and did.gas_kw is not None:
            gas[:, a] = did.gas_kw
        places = plan.stores_of[a]
        if places:
            level[:, places] = did.level_kwh.reshape(len(level), -1)
    return dispatch_of(plan, *_powers(base, behaviours), level, unmet, curtailed, gas)


def _settled(plan: Plan, operated: Dispatch) -> Dispatch:
    """Return the operation with the energy exchanged between members counted by the hub's rule."""
    shared = plan.scenario.sharing.share(operated.bought_kw, operated.sold_kw)
    return replace(operated, shared_kw=frozen(shared))
