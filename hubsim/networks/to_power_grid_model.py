"""A pandapower net written as input data of power-grid-model, in the JSON of its own serializer.

Attributes and their units: documentation of power-grid-model, *Components*.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from math import isnan, pi
from pathlib import Path
from typing import Any

import numpy as np

from hubsim.errors import NetworkError, NetworkErrors
from hubsim.networks.connections import connections
from hubsim.networks.damage import ids_of, in_service, refuse_damage
from hubsim.networks.power_grid_model_ports import FREQUENCY_HZ

_BEYOND = ("trafo3w", "impedance", "ward")
"""Tables of pandapower that have no component of their own here."""

_STRENGTH = 1e6
"""Short-circuit power of the source over all demand, so that it all but holds the voltage of its node as in
pandapower: to 1e-6 pu. A larger one costs more digits in the solution than it wins."""

_WINDINGS = {"Y": 0, "YN": 1, "D": 2, "Z": 3, "ZN": 4}

_POWER = 0
"""Type of a load of constant power."""


def write_power_grid_model(net: Any, path: Path) -> None:
    """Write the network with the demand that marks its connections; every row has a name besides its id.

    Raises
    ------
    NetworkErrors
        with every element that power-grid-model's input data, as hubsim writes them, cannot hold.
    """
    refuse_damage(net)
    made = _Input(net)
    problems = [*_refused(net)]
    for add in (_nodes, _lines, _transformers, _links, _sources, _loads, _shunts):
        problems += add(made)
    if problems:
        raise NetworkErrors(problems)
    stored = {
        "version": "1.0",
        "type": "input",
        "is_batch": False,
        "attributes": {},
        "data": {component: rows for component, rows in made.rows.items() if rows},
    }
    path.write_text(json.dumps(stored, indent=1, allow_nan=False) + "\n", encoding="utf-8")


@dataclass
class _Input:
    """Rows of components as they are gathered; ids count through all of them.

    node : index of a bus -> id
    """

    net: Any
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    node: dict[Any, int] = field(default_factory=dict)
    _next: Iterator[int] = field(default_factory=count)

    def add(self, component: str, name: str, **values: Any) -> int:
        """Add a row without what is not known, and return its id."""
        number = next(self._next)
        known = {key: value for key, value in values.items() if value is not None}
        row = {"id": number, **known, "name": name}
        self.rows.setdefault(component, []).append(row)
        return number

    def ends(self, kind: str, element: Any, on: bool, start: Any, end: Any) -> dict[str, int]:
        """Return nodes and statuses of a branch: open where a switch of its is, or a bus is off."""
        switch = self.net.switch
        own = switch[(switch.et == kind) & (switch.element == element) & ~switch.closed]
        opened = set(own.bus)
        alive = self.net.bus.in_service
        closed = [on and alive[start] and alive[end] and bus not in opened for bus in (start, end)]
        return {
            "from_node": self.node[start],
            "to_node": self.node[end],
            "from_status": int(closed[0]),
            "to_status": int(closed[1]),
        }


def _refused(net: Any) -> Iterator[NetworkError]:
    for element in _BEYOND:
        if element in net and in_service(net[element]).any():
            yield NetworkError("is not written to power-grid-model", element=element)


def _nodes(made: _Input) -> Iterator[NetworkError]:
    net = made.net
    for name, bus in zip(ids_of(net.bus, "bus"), net.bus.itertuples(), strict=True):
        made.node[bus.Index] = made.add("node", name, u_rated=bus.vn_kv * 1e3)
    yield from ()


def _lines(made: _Input) -> Iterator[NetworkError]:
    net = made.net
    omega = 2.0 * pi * FREQUENCY_HZ
    for name, on, line in zip(
        ids_of(net.line, "line"), in_service(net.line), net.line.itertuples(), strict=True
    ):
        km, systems = line.length_km, line.parallel
        c1 = line.c_nf_per_km * 1e-9 * km * systems
        g = getattr(line, "g_us_per_km", 0.0) * 1e-6 * km * systems
        if g and not c1:
            text = "power-grid-model has no conductance of a line without capacitance"
            yield NetworkError(text, element="line", element_id=name)
            continue
        r0, x0, c0 = (
            _known(getattr(line, column, None))
            for column in ("r0_ohm_per_km", "x0_ohm_per_km", "c0_nf_per_km")
        )
        zero = {}
        if r0 is not None and x0 is not None:
            c0 = line.c_nf_per_km if c0 is None else c0
            zero = {
                "r0": r0 * km / systems,
                "x0": x0 * km / systems,
                "c0": c0 * 1e-9 * km * systems,
                "tan0": 0.0,
            }
        limit_ka = _known(line.max_i_ka)
        made.add(
            "line",
            name,
            **made.ends("l", line.Index, on, line.from_bus, line.to_bus),
            r1=line.r_ohm_per_km * km / systems,
            x1=line.x_ohm_per_km * km / systems,
            c1=c1,
            tan1=g / (omega * c1) if c1 else 0.0,
            **zero,
            i_n=None if limit_ka is None else limit_ka * 1e3 * line.df * systems,
        )


def _transformers(made: _Input) -> Iterator[NetworkError]:
    net = made.net
    for name, on, trafo in zip(
        ids_of(net.trafo, "trafo"), in_service(net.trafo), net.trafo.itertuples(), strict=True
    ):
        clock = round(trafo.shift_degree / 30.0) % 12
        windings = _windings(getattr(trafo, "vector_group", None), clock)
        tap = _tap(trafo)
        if windings is None or tap is None or abs(trafo.shift_degree / 30.0 % 12 - clock) > 1e-9:
            text = (
                f"power-grid-model has no transformer {trafo.vector_group} that turns by"
                f" {trafo.shift_degree:g} degrees"
                if tap is not None
                else f"its tap changer of type {trafo.tap_changer_type} is not written"
            )
            yield NetworkError(text, element="trafo", element_id=name)
            continue
        sn = trafo.sn_mva * 1e6 * trafo.parallel
        made.add(
            "transformer",
            name,
            **made.ends("t", trafo.Index, on, trafo.hv_bus, trafo.lv_bus),
            u1=trafo.vn_hv_kv * 1e3,
            u2=trafo.vn_lv_kv * 1e3,
            sn=sn,
            uk=trafo.vk_percent / 100.0,
            pk=trafo.vkr_percent / 100.0 * sn,
            i0=max(trafo.i0_percent / 100.0, trafo.pfe_kw * 1e3 * trafo.parallel / sn),
            p0=trafo.pfe_kw * 1e3 * trafo.parallel,
            winding_from=windings[0],
            winding_to=windings[1],
            clock=clock,
            **tap,
        )


def _windings(group: Any, clock: int) -> tuple[int, int] | None:
    """Return the windings of a vector group that can have a clock number; None where it cannot."""
    if not isinstance(group, str) or not group.strip():
        return (_WINDINGS["D"], _WINDINGS["YN"]) if clock % 2 else (_WINDINGS["YN"],) * 2
    letters = group.strip().rstrip("0123456789")
    first = next((n for n in ("YN", "ZN", "Y", "D", "Z") if letters.startswith(n)), None)
    last = letters[len(first) :].upper() if first else ""
    if first is None or last not in _WINDINGS:
        return None
    # Two windings of one shape turn by even hours, a star and a delta or zigzag by odd ones.
    odd = (first[0] == "Y") != (last[0] == "Y")
    return (_WINDINGS[first], _WINDINGS[last]) if odd == bool(clock % 2) else None


def _tap(trafo: Any) -> dict[str, Any] | None:
    """Return the tap changer; None for one that does more than change the ratio."""
    kind = getattr(trafo, "tap_changer_type", None)
    if not isinstance(kind, str) or not kind:
        return {"tap_side": 0, "tap_pos": 0, "tap_min": 0, "tap_max": 0, "tap_size": 0.0}
    step = _known(trafo.tap_step_percent) or 0.0
    if kind != "Ratio" or _known(getattr(trafo, "tap_step_degree", None)):
        return None
    numbers = {
        key: int(_known(getattr(trafo, key)) or 0)
        for key in ("tap_pos", "tap_neutral", "tap_min", "tap_max")
    }
    rated_kv = trafo.vn_lv_kv if trafo.tap_side == "lv" else trafo.vn_hv_kv
    return {
        "tap_side": int(trafo.tap_side == "lv"),
        "tap_pos": numbers["tap_pos"],
        "tap_min": min(numbers["tap_min"], numbers["tap_pos"]),
        "tap_max": max(numbers["tap_max"], numbers["tap_pos"]),
        "tap_nom": numbers["tap_neutral"],
        "tap_size": rated_kv * 1e3 * step / 100.0,
    }


def _links(made: _Input) -> Iterator[NetworkError]:
    net = made.net
    alive = net.bus.in_service
    names = ids_of(net.switch, "switch")
    for name, switch in zip(names, net.switch.itertuples(), strict=True):
        if switch.et == "b":
            closed = int(switch.closed and alive[switch.bus] and alive[switch.element])
            made.add(
                "link",
                name,
                from_node=made.node[switch.bus],
                to_node=made.node[switch.element],
                from_status=closed,
                to_status=closed,
            )
        elif switch.et == "t3" and not switch.closed:
            yield NetworkError("is not written", element="switch", element_id=name)


def _sources(made: _Input) -> Iterator[NetworkError]:
    net = made.net
    found = connections(net)
    demand_va = 1e3 * float(np.hypot(found.p_kw, found.q_kvar).sum())
    for name, on, grid in zip(
        ids_of(net.ext_grid, "ext_grid"),
        in_service(net.ext_grid),
        net.ext_grid.itertuples(),
        strict=True,
    ):
        made.add(
            "source",
            name,
            node=made.node[grid.bus],
            status=int(on),
            u_ref=grid.vm_pu,
            u_ref_angle=float(np.deg2rad(grid.va_degree)),
            sk=_STRENGTH * max(demand_va, 1e6),
        )
    yield from ()


def _loads(made: _Input) -> Iterator[NetworkError]:
    """Add a load of constant power for each connection, on its phases where they are known."""
    found = connections(made.net)
    columns = found.ids, found.bus, found.p_kw, found.q_kvar, found.phases
    for name, bus, p_kw, q_kvar, phases in zip(*columns, strict=True):
        common = {"node": made.node[bus], "status": 1, "type": _POWER}
        p, q = float(p_kw) * 1e3, float(q_kvar) * 1e3
        if phases and len(phases) < 3:
            share = [(one in phases) / len(phases) for one in "abc"]
            powers = {"p_specified": [p * s for s in share], "q_specified": [q * s for s in share]}
            made.add("asym_load", name, **common, **powers)
        else:
            made.add("sym_load", name, **common, p_specified=p, q_specified=q)
    yield from ()


def _shunts(made: _Input) -> Iterator[NetworkError]:
    net = made.net
    for name, on, shunt in zip(
        ids_of(net.shunt, "shunt"), in_service(net.shunt), net.shunt.itertuples(), strict=True
    ):
        kv = net.bus.vn_kv[shunt.bus] if isnan(shunt.vn_kv) else shunt.vn_kv
        made.add(
            "shunt",
            name,
            node=made.node[shunt.bus],
            status=int(on),
            g1=shunt.p_mw * shunt.step / kv**2,
            b1=-shunt.q_mvar * shunt.step / kv**2,
        )
    yield from ()


def _known(value: Any) -> float | None:
    """Return a number, None for one that is not known."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return None if isnan(number) else number
