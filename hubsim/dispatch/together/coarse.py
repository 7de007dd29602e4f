"""A plan in longer steps: beyond its window the hub need not see every quarter-hour.

Powers, prices and temperatures become means, energies that are due become sums; a kind of asset says so of
its own inputs. What a look ahead decides is never carried out.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from hubsim.arrays import FloatArray, frozen
from hubsim.assets.asset import mean_of
from hubsim.contracts.contract import Limits
from hubsim.dispatch.dispatch import Dispatch, dispatch_of
from hubsim.dispatch.together.network_limits import Band
from hubsim.scenario.plan import Plan


def coarser(plan: Plan, alone: Dispatch, ratio: int) -> tuple[Plan, Dispatch]:
    """Return the plan and its operation alone in steps that are `ratio` of its own; a last part is left."""
    horizon = replace(
        plan.horizon,
        step_s=plan.horizon.step_s * ratio,
        n_steps=plan.horizon.n_steps // ratio,
    )
    limits = plan.contract
    allowed = plan.loading_limits
    rough = replace(
        plan,
        horizon=horizon,
        loading_limits=replace(allowed, sort=allowed.sort[: horizon.n_steps * ratio : ratio]),
        inputs=tuple(
            asset.coarser(inputs, ratio)
            for asset, inputs in zip(plan.assets, plan.inputs, strict=True)
        ),
        buy_eur_kwh=_means(plan.buy_eur_kwh, ratio),
        sell_eur_kwh=_means(plan.sell_eur_kwh, ratio),
        carbon_kg_kwh=mean_of(plan.carbon_kg_kwh, ratio),
        contract=Limits(
            mean_of(limits.import_kw, ratio),
            mean_of(limits.export_kw, ratio),
            limits.breach_eur_kwh,
        ),
    )
    p_kw = _means(alone.p_kw, ratio)
    level = alone.level_kwh[: horizon.n_steps * ratio + 1 : ratio]
    nothing = np.zeros_like(p_kw)
    return rough, dispatch_of(rough, p_kw, nothing, level, nothing, nothing)


def coarse_band(band: Band, ratio: int) -> Band:
    """Return the bounds of steps as those of longer ones."""
    parts = (band.lower_kw, band.upper_kw, band.rest_kw, band.loading_pct)
    return Band(*(_means(part, ratio) for part in parts))


def _means(series: FloatArray, ratio: int) -> FloatArray:
    """Return (T // ratio, n) the means of (T, n)."""
    n_steps = len(series) // ratio
    means: FloatArray = series[: n_steps * ratio].reshape(n_steps, ratio, -1).mean(axis=1)
    return frozen(means)
