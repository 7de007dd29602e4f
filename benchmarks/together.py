"""Windows planned per second: the compiled step laid along the window, against Pyomo rebuilt each time.

Both plan the same windows of the same scenario from the same stored levels, one thread each, in one
process, and must come to the same cost. AC power flow is left out on both sides.

    python benchmarks/together.py --windows 5
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.dispatch.alone import operate_alone
from hubsim.dispatch.together.planner import Planner
from hubsim.dispatch.together.reference import unrolled_objective
from hubsim.dispatch.together.watch import Watch
from hubsim.powerflow.balanced import solve_grid
from hubsim.powerflow.grid import Grid
from hubsim.scenario.load import load_scenario
from hubsim.scenario.plan import Plan, make_plan

STREET = Path(__file__).parent.parent / "scenarios" / "street.yaml"


@dataclass(frozen=True)
class Timed:
    """One window planned both ways.

    template_s, pyomo_s : time taken [s]; the template's first window lays out its matrix too
    gap : difference of the two costs, relative
    """

    template_s: float
    pyomo_s: float
    gap: float


def main() -> None:
    """Read the options, time the windows and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--scenario", type=Path, default=STREET, help="scenario file")
    parser.add_argument("--layout", default="both", help="layout of the scenario")
    parser.add_argument("--windows", type=int, default=3, help="windows to plan")
    chosen = parser.parse_args()

    plan = make_plan(load_scenario(chosen.scenario, layout=chosen.layout))
    planner, compile_s = timed_planner(plan)
    windows = windows_of(plan, chosen.windows)
    print(f"{len(plan.member_ids)} members, {len(plan.coordinated)} assets in the hub")
    print(f"compiling the step once: {compile_s:.2f} s")
    print("window     steps   template [s]   rebuilt Pyomo [s]   ratio   cost gap")
    rows = []
    for number, steps in enumerate(windows):
        level_kwh = planner.alone.level_kwh[steps.start, planner.stores]
        row = time_window(planner, steps, level_kwh)
        rows.append(row)
        print(
            f"{number:6d} {steps.stop - steps.start:9d} {row.template_s:14.3f} {row.pyomo_s:19.3f} "
            f"{row.pyomo_s / row.template_s:7.1f} {row.gap:10.1e}"
        )
    template_s, pyomo_s = (
        sum(getattr(row, name) for row in rows) for name in ("template_s", "pyomo_s")
    )
    print(f"largest window: {planner.effort.rows} rows, {planner.effort.columns} columns")
    print(f"template:      {len(rows) / template_s:8.2f} windows/s")
    print(f"rebuilt Pyomo: {len(rows) / pyomo_s:8.2f} windows/s")
    print(f"the template is {pyomo_s / template_s:.1f} times faster")


def timed_planner(plan: Plan) -> tuple[Planner, float]:
    """Return the planner of a plan, and how long compiling its step took [s]."""
    alone, grid = operate_alone(plan), Grid.of(plan.network)
    watch = Watch.of(plan, grid, alone.member_kw(), solve_grid(grid, *alone.bus_kw(plan)))
    # Pyomo is imported by the first compilation: the second is timed.
    planner = Planner(plan, alone, watch)
    begin = time.perf_counter()
    planner.compile()
    return planner, time.perf_counter() - begin


def windows_of(plan: Plan, count: int) -> list[slice]:
    """Return the first windows of a plan, each with its look ahead."""
    control, n_steps = plan.scenario.control, plan.horizon.n_steps
    commit = max(1, round(control.window / plan.horizon.step_h))
    ahead = round(control.lookahead / plan.horizon.step_h)
    starts = range(0, n_steps, commit)[:count]
    return [slice(start, min(start + commit + ahead, n_steps)) for start in starts]


def time_window(planner: Planner, steps: slice, level_kwh: FloatArray) -> Timed:
    """Return how long a window takes both ways from the same levels, (S,) [kWh]."""
    begin = time.perf_counter()
    programme = planner.programme(steps, level_kwh)
    cost = planner.solvers[steps.stop - steps.start].solve(programme).objective
    middle = time.perf_counter()
    expected = unrolled_objective(planner, steps, level_kwh)
    end = time.perf_counter()
    gap = abs(cost - expected) / max(1.0, float(np.abs(expected)))
    return Timed(middle - begin, end - middle, gap)


if __name__ == "__main__":
    main()
