"""Every balance of an operation, checked in production: what does not close is our bug."""

from __future__ import annotations

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.assets.asset import Behaviour, Range
from hubsim.dispatch.dispatch import Dispatch, gathered, levels_of
from hubsim.errors import BrokenInvariant
from hubsim.scenario.plan import Plan

CLOSED_KW = 1e-6
CLOSED_KWH = 1e-6
"""Residuals of solved plans lie near 1e-13 and the solver promises 1e-7: more is no rounding."""


def balance_check(plan: Plan, did: Dispatch) -> None:
    """Check that power and energy of an operation close at every step.

    A member's connection carries the sum of its assets; it does not buy and sell at once; what is
    shared sums to zero and stays within what was bought and sold; needs and curtailment are not
    negative. Every asset keeps to its power and level and serves its need, and a store's level follows
    from its net power: charging and discharging at once would show as lost energy.

    Raises
    ------
    BrokenInvariant
        naming what does not close, when and by how much.
    """
    net = gathered(did.p_kw, plan.asset_member, len(plan.member_ids))
    members, assets = plan.member_ids, plan.asset_ids
    close = _Checker(plan)
    close.zero(
        "net power less the assets of", members, net - (did.bought_kw - did.sold_kw), CLOSED_KW
    )
    close.zero(
        "buying and selling at once of", members, np.minimum(did.bought_kw, did.sold_kw), 0.0
    )
    close.zero(
        "sum of energy shared by", ("the hub",), did.shared_kw.sum(axis=1)[:, None], CLOSED_KW
    )
    close.zero(
        "more received than bought by", members, _beyond(did.shared_kw, did.bought_kw), CLOSED_KW
    )
    close.zero("more given than sold by", members, _beyond(-did.shared_kw, did.sold_kw), CLOSED_KW)
    close.zero("negative unmet need of", assets, np.minimum(did.unmet_kw, 0.0), CLOSED_KW)
    close.zero("negative curtailment of", assets, np.minimum(did.curtailed_kw, 0.0), CLOSED_KW)
    if did.gas_kw is not None:
        close.zero("negative gas of", assets, np.minimum(did.gas_kw, 0.0), CLOSED_KW)
    for a in range(len(assets)):
        _check_asset(plan, did, a, close)


def _check_asset(plan: Plan, did: Dispatch, a: int, close: _Checker) -> None:
    """Check that one asset's energy closes, and that its power and level are ones it can have."""
    asset, inputs, name = plan.assets[a], plan.inputs[a], (plan.asset_ids[a],)
    behaviour = Behaviour(
        p_kw=did.p_kw[:, a],
        q_kvar=did.q_kvar[:, a],
        level_kwh=levels_of(plan, did.level_kwh, a),
        unmet_kw=did.unmet_kw[:, a],
        curtailed_kw=did.curtailed_kw[:, a],
        gas_kw=None if did.gas_kw is None else did.gas_kw[:, a],
    )
    residual = asset.residual_kwh(inputs, behaviour, plan.horizon.step_h)
    what = "balance of the store of" if asset.has_store else "balance of the energy of"
    close.zero(what, name, residual.reshape(len(residual), -1), CLOSED_KWH)
    power = _outside(behaviour.p_kw, asset.power_range_kw(inputs))
    close.zero("power out of range of", name, power[:, None], CLOSED_KW)
    if asset.has_store:
        level = _outside(behaviour.level_kwh, asset.level_range_kwh(inputs))
        close.zero("level out of range of", name, level.reshape(len(level), -1), CLOSED_KWH)


def _outside(value: FloatArray, allowed: Range) -> FloatArray:
    """Return how far the values lie above their range, or below it as negative numbers."""
    lowest, highest = allowed
    distance: FloatArray = value - np.minimum(np.maximum(value, lowest), highest)
    return distance


def _beyond(value: FloatArray, limit: FloatArray) -> FloatArray:
    excess: FloatArray = np.maximum(value - limit, 0.0)
    return excess


class _Checker:
    """Raises for the first array that is not zero, with its worst place."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan

    def zero(
        self, what: str, names: tuple[str, ...], residual: FloatArray, tolerance: float
    ) -> None:
        """Raise unless every number of the (T, n) residual is zero within the tolerance."""
        size = np.abs(residual)
        # A maximum with a NaN in it is NaN, and within nothing.
        if size.size == 0 or size.max() <= tolerance:
            return
        # A NaN counts as the worst there can be.
        worst = np.unravel_index(int(np.argmax(np.where(np.isnan(size), np.inf, size))), size.shape)
        step, column = int(worst[0]), int(worst[1])
        raise BrokenInvariant(
            f"{what} {names[column % len(names)]} is not zero on {self._plan.horizon.label(step)}: "
            f"{residual[step, column]:.3g}"
        )
