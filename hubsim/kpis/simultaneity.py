"""How members' peaks fall together: simultaneity, the peak that is left of each, how long it is used."""

from __future__ import annotations

import math

import numpy as np

from hubsim.kpis.hub import import_kwh, net_kw
from hubsim.kpis.kpi import Outcome, figure


@figure("%", "lower")
def simultaneity_pct(outcome: Outcome) -> float:
    """Return g(N) = 100 max_t(sum_i p_i(t)) / sum_i(max_t p_i(t)), p what a member draws net, at least 0.

    NaN when no member ever draws.
    """
    own_kw = outcome.dispatch.bought_kw.max(axis=0, initial=0.0)
    total = float(own_kw.sum())
    together = float(net_kw(outcome.dispatch).max(initial=0.0))
    return 100.0 * together / total if total > 0.0 else math.nan


@figure("kW", "lower")
def after_diversity_peak_kw(outcome: Outcome) -> float:
    """Return the highest net power of all members together over their number."""
    return float(net_kw(outcome.dispatch).max(initial=0.0)) / len(outcome.plan.member_ids)


@figure("h", "higher")
def peak_use_h(outcome: Outcome) -> float:
    """Return the hours at its peak in which the hub would draw what it draws; NaN when it never draws.

    Also called utilisation time: net import over the highest net power, netted within each step.
    """
    peak = float(np.max(net_kw(outcome.dispatch), initial=0.0))
    energy = import_kwh(outcome.dispatch, outcome.plan.horizon.step_h)
    return energy / peak if peak > 0.0 else math.nan
