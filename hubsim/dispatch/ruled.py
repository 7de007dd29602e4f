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

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from hubsim.arrays import BoolArray, FloatArray, frozen
from hubsim.assets.leeway import TURNS
from hubsim.dispatch.dispatch import Dispatch, dispatch_of
from hubsim.dispatch.ruled_asset import ASSET, FIXED, SERIES, Operation, Records
from hubsim.dispatch.ruled_kernel import Limits, rule
from hubsim.dispatch.ruled_limits import Loadings, linear_flow
from hubsim.dispatch.ruled_room import TOUCH
from hubsim.dispatch.through_network import NetworkModel
from hubsim.powerflow.flows import Flows
from hubsim.powerflow.phases.flows import PhaseFlows
from hubsim.scenario.plan import Plan

_BLOCK = 2048
"""Steps whose limits are laid out at once."""


def operate_by_rules(
    model: NetworkModel, alone: Dispatch, settled: Dispatch, alone_flows: Flows | PhaseFlows
) -> Dispatch:
    """Return the operation of the hub by rules.

    alone : operation without coordination; assets that the rules do not reach behave so
    settled, alone_flows : the same with the powers that the voltage allowed, and its flows
    """
    plan = model.plan
    found = rule_steps(
        plan, alone, Loadings.of(model, settled, alone_flows), ruled_assets(plan), slice(None)
    )
    operated = dispatch_of(
        plan,
        found.did.p_kw,
        alone.q_kvar,
        found.did.level_kwh,
        found.did.unmet_kw,
        found.did.curtailed_kw,
        alone.gas_kw,
    )
    shared = plan.scenario.sharing.share(operated.bought_kw, operated.sold_kw)
    return replace(operated, shared_kw=frozen(shared))


@dataclass(frozen=True)
class Ruled:
    """What the rules reach. assets : (R,) records; values : of their series, one after the other."""

    assets: Records
    values: FloatArray

    def among(self, n_assets: int) -> Ruled:
        """Return those that are among the first assets of the hub."""
        return Ruled(self.assets[self.assets["asset"] < n_assets], self.values)


@dataclass(frozen=True)
class RuledSteps:
    """What the rules made of some steps. moved : (n,) whether any power is other than alone.

    unserved_kwh : need unmet and generation curtailed more than alone
    """

    did: Operation
    moved: BoolArray
    unserved_kwh: float


def ruled_assets(plan: Plan, known: Ruled | None = None) -> Ruled:
    """Return the assets of the hub that can be ruled; those with several stores cannot.

    known : some of them, which come first
    """
    if known is None:
        known = Ruled(np.zeros(0, dtype=ASSET), np.zeros(0))
    have = set(known.assets["asset"].tolist())
    found = [
        (a, leeway)
        for a in plan.coordinated
        if a not in have
        and len(plan.stores_of[a]) <= 1
        and (leeway := plan.assets[a].leeway(plan.inputs[a], plan.horizon.step_h)) is not None
    ]
    if not found:
        return known
    leeways = [leeway for _, leeway in found]
    assets = np.zeros(len(found), dtype=ASSET)
    assets["asset"] = [a for a, _ in found]
    assets["store"] = [(*plan.stores_of[a], -1)[0] for a, _ in found]
    assets["turn"] = [TURNS.index(leeway.turn) for leeway in leeways]
    for name in FIXED:
        assets[name] = [getattr(leeway, name) for leeway in leeways]
    values = [_short(getattr(leeway, name)) for name in SERIES for leeway in leeways]
    sizes = np.array([np.size(one) for one in values])
    at = known.values.size + np.cumsum(sizes) - sizes
    for name, ats, by in zip(
        SERIES, np.split(at, len(SERIES)), np.split(sizes > 1, len(SERIES)), strict=True
    ):
        assets[f"{name}_at"], assets[f"{name}_by"] = ats, by
    return Ruled(np.concatenate([known.assets, assets]), np.hstack([known.values, *values]))


def _short(series: FloatArray | float) -> FloatArray | float:
    """Return a number in place of a series that stays."""
    if isinstance(series, float) or series[0] != series[-1] or (series != series[0]).any():
        return series
    return float(series[0])


def rule_steps(
    plan: Plan, alone: Dispatch, loadings: Loadings, ruled: Ruled, steps: slice
) -> RuledSteps:
    """Return what the rules make of some steps, at whose begin all stands as alone."""
    begin, end, _ = steps.indices(plan.horizon.n_steps)
    before = _operation(alone, begin, end)
    did = Operation(*(values.copy(order="K") for values in before))
    moved = np.zeros(end - begin, dtype=np.bool_)
    assets, unserved_kw, step_h = ruled.assets.copy(), 0.0, plan.horizon.step_h
    assets["is_alone"] = 1
    for block, limits in _limits(plan, alone, loadings, assets, begin, end):
        first = block.start - begin
        unserved_kw += rule(first, begin, assets, ruled.values, limits, before, did, step_h, moved)
    return RuledSteps(did, moved, unserved_kw * step_h)


def _operation(alone: Dispatch, begin: int, end: int) -> Operation:
    """Return steps of the operation alone, in the order in which its values lie."""
    whole = Operation(alone.p_kw, alone.level_kwh, alone.unmet_kw, alone.curtailed_kw)
    if (begin, end) == (0, len(alone.p_kw)):
        return whole
    after = (end, end + 1, end, end)
    return Operation(*(one[begin:n].copy(order="K") for one, n in zip(whole, after, strict=True)))


def _limits(
    plan: Plan, alone: Dispatch, loadings: Loadings, assets: Records, begin: int, end: int
) -> Iterator[tuple[slice, Limits]]:
    """Yield blocks of steps and their limits; what each asset touches is written down at it."""
    if not assets.size:
        return
    # From the ends of the feeders to the station, then the group's contract, where all members count.
    per_member = np.vstack([loadings.sensitivity, np.ones(len(plan.member_ids))])
    per_kw = np.ascontiguousarray(per_member[:, plan.asset_member[assets["asset"]]])
    of_members = np.ascontiguousarray(per_member.T)
    asset, limit = np.nonzero(per_kw.T)
    touches = np.zeros(len(asset), dtype=TOUCH)
    touches["limit"], touches["per_kw"] = limit, per_kw[limit, asset]
    assets["first"] = np.searchsorted(asset, np.arange(assets.size))
    assets["last"] = np.searchsorted(asset, np.arange(assets.size), side="right")
    for first in range(begin, end, _BLOCK):
        steps = slice(first, min(first + _BLOCK, end))
        flow_kw = linear_flow(alone.member_kw(steps), of_members)
        bound = loadings.bounds(steps, flow_kw[:, :-1] if loadings.settled is alone else None)
        lower_kw = np.column_stack([-bound, -plan.contract.export_kw[steps]])
        upper_kw = np.column_stack([bound, plan.contract.import_kw[steps]])
        yield steps, Limits(touches, per_kw, flow_kw, lower_kw, upper_kw)
