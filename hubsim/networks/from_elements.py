"""Elements turned into a pandapower net: the one form in which every source meets the calculation."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from typing import Any

import numpy as np

from hubsim.errors import NetworkError, NetworkErrors
from hubsim.networks.elements import Elements

_REFERENCES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("lines", "line", ("from_bus", "to_bus")),
    ("transformers", "trafo", ("hv_bus", "lv_bus")),
    ("switches", "switch", ("from_bus", "to_bus")),
    ("sources", "ext_grid", ("bus",)),
    ("connections", "load", ("bus",)),
)
"""List of `Elements` -> pandapower's table, and the fields that name a bus."""


def net_of(elements: Elements) -> Any:
    """Return the pandapower net of elements, ids as names; nothing is solved yet.

    Connections become loads with the extra columns ``phases`` and ``fuse_a``.

    Raises
    ------
    NetworkErrors
        with every id that occurs twice, every reference to a bus that is not there and every element
        that ends where it begins.
    """
    problems = [*_repeated(elements), *_lost(elements)]
    if problems:
        raise NetworkErrors(problems)
    import pandapower as pp

    from hubsim.networks.from_pandapower import quiet

    with quiet():
        net = pp.create_empty_network(name=elements.name)
        number = {bus.id: at for at, bus in enumerate(elements.buses)}
        _add_buses(pp, net, elements)
        if elements.lines:
            _add_lines(pp, net, elements, number)
        if elements.transformers:
            _add_transformers(pp, net, elements, number)
        for switch in elements.switches:
            pp.create_switch(
                net,
                number[switch.from_bus],
                number[switch.to_bus],
                et="b",
                closed=switch.closed,
                name=switch.id,
            )
        for source in elements.sources:
            strength = {
                key: value
                for key, value in (
                    ("s_sc_max_mva", source.sk_mva),
                    ("rx_max", source.rx),
                    ("x0x_max", source.x0_x),
                    ("r0x0_max", source.r0_x0),
                )
                if np.isfinite(value)
            }
            pp.create_ext_grid(
                net,
                number[source.bus],
                vm_pu=source.vm_pu,
                va_degree=source.va_deg,
                name=source.id,
                **strength,
            )
        if elements.connections:
            _add_connections(pp, net, elements, number)
    return net


def _add_buses(pp: Any, net: Any, elements: Elements) -> None:
    buses = elements.buses
    pp.create_buses(
        net,
        len(buses),
        vn_kv=_of(buses, "kv"),
        name=_of(buses, "id"),
        in_service=_of(buses, "in_service"),
    )
    net.bus["geo"] = [
        json.dumps({"type": "Point", "coordinates": [bus.x, bus.y]})
        if np.isfinite(bus.x) and np.isfinite(bus.y)
        else None
        for bus in buses
    ]


def _add_lines(pp: Any, net: Any, elements: Elements, number: dict[str, int]) -> None:
    lines = elements.lines
    pp.create_lines_from_parameters(
        net,
        [number[line.from_bus] for line in lines],
        [number[line.to_bus] for line in lines],
        length_km=_floats(lines, "length_km"),
        r_ohm_per_km=_floats(lines, "r"),
        x_ohm_per_km=_floats(lines, "x"),
        c_nf_per_km=_floats(lines, "c") * 1e3,
        g_us_per_km=_floats(lines, "g"),
        max_i_ka=_floats(lines, "limit_a") / 1e3,
        name=_of(lines, "id"),
        parallel=_of(lines, "parallel"),
        in_service=_of(lines, "in_service"),
    )
    net.line["std_type"] = [line.type or None for line in lines]
    net.line["r0_ohm_per_km"] = _floats(lines, "r0")
    net.line["x0_ohm_per_km"] = _floats(lines, "x0")
    net.line["c0_nf_per_km"] = _floats(lines, "c0") * 1e3
    for at, line in enumerate(lines):
        for bus, closed in ((line.from_bus, line.from_closed), (line.to_bus, line.to_closed)):
            if not closed:
                name = f"{line.id} at {bus}"
                pp.create_switch(net, number[bus], at, et="l", closed=False, name=name)


