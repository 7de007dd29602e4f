"""A pandapower net written as the CSV tables of csv_tables.py."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from hubsim.errors import NetworkError, NetworkErrors
from hubsim.networks.connections import connections
from hubsim.networks.csv_tables import TABLES
from hubsim.networks.damage import ids_of, in_service, refuse_damage

_BEYOND = ("trafo3w", "impedance", "shunt", "ward")
"""Tables of pandapower that the CSV tables do not have."""

_TAP = {
    "tap_side": "tap_side", "tap_pos": "tap_pos", "tap_neutral": "tap_neutral", "tap_min": "tap_min",
    "tap_max": "tap_max", "tap_step_pct": "tap_step_percent",
}  # fmt: skip


def write_csv(net: Any, folder: Path) -> None:
    """Write the tables of a net into a folder; elements out of service are left out.

    Raises
    ------
    NetworkErrors
        with every element that the tables cannot hold.
    """
    refuse_damage(net)
    problems = [*_refused(net)]
    if problems:
        raise NetworkErrors(problems)
    buses = dict(zip(net.bus.index, ids_of(net.bus, "bus"), strict=True))
    rows = {
        "buses.csv": _buses(net, buses),
        "cables.csv": _cables(net, buses),
        "transformers.csv": _transformers(net, buses),
        "connections.csv": _connections(net, buses),
        "switches.csv": _switches(net, buses),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, those in rows.items():
        with (folder / name).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(TABLES[name]), lineterminator="\n")
            writer.writeheader()
            writer.writerows({key: _cell(value) for key, value in row.items()} for row in those)


def _refused(net: Any) -> Iterator[NetworkError]:
    """Yield what the tables cannot hold."""
    for element in _BEYOND:
        if element in net and in_service(net[element]).any():
            yield NetworkError("CSV tables have no such element", element=element)
    for at, trafo in enumerate(net.trafo.itertuples()):
        if trafo.parallel > 1 or trafo.df != 1.0:
            text = "CSV tables have no transformers in parallel, nor derated ones"
            yield NetworkError(text, element="trafo", element_id=ids_of(net.trafo, "trafo")[at])
    if len(net.ext_grid[in_service(net.ext_grid)]) != 1:
        yield NetworkError("CSV tables have one bus with the grid above", element="ext_grid")
    for at, switch in enumerate(net.switch.itertuples()):
        if switch.et not in {"b", "l"} and not switch.closed:
            text = "CSV tables have open switches at cables and between buses alone"
            yield NetworkError(text, element="switch", element_id=ids_of(net.switch, "switch")[at])


def _buses(net: Any, buses: dict[Any, str]) -> Iterator[dict[str, Any]]:
    from hubsim.networks.from_pandapower import coordinates

    grid = net.ext_grid[in_service(net.ext_grid)].iloc[0]
    x, y = coordinates(net)
    for at, bus in enumerate(net.bus.itertuples()):
        yield {
            "id": buses[bus.Index], "kv": bus.vn_kv, "x": x[at], "y": y[at],
            "source_pu": grid.vm_pu if bus.Index == grid.bus else None,
        }  # fmt: skip


def _cables(net: Any, buses: dict[Any, str]) -> Iterator[dict[str, Any]]:
    opened = {
        (switch.element, switch.bus)
        for switch in net.switch.itertuples()
        if switch.et == "l" and not switch.closed
    }
    alive = net.bus.in_service.to_dict()
    for name, on, line in zip(
        ids_of(net.line, "line"), in_service(net.line), net.line.itertuples(), strict=True
    ):
        if not (on and alive[line.from_bus] and alive[line.to_bus]):
            continue
        ends = [(line.Index, bus) in opened for bus in (line.from_bus, line.to_bus)]
        yield {
            "id": name, "from_bus": buses[line.from_bus], "to_bus": buses[line.to_bus],
            "length_m": line.length_km * 1e3, "r_ohm_per_km": line.r_ohm_per_km,
            "x_ohm_per_km": line.x_ohm_per_km, "c_uf_per_km": line.c_nf_per_km / 1e3,
            "r0_ohm_per_km": getattr(line, "r0_ohm_per_km", None),
            "x0_ohm_per_km": getattr(line, "x0_ohm_per_km", None),
            "limit_a": line.max_i_ka * line.df * 1e3, "parallel": int(line.parallel),
            "open": {(1, 0): "from", (0, 1): "to", (1, 1): "both"}.get((ends[0], ends[1])),
        }  # fmt: skip


def _transformers(net: Any, buses: dict[Any, str]) -> Iterator[dict[str, Any]]:
    for name, on, trafo in zip(
        ids_of(net.trafo, "trafo"), in_service(net.trafo), net.trafo.itertuples(), strict=True
    ):
        if not on:
            continue
        kva = trafo.sn_mva * 1e3
        row = {
            "id": name, "hv_bus": buses[trafo.hv_bus], "lv_bus": buses[trafo.lv_bus], "kva": kva,
            "hv_kv": trafo.vn_hv_kv, "lv_kv": trafo.vn_lv_kv, "uk_pct": trafo.vk_percent,
            "pk_kw": trafo.vkr_percent * kva / 100.0, "p0_kw": trafo.pfe_kw,
            "i0_pct": trafo.i0_percent, "vector_group": _group(trafo),
            "clock": round(trafo.shift_degree / 30.0) % 12,
            "uk0_pct": getattr(trafo, "vk0_percent", None),
            "pk0_kw": getattr(trafo, "vkr0_percent", np.nan) * kva / 100.0,
        }  # fmt: skip
        if getattr(trafo, "tap_changer_type", None) == "Ratio":
            row |= {ours: getattr(trafo, theirs) for ours, theirs in _TAP.items()}
        yield row


def _group(trafo: Any) -> str | None:
    """Return the vector group without its clock number, which has a column of its own."""
    group = getattr(trafo, "vector_group", None)
    return group.rstrip("0123456789") if isinstance(group, str) else None


def _connections(net: Any, buses: dict[Any, str]) -> Iterator[dict[str, Any]]:
    found = connections(net)
    columns = found.ids, found.bus, found.p_kw, found.q_kvar, found.phases, found.fuse_a
    for name, bus, p_kw, q_kvar, phases, fuse_a in zip(*columns, strict=True):
        yield {
            "id": name, "bus": buses[bus], "p_kw": p_kw, "q_kvar": q_kvar,
            "phases": phases if phases in {"a", "b", "c", "abc"} else None, "fuse_a": fuse_a,
        }  # fmt: skip


def _switches(net: Any, buses: dict[Any, str]) -> Iterator[dict[str, Any]]:
    for name, switch in zip(ids_of(net.switch, "switch"), net.switch.itertuples(), strict=True):
        if switch.et == "b":
            ends = {"from_bus": buses[switch.bus], "to_bus": buses[switch.element]}
            yield {"id": name, **ends, "closed": "yes" if switch.closed else "no"}


def _cell(value: Any) -> str:
    """Return the text of a cell: nothing for what is not known, all digits of a number."""
    if value is None or (isinstance(value, float | np.floating) and not np.isfinite(value)):
        return ""
    if isinstance(value, float | np.floating):
        whole = float(value)
        return str(int(whole)) if whole.is_integer() and abs(whole) < 1e15 else repr(whole)
    return "" if str(value) in {"nan", "None", "<NA>"} else str(value)
