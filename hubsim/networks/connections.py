"""Where members can connect: the loads of a pandapower net, with their demand, phases and fuse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.networks.damage import ids_of, in_service

PHASES = frozenset({"a", "b", "c", "ab", "ac", "bc", "abc"})


@dataclass(frozen=True)
class Connections:
    """Every load in service, (C,) each; as `Network` has them, but with pandapower's bus index."""

    ids: tuple[str, ...]
    bus: tuple[Any, ...]
    p_kw: FloatArray
    q_kvar: FloatArray
    phases: tuple[str, ...]
    fuse_a: FloatArray


def connections(net: Any) -> Connections:
    """Return the loads of a net, symmetric ones first.

    The phases of an asymmetric load are those that have power; of a symmetric one, what an extra column
    ``phases`` says. A column ``fuse_a`` gives the main fuse.
    """
    parts = [
        _of(net[element], element) for element in ("load", "asymmetric_load") if element in net
    ]
    ids = [one for part in parts for one in part.ids]
    return Connections(
        tuple(f"{one} ({at})" if ids.count(one) > 1 else one for at, one in enumerate(ids))
        if len(set(ids)) < len(ids)
        else tuple(ids),
        tuple(bus for part in parts for bus in part.bus),
        np.concatenate([part.p_kw for part in parts]),
        np.concatenate([part.q_kvar for part in parts]),
        tuple(phases for part in parts for phases in part.phases),
        np.concatenate([part.fuse_a for part in parts]),
    )


def _of(table: Any, element: str) -> Connections:
    used = table[in_service(table)]
    scaling = _numbers(used, "scaling", 1.0)
    if element == "load":
        p_mw, q_mvar = _numbers(used, "p_mw", 0.0), _numbers(used, "q_mvar", 0.0)
        given = used["phases"] if "phases" in used else [""] * len(used)
        phases = tuple(str(one) if one in PHASES else "" for one in given)
    else:
        each = [_numbers(used, f"p_{phase}_mw", 0.0) for phase in "abc"]
        other = [_numbers(used, f"q_{phase}_mvar", 0.0) for phase in "abc"]
        p_mw, q_mvar = np.sum(each, axis=0), np.sum(other, axis=0)
        drawn = (np.array(each) != 0.0) | (np.array(other) != 0.0)
        phases = tuple(
            "".join(phase for phase, there in zip("abc", column, strict=True) if there)
            for column in drawn.T
        )
    return Connections(
        tuple(ids_of(used, element)),
        tuple(used.bus),
        p_mw * scaling * 1e3,
        q_mvar * scaling * 1e3,
        phases,
        _numbers(used, "fuse_a", np.nan),
    )


def _numbers(table: Any, name: str, otherwise: float) -> FloatArray:
    if name not in table:
        return np.full(len(table), otherwise)
    values = np.array(table[name].to_numpy(dtype=np.float64, na_value=np.nan))
    return np.where(np.isnan(values), otherwise, values)
