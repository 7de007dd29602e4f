"""What batteries went through: full cycles, and how much of their life that and the time took."""

from __future__ import annotations

from hubsim.assets.battery import Battery
from hubsim.kpis.kpi import Outcome, figure


def has_batteries(outcome: Outcome) -> bool:
    """Return whether there is a battery whose figures can be asked for."""
    return any(isinstance(asset, Battery) for asset in outcome.plan.assets)


@figure("cycles", "lower", has_batteries)
def battery_cycles(outcome: Outcome) -> float:
    """Return the full cycles of the batteries, mean by their energy."""
    return _mean(outcome, 0)


@figure("%", "lower", has_batteries)
def battery_life_used_pct(outcome: Outcome) -> float:
    """Return the share of their life that cycles and time took of the batteries, mean by energy."""
    return 100.0 * _mean(outcome, 1)


def _mean(outcome: Outcome, which: int) -> float:
    plan = outcome.plan
    total = energy = 0.0
    for a, asset in enumerate(plan.assets):
        if isinstance(asset, Battery):
            p_kw = outcome.dispatch.p_kw[:, a]
            total += asset.energy * asset.life_used(p_kw, plan.horizon.step_h)[which]
            energy += asset.energy
    return total / energy
