"""How long a hub's year under all network limits takes, AC check of every window included.

Each case runs in a process of its own: the dorf of `dorf.py`, planned in windows of 96 steps. Times are CPU
time of the process, one thread. What is done once (imports, reading the scenario, the operation alone, and
the first window, which compiles the step) stands apart from the windows after it.

    python benchmarks/hub_year.py --days 365
    python benchmarks/hub_year.py --days 28 --weak --homes 55 110 200
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

YEAR_DAYS = 365
_ONE_THREAD = dict.fromkeys(
    ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1"
)


@dataclass(frozen=True)
class Measured:
    """A case and what it took. Every time is CPU time of the process [s], but for the network's share.

    prepare_s : imports, scenario, profiles, factorised network; alone_s : the operation alone and its flows
    first_s : first window, with what is compiled for it; window_s : a window after the first, the mean
    slowest_s : the longest window after the first
    together_s : everything after the operation alone; ended_s : the final power flow of every step
    network_share : wall time that network limits took, of all that operating together took
    loading_pct, lowest_pu, highest_pu : most loaded transformer or line, and voltages at members, by AC
    over_steps : steps in which AC finds any of them beyond its limit
    unmet_kwh, cost_eur : need that was not served; money that the members pay for energy
    peak_mb : most memory of the process
    """

    homes: int
    days: int
    weak: bool
    prepare_s: float
    alone_s: float
    first_s: float
    window_s: float
    slowest_s: float
    together_s: float
    ended_s: float
    network_share: float
    effort: dict[str, Any]
    loading_pct: float
    lowest_pu: float
    highest_pu: float
    over_steps: int
    alone_over_steps: int
    unmet_kwh: float
    cost_eur: float
    peak_mb: float

    @property
    def year_s(self) -> float:
        """A year together [s]: measured, or the first window and 364 mean ones after it."""
        if self.days >= YEAR_DAYS:
            return self.together_s
        return self.first_s + (YEAR_DAYS - 1) * self.window_s


def measure(homes: int, days: int, *, weak: bool) -> Measured:
    """Return a case, measured in this process."""
    marks = [time.process_time()]
    from dorf import write_dorf  # type: ignore[import-not-found]

    from hubsim.dispatch.alone import operate_alone
    from hubsim.dispatch.through_network import NetworkModel
    from hubsim.dispatch.together import operate_together
    from hubsim.scenario.load import load_scenario
    from hubsim.scenario.plan import make_plan

    with tempfile.TemporaryDirectory() as folder:
        file = write_dorf(Path(folder), days=days, weak=weak, homes=homes)
        plan = make_plan(load_scenario(file))
    model = NetworkModel.of(plan)
    marks.append(time.process_time())
    alone = operate_alone(plan)
    settled, alone_flows = model.settle(alone)
    marks.append(time.process_time())
    windows = [marks[-1]]
    begin = time.perf_counter()
    together, effort = operate_together(
        model,
        alone,
        settled,
        alone_flows,
        on_progress=lambda _: windows.append(time.process_time()),
    )
    wall_s = time.perf_counter() - begin
    marks.append(time.process_time())
    done, flows = model.settle(together)
    marks.append(time.process_time())
    spent = [after - before for before, after in pairwise(windows)]
    rest = spent[1:] or spent
    step_h = plan.horizon.step_h
    found = dict(
        zip(
            ("loading_pct", "lowest_pu", "highest_pu", "over_steps"),
            _found(plan, flows),
            strict=True,
        )
    )
    return Measured(
        homes=homes,
        days=days,
        weak=weak,
        prepare_s=marks[1] - marks[0],
        alone_s=marks[2] - marks[1],
        first_s=spent[0],
        window_s=sum(rest) / len(rest),
        slowest_s=max(rest),
        together_s=marks[3] - marks[2],
        ended_s=marks[4] - marks[3],
        network_share=effort.network_s / wall_s,
        effort={**asdict(effort), "watched": len(effort.watched)},
        **found,
        alone_over_steps=_found(plan, alone_flows)[3],
        unmet_kwh=float(done.unmet_kw.sum() * step_h),
        cost_eur=step_h * _money_eur_h(plan, done),
        peak_mb=_peak_mb(),
    )


def _found(plan: Any, flows: Any) -> tuple[float, float, float, int]:
    """Return highest loading, lowest and highest voltage at members, and how many steps break a limit."""
    import numpy as np

    from hubsim.dispatch.together.network_limits import TOLERANCE_PCT, TOLERANCE_PU

    limits = plan.scenario.limits
    loadings = np.hstack([flows.trafo_loading_pct, flows.line_loading_pct])
    loading = loadings.max(axis=1)
    vm_pu = flows.vm_pu[:, np.unique(plan.member_bus)]
    low, high = vm_pu.min(axis=1), vm_pu.max(axis=1)
    over = (
        (loadings > plan.loading_limits.at(slice(None)) + TOLERANCE_PCT).any(axis=1)
        | (low < limits.voltage_min - TOLERANCE_PU)
        | (high > limits.voltage_max + TOLERANCE_PU)
        | ~flows.converged
    )
    return float(loading.max()), float(low.min()), float(high.max()), int(over.sum())


def _money_eur_h(plan: Any, did: Any) -> float:
    """Return what is paid for what is bought less what sales bring, summed over steps [EUR/h]."""
    import numpy as np

    paid = np.einsum("tm,tm->", plan.buy_eur_kwh, did.bought_kw)
    return float(paid - np.einsum("tm,tm->", plan.sell_eur_kwh, did.sold_kw))


def _peak_mb() -> float:
    """Return the most memory that this process ever had."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return float(line.split()[1]) / 1024.0
    raise RuntimeError("the system does not report the peak of memory")


