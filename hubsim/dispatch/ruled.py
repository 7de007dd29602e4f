"""By rules: everybody does what it does alone, and gives way where a limit would break.

What a cheap controller at the station could carry out today, without optimiser and without foresight. At
each step every asset with a store wishes the power that brings it back to the level that it has alone.
Where more is wished than a limit leaves room for, assets give way in a stated order (`TURNS`); what was
held back catches up as soon as there is room. A need comes before a limit: a car waits only while half of
full power until departure still fills it, a process while full power still does its work, and heat is never
left unmet while the machine could make it. Stores first take less, down to none; only then do batteries and
cars give back, and after them demand is cut. Against feeding in, stores take more; then sun and wind are
curtailed.

Limits are the group contract, and the loading of transformers and cables by the linear flows of the
members' power (`ruled_limits.py`).
Voltages are not ruled: a station does not see them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from hubsim.arrays import FloatArray, IntArray, frozen
from hubsim.assets.leeway import TURNS, Leeway
from hubsim.dispatch.dispatch import Dispatch, dispatch_of
from hubsim.dispatch.ruled_kernel import Course, Kind, Limits, Work, rule
from hubsim.dispatch.ruled_limits import Loadings
from hubsim.dispatch.through_network import NetworkModel
from hubsim.powerflow.flows import Flows
from hubsim.powerflow.phases.flows import PhaseFlows
from hubsim.scenario.plan import Plan

_BLOCK = 4096
"""Steps whose arrays are laid out at once."""


def operate_by_rules(
    model: NetworkModel, alone: Dispatch, settled: Dispatch, alone_flows: Flows | PhaseFlows
) -> Dispatch:
    """Return the operation of the hub by rules.

    alone : operation without coordination; assets that the rules do not reach behave so
    settled, alone_flows : the same with the powers that the voltage allowed, and its flows
    """
    plan = model.plan
    ruled = _ruled(plan)
    p_kw, level = alone.p_kw.copy(), alone.level_kwh.copy()
    unmet, curtailed = alone.unmet_kw.copy(), alone.curtailed_kw.copy()
    if ruled.assets.size:
        _rule(plan, alone, Loadings.of(model, settled, alone_flows), ruled, p_kw, level, unmet)
    for a in ruled.assets[~ruled.kind.stores].tolist():
        change = p_kw[:, a] - alone.p_kw[:, a]
        unmet[:, a] += np.maximum(-change, 0.0)
        curtailed[:, a] += np.maximum(change, 0.0)
    operated = dispatch_of(plan, p_kw, alone.q_kvar, level, unmet, curtailed, alone.gas_kw)
    shared = plan.scenario.sharing.share(operated.bought_kw, operated.sold_kw)
    return replace(operated, shared_kw=frozen(shared))


@dataclass(frozen=True)
class _Ruled:
    """What the rules reach. assets : (R,); store : (R,) its store, -1 without one."""

    assets: IntArray
    store: IntArray
    leeways: tuple[Leeway, ...]
    kind: Kind


def _ruled(plan: Plan) -> _Ruled:
    """Return the assets of the hub that can be ruled; those with several stores cannot."""
    found = [
        (a, leeway)
        for a in plan.coordinated
        if len(plan.stores_of[a]) <= 1
        and (leeway := plan.assets[a].leeway(plan.inputs[a], plan.horizon.step_h)) is not None
    ]
    leeways = tuple(leeway for _, leeway in found)
    stores = [plan.stores_of[a][0] if plan.stores_of[a] else -1 for a, _ in found]

    def each(name: str) -> FloatArray:
        return np.array([getattr(leeway, name) for leeway in leeways], dtype=np.float64)

    return _Ruled(
        assets=np.array([a for a, _ in found], dtype=np.int64),
        store=np.array(stores, dtype=np.int64),
        leeways=leeways,
        kind=Kind(
            turn=np.array([TURNS.index(leeway.turn) for leeway in leeways], dtype=np.int64),
            stores=np.array(stores, dtype=np.int64) >= 0,
            keep=each("keep"),
            idle_kw=each("idle_kw"),
            loss_kwh_kw=each("loss_kwh_kw"),
            reserve_kw=each("reserve_kw"),
            reserve_kwh_kw=each("reserve_kwh_kw"),
        ),
    )


def _rule(
    plan: Plan,
    alone: Dispatch,
    loadings: Loadings,
    ruled: _Ruled,
    p_kw: FloatArray,
    level_kwh: FloatArray,
    unmet_kw: FloatArray,
) -> None:
    """Rule the horizon, block by block; p_kw, level_kwh and unmet_kw are changed where it differs."""
    assets, store, kind = ruled.assets, ruled.store, ruled.kind
    # From the ends of the feeders to the station, then the group's contract, where all members count.
    per_member = np.vstack([loadings.sensitivity, np.ones(len(plan.member_ids))])
    per_kw = np.ascontiguousarray(per_member[:, plan.asset_member[assets]].T)
    touched = [np.flatnonzero(row) for row in per_kw]
    start = np.cumsum([0, *(len(part) for part in touched)])
    n_assets, n_limits = per_kw.shape
    work = Work(*(np.zeros(n) for n in (*[n_assets] * 5, n_limits)))
    has, kept = kind.stores, store[kind.stores]
    level = np.zeros(n_assets)
    is_alone = np.ones(n_assets, dtype=np.bool_)
    member_kw = alone.member_kw()
    for first in range(0, plan.horizon.n_steps, _BLOCK):
        steps = slice(first, min(first + _BLOCK, plan.horizon.n_steps))
        after = slice(steps.start + 1, steps.stop + 1)
        bound = loadings.bounds(steps)
        limits = Limits(
            per_kw=per_kw,
            touched=np.concatenate(touched),
            start=start,
            flow_kw=member_kw[steps] @ per_member.T,
            lower_kw=np.column_stack([-bound, -plan.contract.export_kw[steps]]),
            upper_kw=np.column_stack([bound, plan.contract.import_kw[steps]]),
        )
        p, unmet = (np.ascontiguousarray(of[steps][:, assets]) for of in (p_kw, unmet_kw))
        levels = np.zeros_like(p)
        levels[:, has] = level_kwh[after][:, kept]
        course = _course(plan, alone, ruled, steps)
        rule(course, kind, limits, work, level, is_alone, plan.horizon.step_h, p, levels, unmet)
        p_kw[steps, assets], unmet_kw[steps, assets] = p, unmet
        level_kwh[after, kept] = levels[:, has]


def _course(plan: Plan, alone: Dispatch, ruled: _Ruled, steps: slice) -> Course:
    """Return what changes in some steps."""
    kind, has = ruled.kind, ruled.kind.stores
    kept = ruled.store[has]
    shape = steps.stop - steps.start, len(ruled.assets)

    def each(name: str) -> FloatArray:
        laid = np.empty(shape)
        for i, leeway in enumerate(ruled.leeways):
            series = getattr(leeway, name)
            laid[:, i] = series[steps] if isinstance(series, np.ndarray) else series
        return laid

    alone_kw = np.ascontiguousarray(alone.p_kw[steps][:, ruled.assets])
    level = np.zeros((shape[0] + 1, shape[1]))
    level[:, has] = alone.level_kwh[steps.start : steps.stop + 1][:, kept]
    most_kw, gain = each("most_kw"), each("gain_kwh_kw")
    beyond = np.where(kind.reserve_kw > 0.0, np.maximum(alone_kw - most_kw, 0.0), 0.0)
    above = alone_kw - kind.idle_kw - beyond
    stored = np.where(above < 0.0, kind.loss_kwh_kw, gain) * above + kind.reserve_kwh_kw * beyond
    unmet_kwh = plan.horizon.step_h * alone.unmet_kw[steps][:, ruled.assets]
    return Course(
        alone_kw=alone_kw,
        alone_level_kwh=level,
        rest_kwh=level[1:] - unmet_kwh - kind.keep * level[:-1] - stored,
        least_kw=each("least_kw"),
        most_kw=most_kw,
        gain_kwh_kw=gain,
        least_kwh=each("least_kwh"),
        most_kwh=each("most_kwh"),
        held_kwh=each("held_kwh"),
    )
