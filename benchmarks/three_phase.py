"""Three-phase power flow over time: hubsim and its peers on the same feeder and powers.

The IEEE European Low Voltage Test Feeder (907 buses, 55 single-phase loads, Dyn1) with synthetic
households, 1,440 one-minute steps; `peers/asymmetric.py` says how they are made and where the models
were made equal. The clock holds what a user waits for: converting the arrays of drawn power into the
tool's input, solving every step to 1e-8 pu, and having all bus voltages and all line currents of all
steps as arrays. Building the model and a first solve of the same steps are off it. A tool runs in a
process of its own, on one thread, once a round; rounds are interleaved and the best round counts, as CPU
time of the process. Voltages are compared with the nodal equations in phase quantities, written out
below and solved to 1e-12.

Then hubsim alone: a year of quarter-hours of a street of 100 homes.

    pip install '.[peers]' && python benchmarks/three_phase.py
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from importlib import import_module
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from peers.asymmetric import (
    Hubsim,
    asymmetric_street,
    european_feeder,
    household_powers,
    read_european_feeder,
)
from peers.protocol import Case, FloatArray, Peer
from peers.reference import chosen_steps

PEERS = {
    "hubsim": ("asymmetric", "Hubsim"),
    "hubsim-same": ("asymmetric", "HubsimSame"),
    "pgm-iterative-current": ("asymmetric", "PgmIterativeCurrent"),
    "pgm-newton": ("asymmetric", "PgmNewton"),
    "opendss": ("asymmetric_opendss", "OpenDss"),
    "opendss-default": ("asymmetric_opendss", "OpenDssDefault"),
    "pandapower": ("asymmetric", "Pandapower"),
}
"""Module in peers/ and class, in the order of the table."""
OWN = ("hubsim", "hubsim-same")
TARGET = 10.0
"""Times faster than the fastest peer at 1e-8 that hubsim is to be."""
ONE_THREAD = (
    "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS",
)  # fmt: skip
EXACT_PU, LONGEST = 1e-12, 100
"""When the reference is solved, and how many iterations that may take."""
YEAR_DAYS, QUARTER_MIN = 365, 15
Figures = dict[str, Any]


def main() -> None:
    """Measure and print the report as Markdown."""
    options = _options()
    os.environ |= dict.fromkeys(ONE_THREAD, "1")
    with tempfile.TemporaryDirectory(prefix="hubsim-three-phase-") as name:
        folder = Path(name)
        case = european_feeder(folder)
        p_kw, q_kvar = (power[: options.steps] for power in household_powers(case, 1, 1))
        chosen = chosen_steps(len(p_kw))
        reference = nodal_vm_pu(case, p_kw[chosen], q_kvar[chosen])
        np.savez(folder / "powers.npz", p_kw=p_kw, q_kvar=q_kvar, reference=reference)
        tools: dict[str, Figures] = {}
        for round_ in range(options.repeat):
            for peer in options.peer or PEERS:
                if "reason" in tools.get(peer, {}):
                    continue
                found = _alone(partial(measure_peer, folder, peer))
                tools[peer] = found if "reason" in found else _better(tools.get(peer), found)
                _say(f"round {round_ + 1}, {peer}: {found.get('reason') or found['cpu_us']}")
        print(_machine(options.repeat))
        print(_table(tools, len(p_kw)))
        if not options.peer or "hubsim" in options.peer:
            street = partial(measure_street, folder, options.repeat, options.days)
            print(_street(_alone(street)))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="Three-phase power flow over time, hubsim and its peers."
    )
    parser.add_argument(
        "--peer", action="append", choices=PEERS, metavar="NAME", help=f"of {', '.join(PEERS)}"
    )
    parser.add_argument("--repeat", type=int, default=3, help="rounds, of which the best counts")
    parser.add_argument("--steps", type=int, help="first steps of the day alone, for a trial")
    parser.add_argument(
        "--days", type=int, default=YEAR_DAYS, help="days of the street, for a trial"
    )
    options = parser.parse_args()
    if min(options.repeat, options.days, options.steps or 1) < 1:
        parser.error("--repeat, --steps and --days must be at least 1")
    return options


def nodal_vm_pu(case: Case, p_kw: FloatArray, q_kvar: FloatArray) -> FloatArray:
    """Return voltage magnitudes, (T, B, 3) [pu], of the nodal equations."""
    from scipy.sparse.linalg import splu

    net = case.net
    matrix = _nodal_matrix(net)
    base_v = np.repeat(net.bus.vn_kv.to_numpy() * 1e3 / np.sqrt(3.0), 3)
    held = 3 * int(net.ext_grid.bus.iloc[0]) + np.arange(3)
    free = np.setdiff1d(np.arange(len(base_v)), held)
    turned = np.exp(-2j * np.pi / 3.0 * np.arange(3))
    source_v = float(net.ext_grid.vm_pu.iloc[0]) * base_v[held] * turned
    factors = splu(matrix[free][:, free])
    open_v = factors.solve(-(matrix[free][:, held] @ source_v))
    places = np.searchsorted(free, 3 * case.loaded[:, None] + np.arange(3)).ravel()
    voltage = np.empty((len(p_kw), len(base_v)), dtype=np.complex128)
    voltage[:, held] = source_v
    for step, power in enumerate((p_kw + 1j * q_kvar).reshape(len(p_kw), -1) * 1e3):
        now = open_v
        for _ in range(LONGEST):
            current = np.zeros(len(free), dtype=np.complex128)
            current[places] = -np.conj(power / now[places])
            now, before = open_v + factors.solve(current), now
            if np.abs((now - before) / base_v[free]).max() < EXACT_PU:
                break
        else:
            raise RuntimeError(f"the reference did not converge at step {step}")
        voltage[step, free] = now
    vm_pu: FloatArray = np.abs(voltage / base_v).reshape(len(p_kw), -1, 3)
    return vm_pu


def _nodal_matrix(net: Any) -> Any:
    """Return the nodal admittance matrix in phases [S], node 3 b + phase: no sequence networks anywhere.

    A line is a matrix of self and mutual impedances; the Dyn1 transformer is three single-phase units, each
    between two phases at one side and a phase and the neutral at the other.
    """
    from scipy import sparse

    n_bus, line, own = len(net.bus), net.line, net.trafo.iloc[0]
    if line.c_nf_per_km.any() or own.i0_percent or round(own.shift_degree) != 30:
        raise ValueError(
            "capacitance, iron losses and other vector groups are not written out here"
        )
    columns = ("r_ohm_per_km", "x_ohm_per_km", "r0_ohm_per_km", "x0_ohm_per_km")
    r1, x1, r0, x0 = (
        line[name].to_numpy(np.float64) * line.length_km.to_numpy() for name in columns
    )
    self_ohm, mutual_ohm = (r1 + 1j * x1) * np.eye(3)[:, :, None], (r0 - r1 + 1j * (x0 - x1)) / 3.0
    y_lines = np.linalg.inv(np.moveaxis(self_ohm + mutual_ohm, 2, 0))
    # Every branch is i = y (C v); the rows of C are the phases of the lines, then the three units.
    rows, ends = np.arange(len(line)), (line.from_bus, line.to_bus)
    incidence = sum(
        sparse.coo_matrix((np.full(len(line), sign), (rows, end)), shape=(len(line), n_bus))
        for sign, end in zip((1.0, -1.0), ends, strict=True)
    )
    units = sparse.lil_matrix((3, 3 * n_bus))
    for phase in range(3):
        turns = own.vn_lv_kv / np.sqrt(3.0) / own.vn_hv_kv
        units[phase, 3 * own.hv_bus + phase] = turns
        units[phase, 3 * own.hv_bus + (phase + 2) % 3] = -turns
        units[phase, 3 * own.lv_bus + phase] = -1.0
    z_percent = complex(own.vkr_percent, np.sqrt(own.vk_percent**2 - own.vkr_percent**2))
    y_unit = 100.0 / z_percent * own.sn_mva / own.vn_lv_kv**2
    branches = sparse.vstack([sparse.kron(incidence, sparse.eye(3)), units]).tocsr()
    y = sparse.block_diag([*y_lines, y_unit * np.eye(3)])
    return (branches.T @ y @ branches).tocsc()


def measure_peer(folder: Path, name: str) -> Figures:
    """Return what one peer took; its first solve of all steps is not counted."""
    module, kind = PEERS[name]
    peer: Peer = getattr(import_module(f"peers.{module}"), kind)()
    peer.prepare(read_european_feeder(folder))
    with np.load(folder / "powers.npz") as stored:
        p_kw, q_kvar, reference = stored["p_kw"], stored["q_kvar"], stored["reference"]
    n_solved = min(peer.steps or len(p_kw), len(p_kw))
    chosen = chosen_steps(len(p_kw))
    voltage = peer.solve(p_kw[:n_solved], q_kvar[:n_solved]).voltage[chosen[chosen < n_solved]]
    if n_solved < len(p_kw):
        voltage = peer.solve(p_kw[chosen], q_kvar[chosen]).voltage
    cpu_s, wall_s = _timed(peer, p_kw[:n_solved], q_kvar[:n_solved])
    return {
        "cpu_us": cpu_s / n_solved * 1e6,
        "wall_us": wall_s / n_solved * 1e6,
        "error_vm_pu": float(np.abs(np.abs(voltage) - reference).max()),
        "gives": peer.gives,
        "note": peer.note,
        "versions": {package: version(package) for package in peer.packages},
    }


def measure_street(folder: Path, repeat: int, days: int) -> Figures:
    """Return what a year of the street took hubsim, best of so many rounds after a first one."""
    case = asymmetric_street(folder)
    p_kw, q_kvar = household_powers(case, days, QUARTER_MIN)
    peer = Hubsim()
    peer.prepare(case)
    solved = peer.solve(p_kw, q_kvar)
    lowest = float(np.asarray(solved.voltage).min())
    del solved
    rounds = [_timed(peer, p_kw, q_kvar) for _ in range(repeat)]
    cpu_s, wall_s = (min(times) for times in zip(*rounds, strict=True))
    return {
        "cpu_s": cpu_s, "wall_s": wall_s, "steps": len(p_kw), "buses": len(case.net.bus),
        "homes": len(case.loaded), "lowest_vm_pu": lowest,
    }  # fmt: skip


def _timed(peer: Peer, p_kw: FloatArray, q_kvar: FloatArray) -> tuple[float, float]:
    """Return CPU and wall time of one solve [s]."""
    wall_s, cpu_s = time.perf_counter(), time.process_time()
    peer.solve(p_kw, q_kvar)
    return time.process_time() - cpu_s, time.perf_counter() - wall_s


def _alone(measure: Callable[[], Figures]) -> Figures:
    """Return what a fresh process measured, or why it did not."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        future = pool.submit(measure)
        failure = future.exception()
    if failure is None:
        return future.result()
    return {"reason": f"{type(failure).__name__}: {failure}".replace("|", "/").replace("\n", " ")}


