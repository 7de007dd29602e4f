"""The compiled step of a hub, kept for the next run of one that has the same.

Compiling takes a tenth of a second, and the runs of a sweep often differ in nothing that the step is made
of: prices, weather, needs and forecasts are bounds and costs, and no part of it.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import asdict
from threading import Lock

from hubsim.arrays import FloatArray
from hubsim.caching import digest_of
from hubsim.dispatch.together.step import Penalties, active_members, is_limited, is_shared
from hubsim.dispatch.together.template import Template
from hubsim.scenario.plan import Plan

_MOST = 4
"""Steps that are kept."""

_kept: OrderedDict[str, Template] = OrderedDict()
_lock = Lock()


def kept_step(key: str, compile_now: Callable[[], Template]) -> Template:
    """Return the step of a key, compiled now if it is not there."""
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    made = compile_now()
    with _lock:
        _kept[key] = made
        while len(_kept) > _MOST:
            _kept.popitem(last=False)
    return made


def step_key(
    plan: Plan,
    stations: FloatArray,
    carried: Sequence[tuple[str, str]],
    given: Sequence[str],
) -> str:
    """Return the key of everything that `build_step` and `compile_step` read, and of nothing else.

    stations, carried, given : as `HubModel` has them
    """
    members = active_members(plan)
    said = {
        "step_h": plan.horizon.step_h,
        "assets": [
            (a, int(plan.asset_member[a]), type(plan.assets[a]).__qualname__)
            for a in plan.coordinated
        ],
        "limits": [float(plan.member_limit_kw[m]) for m in members],
        "contract": is_limited(plan),
        "shared": is_shared(plan),
        "penalties": asdict(Penalties.of(plan)),
        "objective": plan.scenario.control.objective.model_dump(mode="json"),
        "carried": list(carried),
        "given": list(given),
        "stations": stations.shape,
    }
    fields = [plan.assets[a].model_dump_json().encode() for a in plan.coordinated]
    return digest_of([json.dumps(said).encode(), stations.tobytes(), *fields])
