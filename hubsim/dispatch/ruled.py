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

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from hubsim.arrays import BoolArray, FloatArray, IntArray, frozen
from hubsim.assets.leeway import TURNS, Leeway
from hubsim.dispatch.dispatch import Dispatch, dispatch_of
from hubsim.dispatch.ruled_kernel import Course, Kind, Limits, Work, rule
from hubsim.dispatch.ruled_limits import Loadings
from hubsim.dispatch.through_network import NetworkModel
from hubsim.powerflow.flows import Flows
from hubsim.powerflow.phases.flows import PhaseFlows
from hubsim.scenario.plan import Plan

_BLOCK = 192
"""Steps whose arrays are laid out at once: few, as those in which nobody gives way are passed over."""

_CHANGING = ("least_kw", "most_kw", "gain_kwh_kw", "least_kwh", "most_kwh", "held_kwh")
"""Fields of a leeway that may be series."""


def operate_by_rules(
    model: NetworkModel, alone: Dispatch, settled: Dispatch, alone_flows: Flows | PhaseFlows
) -> Dispatch:
    """Return the operation of the hub by rules.

    alone : operation without coordination; assets that the rules do not reach behave so
    settled, alone_flows : the same with the powers that the voltage allowed, and its flows
    """
    plan = model.plan
    ruled = ruled_assets(plan)
    p_kw, level = alone.p_kw.copy(), alone.level_kwh.copy()
    unmet, curtailed = alone.unmet_kw.copy(), alone.curtailed_kw.copy()
    stores = ruled.kind.stores
    for block in blocks_by_rules(plan, alone, Loadings.of(model, settled, alone_flows), ruled):
        steps, after = block.steps, slice(block.steps.start + 1, block.steps.stop + 1)
        p_kw[steps, ruled.assets], unmet[steps, ruled.assets] = block.p_kw, block.unmet_kw
        level[after, ruled.store[stores]] = block.level_kwh[:, stores]
        curtailed[steps, ruled.assets] += block.curtailed_kw
    operated = dispatch_of(plan, p_kw, alone.q_kvar, level, unmet, curtailed, alone.gas_kw)
    shared = plan.scenario.sharing.share(operated.bought_kw, operated.sold_kw)
    return replace(operated, shared_kw=frozen(shared))


@dataclass(frozen=True)
class Ruled:
    """What the rules reach. assets : (R,); store : (R,) its store, -1 without one."""

    assets: IntArray
    store: IntArray
    leeways: tuple[Leeway, ...]
    kind: Kind

    @cached_property
    def laid(self) -> dict[str, tuple[FloatArray, list[tuple[int, FloatArray]]]]:
        """Field of a leeway that may change -> (R,) its values, zero of series, and the series apart."""
        found = {}
        for name in _CHANGING:
            values = [getattr(leeway, name) for leeway in self.leeways]
            series = [(i, one) for i, one in enumerate(values) if isinstance(one, np.ndarray)]
            for i, _ in series:
                values[i] = 0.0
            found[name] = np.array(values, dtype=np.float64), series
        return found


@dataclass(frozen=True)
class RuledBlock:
    """What the rules made of some steps, (n, R) each.

    level_kwh : at the end of each step; without meaning where there is no store
    unmet_kw : all that is unmet; curtailed_kw : beyond what was curtailed alone
    """

    steps: slice
    p_kw: FloatArray
    level_kwh: FloatArray
    unmet_kw: FloatArray
    curtailed_kw: FloatArray


def ruled_assets(plan: Plan, known: Mapping[int, Leeway] | None = None) -> Ruled:
    """Return the assets of the hub that can be ruled; those with several stores cannot.

    known : leeway of assets that need not be asked again
    """
    known = known or {}
    found = [
        (a, leeway)
        for a in plan.coordinated
        if len(plan.stores_of[a]) <= 1
        and (leeway := known.get(a) or plan.assets[a].leeway(plan.inputs[a], plan.horizon.step_h))
        is not None
    ]
    leeways = tuple(leeway for _, leeway in found)
    stores = [plan.stores_of[a][0] if plan.stores_of[a] else -1 for a, _ in found]

    def each(name: str) -> FloatArray:
        return np.array([getattr(leeway, name) for leeway in leeways], dtype=np.float64)

    return Ruled(
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


def blocks_by_rules(
    plan: Plan, alone: Dispatch, loadings: Loadings, ruled: Ruled
) -> Iterator[RuledBlock]:
    """Yield what the rules make of the horizon, block by block; a block that stays as alone is left out."""
    assets = ruled.assets
    if not assets.size:
        return
    # From the ends of the feeders to the station, then the group's contract, where all members count.
    per_member = np.vstack([loadings.sensitivity, np.ones(len(plan.member_ids))])
    per_kw = np.ascontiguousarray(per_member[:, plan.asset_member[assets]].T)
    touched = [np.flatnonzero(row) for row in per_kw]
    start = np.cumsum([0, *(len(part) for part in touched)])
    n_assets, n_limits = per_kw.shape
    work = Work(*(np.zeros(n) for n in (*[n_assets] * 5, n_limits)))
    level = np.zeros(n_assets)
    is_alone = np.ones(n_assets, dtype=np.bool_)
    for first in range(0, plan.horizon.n_steps, _BLOCK):
        steps = slice(first, min(first + _BLOCK, plan.horizon.n_steps))
        bound = loadings.bounds(steps)
        limits = Limits(
            per_kw=per_kw,
            touched=np.concatenate(touched),
            start=start,
            flow_kw=alone.member_kw(steps) @ per_member.T,
            lower_kw=np.column_stack([-bound, -plan.contract.export_kw[steps]]),
            upper_kw=np.column_stack([bound, plan.contract.import_kw[steps]]),
        )
        outside = (limits.flow_kw > limits.upper_kw) | (limits.flow_kw < limits.lower_kw)
        if is_alone.all() and not outside.any():
            continue
        yield _ruled_block(plan, alone, ruled, steps, limits, work, level, is_alone)


def _ruled_block(
    plan: Plan,
    alone: Dispatch,
    ruled: Ruled,
    steps: slice,
    limits: Limits,
    work: Work,
    level_kwh: FloatArray,
    is_alone: BoolArray,
) -> RuledBlock:
    """Rule some steps. level_kwh, is_alone : (R,) at their begin, left as they are at their end."""
    course = _course(plan, alone, ruled, steps)
    p_kw = course.alone_kw.copy()
    levels = course.alone_level_kwh[1:].copy()
    unmet = np.ascontiguousarray(alone.unmet_kw[steps][:, ruled.assets])
    step_h = plan.horizon.step_h
    rule(course, ruled.kind, limits, work, level_kwh, is_alone, step_h, p_kw, levels, unmet)
    change = np.where(ruled.kind.stores, 0.0, p_kw - course.alone_kw)
    unmet += np.maximum(-change, 0.0)
    return RuledBlock(steps, p_kw, levels, unmet, np.maximum(change, 0.0))


def _course(plan: Plan, alone: Dispatch, ruled: Ruled, steps: slice) -> Course:
    """Return what changes in some steps."""
    kind, has = ruled.kind, ruled.kind.stores
    kept = ruled.store[has]
    shape = steps.stop - steps.start, len(ruled.assets)

    def each(name: str) -> FloatArray:
        laid = np.empty(shape[::-1])
        value, series = ruled.laid[name]
        laid[:] = value[:, None]
        for i, one in series:
            laid[i] = one[steps]
        return np.ascontiguousarray(laid.T)

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