def _better(before: Figures | None, now: Figures) -> Figures:
    """Return the better of two rounds, each time by itself."""
    if before:
        for field in ("cpu_us", "wall_us"):
            now[field] = min(now[field], before[field])
    return now


def _table(tools: dict[str, Figures], n_step: int) -> str:
    """Return the table, each tool's time over those of hubsim, and the ratio that counts."""
    measured = {name: row for name, row in tools.items() if "cpu_us" in row}
    own = [name for name in OWN if name in measured]
    lines = [
        f"### European LV feeder: 907 buses, 55 single-phase loads, {n_step} steps", "",
        "| tool | CPU us/step | wall us/step |" + "".join(f" over {name} |" for name in own)
        + " max dVm pu | gives | note |",
        "|---|--:|--:|" + "--:|" * len(own) + "--:|---|---|",
    ]  # fmt: skip
    for name, row in tools.items():
        if "reason" in row:
            lines.append(f"| {name} | {row['reason']} |" + " |" * (5 + len(own)))
            continue
        ratios = "".join(f" {row['cpu_us'] / measured[base]['cpu_us']:.3g} |" for base in own)
        lines.append(
            f"| {name} | {row['cpu_us']:.4g} | {row['wall_us']:.4g} |{ratios} "
            f"{row['error_vm_pu']:.1e} | {row['gives']} | {row['note']} |"
        )
    rivals = [
        name for name in measured if name not in OWN and measured[name]["error_vm_pu"] <= 1e-7
    ]
    if own and rivals:
        fastest = min(rivals, key=lambda name: float(measured[name]["cpu_us"]))
        for base in own:
            ratio = measured[fastest]["cpu_us"] / measured[base]["cpu_us"]
            lines += ["", f"{base} is {ratio:.3g} times faster than {fastest} (target {TARGET:g})."]
    versions = {name: text for row in measured.values() for name, text in row["versions"].items()}
    lines += ["", ", ".join(f"{name} {versions[name]}" for name in sorted(versions)), ""]
    return "\n".join(lines)


def _street(row: Figures) -> str:
    if "reason" in row:
        return f"### Street: {row['reason']}"
    return (
        f"### Street: {row['homes']} homes, {row['buses']} buses, {row['steps']} steps\n\n"
        f"hubsim, all results: {row['cpu_s']:.2f} s of CPU time, {row['wall_s']:.2f} s by the clock; "
        f"lowest voltage {row['lowest_vm_pu']:.3f} pu"
    )


def _machine(repeat: int) -> str:
    return (
        f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}; best of "
        f"{repeat} interleaved rounds, process CPU time, one thread each.\n"
    )


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
