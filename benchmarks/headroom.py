"""Headroom of the default street: 20 sitings, a full year, alone and together by rules.

    python benchmarks/headroom.py [--sitings 20] [--add home]

Time is that of the processor, all threads together, after a first short study has compiled the kernels.
Every probe is the whole year: 35,040 steps of AC power flow.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from hubsim.dispatch.alone import operate_alone
from hubsim.dispatch.through_network import NetworkModel
from hubsim.headroom.record import Headroom
from hubsim.headroom.study import find_headroom
from hubsim.scenario.load import load_scenario
from hubsim.scenario.plan import make_plan

STREET = Path(__file__).parent.parent / "scenarios" / "street.yaml"


def study(add: str, sitings: int, end: str) -> tuple[Headroom, float]:
    """Return the headroom and the seconds of the processor that finding it took."""
    rules = f"{{add: [{add}], sitings: {sitings}, map: false, operation: rules}}"
    scenario = load_scenario(STREET, overrides=[f"time.end={end}", f"headroom={rules}"])
    plan = make_plan(scenario)
    model, alone = NetworkModel.of(plan), operate_alone(plan)
    begin = time.process_time()
    found = find_headroom(model, alone)
    return found, time.process_time() - begin


def main() -> None:
    """Print what was found and how long it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sitings", type=int, default=20)
    parser.add_argument("--add", default="home")
    asked = parser.parse_args()
    study(asked.add, 1, "2016-01-02")
    found, seconds = study(asked.add, asked.sitings, "2016-12-30")
    (room,) = found.rooms
    quantiles = [room.capacity("together", share) for share in (0.05, 0.5, 0.95)]
    print(f"{asked.sitings} sitings of {room.figure[1]}, {found.days:g} days by rules")
    print(f"alone {room.capacity('alone'):g}; together P5, P50, P95: {quantiles}")
    print(f"{found.n_probes} probes, {seconds:.1f} s of one processor with copper and years")


if __name__ == "__main__":
    main()