def in_process(homes: int, days: int, *, weak: bool) -> Measured:
    """Return a case, measured in a process of its own."""
    command = [sys.executable, __file__, "--child", "--days", str(days), "--homes", str(homes)]
    done = subprocess.run(  # noqa: S603
        command + ["--weak"] * weak,
        env={**os.environ, **_ONE_THREAD},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


def report(rows: list[Measured]) -> str:
    """Return a table of the cases and how time per window grows with homes."""
    lines = [
        (
            "| homes | network | days | window s | slowest | first | alone | prepare | year together s |"
            " solves | cuts | network share | AC checks | unconfirmed | steps over (alone) | loading % |"
            " pu | unmet kWh | peak MB |"
        ),
        "|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|--:|--:|",
    ]
    for one in rows:
        effort, scaled = one.effort, "" if one.days >= YEAR_DAYS else " (scaled)"
        lines.append(
            f"| {one.homes} | {'weak' if one.weak else 'strong'} | {one.days} | {one.window_s:.3f} |"
            f" {one.slowest_s:.2f} | {one.first_s:.2f} | {one.alone_s:.2f} | {one.prepare_s:.2f} |"
            f" {one.year_s:.1f}{scaled} | {effort['solves']} | {effort['cuts']} |"
            f" {100 * one.network_share:.0f} % | {effort['checks']} | {effort['unconfirmed']} |"
            f" {one.over_steps} ({one.alone_over_steps}) | {one.loading_pct:.2f} |"
            f" {one.lowest_pu:.4f} to {one.highest_pu:.4f} | {one.unmet_kwh:.1f} | {one.peak_mb:.0f} |"
        )
    for before, after in pairwise(rows):
        if after.homes > before.homes and after.weak == before.weak:
            times, slower = after.homes / before.homes, after.window_s / before.window_s
            lines.append(
                f"\n{before.homes} to {after.homes} homes: {times:.2f} times the homes, {slower:.2f} "
                f"times the time a window (exponent {math.log(slower) / math.log(times):.2f})"
            )
    return "\n".join(lines)


def main() -> None:
    """Read the options, run the cases and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--days", type=int, default=YEAR_DAYS)
    parser.add_argument("--weak", action="store_true", help="the weak network")
    parser.add_argument("--homes", type=int, nargs="+", default=[55])
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.child:
        print(json.dumps(asdict(measure(chosen.homes[0], chosen.days, weak=chosen.weak))))
        return
    in_process(11, 1, weak=chosen.weak)  # fills the compiler's cache, which only a first run has to
    rows = [in_process(homes, chosen.days, weak=chosen.weak) for homes in chosen.homes]
    print(report(rows))
    if chosen.json:
        chosen.json.write_text(json.dumps([asdict(row) for row in rows], indent=2) + "\n")


if __name__ == "__main__":
    main()
