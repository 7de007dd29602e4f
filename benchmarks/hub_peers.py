"""The same windows of a hub planned by hubsim, Pyomo, linopy and PyPSA: CPU time a window, one thread.

Days of all seasons of the dorf (`dorf.py`), three in a row, each from the levels that stores have alone.
hubsim is timed on the linear problem that the others solve, and once more with AC power flow of every plan
and the corrections that follow, which nobody else does. The first window, in which models are built, is
left out for all. Every cost stands beside hubsim's, so that nobody wins by solving something easier.

    python benchmarks/hub_peers.py
    python benchmarks/hub_peers.py --weak --python .venv-pypsa/bin/python

A peer that this environment lacks is looked for in that of ``--python``, which needs numpy and the peer.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

os.environ.update(dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), "1"))

SEASONS, IN_A_ROW = (10, 100, 190, 280), 3
SOME = 3
"""A peer that keeps nothing from window to window takes much the same for each, and long: it plans every so
many of them, and their mean stands beside hubsim's mean of all."""
AIMS = {
    "pyomo-rebuilt-blocks": 100.0,
    "pyomo-rebuilt": 100.0,
    "pyomo-persistent": 8.0,
    "linopy-persistent": 10.0,
    "pypsa-rolling": 8.0,
}
SAME = 1e-6
"""Costs that differ by less, relatively, are of the same problem."""
YEAR_DAYS = 365


def main() -> None:
    """Read the options, run the rounds and print the table."""
    from peers.hub_child import PEERS

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--weak", action="store_true", help="the weak network")
    parser.add_argument("--homes", type=int, default=55)
    parser.add_argument("--days", type=int, nargs="+", help="days of the year, from 0")
    parser.add_argument("--peers", nargs="+", choices=PEERS, default=list(PEERS))
    parser.add_argument(
        "--python", help="interpreter of an environment with peers that this one lacks"
    )
    parser.add_argument("--repeat", type=int, default=2, help="rounds; a window's best time counts")
    parser.add_argument(
        "--blocks", action="store_true", help="also hubsim's blocks as one Pyomo model, rebuilt"
    )
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    chosen = parser.parse_args()
    days = chosen.days or [first + k for first in SEASONS for k in range(IN_A_ROW)]
    figures = measured(days, chosen)
    print(report(figures))
    if chosen.json:
        chosen.json.write_text(json.dumps(figures, indent=2) + "\n")


def measured(days: list[int], chosen: Any) -> dict[str, Any]:
    """Return times and costs of the windows, of hubsim and of the peers."""
    from peers.hub_export import Ready, blocks_rebuilt, exported, plan_all, without_ties

    ready = Ready.of(days, weak=chosen.weak, homes=chosen.homes)
    every, runs = list(range(len(days))), dict[str, list[Any]]()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "hub.npz"
        with without_ties():
            exported(ready).save(file)
            costs = [cost for _, cost in plan_all(ready, with_ac=False)]
            if chosen.blocks:
                windows = [0, *every[1::SOME]]
                spent, cost = zip(*blocks_rebuilt(ready, windows), strict=True)
                runs["pyomo-rebuilt-blocks"] = [
                    {
                        "status": "measured",
                        "windows": windows,
                        "spent_s": spent,
                        "cost_eur": cost,
                        "note": "hubsim's own blocks unrolled, all network rows; one round",
                    }
                ]
        for _ in range(chosen.repeat):
            for name, with_ac in (("hubsim", False), ("hubsim-ac", True)):
                spent = [spent_s for spent_s, _ in plan_all(ready, with_ac=with_ac)]
                runs.setdefault(name, []).append(
                    {"status": "measured", "windows": every, "spent_s": spent}
                )
            for name in chosen.peers:
                windows = [0, *every[1::SOME]] if name == "pyomo-rebuilt" else every
                runs.setdefault(name, []).append(_peer(file, name, windows, chosen.python))
    tools = {}
    for name, rounds in runs.items():
        tools[name] = dict(rounds[0])
        if rounds[0]["status"] == "measured":
            tools[name]["spent_s"] = [
                min(times) for times in zip(*(one["spent_s"] for one in rounds), strict=True)
            ]
    tools["hubsim"]["cost_eur"] = costs
    return {
        "days": days,
        "homes": chosen.homes,
        "weak": chosen.weak,
        "repeat": chosen.repeat,
        "python": platform.python_version(),
        "versions": {package: version(package) for package in ("highspy", "pyomo", "numpy")},
        "tools": tools,
    }


def _peer(file: Path, name: str, windows: list[int], other: str | None) -> dict[str, Any]:
    """Return the figures of a peer, from this environment or else the other one."""
    out = file.with_name("out.json")
    found: dict[str, Any] = {}
    for python in filter(None, (sys.executable, other)):
        subprocess.run(  # noqa: S603
            [
                str(Path(python).absolute()),
                "-m",
                "peers.hub_child",
                str(file),
                name,
                ",".join(map(str, windows)),
                str(out),
            ],
            cwd=Path(__file__).parent,
            stdout=subprocess.DEVNULL,
            check=True,
        )
        found = json.loads(out.read_text(encoding="utf-8"))
        if found["status"] == "measured":
            break
    return found


def report(figures: dict[str, Any]) -> str:
    """Return the table."""
    tools, days = figures["tools"], figures["days"]
    lines = [
        (
            f"{figures['homes']} homes, {'weak' if figures['weak'] else 'strong'} network, "
            f"{len(days)} windows of 96 steps, best of {figures['repeat']}; CPU seconds a window "
            "after the first"
        ),
        "",
        (
            "| tool | windows | s a window | over hubsim | aim | over hubsim with AC | year, extrapolated "
            "| largest difference of cost | note |"
        ),
        "|---|--:|--:|--:|--:|--:|--:|--:|---|",
    ]
    for name, tool in tools.items():
        if tool["status"] != "measured":
            lines.append(f"| {name} | {tool['status']}: {tool['reason']} |" + " |" * 7)
            continue
        mean = _mean(tool["spent_s"][1:])
        over, over_ac = (mean / _mean(tools[one]["spent_s"][1:]) for one in ("hubsim", "hubsim-ac"))
        aim = AIMS.get(name)
        met = "" if aim is None else f"{aim:.0f}, {'met' if over >= aim else 'missed'}"
        lines.append(
            f"| {name} | {len(tool['spent_s']) - 1} | {mean:.3f} | {over:.1f} | {met} | {over_ac:.1f} "
            f"| {_year(mean)} | {_difference(tool, tools['hubsim'])} | {tool.get('note', '')} |"
        )
    versions = dict(figures["versions"])
    for tool in tools.values():
        versions |= tool.get("versions", {})
    lines += ["", ", ".join(f"{name} {versions[name]}" for name in sorted(versions))]
    return "\n".join(lines)


def _mean(spent_s: list[float]) -> float:
    return sum(spent_s) / len(spent_s)


def _year(window_s: float) -> str:
    minutes = window_s * YEAR_DAYS / 60.0
    return f"{minutes:.1f} min" if minutes >= 1.0 else f"{60 * minutes:.0f} s"


def _difference(tool: dict[str, Any], own: dict[str, Any]) -> str:
    """Return how far costs are from hubsim's, relatively."""
    if "cost_eur" not in tool:
        return ""
    worst = max(
        abs(one - other) / max(1.0, abs(other))
        for one, other in (
            (cost, own["cost_eur"][window])
            for window, cost in zip(tool["windows"], tool["cost_eur"], strict=True)
        )
    )
    return f"{worst:.0e}" + ("" if worst <= SAME else ", another problem")


if __name__ == "__main__":
    main()
