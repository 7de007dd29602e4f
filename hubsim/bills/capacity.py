"""The capacity that a group should ask for: the smallest that is kept often enough, and if one leaves.

Of T steps, at most floor(risk * T) may lie above the limit, so the smallest limit is the value of the next
highest step. Both directions are looked at by themselves, netted within a step. If a member leaves, the
others are taken to go on as they did: the hub is not planned anew.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.bills.months import Months
from hubsim.horizon import Horizon

RISKS = (0.0, 0.0001, 0.001, 0.005, 0.01, 0.02, 0.05, 0.1)
"""Parts of the steps at which the curve is told."""


@dataclass(frozen=True)
class Ask:
    """A limit and what is beyond it.

    risk : part of the steps that may be beyond; limit_kw : the smallest such limit
    steps, energy_kwh, most_kw, months : beyond it
    """

    risk: float
    limit_kw: float
    steps: int
    energy_kwh: float
    most_kw: float
    months: int


@dataclass(frozen=True)
class Leaving:
    """What the group would need without one member, and how much less that is."""

    member: str
    import_kw: float
    export_kw: float


def smallest_limit_kw(power_kw: FloatArray, risk: float) -> float:
    """Return the smallest limit that at most the part `risk` of the steps is above.

    Examples
    --------
    >>> smallest_limit_kw(np.array([1.0, 9.0, 5.0, 7.0]), 0.25)
    7.0
    """
    n_steps = len(power_kw)
    # 1 % of 100 steps is one step, though 0.01 * 100 may be a hair less.
    above = min(math.floor(risk * n_steps + 1e-9), n_steps - 1)
    highest = np.partition(power_kw, n_steps - 1 - above)[n_steps - 1 - above]
    return max(0.0, float(highest))


def ask(power_kw: FloatArray, risk: float, horizon: Horizon) -> Ask:
    """Return the smallest limit at a risk, with what is beyond it. power_kw : (T,) one direction."""
    limit = smallest_limit_kw(power_kw, risk)
    beyond = np.maximum(power_kw - limit, 0.0)
    over = beyond > 0.0
    return Ask(
        risk,
        limit,
        int(np.count_nonzero(over)),
        float(beyond.sum()) * horizon.step_h,
        float(beyond.max(initial=0.0)),
        len(np.unique(Months.of(horizon).of_step[over])),
    )


def curve(power_kw: FloatArray, horizon: Horizon, risk: float) -> list[Ask]:
    """Return the limits at every risk of `RISKS` and the wanted one, rising in risk."""
    return [ask(power_kw, one, horizon) for one in sorted({*RISKS, risk})]


def leaving(net_kw: FloatArray, names: tuple[str, ...], risk: float) -> list[Leaving]:
    """Return what the group would need without each member, who matters most first.

    net_kw : (T, M) of every member
    """
    group = net_kw.sum(axis=1)
    found = []
    for name, own in zip(names, net_kw.T, strict=True):
        rest = group - own
        limits = smallest_limit_kw(rest, risk), smallest_limit_kw(-rest, risk)
        found.append(Leaving(name, *limits))
    return sorted(found, key=lambda one: (one.import_kw, one.export_kw, one.member))
