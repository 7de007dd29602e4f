"""One peer on one case, in a process of its own: ``python -m peers.child FOLDER CASE PEER OUT``."""

from __future__ import annotations

import json
import sys
import time
import warnings
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from peers import PEERS
from peers.cases import Powers, read_case
from peers.protocol import Peer
from peers.reference import chosen_steps


def main(folder: Path, case_name: str, peer_name: str, out: Path) -> None:
    """Measure and write the figures, or what is missing."""
    warnings.simplefilter("ignore")
    module, kind = PEERS[peer_name]
    try:
        peer: Peer = getattr(import_module(f"peers.{module}"), kind)()
    except ModuleNotFoundError as lacking:
        out.write_text(json.dumps({"status": "missing", "reason": str(lacking)}), encoding="utf-8")
        return
    case, powers = read_case(case_name, folder)
    start_s = time.process_time()
    peer.prepare(case)
    build_s = time.process_time() - start_s
    figures = _measure(peer, powers, folder / f"{case_name}-{peer.trafo_model}.npy")
    figures |= {
        "status": "measured",
        "build_s": build_s,
        "threads": peer.threads,
        "exact": peer.exact,
        "trafo_model": peer.trafo_model,
        "gives": peer.gives,
        "note": peer.note,
        "versions": {package: version(package) for package in peer.packages},
    }
    out.write_text(json.dumps(figures), encoding="utf-8")


def _measure(peer: Peer, powers: Powers, reference: Path) -> dict[str, Any]:
    n_step = len(powers.p_kw)
    n_solved = min(peer.steps or n_step, n_step)
    p_kw, q_kvar = powers.p_kw[:n_solved], powers.q_kvar[:n_solved]
    # The first solve compiles, factorises and gets memory from the system that later ones find ready;
    # what it took to load the case is not the tool's.
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before_mb = _memory_mb("VmRSS")
    solved = peer.solve(p_kw, q_kvar)
    peak_mb = _memory_mb("VmHWM")
    del solved
    wall_s, cpu_s = time.perf_counter(), time.process_time()
    solved = peer.solve(p_kw, q_kvar)
    cpu_s, wall_s = time.process_time() - cpu_s, time.perf_counter() - wall_s
    chosen = chosen_steps(n_step)
    if n_solved == n_step:
        voltage = solved.voltage[chosen]
    else:
        voltage = peer.solve(powers.p_kw[chosen], powers.q_kvar[chosen]).voltage
    error = np.abs(np.abs(voltage) - np.load(reference)).max()
    return {
        "steps_solved": n_solved,
        "steps": n_step,
        "cpu_us": cpu_s / n_solved * 1e6,
        "wall_us": wall_s / n_solved * 1e6,
        "rss_before_mb": before_mb,
        "peak_added_mb": peak_mb - before_mb,
        "error_vm_pu": float(error),
    }


def _memory_mb(field: str) -> float:
    """Return a field of this process's status: unlike ``ru_maxrss`` it holds nothing of the parent's."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        name, _, value = line.partition(":")
        if name == field:
            return float(value.split()[0]) / 1024.0
    raise RuntimeError(f"the system does not report {field}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], Path(sys.argv[4]))