def _add_transformers(pp: Any, net: Any, elements: Elements, number: dict[str, int]) -> None:
    trafos = elements.transformers
    sn_kva = _floats(trafos, "sn_kva")
    with np.errstate(divide="ignore", invalid="ignore"):
        vkr_pct, vkr0_pct = (_floats(trafos, name) / sn_kva * 100.0 for name in ("pk_kw", "pk0_kw"))
    pp.create_transformers_from_parameters(
        net,
        [number[trafo.hv_bus] for trafo in trafos],
        [number[trafo.lv_bus] for trafo in trafos],
        sn_mva=sn_kva / 1e3,
        vn_hv_kv=_floats(trafos, "hv_kv"),
        vn_lv_kv=_floats(trafos, "lv_kv"),
        vkr_percent=vkr_pct,
        vk_percent=_floats(trafos, "uk_pct"),
        pfe_kw=_floats(trafos, "p0_kw"),
        i0_percent=_floats(trafos, "i0_pct"),
        shift_degree=_floats(trafos, "clock") * 30.0,
        name=_of(trafos, "id"),
        in_service=_of(trafos, "in_service"),
    )
    table = net.trafo
    table["std_type"] = [trafo.type or None for trafo in trafos]
    table["vector_group"] = [trafo.vector_group or None for trafo in trafos]
    table["vk0_percent"], table["vkr0_percent"] = _floats(trafos, "uk0_pct"), vkr0_pct
    table["tap_side"] = [trafo.tap_side or None for trafo in trafos]
    table["tap_changer_type"] = ["Ratio" if trafo.tap_side else None for trafo in trafos]
    for name in ("pos", "neutral", "min", "max"):
        table[f"tap_{name}"] = _floats(trafos, f"tap_{name}")
    table["tap_step_percent"] = _floats(trafos, "tap_step_pct")


def _add_connections(pp: Any, net: Any, elements: Elements, number: dict[str, int]) -> None:
    connections = elements.connections
    pp.create_loads(
        net,
        [number[one.bus] for one in connections],
        p_mw=_floats(connections, "p_kw") / 1e3,
        q_mvar=_floats(connections, "q_kvar") / 1e3,
        name=_of(connections, "id"),
    )
    net.load["phases"] = [one.phases or None for one in connections]
    net.load["fuse_a"] = _floats(connections, "fuse_a")


def _repeated(elements: Elements) -> Iterator[NetworkError]:
    tables: Iterable[tuple[str, str]] = [("buses", "bus")]
    for kind, table in [*tables, *((kind, table) for kind, table, _ in _REFERENCES)]:
        counts = Counter(one.id for one in getattr(elements, kind))
        for name, count in counts.items():
            if count > 1:
                yield NetworkError(f"the id occurs {count} times", element=table, element_id=name)


def _lost(elements: Elements) -> Iterator[NetworkError]:
    """Yield references to buses that are not there, and branches from a bus to itself."""
    known = {bus.id for bus in elements.buses}
    for kind, table, fields in _REFERENCES:
        for one in getattr(elements, kind):
            buses = [getattr(one, field) for field in fields]
            for field, bus in zip(fields, buses, strict=True):
                if bus not in known:
                    near = get_close_matches(bus, known, n=1)
                    hint = f"; did you mean {near[0]!r}?" if near else ""
                    text = f"its {field} {bus!r} is not a bus of the network{hint}"
                    yield NetworkError(text, element=table, element_id=one.id)
            if len(set(buses)) < len(buses):
                text = f"it ends at the bus where it begins, {buses[0]!r}"
                yield NetworkError(text, element=table, element_id=one.id)


def _of(items: Sequence[Any], field: str) -> list[Any]:
    return [getattr(one, field) for one in items]


def _floats(items: Sequence[Any], field: str) -> Any:
    return np.array(_of(items, field), dtype=np.float64)
