"""Use of the hub's own generation: by whom, and how much of it stays.

Everything is netted within a step and never over a longer time, at the hub's own boundary: what one
member generates and another uses in the same step is used locally. With G the generation, E the
export and I the import of the hub, each summed over its steps,

    used = max(0, G - E);   self-consumption = used / G;   self-sufficiency = used / (used + I);
    net-zero share = G / (used + I), the only one of the three that looks past the step.

Without stores this is the common definition (Luthander et al. 2015, Applied Energy 142): used + I
is then exactly the demand. With stores, used + I is the demand plus what the stores lost and hold
in the end. Energy has no label in a store: what a store feeds into the grid is counted as
generation that left, so buying cheap and selling dear never raises either figure.
"""

from __future__ import annotations

import math

import numpy as np

from hubsim.kpis.hub import export_kwh, import_kwh
from hubsim.kpis.kpi import Outcome, figure


@figure("%", "higher")
def self_consumption_pct(outcome: Outcome) -> float:
    """Return the share of local generation that is used within the hub; NaN without generation."""
    generated = generation_kwh(outcome)
    return 100.0 * _used_kwh(outcome) / generated if generated > 0.0 else math.nan


@figure("%", "higher")
def self_sufficiency_pct(outcome: Outcome) -> float:
    """Return the share of the hub's use that its own generation covers; NaN without any use."""
    used = _used_kwh(outcome)
    total = used + import_kwh(outcome.dispatch, outcome.plan.horizon.step_h)
    return 100.0 * used / total if total > 0.0 else math.nan


@figure("%", "higher")
def net_zero_pct(outcome: Outcome) -> float:
    """Return local generation over the hub's use, each summed over the horizon; NaN without any use."""
    generated = generation_kwh(outcome)
    total = _used_kwh(outcome) + import_kwh(outcome.dispatch, outcome.plan.horizon.step_h)
    return 100.0 * generated / total if total > 0.0 else math.nan


@figure("kWh", "higher")
def shared_kwh(outcome: Outcome) -> float:
    """Return the energy that members received from one another, step by step."""
    received = np.maximum(outcome.dispatch.shared_kw, 0.0)
    return float(received.sum()) * outcome.plan.horizon.step_h


def generation_kwh(outcome: Outcome) -> float:
    """Return the energy that assets without a store fed in, curtailment already off [kWh]."""
    p_kw = outcome.dispatch.p_kw
    has_store = np.array([asset.has_store for asset in outcome.plan.assets], dtype=bool)
    feeds_in = p_kw.min(axis=0, initial=0.0) < 0.0
    fed_kw = np.minimum(p_kw[:, feeds_in & ~has_store], 0.0)
    return -float(fed_kw.sum()) * outcome.plan.horizon.step_h


def _used_kwh(outcome: Outcome) -> float:
    exported = export_kwh(outcome.dispatch, outcome.plan.horizon.step_h)
    return max(0.0, generation_kwh(outcome) - exported)
