"""The two small blocks of a manifest that let a report be rebuilt from its run folder alone."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from hubsim.arrays import FloatArray

if TYPE_CHECKING:
    from hubsim.assets.asset import Asset
    from hubsim.scenario.plan import Plan
    from hubsim.scenario.schema import Scenario


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
        "assets": [[name, _kind(asset), int(member)] for name, asset, member in assets],
    }


def manifest_extra(plan: Plan) -> dict[str, Any]:
    """Return the blocks ``geometry`` and ``report`` that a run's manifest must carry."""
    scenario, limits = plan.scenario, plan.scenario.limits
    return {
        "geometry": geometry(plan),
        "report": {
            "title": scenario.title or scenario.name,
            "words": _words(scenario),
            "limits": {
                **plan.loading_limits.to_record(),
                "vm_min_pu": limits.voltage_min,
                "vm_max_pu": limits.voltage_max,
            },
            "contract": {
                "import_kw": _rolled(plan.contract.import_kw),
                "export_kw": _rolled(plan.contract.export_kw),
            },
            "zero_sequence_assumed": _assumed(plan),
            "mode": scenario.control.mode,
            "coordinated": sorted({_kind(plan.assets[asset]) for asset in plan.coordinated}),
        },
    }


def _words(scenario: Scenario) -> dict[str, dict[str, str]]:
    """Return language -> ``title``, ``layout`` -> what pages in it are to say."""
    found: dict[str, dict[str, str]] = {}
    for code in scenario.words.said():
        found[code] = {"title": scenario.title_in(code)}
        if scenario.layout is not None:
            found[code]["layout"] = scenario.name_of_layout(scenario.layout, code)
    return found


def _assumed(plan: Plan) -> int:
    """Return how many lines and transformers of a three-phase study have no zero-sequence data."""
    if plan.scenario.network.model == "balanced":
        return 0
    return len(plan.network.zero_sequence_assumed)


def _kind(asset: Asset) -> str:
    # Every kind declares the field; the family's base class does not.
    return str(asset.model_dump(include={"kind"})["kind"])


def _rolled(series: FloatArray) -> list[list[float | None]]:
    """Return [first step, value] of every stretch of equal values; None stands for infinite."""
    changes = np.concatenate(([0], np.flatnonzero(series[1:] != series[:-1]) + 1))
    return [[int(step), _known(series[step])] for step in changes]


def _known(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
