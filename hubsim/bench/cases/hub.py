"""The hub operated together: one window of the optimiser, and a whole run."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING, Any

from hubsim.bench.case import Work, case
from hubsim.shipping import shipped_folder

if TYPE_CHECKING:
    from hubsim.dispatch.together.planner import Planner
    from hubsim.scenario.schema import Scenario

LAYOUT = "both"
"""Layout of the shipped street with everything that a hub can have."""


@case
def window() -> Work:
    """Plan the first window of the shipped street, from compiling the step to the certified plan."""
    from hubsim.dispatch.alone import operate_alone
    from hubsim.dispatch.through_network import NetworkModel
    from hubsim.dispatch.together.network_limits import NetworkLimits
    from hubsim.dispatch.together.planner import Planner
    from hubsim.dispatch.together.span import Span
    from hubsim.dispatch.together.window import passive_members
    from hubsim.scenario.plan import make_plan

    plan = make_plan(_street())
    model, alone = NetworkModel.of(plan), operate_alone(plan)
    flows = model.flows(alone.p_kw, alone.q_kvar)
    control = plan.scenario.control
    n_steps = round((control.window + control.lookahead) / plan.horizon.step_h)

    def run() -> Planner:
        limits = NetworkLimits.of(model, passive_members(plan), alone, flows)
        planner, steps = Planner.of(plan, alone, limits), slice(0, n_steps)
        planner.solve(Span(steps), plan.start_kwh[planner.fine.stores], planner.band(Span(steps)))
        return planner

    def count(planner: Planner) -> dict[str, int]:
        effort, matrix = planner.effort, planner.windows[n_steps, 0].laid.matrix
        return {
            "model_rows": effort.rows,
            "model_columns": effort.columns,
            "model_nonzeros": int(matrix.nnz),
            "simplex_iterations": effort.iterations,
            "solves": effort.solves,
        }

    return Work(run, count)


@case
def week() -> Work:
    """Run the shipped week, from the scenario to the stored report."""
    from hubsim.pipeline import run as run_scenario

    scenario = _street()

    def run() -> dict[str, Any]:
        with tempfile.TemporaryDirectory(prefix="hubsim-bench-") as folder:
            return run_scenario(scenario, folder).manifest

    return Work(run, _counts_of_run)


def _counts_of_run(manifest: dict[str, Any]) -> dict[str, int]:
    counts, solver = manifest["counts"], manifest["solver"]
    files = {name: entry["bytes"] for name, entry in manifest["files"].items()}
    series = sum(size for name, size in files.items() if name.endswith(".parquet"))
    return {
        "power_flow_iterations": sum(counts["power_flow_iterations"].values()),
        "unsolved_steps": sum(counts["unsolved_steps"].values()),
        "unconfirmed_windows": solver["unconfirmed"],
        "model_rows": solver["rows"],
        "model_columns": solver["columns"],
        "simplex_iterations": solver["iterations"],
        "solves": solver["solves"],
        "series_bytes": series,
        # The report tells how long the run took: a digit more or less must not count.
        "report_kib": round(files["report.html"] / 1024),
    }


def _street() -> Scenario:
    from hubsim.scenario.load import load_scenario

    return load_scenario(shipped_folder() / "scenarios" / "street.yaml", layout=LAYOUT)
