"""All key figures and tables of a year of a street, in CPU time: 35,040 steps, 300 buses, 299 lines.

The operation is random and the flows are those of hubsim's own power flow for it, so that every figure has
something to count; only what follows the power flow is on the clock: `measure` and the tables of elements,
buses and overload by hour. Each round begins with nothing kept from the one before; the best of them
counts. A second table tells the share of each family of figures, in the order in which they are asked for:
what several share stands with the first.

    python benchmarks/key_figures.py [--rounds 5] [--homes 50] [--model three-phase]
"""

from __future__ import annotations

import argparse
import os
import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

TARGET_S = 1.0
SCENARIO = """hubsim: 1
name: key-figures
time: {{start: 2023-01-01, days: 365, step: 15 min, timezone: Europe/Amsterdam}}
network: {{kind: street, model: {model}, feeders: [{homes}, {homes}, {homes}, {homes}]}}
tariffs: {{home: {{buy: {{kind: fixed, price: 0.3 EUR/kWh}}, sell: {{kind: fixed, price: 0.05 EUR/kWh}}}}}}
control: {{mode: none}}
members: {{home: {{connections: free, tariff: home, load: {{kind: household, annual: 12000 kWh}}}}}}
"""


def year(homes: int, model: str) -> Any:
    """Return the outcome of a street's year of random households."""
    import hubsim
    from hubsim.dispatch.alone import operate_alone
    from hubsim.dispatch.through_network import NetworkModel
    from hubsim.kpis.kpi import Outcome
    from hubsim.scenario.plan import make_plan

    with TemporaryDirectory() as folder:
        file = Path(folder) / "scenario.yaml"
        file.write_text(SCENARIO.format(homes=homes, model=model))
        plan = make_plan(hubsim.load_scenario(file))
    settled, flows = NetworkModel.of(plan).settle(operate_alone(plan))
    return Outcome(plan, settled, flows)


def once_through(outcome: Any) -> float:
    """Return the CPU time of all figures and tables [s]."""
    from hubsim.kpis.elements import TABLES
    from hubsim.kpis.measure import measure

    fresh = replace(outcome)
    begin = time.process_time()
    measure(fresh)
    for columns in TABLES.values():
        columns(fresh)
    return time.process_time() - begin


def by_family(outcome: Any) -> dict[str, float]:
    """Return the CPU time of each family and table [s]."""
    from hubsim.kpis.elements import TABLES
    from hubsim.kpis.kpi import REGISTRY
    from hubsim.kpis.measure import figure_names

    fresh, spent = replace(outcome), dict[str, float]()
    for name in figure_names():
        function, _, _, asked = REGISTRY[name]
        family = function.__module__.rpartition(".")[2]
        begin = time.process_time()
        if asked(fresh):
            function(fresh)
        spent[family] = spent.get(family, 0.0) + time.process_time() - begin
    for name, columns in TABLES.items():
        begin = time.process_time()
        columns(fresh)
        spent[f"table {name}"] = time.process_time() - begin
    return spent


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--homes", type=int, default=50)
    parser.add_argument("--model", choices=("balanced", "three-phase"), default="balanced")
    given = parser.parse_args()
    outcome = year(given.homes, given.model)
    n_steps, n_bus = outcome.flows.vm_pu.shape[:2]
    n_line = outcome.flows.line_loading_pct.shape[1]
    highest = np.nanmax(outcome.flows.line_loading_pct)
    print(f"{n_steps} steps, {n_bus} buses, {n_line} lines, highest loading {highest:.0f} %")
    once_through(outcome)  # compiles
    best = min(once_through(outcome) for _ in range(given.rounds))
    print(f"all figures and tables of one operation: {best:.3f} s CPU (target {TARGET_S} s)")
    for name, seconds in sorted(by_family(outcome).items(), key=lambda pair: -pair[1]):
        print(f"  {name:22} {1e3 * seconds:8.1f} ms")


if __name__ == "__main__":
    main()
