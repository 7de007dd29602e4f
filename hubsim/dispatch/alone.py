"""Alone: every member runs its own assets for itself, without coordination."""

from __future__ import annotations

import numpy as np

from hubsim.arrays import FloatArray, put
from hubsim.dispatch.dispatch import Dispatch, dispatch_of
from hubsim.scenario.plan import Plan


def operate_alone(plan: Plan) -> Dispatch:
    """Return what every asset does when its member looks at nothing but its own connection.

    Assets that follow their member's net power come after the others, in the order of the scenario.
    """
    n_steps, n_assets, n_members = plan.horizon.n_steps, len(plan.assets), len(plan.member_ids)
    step_h = plan.horizon.step_h
    p_kw, q_kvar, unmet, curtailed = (np.zeros((n_steps, n_assets)) for _ in range(4))
    level = np.empty((n_steps + 1, len(plan.stores)))
    gas: FloatArray | None = None
    net = np.zeros((n_members, n_steps))
    order = sorted(range(n_assets), key=lambda a: (plan.assets[a].follows_net, a))
    for a in order:
        asset, member = plan.assets[a], int(plan.asset_member[a])
        did = asset.alone(plan.inputs[a], net[member], step_h)
        p_kw[:, a] = did.p_kw
        net[member] += did.p_kw
        put(q_kvar, a, did.q_kvar)
        put(unmet, a, did.unmet_kw)
        put(curtailed, a, did.curtailed_kw)
        if plan.stores_of[a]:
            level[:, plan.stores_of[a]] = did.level_kwh.reshape(n_steps + 1, -1)
        if did.gas_kw is not None:
            gas = np.zeros((n_steps, n_assets)) if gas is None else gas
            gas[:, a] = did.gas_kw
    return dispatch_of(plan, p_kw, q_kvar, level, unmet, curtailed, gas)
