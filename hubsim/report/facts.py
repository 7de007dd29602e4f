"""The two small blocks of a manifest that let a report be rebuilt from its run folder alone."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from hubsim.arrays import FloatArray

if TYPE_CHECKING:
    from hubsim.kpis.kpi import Outcome
    from hubsim.scenario.plan import Plan


def geometry(plan: Plan) -> dict[str, Any]:
    """Return the network as it is drawn, and who is connected where, ready for JSON.

    Keys: ``buses`` [id, x, y, node], ``lines`` [id, from bus, to bus], ``trafos`` [id, high-voltage
    bus, low-voltage bus, kVA], ``members`` [id, bus], ``assets`` [id, kind, member]; buses and
    members as indices, unknown numbers as None.
    """
    network = plan.network
    buses = zip(network.bus_ids, network.bus_x, network.bus_y, network.bus_node, strict=True)
    lines = zip(network.line_ids, network.line_from_bus, network.line_to_bus, strict=True)
    trafos = zip(
        network.trafo_ids,
        network.trafo_hv_bus,
        network.trafo_lv_bus,
        network.trafo_limit_kva,
        strict=True,
    )
    assets = zip(plan.asset_ids, plan.assets, plan.asset_member, strict=True)
    return {
        "buses": [[name, _known(x), _known(y), int(node)] for name, x, y, node in buses],
        "lines": [[name, int(start), int(end)] for name, start, end in lines],
        "trafos": [[name, int(hv), int(lv), _known(kva)] for name, hv, lv, kva in trafos],
        "members": [
            [name, int(bus)] for name, bus in zip(plan.member_ids, plan.member_bus, strict=True)
        ],
        "assets": [
            [name, str(getattr(asset, "kind", "")), int(member)] for name, asset, member in assets
        ],
    }


def manifest_extra(plan: Plan, alone: Outcome, together: Outcome) -> dict[str, Any]:
    """Return the blocks ``geometry`` and ``report`` that a run's manifest must carry."""
    horizon, scenario = plan.horizon, plan.scenario
    kinds = [str(getattr(asset, "kind", "")) for asset in plan.assets]
    return {
        "geometry": geometry(plan),
        "report": {
            "scenario": scenario.name,
            "title": scenario.title or scenario.name,
            "layout": scenario.layout or "",
            "horizon": {
                "start": horizon.start.isoformat(),
                "step_s": horizon.step_s,
                "n_steps": horizon.n_steps,
                "zone": horizon.zone,
            },
            "limits": {
                "loading_pct": scenario.limits.loading,
                "vm_min_pu": scenario.limits.voltage_min,
                "vm_max_pu": scenario.limits.voltage_max,
            },
            "contract": {
                "import_kw": _rolled(plan.contract.import_kw),
                "export_kw": _rolled(plan.contract.export_kw),
            },
            "coordinated": sorted({kinds[asset] for asset in plan.coordinated}),
            "data_labels": dict(plan.data_labels),
            "unserved": {
                "alone": _unserved(alone, kinds, horizon.step_h),
                "together": _unserved(together, kinds, horizon.step_h),
            },
        },
    }


def _unserved(outcome: Outcome, kinds: list[str], step_h: float) -> dict[str, dict[str, float]]:
    """Return unmet and curtailed energy of every asset kind that has any [kWh]."""
    powers = {
        "unmet_kwh": outcome.dispatch.unmet_kw,
        "curtailed_kwh": outcome.dispatch.curtailed_kw,
    }
    totals: dict[str, dict[str, float]] = {name: {} for name in powers}
    for name, power_kw in powers.items():
        for kind, energy_kwh in zip(kinds, power_kw.sum(axis=0) * step_h, strict=True):
            if energy_kwh > 0.0:
                totals[name][kind] = totals[name].get(kind, 0.0) + float(energy_kwh)
    return totals


def _rolled(series: FloatArray) -> list[list[float | None]]:
    """Return [first step, value] of every stretch of equal values; None stands for infinite."""
    changes = np.concatenate(([0], np.flatnonzero(series[1:] != series[:-1]) + 1))
    return [[int(step), _known(series[step])] for step in changes]


def _known(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
