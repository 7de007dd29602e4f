"""What rolling the horizon costs: four weeks window by window, against all of them planned at once.

The 55 homes of `dorf`, everything known ahead, the same stored energy at the end. Costs are what members
pay for energy and wear, of operations that AC power flow confirmed.

    python benchmarks/rolling.py --days 28
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np
from dorf import write_dorf

from hubsim.dispatch.alone import operate_alone
from hubsim.dispatch.dispatch import Dispatch
from hubsim.dispatch.through_network import NetworkModel
from hubsim.dispatch.together import operate_together
from hubsim.scenario.load import load_scenario
from hubsim.scenario.plan import Plan, make_plan

ROLLED = {
    "24 h alone": ["control.window=24 h", "control.lookahead=0 h"],
    "24 h, then 12 h": ["control.window=24 h", "control.lookahead=12 h"],
    "24 h, then 24 h in hours": [
        "control.window=24 h",
        "control.lookahead=24 h",
        "control.lookahead_step=1 h",
    ],
    "24 h, then 48 h in hours": [
        "control.window=24 h",
        "control.lookahead=48 h",
        "control.lookahead_step=1 h",
    ],
}


def cost_eur(plan: Plan, did: Dispatch) -> float:
    """Return what the members pay for energy and the wear of stores [EUR]."""
    bill = (did.bought_kw * plan.buy_eur_kwh - did.sold_kw * plan.sell_eur_kwh).sum()
    wear = sum(
        asset.wear * float(np.maximum(-did.p_kw[:, a], 0.0).sum())
        for a, asset in enumerate(plan.assets)
        if asset.kind in {"battery", "ev"}
    )
    return float(bill + wear) * plan.horizon.step_h


def main() -> None:
    """Read the options, operate every way and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--days", type=int, default=28, help="days of the horizon")
    days = parser.parse_args().days
    ways = dict(ROLLED)
    ways["all at once"] = [f"control.window={24 * days} h", "control.lookahead=0 h"]
    with tempfile.TemporaryDirectory() as folder:
        file = write_dorf(Path(folder), days=days)
        costs = {}
        for name, changes in ways.items():
            plan = make_plan(load_scenario(file, overrides=changes))
            model, alone = NetworkModel.of(plan), operate_alone(plan)
            settled, flows = model.settle(alone)
            begin = time.process_time()
            did, effort = operate_together(model, alone, settled, flows)
            spent = time.process_time() - begin
            costs[name] = cost_eur(plan, did), spent, effort.unconfirmed, did.unmet_kw.sum()
        costs["alone"] = cost_eur(plan, alone), 0.0, 0, alone.unmet_kw.sum()
    best = costs["all at once"][0]
    print(f"{'':<26} {'EUR':>10} {'over the best':>14} {'CPU s':>8}  unconfirmed, unmet kW")
    for name, (cost, spent, unconfirmed, unmet) in costs.items():
        print(
            f"{name:<26} {cost:10.2f} {100 * (cost / best - 1):13.2f} % {spent:8.1f}"
            f"  {unconfirmed}, {unmet:.3g}"
        )


if __name__ == "__main__":
    main()
