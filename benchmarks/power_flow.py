"""A year of power flow: hubsim and every peer on the same arrays, each in its fastest way.

The clock holds what a user waits for: converting the arrays of drawn power (steps, buses) into the
tool's input, solving every step to 1e-8 pu, and having all bus voltages and all branch loadings (or
currents) of all steps as arrays. Building the network model and a first solve of the same steps, which
compiles, factorises and gets memory from the system, are off it. A tool runs in a process of its own, on
one thread, once a round; rounds are interleaved and the best round counts, as CPU time of the process. A
tool that is not installed or fails is listed with its reason.

    pip install '.[peers,simbench]' && python benchmarks/power_flow.py
    python benchmarks/power_flow.py rural3 --peer hubsim --peer lightsim2grid --steps 5000
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from difflib import get_close_matches
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from peers import PEERS
from peers.cases import CASES, make_case
from peers.reference import reference_vm_pu
from peers.report import ratios_of, report

HERE = Path(__file__).parent
ONE_THREAD = (
    "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS",
)  # fmt: skip
TUNED = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
"""Settings of this machine that would tune one tool's library and not another's."""
LONGEST_S = 900
MODELS = ("t", "pi")
ALWAYS = ("hubsim", "numpy", "numba", "pandapower")


def main() -> None:
    """Measure, print the report and write the files that were asked for."""
    options = _options()
    names = options.peer or list(PEERS)
    figures: dict[str, Any] = {
        "machine": _machine(),
        "repeat": options.repeat,
        "cases": {},
        "ratios": [],
    }
    with tempfile.TemporaryDirectory(prefix="hubsim-peers-") as folder:
        for case in options.case or CASES:
            figures["cases"][case] = _case(case, names, options, Path(folder))
            figures["ratios"] = ratios_of(figures["cases"])
            if options.json:  # after every case, so that a run that is cut short is not lost
                options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    text = report(figures)
    print(text)
    if options.table:
        options.table.write_text(text, encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="A year of power flow, hubsim and its peers on the same arrays."
    )
    parser.add_argument("case", nargs="*", metavar="CASE", help=f"of {', '.join(CASES)}; all")
    parser.add_argument("--peer", action="append", metavar="NAME", help=f"of {', '.join(PEERS)}")
    parser.add_argument("--repeat", type=int, default=3, help="rounds, of which the best counts")
    parser.add_argument("--steps", type=int, help="first steps of the year alone, for a trial")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    parser.add_argument("--table", type=Path, metavar="FILE", help="write the report there")
    options = parser.parse_args()
    _refuse_unknown(parser, "case", options.case, CASES)
    _refuse_unknown(parser, "peer", options.peer or (), PEERS)
    if options.repeat < 1 or (options.steps is not None and options.steps < 1):
        parser.error("--repeat and --steps must be at least 1")
    for file in (options.json, options.table):
        if file and not file.absolute().parent.is_dir():
            parser.error(f"there is no folder {file.absolute().parent}")
    return options


def _refuse_unknown(
    parser: argparse.ArgumentParser, kind: str, names: Iterable[str], known: Iterable[str]
) -> None:
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]!r}? " if near else ""
            parser.error(f"there is no {kind} {name!r}; {hint}there are {', '.join(known)}")


def _case(name: str, peers: list[str], options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    _say(f"{name}: preparing")
    try:
        case, powers = make_case(name, folder, options.steps)
    except ModuleNotFoundError as lacking:
        return {"status": "missing", "reason": str(lacking)}
    for model in MODELS:
        np.save(folder / f"{name}-{model}.npy", reference_vm_pu(case, powers, model))
    n_step, n_bus = powers.p_kw.shape
    n_loaded = len(case.loaded)
    del case, powers
    tools: dict[str, Any] = {}
    for round_ in range(options.repeat):
        for peer in peers:
            if tools.get(peer, {}).get("status") in {"missing", "failed"}:
                continue
            found = _run(folder, name, peer)
            tools[peer] = _better(tools.get(peer), found)
            cost = f"{found['cpu_us']:.3g} us" if "cpu_us" in found else found["reason"]
            _say(f"{name}, round {round_ + 1}, {peer}: {cost}")
    return {
        "status": "measured", "buses": n_bus, "loaded": n_loaded, "steps": n_step, "tools": tools,
    }  # fmt: skip


def _run(folder: Path, case: str, peer: str) -> dict[str, Any]:
    """Return what one process measured, or why it did not."""
    out = folder / "figures.json"
    out.unlink(missing_ok=True)
    environment = {name: value for name, value in os.environ.items() if name not in TUNED}
    environment |= dict.fromkeys(ONE_THREAD, "1") | {"TQDM_DISABLE": "1"}
    command = [sys.executable, "-m", "peers.child", str(folder), case, peer, str(out)]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, names checked
            command, cwd=HERE, env=environment, capture_output=True, text=True, timeout=LONGEST_S,
            check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return {"status": "failed", "reason": f"not done in {LONGEST_S} s"}
    if done.returncode or not out.exists():
        last = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        return {"status": "failed", "reason": last.replace("|", "/")}
    found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return found


def _better(before: dict[str, Any] | None, now: dict[str, Any]) -> dict[str, Any]:
    """Return the better of two rounds: each time by itself; all CPU times are kept."""
    if now["status"] != "measured":
        return now
    now["rounds_cpu_us"] = [*(before or {}).get("rounds_cpu_us", []), now["cpu_us"]]
    if before:
        for field in ("cpu_us", "wall_us", "build_s", "peak_added_mb"):
            now[field] = min(now[field], before[field])
    return now


def _machine() -> dict[str, Any]:
    return {
        "cpu": _cpu_model(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "versions": {package: version(package) for package in ALWAYS},
    }


def _cpu_model() -> str:
    """Return the processor's name, with its family and model where the name tells little."""
    fields: dict[str, str] = {}
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition(":")
        fields.setdefault(name.strip(), value.strip())
    name = fields.get("model name", platform.machine())
    return f"{name} (family {fields.get('cpu family', '?')}, model {fields.get('model', '?')})"


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
