"""The manifest: where a run came from, what made it, and the hash of every file of it."""

from __future__ import annotations

import hashlib
import json
import math
import os
import platform
import resource
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

from hubsim.kpis.kpi import Outcome
from hubsim.powerflow.phases.flows import PhaseFlows
from hubsim.scenario.plan import Plan

FORMAT_VERSION = 1
"""Of the run folder; a reader refuses any other by name."""

MANIFEST = "manifest.json"
SELF_HASH = "manifest_sha256"
"""Key of the manifest's own hash: of its text without that key."""

_PACKAGES = (
    "highspy",
    "numba",
    "numpy",
    "pandapower",
    "pandas",
    "pyarrow",
    "pydantic",
    "pyomo",
    "scipy",
    "tzdata",
)


def hubsim_version() -> str:
    """Return the version of hubsim, ``source`` when it is run without being installed."""
    return _version("hubsim") or "source"


def folder_hash(resolved_yaml: str, inputs: Sequence[Mapping[str, Any]]) -> str:
    """Return the hash that names a run: of the resolved scenario, the inputs and hubsim's version.

    Neither time nor machine is in it: the same inputs have the same hash.
    """
    parts = [hubsim_version(), sha256(resolved_yaml.encode())]
    parts += sorted(str(record["sha256"]) for record in inputs)
    return sha256("\n".join(parts).encode())


def origin(
    plan: Plan,
    outcomes: Mapping[str, Outcome],
    *,
    resolved_yaml: str,
    extra: Mapping[str, Any],
    stamp: datetime,
) -> dict[str, Any]:
    """Return the manifest but for the files.

    extra : goes in as it is, but for the keys made here: ``timings_s`` and ``counts`` are added to,
        any other is replaced
    """
    return {
        **extra,
        "format_version": FORMAT_VERSION,
        "hubsim": hubsim_version(),
        "created": stamp.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "command": [_without_folder(word) for word in sys.argv],
        "scenario": plan.scenario.name,
        "layout": plan.scenario.layout or "",
        "seed": plan.scenario.seed,
        "model": _model(outcomes),
        "horizon": horizon_record(plan),
        "folder_hash": folder_hash(resolved_yaml, plan.sources),
        "resolved_sha256": sha256(resolved_yaml.encode()),
        "inputs": plan.sources,
        "data_labels": dict(plan.data_labels),
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "cpu_count": os.cpu_count(),
        "packages": {name: found for name in _PACKAGES if (found := _version(name))},
        "counts": {**_counts(plan, outcomes), **extra.get("counts", {})},
        "peak_memory_mb": round(_peak_memory_mb(), 1),
    }


def horizon_record(plan: Plan) -> dict[str, Any]:
    """Return the horizon in JSON: start and end in UTC."""
    horizon = plan.horizon
    return {
        "start": horizon.start.astimezone(UTC).isoformat(),
        "end": horizon.end.astimezone(UTC).isoformat(),
        "step_s": horizon.step_s,
        "n_steps": horizon.n_steps,
        "zone": horizon.zone,
    }


def json_bytes(content: Mapping[str, Any], *, indent: int | None = 1) -> bytes:
    """Return JSON text, the same for the same content; what is not finite becomes null.

    indent : None writes it on one line, in a fifth of the time
    """
    text = json.dumps(_plain(content), indent=indent, ensure_ascii=False, allow_nan=False)
    return (text + "\n").encode()


def sealed(content: Mapping[str, Any]) -> bytes:
    """Return the manifest's bytes with its own hash in it."""
    body = {key: value for key, value in content.items() if key != SELF_HASH}
    return json_bytes({**body, SELF_HASH: sha256(json_bytes(body))})


def sha256(data: bytes) -> str:
    """Return the hash as hexadecimal text."""
    return hashlib.sha256(data).hexdigest()


def _model(outcomes: Mapping[str, Outcome]) -> str:
    """Return the power flow of the study, as the scenario calls it."""
    in_phases = any(isinstance(outcome.flows, PhaseFlows) for outcome in outcomes.values())
    return "three-phase" if in_phases else "balanced"


def _counts(plan: Plan, outcomes: Mapping[str, Outcome]) -> dict[str, Any]:
    network = plan.network
    return {
        "steps": plan.horizon.n_steps,
        "members": len(plan.member_ids),
        "assets": len(plan.asset_ids),
        "coordinated_assets": len(plan.coordinated),
        "buses": len(network.bus_ids),
        "lines": len(network.line_ids),
        "trafos": len(network.trafo_ids),
        "unsolved_steps": {
            name: int(np.count_nonzero(~outcome.flows.converged))
            for name, outcome in outcomes.items()
        },
        "power_flow_iterations": {
            name: int(outcome.flows.iterations.sum()) for name, outcome in outcomes.items()
        },
    }


def _peak_memory_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1024**2 if sys.platform == "darwin" else peak / 1024


def _without_folder(word: str) -> str:
    """Return a word of the command line without the folders of this machine."""
    option, equals, value = word.rpartition("=")
    return option + equals + (Path(value).name if value.startswith("/") else value)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _plain(value: object) -> object:
    """Return the value in the types that JSON knows: None for what is not finite."""
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(part) for part in value]
    if isinstance(value, np.ndarray | np.generic):
        return _plain(value.tolist())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if isinstance(value, str | int | None) else str(value)
