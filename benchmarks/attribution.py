"""Cost and remainder of the attribution: its CPU time over that of the power flow of the same steps.

Run: python benchmarks/attribution.py [DAYS] [SCENARIO] [LAYOUT] [PATH=VALUE ...]
"""

from __future__ import annotations

import sys
import tempfile
import time

import hubsim
from hubsim.attribution.attribute import attribute
from hubsim.attribution.table import NETWORK
from hubsim.dispatch.through_network import NetworkModel


def main() -> None:
    """Run a scenario by rules, split its events, and print what it took."""
    days, file, layout = (
        *sys.argv[1:4],
        *("365", "scenarios/street.yaml", "both")[len(sys.argv) - 1 :],
    )
    changes = [f"time.days={days}", "control.mode=rules", *sys.argv[4:]]
    scenario = hubsim.load_scenario(file, layout=layout, overrides=changes)
    with tempfile.TemporaryDirectory() as folder:
        outcomes = hubsim.run(scenario, folder).outcomes
    alone, together = outcomes["alone"], outcomes["together"]
    begin = time.process_time()
    NetworkModel.of(alone.plan).flows(alone.dispatch.p_kw, alone.dispatch.q_kvar)
    flow_s = time.process_time() - begin
    attribute(alone, together)
    begin = time.process_time()
    found = attribute(alone, together)
    cpu_s = time.process_time() - begin
    rest = sum(abs(share.relief) for share in found.shares if share.kind == NETWORK)
    relief = sum(abs(row.relief) for row in found.events)
    print(f"{len(found.events)} events, {len(found.shares)} parts")
    print(f"CPU {cpu_s:.2f} s, {cpu_s / flow_s:.1f} times the power flow of one operation")
    print(f"left to the network: {100.0 * rest / relief if relief else 0.0:.1e} % of the relief")


if __name__ == "__main__":
    main()
