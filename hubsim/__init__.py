"""hubsim: how much grid congestion does a neighbourhood energy hub relieve, for whom, at what cost.

    scenario = hubsim.load_scenario("street.yaml", layout="both")
    run = hubsim.run(scenario)
    run.kpis["relief"]["trafo_overload_h"].value

    network = hubsim.load_network("network.json")
    flows = hubsim.power_flow(network, p_kw)

Importing hubsim imports none of the heavy libraries; each comes in when something needs it.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hubsim.comparison import compare
    from hubsim.networks.load import load_network
    from hubsim.pipeline import run
    from hubsim.powerflow.solve import power_flow
    from hubsim.powerflow.summary import summarise_power_flow
    from hubsim.scenario.load import load_scenario
    from hubsim.sweeps.sweep import sweep

__all__ = [
    "compare",
    "load_network",
    "load_scenario",
    "power_flow",
    "run",
    "summarise_power_flow",
    "sweep",
]

_HOME = {
    "compare": "hubsim.comparison",
    "load_network": "hubsim.networks.load",
    "load_scenario": "hubsim.scenario.load",
    "power_flow": "hubsim.powerflow.solve",
    "run": "hubsim.pipeline",
    "summarise_power_flow": "hubsim.powerflow.summary",
    "sweep": "hubsim.sweeps.sweep",
}


def __getattr__(name: str) -> Any:
    """Import a public function when it is first asked for."""
    if name not in _HOME:
        raise AttributeError(f"module 'hubsim' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted(__all__)
